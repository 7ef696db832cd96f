// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemFixture} from "../base/SystemFixture.sol";
import {vm} from "../base/Vm.sol";

/// @title Depositors of the vault and fees paid into it
abstract contract VaultCase is SystemFixture {
    /// @dev Shares for one USDC unit while the vault is empty: the virtual offset.
    uint256 internal constant SHARES_PER_ASSET = 1e6;

    function _enter(address account, uint256 assets) internal returns (uint256 shares) {
        usdc.mint(account, assets);
        vm.prank(account);
        usdc.approve(address(vault), assets);
        vm.prank(account);
        return vault.deposit(assets, account);
    }

    function _leave(address account) internal returns (uint256 assets) {
        uint256 shares = vault.balanceOf(account);
        vm.prank(account);
        return vault.redeem(shares, account, account);
    }

    /// @dev As the engine pays: tokens first, then the call.
    function _payFees(uint256 assets) internal {
        usdc.mint(address(vault), assets);
        vm.prank(address(engine));
        vault.onFeesReceived(assets);
    }
}
