// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookTypes} from "./IBookTypes.sol";

/// @title What runs often: placing, matching, cancelling, and what clients see of resting orders
interface IBookCore is IBookTypes {
    /// @notice Places a good-till-cancelled limit order: matches what crosses, rests what is left.
    /// @dev At most `MAX_FILLS` resting orders are passed in one call; what still crosses then is dropped.
    /// @return orderId id of the resting rest, zero when nothing rests
    /// @return filledLots lots that were filled at once
    function place(uint16 marketId, bool isBuy, uint24 tick, uint64 lots)
        external
        returns (uint64 orderId, uint64 filledLots);

    /// @notice Cancels a resting order of the caller, in every state of the system.
    function cancel(uint64 orderId) external;

    /// @notice Most resting orders passed by one call.
    function MAX_FILLS() external view returns (uint256);
    /// @notice The engine that settles this book's fills.
    function engine() external view returns (address);
    /// @notice A resting order; all zero when there is none of that id.
    function order(uint64 orderId) external view returns (OrderView memory);
    /// @notice A price level; all zero when empty.
    function level(uint16 marketId, bool isBuy, uint24 tick) external view returns (LevelView memory);
    /// @notice Best bid and ask ticks; zero where the side is empty.
    function best(uint16 marketId) external view returns (uint24 bidTick, uint24 askTick);
    /// @notice The next non-empty tick of a side strictly behind `tick` (lower for bids, higher for asks); zero when none.
    function nextTick(uint16 marketId, bool isBuy, uint24 tick) external view returns (uint24);
    /// @notice True iff the bitmap marks the tick as non-empty.
    function tickMarked(uint16 marketId, bool isBuy, uint24 tick) external view returns (bool);
    /// @notice The id the next resting order will get; ids count up from 1 over all markets.
    function nextOrderId() external view returns (uint64);
    /// @notice True once `openMarket` has opened the market's book.
    function isOpen(uint16 marketId) external view returns (bool);
}
