// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {UserCalls} from "../handlers/UserCalls.sol";

/// @title Family SH: shares of the vault
abstract contract Shares is UserCalls {
    uint256 private constant VAULT_AT = 3;
    uint256 private constant INSURANCE_AT = 4;
    /// @dev The vault's virtual shares for one virtual unit of assets.
    uint256 private constant VIRTUAL_SHARES = 1e6;

    /// @dev Assets and shares when last seen.
    uint256 private _assets;
    uint256 private _supply;

    /// @notice No way in and out gains anything, and the share price never falls.
    function echidna_SH_01_share_price_never_falls() external view returns (bool) {
        return _holds(SH_01);
    }

    /// @notice Vault and insurance count what they were given, and not what was sent to them.
    function echidna_SH_02_donations_change_nothing() external view returns (bool) {
        return _holds(SH_02);
    }

    function _checkShares() internal override scratch {
        (uint256 assets, uint256 supply) = (VAULT.totalAssets(), VAULT.totalSupply());
        // Assets per share, with the virtual ones, compared crosswise: exactly.
        if ((assets + 1) * (_supply + VIRTUAL_SHARES) < (_assets + 1) * (supply + VIRTUAL_SHARES)) {
            _break(SH_01, "the share price fell");
        }
        (_assets, _supply) = (assets, supply);
        if (assets != USDC.balanceOf(address(VAULT)) - donated[VAULT_AT]) {
            _break(SH_02, "the vault counts other than it was given");
        }
        if (INSURANCE.balance() != USDC.balanceOf(address(INSURANCE)) - donated[INSURANCE_AT]) {
            _break(SH_02, "the insurance fund counts other than it was given");
        }
    }
}
