// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Account, Margin} from "../ghosts/Margin.sol";
import {SharePrice, UserCalls} from "../handlers/UserCalls.sol";
import {ACTORS, MARKETS, Shape, VAULT_PARTY} from "../system/Shape.sol";

/// @title Family SH: shares of the vault
abstract contract Shares is UserCalls {
    uint256 private constant VAULT_AT = 3;
    uint256 private constant INSURANCE_AT = 4;
    /// @dev The vault's virtual shares for one virtual unit of assets.
    uint256 private constant VIRTUAL_SHARES = 1e6;

    SharePrice private _last;

    /// @notice No way in and out gains anything, and the share price never falls but by a loss at the engine.
    function echidna_SH_01_share_price_never_falls() external view returns (bool) {
        return _holds(SH_01);
    }

    /// @notice Vault and insurance count what they were given, and not what was sent to them.
    function echidna_SH_02_donations_change_nothing() external view returns (bool) {
        return _holds(SH_02);
    }

    /// @notice Withdrawals are settled after their cooldown, in the order of their requests, and nothing holds them up.
    function echidna_SH_03_withdrawals_in_order_after_cooldown() external view returns (bool) {
        return _holds(SH_03);
    }

    /// @notice What is idle, waits or was settled is held by the vault, to the unit and to the share.
    function echidna_SH_04_promises_are_held() external view returns (bool) {
        return _holds(SH_04);
    }

    /// @notice Total assets are what is idle and the equity at the engine, at the oracle's mark, or are not told at all.
    function echidna_SH_05_assets_are_idle_and_equity() external view returns (bool) {
        return _holds(SH_05);
    }

    /// @notice Assets go to the engine only within the cap, and never those that must stay for who leaves.
    function echidna_SH_06_allocation_within_limits() external view returns (bool) {
        return _holds(SH_06);
    }

    function _sharePrice() internal view override returns (SharePrice memory) {
        return SharePrice(VAULT.idleAssets(), _engineSide(), VAULT.totalSupply());
    }

    function _checkShares() internal override scratch {
        SharePrice memory before = _last;
        // Marks and funding move what is at the engine between calls: a fall there is no fault of the vault's.
        if (_engineSide() >= before.atEngine) _checkPrice(before);
        _checkCounts();
    }

    function _checkSharesSince(SharePrice memory before) internal override scratch {
        _checkPrice(before);
        _checkCounts();
    }

    /// @dev Assets per share, with the virtual ones, compared crosswise: exactly.
    function _checkPrice(SharePrice memory before) private {
        SharePrice memory now_ = _sharePrice();
        uint256 worth = (now_.idle + now_.atEngine + 1) * (before.supply + VIRTUAL_SHARES);
        if (worth < (before.idle + before.atEngine + 1) * (now_.supply + VIRTUAL_SHARES)) {
            _break(SH_01, "the share price fell");
        }
    }

    function _checkCounts() private {
        SharePrice memory now_ = _sharePrice();
        _last = now_;
        _checkHeld(now_.idle);
        if (!_valued()) {
            if (_tells()) _break(SH_05, "assets were valued at a price out of date");
        } else if (!_tells() || VAULT.totalAssets() != now_.idle + now_.atEngine) {
            _break(SH_05, "total assets are not what is idle and at the engine");
        }
        if (INSURANCE.balance() != USDC.balanceOf(address(INSURANCE)) - donated[INSURANCE_AT]) {
            _break(SH_02, "the insurance fund counts other than it was given");
        }
    }

    /// @dev USDC units, by the specification's figures at the last marks.
    function _engineSide() internal view override returns (uint256) {
        int256 equity = Margin.equity(_account(VAULT_PARTY), _marks());
        return equity > 0 ? uint256(equity) / Shape.WAD_PER_ASSET : 0;
    }

    /// @dev Whether there is a usable mark of every market that the vault has something in.
    function _valued() internal view override returns (bool) {
        Account memory account = _account(VAULT_PARTY);
        for (uint16 id; id < MARKETS; ++id) {
            if (account.size[id] != 0 && !_settling(id) && !ORACLE.isFresh(id)) return false;
        }
        return true;
    }

    function _tells() private view returns (bool) {
        try VAULT.totalAssets() returns (uint256) {
            return true;
        } catch {
            return false;
        }
    }

    function _checkHeld(uint256 idle) private {
        uint256 settled;
        for (uint256 who; who < ACTORS; ++who) {
            settled += VAULT.maxWithdraw(address(actors[who]));
        }
        (,, uint256 waiting, uint256 reserved) = VAULT.queue();
        if (settled != reserved || waiting != VAULT.balanceOf(address(VAULT))) {
            _break(SH_04, "what was promised is not what is set aside");
        }
        if (idle + reserved != USDC.balanceOf(address(VAULT)) - donated[VAULT_AT]) {
            _break(SH_02, "the vault counts other than it was given");
            _break(SH_04, "the vault holds other than it counts");
        }
    }
}
