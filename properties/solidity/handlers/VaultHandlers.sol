// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {UserCalls} from "./UserCalls.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title Calls to the vault
abstract contract VaultHandlers is UserCalls {
    /// @notice Brings up to a tenth of what the actor holds.
    function vault_deposit(uint8 who, uint64 assets) external {
        uint8 actor = _actorOf(who);
        uint256 held = USDC.balanceOf(address(actors[actor]));
        if (held < 10) return;
        _enter(actor, abi.encodeCall(IERC4626.deposit, (_fold(assets, 1, held / 10), address(actors[actor]))));
    }

    /// @notice Mints shares for up to a tenth of what the actor holds.
    function vault_mint(uint8 who, uint128 shares) external {
        uint8 actor = _actorOf(who);
        uint256 most = VAULT.previewDeposit(USDC.balanceOf(address(actors[actor])) / 10);
        if (most == 0) return;
        _enter(actor, abi.encodeCall(IERC4626.mint, (_fold(shares, 1, most), address(actors[actor]))));
    }

    /// @notice Takes out assets.
    function vault_withdraw(uint8 who, uint64 assets) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 most = VAULT.maxWithdraw(owner);
        if (most == 0) return;
        _leave(actor, abi.encodeCall(IERC4626.withdraw, (_fold(assets, 1, most), owner, owner)));
    }

    /// @notice Burns shares.
    function vault_redeem(uint8 who, uint128 shares) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 most = VAULT.balanceOf(owner);
        if (most == 0) return;
        _leave(actor, abi.encodeCall(IERC4626.redeem, (_fold(shares, 1, most), owner, owner)));
    }

    /// @notice In and straight out again.
    function vault_redeem_deposited(uint8 who, uint64 assets) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 held = USDC.balanceOf(owner);
        if (held < 10) return;
        uint256 shares = VAULT.balanceOf(owner);
        _enter(actor, abi.encodeCall(IERC4626.deposit, (_fold(assets, 1, held / 10), owner)));
        uint256 gained = VAULT.balanceOf(owner) - shares;
        if (gained == 0) return;
        _leave(actor, abi.encodeCall(IERC4626.redeem, (gained, owner, owner)));
        if (USDC.balanceOf(owner) > held) _break(SH_01, "a deposit and its redemption gained something");
    }

    function _enter(uint8 who, bytes memory data) private {
        if (_shareCall(who, data)) _count(Outcome.SharesMinted);
    }

    function _leave(uint8 who, bytes memory data) private {
        if (_shareCall(who, data)) _count(Outcome.SharesBurned);
    }

    function _shareCall(uint8 who, bytes memory data) private returns (bool ok) {
        (uint256 assets, uint256 supply) = (VAULT.totalAssets(), VAULT.totalSupply());
        (ok,) = _perform(who, address(VAULT), data);
        if (ok) _checkSharePrice(assets, supply);
    }
}
