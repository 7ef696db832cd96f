// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {GovernanceCase} from "./GovernanceCase.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ProofbookTimelock} from "contracts/v2/governance/ProofbookTimelock.sol";

contract TimelockTest is GovernanceCase {
    function test_constructor_whenDeployed_thenRolesAndNoAdministrator() public view {
        assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), proposer), "proposes");
        assertTrue(timelock.hasRole(timelock.EXECUTOR_ROLE(), executor), "executes");
        assertTrue(timelock.hasRole(timelock.CANCELLER_ROLE(), guardian), "cancels");
        assertTrue(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(timelock)), "administers itself");
        assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), owner), "the deployer has no role");
        assertFalse(timelock.hasRole(timelock.PROPOSER_ROLE(), guardian), "the guardian proposes nothing");
        assertFalse(timelock.hasRole(timelock.EXECUTOR_ROLE(), guardian), "and executes nothing");
        assertEq(timelock.getMinDelay(), DELAY, "the delay");
    }

    function test_constructor_whenTheDelayIsOutOfBounds_thenReverts() public {
        uint256[2] memory delays = [uint256(1 days - 1), 30 days + 1];
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(_outOfBounds(delays[i]));
            _deployTimelock(delays[i]);
        }
        _deployTimelock(1 days);
        _deployTimelock(30 days);
    }

    function test_constructor_whenARoleIsEmpty_thenReverts() public {
        bytes memory refused = abi.encodeWithSelector(ProofbookTimelock.ZeroAddress.selector);
        address[] memory nobody = new address[](0);
        vm.expectRevert(refused);
        new ProofbookTimelock(DELAY, _one(proposer), _one(executor), address(0));
        vm.expectRevert(refused);
        new ProofbookTimelock(DELAY, nobody, _one(executor), guardian);
        vm.expectRevert(refused);
        new ProofbookTimelock(DELAY, _one(proposer), nobody, guardian);
    }

    function test_updateDelay_whenThroughTheTimelock_thenSetWithinBounds() public {
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockUnauthorizedCaller.selector, proposer));
        vm.prank(proposer);
        timelock.updateDelay(1 days);

        bytes memory data = abi.encodeCall(timelock.updateDelay, (7 days));
        _schedule(address(timelock), data, "");
        _pass(DELAY);
        vm.expectEmit(true, true, true, true, address(timelock));
        emit TimelockController.MinDelayChange(DELAY, 7 days);
        _execute(address(timelock), data, "");
        assertEq(timelock.getMinDelay(), 7 days, "set");

        data = abi.encodeCall(timelock.updateDelay, (0));
        vm.prank(proposer);
        timelock.schedule(address(timelock), 0, data, 0, "", 7 days);
        _pass(7 days);
        vm.expectRevert(_outOfBounds(0));
        _execute(address(timelock), data, "");
    }

    function test_cancel_whenTheGuardian_thenTheOperationIsGone() public {
        bytes memory data = abi.encodeCall(vault.setGuardian, (alice));
        bytes32 id = _schedule(address(vault), data, "");
        vm.prank(guardian);
        timelock.cancel(id);
        _pass(DELAY);
        vm.expectRevert(_notReady(id));
        _execute(address(vault), data, "");
    }

    function _outOfBounds(uint256 delay) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ProofbookTimelock.DelayOutOfBounds.selector, delay, 1 days, 30 days);
    }
}
