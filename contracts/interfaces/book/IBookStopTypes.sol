// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What the stops' functions take, answer, emit and refuse with
/// @notice Prices are ticks, marks WAD dollars, sizes lots.
interface IBookStopTypes {
    /// @notice An order that waits for its trigger.
    /// @param isBuy side of the order it becomes
    /// @param above fires at a mark at or above the trigger; else at or below it. A buy stop or a short's stop-loss is above, a
    /// sell stop below; the other two ways round are take-profits
    /// @param triggerTick trigger in ticks of the market
    /// @param limitTick limit of the order it becomes; for `market` the slippage limit
    /// @param market true: what does not fill at once is dropped (stop-market). False: it rests, good till cancelled (stop-limit)
    /// @param reduceOnly the order it becomes may only reduce its owner's position
    /// @param clientId the client's own name, handed on to the order
    struct StopParams {
        uint16 marketId;
        bool isBuy;
        bool above;
        uint24 triggerTick;
        uint24 limitTick;
        uint64 lots;
        bool market;
        bool reduceOnly;
        uint64 clientId;
    }

    /// @notice A waiting stop and its id; all zero when there is none.
    struct StopView {
        uint64 stopId;
        address owner;
        StopParams params;
    }

    event StopPlaced(uint64 indexed stopId, address indexed owner, uint16 indexed marketId, StopParams params);
    event StopCancelled(uint64 indexed stopId, address indexed owner);
    /// @notice A stop fired and its order was placed.
    /// @param orderId the resting rest, zero when nothing rests
    event StopTriggered(uint64 indexed stopId, address indexed owner, uint256 mark, uint64 orderId, uint64 filledLots);
    /// @notice A stop fired, its order could not be placed, and it ended cancelled.
    /// @param reason the error placing it would have reverted with
    event StopRefused(uint64 indexed stopId, address indexed owner, uint256 mark, bytes reason);

    error TooManyStops(address owner);
    /// @notice The mark is at or beyond the trigger already.
    error TriggerReached(uint24 triggerTick, uint256 mark);
    error NotStopOwner(uint64 stopId, address caller);
}
