// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookTypes} from "./IBookTypes.sol";

/// @title What runs often: placing, matching, cancelling, and what clients see of resting orders
interface IBookCore is IBookTypes {
    // --- placing -------------------------------------------------------------------------------------------------

    /// @notice Places a good-till-cancelled limit order: matches what crosses, rests what is left.
    /// @dev `placeOrder` with everything else zero.
    /// @return orderId id of the resting rest, zero when nothing rests
    /// @return filledLots lots that were filled at once
    function place(uint16 marketId, bool isBuy, uint24 tick, uint64 lots)
        external
        returns (uint64 orderId, uint64 filledLots);

    /// @notice Places an order: matches what crosses by price, then time, rests or drops what is left.
    /// @dev Checked, in this order; the first that fails is the error:
    /// 1. `UnknownMarket` the book is not open; `ZeroLots`; `TooManyLots`; `InvalidTick` tick zero; `InvalidExpiry` not in the
    ///    future or above 2^32 − 1 for good-till-time, not zero for any other; `InvalidTerms` post-only and may not rest.
    /// 2. Reduce-only: `NothingToReduce` without an opposite position; lots beyond the position are dropped (`ReduceOnly`).
    /// 3. `BelowMinimumLots`, `BelowMinimumNotional` (at the limit; of a market order at the best opposite tick, if any),
    ///    neither of them for a reduce-only order that may not rest: the last lots of a position can always be closed.
    /// 4. With a band: the engine's `UnknownMarket` and `StalePrice`, then `OutsidePriceBand` for |price − mark| × 1e6 > band ×
    ///    mark. A market order is not refused: its limit moves to the last tick within the band, if it lies beyond.
    /// 5. Matching, from the best opposite tick, oldest first, at the resting order's price, up to `maxFills` resting orders:
    ///    an expired one is removed (`Expired`); one of the taker's own is met by `selfTrade`; one the engine refuses is removed with
    ///    the engine's reason (a reduce-only one is first cut to what its owner can reduce, `MakerReduceOnly`). A maker left with
    ///    less than `minLots` is removed (`Dust`). `PostOnlyWouldCross` at the first that has not expired, whoever's it is.
    ///    `NotFilledWhole` for fill-or-kill as soon as nothing more crosses, or `maxFills`, `selfTrade` or the engine stops it.
    /// 6. The engine's, with every part of the matching: `MarketIsSettling`, `StalePrice`, then once after all fills `OnlyReducing`,
    ///    `ExposureCapExceeded`, `InsufficientMargin`.
    /// 7. What is left rests if it may, does not cross and is at least `minLots`; else it is dropped: `MaxFills`, `SelfTrade`,
    ///    `OpenInterestCap`, `Unfilled`, `Dust`.
    function placeOrder(OrderParams calldata params) external returns (uint64 orderId, uint64 filledLots);

    /// @notice As `placeOrder`, for `owner`, by an operator that may place.
    /// @dev Reverts `NotOperator`.
    function placeFor(address owner, OrderParams calldata params) external returns (uint64 orderId, uint64 filledLots);

    /// @notice As `placeOrder`, for `owner`, by anybody who brings the owner's EIP-712 signature.
    /// @dev Signed in the engine's domain is `PlaceOrder(OrderParams action,uint256 nonce,uint256 deadline)` with
    /// `OrderParams(uint16 marketId,bool isBuy,uint24 tick,uint64 lots,uint8 timeInForce,uint8 selfTrade,bool postOnly,bool
    /// reduceOnly,uint40 expiry,uint16 maxFills,uint64 clientId)`. Reverts what `IEngineExtension.useAuthorization` does, before
    /// anything else is looked at.
    function placeSigned(
        address owner,
        OrderParams calldata params,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint64 orderId, uint64 filledLots);

    /// @notice As `placeOrder`, for any owner. Only the book itself.
    /// @dev Reverts `NotSelf`.
    function submitFor(address owner, OrderParams calldata params) external returns (Execution memory);

    /// @notice A market maker's requote: cancels what still rests of `orderIds`, then places `orders` one by one.
    /// @dev An order that is refused is passed over with `OrderRefused`: others' trading can't make the batch revert. An id that does
    /// not rest any more is passed over too; one of somebody else's reverts `NotOrderOwner`.
    /// @return placed ids of the resting orders, zero where nothing rests
    function replace(uint64[] calldata orderIds, OrderParams[] calldata orders)
        external
        returns (uint64[] memory placed);

    /// @notice As `replace`, for `owner`, by an operator that may place and cancel.
    function replaceFor(address owner, uint64[] calldata orderIds, OrderParams[] calldata orders)
        external
        returns (uint64[] memory placed);

    /// @notice Changes a resting order of the caller to `lots` at `tick`.
    /// @dev No more lots at the same tick keep the order's id and place (`OrderReduced`), in every state of the system. Anything
    /// else removes it (`Amended`) and places a new order with the old one's terms, which passes every check of a new order and may
    /// match at once. Reverts, in this order, `UnknownOrder`, `NotOrderOwner`, `OrderExpired`, `ZeroLots`; no more lots at the same tick:
    /// `BelowMinimumLots`, `BelowMinimumNotional`; else as `placeOrder`.
    /// @return newId the order's id afterwards, zero when nothing rests
    function amend(uint64 orderId, uint24 tick, uint64 lots) external returns (uint64 newId, uint64 filledLots);

    /// @notice As `amend`, by an operator of the order's owner that may place and cancel.
    function amendFor(uint64 orderId, uint24 tick, uint64 lots) external returns (uint64 newId, uint64 filledLots);

    // --- cancelling ----------------------------------------------------------------------------------------------

    /// @notice Cancels a resting order of the caller, in every state of the system, at a cost bounded by a constant.
    /// @dev Reverts `UnknownOrder`, `NotOrderOwner`.
    function cancel(uint64 orderId) external;

    /// @notice Cancels a resting order, by an operator of its owner that may cancel.
    /// @dev Reverts `UnknownOrder`, `NotOperator`.
    function cancelFor(uint64 orderId) external;

    /// @notice Cancels those of the caller's orders that still rest.
    /// @dev An id that does not rest is passed over; one of somebody else's reverts `NotOrderOwner`.
    /// @return cancelled how many were
    function cancelMany(uint64[] calldata orderIds) external returns (uint256 cancelled);

    // --- views ---------------------------------------------------------------------------------------------------

    /// @notice Most resting orders passed by one call.
    function MAX_FILLS() external view returns (uint256);
    /// @notice Most lots of one order.
    function MAX_ORDER_LOTS() external view returns (uint64);
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
    /// @notice The id the next order to rest at this price will get.
    function nextOrderId(uint16 marketId, bool isBuy, uint24 tick) external view returns (uint64);
    /// @notice True once `openMarket` has opened the market's book.
    function isOpen(uint16 marketId) external view returns (bool);
}
