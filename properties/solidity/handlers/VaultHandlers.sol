// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {UserCalls} from "./UserCalls.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title Calls to the vault
abstract contract VaultHandlers is UserCalls {
    /// @notice Brings up to a tenth of what the actor holds, said in assets or in shares, and perhaps takes it straight out
    /// again: the way round may not gain.
    function vault_deposit(uint8 who, uint64 assets, bool mint, bool andBack) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 held = USDC.balanceOf(owner);
        if (held < 10) return;
        uint256 shares = VAULT.balanceOf(owner);
        uint256 amount = _fold(assets, 1, held / 10);
        _enter(
            actor,
            mint
                ? abi.encodeCall(IERC4626.mint, (VAULT.previewDeposit(amount), owner))
                : abi.encodeCall(IERC4626.deposit, (amount, owner))
        );
        uint256 gained = VAULT.balanceOf(owner) - shares;
        if (!andBack || gained == 0) return;
        _leave(actor, abi.encodeCall(IERC4626.redeem, (gained, owner, owner)));
        if (USDC.balanceOf(owner) > held) _break(SH_01, "a deposit and its redemption gained something");
    }

    /// @notice Takes out any part of what the actor has there, said in assets or in shares.
    function vault_withdraw(uint8 who, uint128 amount, bool redeem) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 most = redeem ? VAULT.balanceOf(owner) : VAULT.maxWithdraw(owner);
        if (most == 0) return;
        uint256 taken = _fold(amount, 1, most);
        _leave(
            actor,
            redeem
                ? abi.encodeCall(IERC4626.redeem, (taken, owner, owner))
                : abi.encodeCall(IERC4626.withdraw, (taken, owner, owner))
        );
    }

    function _enter(uint8 who, bytes memory data) private {
        if (_shareCall(who, data)) _count(Outcome.SharesMinted);
    }

    function _leave(uint8 who, bytes memory data) private {
        if (_shareCall(who, data)) _count(Outcome.SharesBurned);
    }

    function _shareCall(uint8 who, bytes memory data) private returns (bool ok) {
        (ok,) = _perform(who, address(VAULT), data);
        if (ok) _checkShares();
    }
}
