// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {FundCase} from "./FundCase.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @notice Every setter: its bound, its event, its role.
contract FundSettersTest is FundCase {
    function test_setters_whenNotTheOwner_thenEachReverts() public {
        _assertOwnersOnly(abi.encodeCall(insurance.setEngine, (alice)));
        _assertOwnersOnly(abi.encodeCall(insurance.setGuardian, (alice)));
        _assertOwnersOnly(abi.encodeCall(insurance.setFloor, (1)));
        _assertOwnersOnly(abi.encodeCall(insurance.setWithdrawalDelay, (2 days)));
        _assertOwnersOnly(abi.encodeCall(insurance.announceWithdrawal, (alice, 1)));
        _assertOwnersOnly(abi.encodeCall(insurance.executeWithdrawal, ()));
    }

    function test_setEngine_whenAnother_thenOnlyTheNewOneIsPaid() public {
        _insure(5 * USD);
        address other = _proxy("PerpEngineV2", _initialize(address(usdc)));
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.EngineSet(other);
        insurance.setEngine(other);
        assertEq(insurance.engine(), other, "wired");
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotEngine.selector, address(engine)));
        vm.prank(address(engine));
        insurance.cover(1);
        vm.prank(other);
        insurance.cover(1);
        assertEq(usdc.balanceOf(other), 1, "the new one");
    }

    function test_setEngine_whenNoneOrNoContractOrOfAnotherToken_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ZeroAddress.selector));
        insurance.setEngine(address(0));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.WrongEngine.selector, alice));
        insurance.setEngine(alice);
        address other = _proxy("PerpEngineV2", _initialize(address(new USDCMock())));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.WrongEngine.selector, other));
        insurance.setEngine(other);
    }

    function test_setGuardian_whenOwner_thenNamed() public {
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.GuardianSet(bob);
        insurance.setGuardian(bob);
        (address named,,) = insurance.limits();
        assertEq(named, bob, "named");
    }

    function test_setFloor_whenAtItsBound_thenSetAndBeyondItReverts() public {
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.FloorSet(1e15);
        insurance.setFloor(1e15);
        (, uint256 floor,) = insurance.limits();
        assertEq(floor, 1e15, "set");
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.FloorOutOfBounds.selector, 1e15 + 1, 1e15));
        insurance.setFloor(1e15 + 1);
    }

    function test_setWithdrawalDelay_whenAtItsBounds_thenSetAndBeyondThemReverts() public {
        (,, uint32 delay) = insurance.limits();
        assertEq(delay, 2 days, "at first");
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.WithdrawalDelaySet(1 days);
        insurance.setWithdrawalDelay(1 days);
        insurance.setWithdrawalDelay(30 days);
        vm.expectRevert(_delay(1 days - 1));
        insurance.setWithdrawalDelay(1 days - 1);
        vm.expectRevert(_delay(30 days + 1));
        insurance.setWithdrawalDelay(30 days + 1);
    }

    function _delay(uint256 seconds_) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IInsuranceFund.DelayOutOfBounds.selector, seconds_, 1 days, 30 days);
    }

    function _assertOwnersOnly(bytes memory data) private {
        vm.prank(alice);
        (bool ok, bytes memory reason) = address(insurance).call(data);
        assertFalse(ok, "AC-02 only the owner");
        bytes memory expected = abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, alice);
        assertTrue(keccak256(reason) == keccak256(expected), "AC-02 and it says so");
    }
}
