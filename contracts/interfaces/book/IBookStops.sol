// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookStopTypes} from "./IBookStopTypes.sol";

/// @title Stops: orders that wait outside the book until the oracle's price crosses their trigger
/// @notice Reached at the book's own address. A stop reserves nothing. It fires only on a fresh mark at or beyond its trigger, and is
/// accepted only while a fresh mark lies before it: what fires has really crossed. What fires is placed in the continuous book under its
/// owner's margin at that moment; what can't be placed ends cancelled with the reason. Ids count up from one over all markets.
interface IBookStops is IBookStopTypes {
    /// @notice Places a stop of the caller.
    /// @dev Refused, in this order: `UnknownMarket`, `ZeroLots`, `TooManyLots`, `InvalidTick` (either tick zero),
    /// `TooManyStops`, the oracle's `StalePrice`, `TriggerReached`.
    function placeStop(StopParams calldata params) external returns (uint64 stopId);

    /// @notice As `placeStop`, for `owner`, by an operator that may place.
    /// @dev Reverts `NotOperator`.
    function placeStopFor(address owner, StopParams calldata params) external returns (uint64 stopId);

    /// @notice As `placeStop`, for `owner`, by anybody who brings the owner's EIP-712 signature.
    /// @dev Signed in the engine's domain is `PlaceStop(StopParams action,uint256 nonce,uint256 deadline)` with
    /// `StopParams(uint16 marketId,bool isBuy,bool above,uint24 triggerTick,uint24 limitTick,uint64 lots,bool market,bool
    /// reduceOnly,uint64 clientId)`.
    function placeStopSigned(
        address owner,
        StopParams calldata params,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint64 stopId);

    /// @notice Cancels those of the caller's stops that still wait, in every state of the system.
    /// @dev An id that does not wait is passed over; one of somebody else's reverts `NotStopOwner`.
    /// @return cancelled how many were
    function cancelStops(uint64[] calldata stopIds) external returns (uint256 cancelled);

    /// @notice As `cancelStops`, for `owner`, by an operator that may cancel.
    function cancelStopsFor(address owner, uint64[] calldata stopIds) external returns (uint256 cancelled);

    /// @notice Fires those of `stopIds` that are due. Open to all. An id that does not wait, or is not due, or whose market has
    /// no fresh mark, is passed over; no stop makes the call revert.
    /// @dev Each may use `SUBMIT_GAS`; the call stops where less is left, and reverts `InsufficientGas` when that is before the
    /// first that is due, so that gas never decides what becomes of a stop.
    /// @return fired how many fired, placed or refused
    function triggerStops(uint64[] calldata stopIds) external returns (uint256 fired);

    /// @notice Most stops an account may have waiting.
    function MAX_STOPS_PER_ACCOUNT() external view returns (uint32);
}
