// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Who may place (1) and cancel (2) for an account.
contract OperatorsTest is SystemChecks {
    uint8 internal constant PLACE = 1;
    uint8 internal constant CANCEL = 2;

    function test_setOperator_whenBothAreGranted_thenEachIsHeldUntilTheExpiry() public {
        uint40 expiry = uint40(block.timestamp + 100);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.OperatorSet(alice, bob, PLACE | CANCEL, expiry);
        _set(bob, PLACE | CANCEL, expiry);
        assertTrue(engine.isOperator(alice, bob, PLACE), "may place");
        assertTrue(engine.isOperator(alice, bob, CANCEL), "may cancel");
        assertFalse(engine.isOperator(bob, alice, PLACE), "one way only");
        assertFalse(engine.isOperator(alice, carol, PLACE), "one operator only");
        vm.warp(expiry - 1);
        assertTrue(engine.isOperator(alice, bob, PLACE), "to the last second");
        vm.warp(expiry);
        assertFalse(engine.isOperator(alice, bob, PLACE), "and not beyond");
    }

    function test_setOperator_whenOneIsGranted_thenTheOtherIsNot() public {
        _set(bob, CANCEL, uint40(block.timestamp + 100));
        assertTrue(engine.isOperator(alice, bob, CANCEL), "granted");
        assertFalse(engine.isOperator(alice, bob, PLACE), "not granted");
        assertFalse(engine.isOperator(alice, bob, PLACE | CANCEL), "both together are not");
        assertFalse(engine.isOperator(alice, bob, 0), "no permission is none");
    }

    function test_setOperator_whenZeroPermissions_thenRevoked() public {
        _set(bob, PLACE, uint40(block.timestamp + 100));
        _set(bob, 0, 0);
        assertFalse(engine.isOperator(alice, bob, PLACE), "revoked");
    }

    function test_setOperator_whenThePermissionIsUnknown_thenReverts() public {
        // There is none for withdrawing, transferring or approving others.
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidPermissions.selector, 4));
        _set(bob, 4, uint40(block.timestamp + 100));
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidPermissions.selector, 255));
        _set(bob, 255, uint40(block.timestamp + 100));
    }

    function test_setOperator_whenTheExpiryIsNotAhead_thenReverts() public {
        uint40 present = uint40(block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidExpiry.selector, present));
        _set(bob, PLACE, present);
    }

    function test_setOperator_whenZeroOrOneself_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAddress.selector));
        _set(address(0), PLACE, uint40(block.timestamp + 1));
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAddress.selector));
        _set(alice, PLACE, uint40(block.timestamp + 1));
    }

    function test_withdraw_whenOperator_thenOnlyItsOwnCollateralIsThere() public {
        _fund(alice, 1000);
        _set(bob, PLACE | CANCEL, uint40(block.timestamp + 100));
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ExceedsWithdrawable.selector, 1, 0));
        vm.prank(bob);
        engine.withdrawTo(bob, 1);
    }

    function _set(address operator, uint8 permissions, uint40 expiry) private {
        vm.prank(alice);
        engine.setOperator(operator, permissions, expiry);
    }
}
