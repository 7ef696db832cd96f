// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title ProofbookTimelock: the owner of everything
/// @notice OpenZeppelin's TimelockController without an administrator, with a bounded delay. Proposers schedule, executors execute
/// after the delay, the guardian (and the proposers) cancel. Roles and the delay change only through the timelock itself.
contract ProofbookTimelock is TimelockController {
    /// @notice Shortest delay.
    uint256 public constant LEAST_DELAY = 1 days;
    /// @notice Longest delay: the system stays governable.
    uint256 public constant MOST_DELAY = 30 days;

    /// @dev Replaces the base's delay, which has no bounds.
    uint256 private _delay;

    error DelayOutOfBounds(uint256 delay, uint256 least, uint256 most);
    error ZeroAddress();

    /// @param delay seconds between scheduling and execution
    /// @param proposers who schedule and cancel
    /// @param executors who execute; the zero address lets everybody
    /// @param guardian who cancels besides the proposers
    constructor(uint256 delay, address[] memory proposers, address[] memory executors, address guardian)
        TimelockController(delay, proposers, executors, address(0))
    {
        if (guardian == address(0) || proposers.length == 0 || executors.length == 0) revert ZeroAddress();
        _setDelay(delay);
        _grantRole(CANCELLER_ROLE, guardian);
    }

    /// @notice Changes the delay of operations to come, within bounds. Only the timelock itself.
    function updateDelay(uint256 newDelay) external override {
        if (msg.sender != address(this)) revert TimelockUnauthorizedCaller(msg.sender);
        emit MinDelayChange(_delay, newDelay);
        _setDelay(newDelay);
    }

    /// @notice Seconds between scheduling and execution.
    function getMinDelay() public view override returns (uint256) {
        return _delay;
    }

    function _setDelay(uint256 delay) private {
        if (delay < LEAST_DELAY || delay > MOST_DELAY) revert DelayOutOfBounds(delay, LEAST_DELAY, MOST_DELAY);
        _delay = delay;
    }
}
