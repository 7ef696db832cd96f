// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What auction and stops have in common: orders that reach the continuous book later, sent by anybody
interface IBookWaiting {
    /// @notice Less gas than what is due may need: nothing was done, so that gas never decides what becomes of an order.
    error InsufficientGas();

    /// @notice Gas within which an order that reaches the continuous book later has to be placed there.
    function SUBMIT_GAS() external view returns (uint256);
    /// @notice Most resting orders it may pass there; what still crosses then is dropped.
    function MAX_SUBMITTED_FILLS() external view returns (uint16);
}
