// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IUpgradeable} from "../base/Initializers.sol";
import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ProofbookTimelock} from "contracts/v2/governance/ProofbookTimelock.sol";

/// @title The whole system in the hands of a timelock
abstract contract GovernanceCase is SystemChecks {
    uint256 internal constant DELAY = 2 days;

    address internal proposer = _trader("proposer");
    address internal executor = _trader("executor");
    address internal guardian = _trader("guardian");
    ProofbookTimelock internal timelock;

    function setUp() public virtual override {
        super.setUp();
        timelock = _deployTimelock(DELAY);
        engine.setGuardian(guardian);
        vault.setGuardian(guardian);
        insurance.setGuardian(guardian);
        _handOver();
    }

    function _deployTimelock(uint256 delay) internal returns (ProofbookTimelock) {
        return new ProofbookTimelock(delay, _one(proposer), _one(executor), guardian);
    }

    /// @dev The deployer offers all five contracts, and the timelock's first operation accepts them.
    function _handOver() private {
        address[5] memory contracts = _contracts();
        address[] memory targets = new address[](5);
        bytes[] memory calls = new bytes[](5);
        for (uint256 i; i < 5; ++i) {
            IUpgradeable(contracts[i]).transferOwnership(address(timelock));
            (targets[i], calls[i]) = (contracts[i], abi.encodeCall(IUpgradeable.acceptOwnership, ()));
        }
        uint256[] memory values = new uint256[](5);
        vm.prank(proposer);
        timelock.scheduleBatch(targets, values, calls, 0, "hand over", DELAY);
        _pass(DELAY);
        vm.prank(executor);
        timelock.executeBatch(targets, values, calls, 0, "hand over");
    }

    function _contracts() internal view returns (address[5] memory) {
        return [address(engine), address(book), address(oracle), address(vault), address(insurance)];
    }

    function _schedule(address target, bytes memory data, bytes32 salt) internal returns (bytes32 id) {
        vm.prank(proposer);
        timelock.schedule(target, 0, data, 0, salt, DELAY);
        return timelock.hashOperation(target, 0, data, 0, salt);
    }

    function _execute(address target, bytes memory data, bytes32 salt) internal {
        vm.prank(executor);
        timelock.execute(target, 0, data, 0, salt);
    }

    /// @dev Proposed, waited for, executed.
    function _govern(address target, bytes memory data) internal {
        _schedule(target, data, "");
        _pass(DELAY);
        _execute(target, data, "");
    }

    function _one(address account) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }

    /// @dev The timelock's own error for an operation that is not ready.
    function _notReady(bytes32 id) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(
            TimelockController.TimelockUnexpectedOperationState.selector,
            id,
            bytes32(1 << uint8(TimelockController.OperationState.Ready))
        );
    }
}
