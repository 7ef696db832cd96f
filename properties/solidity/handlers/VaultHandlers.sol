// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {ACTORS, Shape, VAULT_PARTY} from "../system/Shape.sol";
import {ALLOCATION_CAP, COOLDOWN, MIN_IDLE_PPM} from "../system/System.sol";
import {SharePrice, UserCalls} from "./UserCalls.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// @title Calls to the vault: by depositors, and by its allocator, which is this contract
abstract contract VaultHandlers is UserCalls {
    /// @dev Requests that may wait at a time: checks walk over them.
    uint256 private constant MOST_WAITING = 8;
    /// @dev The vault's virtual shares for one virtual unit of assets.
    uint256 private constant VIRTUAL_SHARES = 1e6;

    /// @notice Brings up to a tenth of what the actor holds, said in assets or in shares: what it gets is worth no more.
    function vault_deposit(uint8 who, uint64 assets, bool mint) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 held = USDC.balanceOf(owner);
        if (held < 10) return;
        uint256 shares = VAULT.balanceOf(owner);
        uint256 amount = _fold(assets, 1, held / 10);
        bytes memory data = mint
            ? abi.encodeCall(IERC4626.mint, (_sharesFor(amount), owner))
            : abi.encodeCall(IERC4626.deposit, (amount, owner));
        if (!_vaultCall(actor, data)) return;
        _count(Outcome.SharesMinted);
        uint256 gained = VAULT.balanceOf(owner) - shares;
        if (VAULT.convertToAssets(gained) > held - USDC.balanceOf(owner)) {
            _break(SH_01, "shares were worth more than was paid for them");
        }
    }

    /// @notice Asks for any part of what the actor has there.
    function vault_request(uint8 who, uint128 amount) external {
        if (lastRequest + 1 - oldestRequest >= MOST_WAITING) return;
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 most = VAULT.balanceOf(owner);
        if (most == 0) return;
        uint256 shares = _fold(amount, 1, most);
        if (!_vaultCall(actor, abi.encodeCall(IVault.requestRedeem, (shares, owner, owner)))) {
            _break(SH_03, "shares could not be asked back");
            return;
        }
        _count(Outcome.RedeemRequested);
        requests[++lastRequest] = Waiting(actor, shares, block.timestamp + COOLDOWN);
    }

    /// @notice The actor, or seldom another one, takes a request back.
    function vault_cancel(uint8 which, uint8 stranger) external {
        uint256 id = _waiting(which);
        if (id == 0) return;
        uint8 actor = stranger % 8 == 0 ? _actorOf(stranger / 8) : requests[id].who;
        uint256 shares = VAULT.balanceOf(address(actors[actor]));
        bool ok = _vaultCall(actor, abi.encodeCall(IVault.cancelRequest, (id)));
        bool own = actor == requests[id].who;
        if (ok != own) _break(own ? SH_03 : AC_02, "a request is its controller's alone, and always, to take back");
        if (!ok) return;
        if (VAULT.balanceOf(address(actors[actor])) - shares != requests[id].shares) {
            _break(SH_04, "a cancelled request did not give back its shares");
        }
        requests[id].shares = 0;
    }

    /// @notice Settles up to three requests: in order, after their cooldown, for no more than the shares are worth. Every other time
    /// somebody takes a part of it at once.
    function vault_settle(uint8 who, uint8 count) external {
        uint256[ACTORS] memory settled = _settledAll();
        bool valued = _valued();
        bool ok = _vaultCall(_actorOf(who), abi.encodeCall(IVault.settleRequests, (1 + count % 3)));
        if (valued && !ok) _break(SH_03, "the queue is held up");
        if (ok) _checkSettled(settled);
        if (count % 2 == 0) _take(who, count, who % 2 == 0);
    }

    /// @notice Takes any part of what was settled, said in assets or in shares.
    function vault_take(uint8 who, uint128 amount, bool redeem) external {
        _take(who, amount, redeem);
    }

    /// @dev The first actor from this one on for whom something was settled.
    function _take(uint8 who, uint256 amount, bool redeem) private {
        uint8 actor = _actorOf(who);
        for (uint256 i; i < ACTORS && VAULT.maxWithdraw(address(actors[actor])) == 0; ++i) {
            actor = uint8((actor + 1) % ACTORS);
        }
        address owner = address(actors[actor]);
        uint256 most = redeem ? VAULT.maxRedeem(owner) : VAULT.maxWithdraw(owner);
        if (most == 0) return;
        uint256 taken = _fold(amount, 1, most);
        uint256 due = VAULT.maxWithdraw(owner);
        uint256 held = USDC.balanceOf(owner);
        bytes memory data = redeem
            ? abi.encodeCall(IERC4626.redeem, (taken, owner, owner))
            : abi.encodeCall(IERC4626.withdraw, (taken, owner, owner));
        if (!_vaultCall(actor, data)) {
            _break(SH_04, "what was settled could not be taken");
            return;
        }
        _count(Outcome.SharesBurned);
        if (VAULT.maxWithdraw(owner) + USDC.balanceOf(owner) - held != due) {
            _break(SH_04, "what was taken is not what is gone from the claim");
        }
    }

    /// @notice The allocator moves any part of what is idle to the engine, or of what is there back.
    function vault_allocate(uint64 assets, bool back) external {
        _allocate(_fold(assets, 1, 1 + (back ? _engineSide() : VAULT.idleAssets())), back);
    }

    function _allocate(uint256 assets, bool back) internal {
        SharePrice memory price = _sharePrice();
        Ledger memory before = _ledger();
        (bool ok,) = address(VAULT)
            .call(back ? abi.encodeCall(IVault.deallocate, (assets)) : abi.encodeCall(IVault.allocate, (assets)));
        if (!ok) return;
        _count(Outcome.Allocated);
        if (!back) _checkLimits(before);
        Ledger memory afterwards = _ledgerAt(before.marks);
        _checkMoney(afterwards, true);
        _checkUserCall(before, afterwards);
        _checkSharesSince(price);
    }

    /// @dev What must stay: the least share of all, and what those who wait are worth. In a pause nothing may go but for a margin call.
    function _checkLimits(Ledger memory before) private scratch {
        SharePrice memory price = _sharePrice();
        uint256 total = price.idle + price.atEngine;
        uint256 due = _ceil(_allWaiting() * (total + 1), price.supply + VIRTUAL_SHARES);
        if (price.idle < _ceil(total * MIN_IDLE_PPM, Shape.PPM) + due) {
            _break(SH_06, "less stays idle than must");
        }
        if (price.atEngine > ALLOCATION_CAP) _break(SH_06, "more is at the engine than its cap");
        Account memory account = before.accounts[VAULT_PARTY];
        bool called = Margin.equity(account, before.marks) < Margin.initialMargin(account, before.marks);
        if (paused && !called) _break(SH_06, "assets were allocated during a pause");
    }

    /// @dev The engine pays fees in the course of it: what has left the engine and is not collateral has arrived.
    function _vaultCall(uint8 who, bytes memory data) internal returns (bool ok) {
        SharePrice memory price = _sharePrice();
        Ledger memory before = _ledger();
        uint256 held = USDC.balanceOf(address(ENGINE));
        (ok,) = _perform(who, address(VAULT), data);
        if (!ok) return false;
        Ledger memory afterwards = _ledgerAt(before.marks);
        int256 back = before.accounts[VAULT_PARTY].collateral - afterwards.accounts[VAULT_PARTY].collateral;
        received[0] += uint256(int256(held - USDC.balanceOf(address(ENGINE))) - back / int256(Shape.WAD_PER_ASSET));
        _checkMoney(afterwards, true);
        _checkUserCall(before, afterwards);
        _checkSharesSince(price);
    }

    /// @dev A request may have lost shares only when it is due and none before it waits.
    function _checkSettled(uint256[ACTORS] memory settled) private scratch {
        bool olderWaits;
        for (uint256 id = oldestRequest; id <= lastRequest; ++id) {
            Waiting storage ghost = requests[id];
            (, uint256 left,) = VAULT.request(id);
            if (left != ghost.shares) {
                _count(Outcome.RequestSettled);
                if (block.timestamp < ghost.maturesAt) _break(SH_03, "a request was settled before its cooldown");
                if (olderWaits) _break(SH_03, "a request was settled before an older one");
                if (left > ghost.shares) _break(SH_03, "a request has grown");
                ghost.shares = left;
            }
            olderWaits = olderWaits || left != 0;
            if (left == 0 && id == oldestRequest) ++oldestRequest;
        }
        for (uint256 who; who < ACTORS; ++who) {
            if (VAULT.maxWithdraw(address(actors[who])) < settled[who]) _break(SH_04, "a settled claim has shrunk");
        }
    }

    function _settledAll() private view returns (uint256[ACTORS] memory settled) {
        for (uint256 who; who < ACTORS; ++who) {
            settled[who] = VAULT.maxWithdraw(address(actors[who]));
        }
    }

    /// @dev At least one, whatever the price.
    function _sharesFor(uint256 assets) private view returns (uint256) {
        try VAULT.previewDeposit(assets) returns (uint256 shares) {
            return shares == 0 ? 1 : shares;
        } catch {
            return 1;
        }
    }
}
