// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @notice Every setter: its bound, its event, its role.
contract VaultSettersTest is VaultCase {
    function test_setters_whenNotTheOwner_thenEachReverts() public {
        _assertOwnersOnly(abi.encodeCall(vault.setEngine, (alice)));
        _assertOwnersOnly(abi.encodeCall(vault.setGuardian, (alice)));
        _assertOwnersOnly(abi.encodeCall(vault.setAllocator, (alice)));
        _assertOwnersOnly(abi.encodeCall(vault.setCooldown, (2 hours)));
        _assertOwnersOnly(abi.encodeCall(vault.setAllocationLimits, (0, 1e6)));
        _assertOwnersOnly(abi.encodeCall(vault.setUnwindSlippage, (1)));
        _assertOwnersOnly(abi.encodeCall(vault.unpause, ()));
    }

    function test_initialize_whenNew_thenNothingMayLeave() public {
        (uint32 cooldown, uint128 cap, uint24 minIdle, uint24 slippage) = vault.limits();
        assertTrue(cooldown == 1 days && cap == 0 && minIdle == 1e6 && slippage == 10_000, "as documented");
    }

    function test_setEngine_whenAnother_thenOnlyTheNewOneMayPay() public {
        IPerpEngineV2 other = IPerpEngineV2(_proxy("PerpEngineV2", _initialize(address(usdc))));
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.EngineSet(address(other));
        vault.setEngine(address(other));
        assertEq(vault.engine(), address(other), "wired");
        vm.prank(address(other));
        vault.onFeesReceived(0);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotEngine.selector, address(engine)));
        vm.prank(address(engine));
        vault.onFeesReceived(0);
    }

    function test_setEngine_whenTheVaultHasSomethingAtTheOldOne_thenReverts() public {
        _enter(carol, 20_000 * USD);
        _allowAllocation();
        _allocate(1);
        address other = _proxy("PerpEngineV2", _initialize(address(usdc)));
        vm.expectRevert(abi.encodeWithSelector(IVault.EngineInUse.selector, address(engine)));
        vault.setEngine(other);
        vault.setEngine(address(engine));
        vm.prank(allocator);
        vault.deallocate(1);
        vault.setEngine(other);
    }

    function test_setEngine_whenNoneOrNoContractOrOfAnotherToken_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroAddress.selector));
        vault.setEngine(address(0));
        vm.expectRevert(abi.encodeWithSelector(IVault.WrongEngine.selector, alice));
        vault.setEngine(alice);
        address other = _proxy("PerpEngineV2", _initialize(address(new USDCMock())));
        vm.expectRevert(abi.encodeWithSelector(IVault.WrongEngine.selector, other));
        vault.setEngine(other);
    }

    function test_setGuardianAndAllocator_whenOwner_thenNamed() public {
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.GuardianSet(bob);
        vault.setGuardian(bob);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.AllocatorSet(carol);
        vault.setAllocator(carol);
        (address guardian_, address allocator_, bool paused) = vault.roles();
        assertTrue(guardian_ == bob && allocator_ == carol && !paused, "named");
    }

    function test_setCooldown_whenAtItsBounds_thenSetAndBeyondThemReverts() public {
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.CooldownSet(1 hours);
        vault.setCooldown(1 hours);
        vault.setCooldown(30 days);
        vm.expectRevert(_cooldown(1 hours - 1));
        vault.setCooldown(1 hours - 1);
        vm.expectRevert(_cooldown(30 days + 1));
        vault.setCooldown(30 days + 1);
    }

    function test_setAllocationLimits_whenAtTheirBounds_thenSetAndBeyondThemReverts() public {
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.AllocationLimitsSet(1e15, 50_000);
        vault.setAllocationLimits(1e15, 50_000);
        vault.setAllocationLimits(0, 1_000_000);
        vm.expectRevert(_limits(1e15 + 1, 50_000));
        vault.setAllocationLimits(1e15 + 1, 50_000);
        vm.expectRevert(_limits(0, 50_000 - 1));
        vault.setAllocationLimits(0, 50_000 - 1);
        vm.expectRevert(_limits(0, 1_000_001));
        vault.setAllocationLimits(0, 1_000_001);
    }

    function test_setUnwindSlippage_whenAtItsBound_thenSetAndBeyondItReverts() public {
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.UnwindSlippageSet(50_000);
        vault.setUnwindSlippage(50_000);
        (,,, uint24 slippage) = vault.limits();
        assertEq(slippage, 50_000, "set");
        vm.expectRevert(abi.encodeWithSelector(IVault.SlippageOutOfBounds.selector, 50_001, 50_000));
        vault.setUnwindSlippage(50_001);
    }

    function test_pause_whenGuardianOrOwner_thenPausedAndOnlyTheOwnerEndsIt() public {
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.PausedSet(true, guardian);
        vm.prank(guardian);
        vault.pause();
        _assertOwnersOnly(abi.encodeCall(vault.unpause, ()));
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.PausedSet(false, owner);
        vault.unpause();
        vault.pause();
        (,, bool paused) = vault.roles();
        assertTrue(paused, "the owner may, too");
    }

    function test_pause_whenAnybodyElse_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.NotGuardian.selector, allocator));
        vm.prank(allocator);
        vault.pause();
    }

    function _cooldown(uint256 seconds_) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVault.CooldownOutOfBounds.selector, seconds_, 1 hours, 30 days);
    }

    function _limits(uint256 cap, uint256 ppm) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVault.AllocationLimitsOutOfBounds.selector, cap, ppm);
    }
}
