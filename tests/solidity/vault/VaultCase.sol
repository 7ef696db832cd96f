// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// @title Depositors of the vault, its allocator and guardian, and fees paid into it
abstract contract VaultCase is SystemChecks {
    /// @dev Shares for one USDC unit while the vault is empty: the virtual offset.
    uint256 internal constant SHARES_PER_ASSET = 1e6;
    uint256 internal constant COOLDOWN = 1 days;
    uint256 internal constant ALL = type(uint256).max;

    address internal allocator = _trader("allocator");
    address internal guardian = _trader("guardian");

    function setUp() public virtual override {
        super.setUp();
        others.push(address(vault));
        vault.setAllocator(allocator);
        vault.setGuardian(guardian);
    }

    function _enter(address account, uint256 assets) internal returns (uint256 shares) {
        _approve(account, assets);
        vm.prank(account);
        return vault.deposit(assets, account);
    }

    /// @dev Gives the account fresh money that the vault may take.
    function _approve(address account, uint256 assets) internal {
        usdc.mint(account, assets);
        vm.prank(account);
        usdc.approve(address(vault), assets);
    }

    function _request(address account, uint256 shares) internal returns (uint256 requestId) {
        vm.prank(account);
        return vault.requestRedeem(shares, account, account);
    }

    /// @dev Takes whatever was settled for the account.
    function _collect(address account) internal returns (uint256 assets) {
        assets = vault.maxWithdraw(account);
        vm.prank(account);
        vault.withdraw(assets, account, account);
    }

    /// @dev The whole way out of all shares.
    function _leave(address account) internal returns (uint256 assets) {
        return _leaveWith(account, vault.balanceOf(account));
    }

    function _leaveWith(address account, uint256 shares) internal returns (uint256 assets) {
        _request(account, shares);
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        return _collect(account);
    }

    /// @dev As the engine pays: the call, and the tokens.
    function _payFees(uint256 assets) internal {
        usdc.mint(address(vault), assets);
        vm.prank(address(engine));
        vault.onFeesReceived(assets);
    }

    /// @dev Lets the engine owe the vault fees: half of what two trades of `lots` ETH lots charge, 0.07 % of the notional of each.
    function _earn(uint64 lots) internal {
        _fund(carol, 1_000_000);
        _fund(dave, 1_000_000);
        _trade(carol, dave, ETH, ETH_TICK, lots);
        _trade(dave, carol, ETH, ETH_TICK, lots);
    }

    function _allocate(uint256 assets) internal {
        vm.prank(allocator);
        vault.allocate(assets);
    }

    /// @dev Up to nine tenths of the vault may be at the engine.
    function _allowAllocation() internal {
        vault.setAllocationLimits(1e15, 100_000);
    }

    /// @dev Alice's 4 ETH from $2,000 fall to the vault at $1,800: 36 dollars of bounty for it.
    function _takeOver() internal {
        engine.setExposureCaps(type(uint128).max, type(uint128).max);
        _fund(alice, 1000);
        _fund(bob, 100_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 1800);
        engine.liquidateToVault(alice, ETH);
    }

    function _worth(address account) internal view returns (uint256) {
        return vault.convertToAssets(vault.balanceOf(account));
    }

    /// @dev What the vault says it has is what it holds.
    function _assertBacked() internal view {
        (,, uint256 waiting, uint256 reserved) = vault.queue();
        assertEq(usdc.balanceOf(address(vault)), vault.idleAssets() + reserved, "SH-04 idle and reserved are held");
        assertEq(vault.balanceOf(address(vault)), waiting, "SH-04 shares that wait are escrowed");
    }

    function _assertOwnersOnly(bytes memory data) internal {
        vm.prank(alice);
        (bool ok, bytes memory reason) = address(vault).call(data);
        assertFalse(ok, "AC-02 only the owner");
        bytes memory expected = abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, alice);
        assertTrue(keccak256(reason) == keccak256(expected), "AC-02 and it says so");
    }

    function _expectNotController(address caller, address controller) internal {
        vm.expectRevert(abi.encodeWithSelector(IVault.NotController.selector, caller, controller));
    }
}
