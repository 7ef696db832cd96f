// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice `allocate` and `deallocate`.
contract AllocateTest is VaultCase {
    function setUp() public override {
        super.setUp();
        _enter(carol, 20_000 * USD);
    }

    function test_allocate_whenWithinTheLimits_thenTheAssetsAreCollateral() public {
        vault.setAllocationLimits(uint128(15_000 * USD), 250_000);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.Allocated(15_000 * USD);
        _allocate(15_000 * USD);
        assertEq(vault.idleAssets(), 5000 * USD, "idle");
        assertEq(vault.engineAssets(), 15_000 * USD, "at the engine");
        assertEq(vault.totalAssets(), 20_000 * USD, "together as much as before");
        assertEq(engine.collateralOf(address(vault)), 15_000e18, "as collateral");
        assertEq(usdc.allowance(address(vault), address(engine)), 0, "no allowance is left behind");
        _assertBacked();
        _assertSound();
    }

    function test_allocate_whenAUnitAboveTheCap_thenReverts() public {
        vault.setAllocationLimits(uint128(10_000 * USD), 50_000);
        _allocate(4000 * USD);
        vm.expectRevert(abi.encodeWithSelector(IVault.AllocationCapExceeded.selector, 10_000 * USD + 1, 10_000 * USD));
        _allocate(6000 * USD + 1);
        _allocate(6000 * USD);
    }

    function test_allocate_whenTooLittleWouldStayIdle_thenReverts() public {
        vault.setAllocationLimits(1e15, 250_000);
        vm.expectRevert(abi.encodeWithSelector(IVault.IdleTooLow.selector, 5000 * USD - 1, 5000 * USD));
        _allocate(15_000 * USD + 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.IdleTooLow.selector, 0, 5000 * USD));
        _allocate(20_000 * USD + 1);
    }

    function test_allocate_whenRequestsWait_thenTheirAssetsStayIdle() public {
        _allowAllocation();
        _request(carol, vault.balanceOf(carol) / 2);
        // A tenth of 20,000 and the 10,000 that were asked for.
        vm.expectRevert(abi.encodeWithSelector(IVault.IdleTooLow.selector, 12_000 * USD - 1, 12_000 * USD));
        _allocate(8000 * USD + 1);
        _allocate(8000 * USD);
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        assertEq(vault.maxWithdraw(carol), 10_000 * USD, "SH-03 paid without a word to the engine");
        assertEq(vault.engineAssets(), 8000 * USD, "which keeps what it has");
    }

    function test_allocate_whenNothing_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroAmount.selector));
        _allocate(0);
    }

    function test_allocate_whenNotTheAllocator_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAllocator.selector, owner));
        vault.allocate(1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAllocator.selector, owner));
        vault.deallocate(1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAllocator.selector, owner));
        vault.unwind(ETH, 1, 1);
    }

    function test_allocate_whenVaultOrEnginePaused_thenReverts() public {
        _allowAllocation();
        vault.pause();
        vm.expectRevert(abi.encodeWithSelector(IVault.VaultPaused.selector));
        _allocate(1);
        vault.unpause();
        engine.pause();
        vm.expectRevert(abi.encodeWithSelector(IVault.VaultPaused.selector));
        _allocate(1);
    }

    function test_allocate_whenPausedAndMarginCalled_thenWhatTheMarginAsksForAndNoMore() public {
        _allowAllocation();
        _allocate(1000 * USD);
        _takeOver();
        _setPrice(ETH, 1650);
        // 1,036 − 600 = 436 of equity; the initial margin of 6,600 is 660.
        vault.pause();
        vm.expectRevert(abi.encodeWithSelector(IVault.VaultPaused.selector));
        _allocate(224 * USD + 1);
        _allocate(224 * USD);
        assertEq(engine.equity(address(vault)), 660e18, "the initial margin");
        _assertSound();
    }

    function test_allocate_whenTheVaultsAccountIsBelowZero_thenNothingFollowsTheLoss() public {
        _allowAllocation();
        _allocate(1000 * USD);
        _takeOver();
        _setPrice(ETH, 1500);
        assertEq(engine.equity(address(vault)), -164e18, "1,036 less 1,200");
        assertEq(vault.engineAssets(), 0, "worth nothing, but not less");
        assertEq(vault.totalAssets(), 19_000 * USD, "what is idle is not touched");
        vm.expectRevert(abi.encodeWithSelector(IVault.EngineDeficit.selector, -164e18));
        _allocate(200 * USD);
    }

    function test_deallocate_whenFree_thenIdleAgain() public {
        _allowAllocation();
        _allocate(1000 * USD);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.Deallocated(400 * USD);
        vm.prank(allocator);
        vault.deallocate(400 * USD);
        assertEq(vault.idleAssets(), 19_400 * USD, "idle");
        assertEq(vault.totalAssets(), 20_000 * USD, "together as before");
        _assertBacked();
        _assertSound();
    }

    function test_deallocate_whenBoundAsMargin_thenReverts() public {
        _allowAllocation();
        _allocate(1000 * USD);
        _takeOver();
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ExceedsWithdrawable.selector, 316 * USD + 1, 316 * USD));
        vm.prank(allocator);
        vault.deallocate(316 * USD + 1);
    }
}
