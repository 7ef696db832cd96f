// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AttackHandlers} from "../handlers/AttackHandlers.sol";
import {VaultHandlers} from "../handlers/VaultHandlers.sol";

/// @title Family SH: shares of the vault
abstract contract Shares is VaultHandlers, AttackHandlers {
    uint256 private constant VAULT_AT = 3;
    uint256 private constant INSURANCE_AT = 4;

    /// @notice No way in and out gains anything, and the share price never falls.
    function echidna_SH_01_share_price_never_falls() external view returns (bool) {
        return _holds(SH_01);
    }

    /// @notice Vault and insurance count what they were given, and not what was sent to them.
    function echidna_SH_02_donations_change_nothing() external view returns (bool) {
        uint256 inVault = USDC.balanceOf(address(VAULT)) - donated[VAULT_AT];
        uint256 inFund = USDC.balanceOf(address(INSURANCE)) - donated[INSURANCE_AT];
        return VAULT.totalAssets() == inVault && INSURANCE.balance() == inFund && _holds(SH_02);
    }
}
