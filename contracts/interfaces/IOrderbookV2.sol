// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title The order book: price-time priority on ticks, settled by the clearing house
/// @notice Prices are ticks (price = tick × tickSize), sizes are lots (size = lots × lotSize).
interface IOrderbookV2 {
    /// @notice Why a resting order left the book without being filled whole, or why a taker's rest was dropped.
    enum RemovalReason {
        Cancelled,
        SelfTrade,
        MakerMargin,
        MakerCap,
        MakerReduceOnly,
        OpenInterestCap,
        MaxFills
    }

    /// @notice A resting order.
    /// @param owner account that placed it; zero when the order does not rest any more
    /// @param lots what is left of it
    struct OrderView {
        address owner;
        uint16 marketId;
        bool isBuy;
        uint24 tick;
        uint64 lots;
        uint64 previousId;
        uint64 nextId;
    }

    /// @notice A price level: a FIFO queue.
    struct LevelView {
        uint64 headId;
        uint64 tailId;
        uint64 totalLots;
        uint64 orderCount;
    }

    event MarketOpened(uint16 indexed marketId);
    event OrderPlaced(
        uint64 indexed orderId, address indexed owner, uint16 indexed marketId, bool isBuy, uint24 tick, uint64 lots
    );
    event OrderMatched(
        uint64 indexed makerOrderId,
        address indexed maker,
        address indexed taker,
        uint16 marketId,
        uint24 tick,
        uint64 lots
    );
    event OrderRemoved(uint64 indexed orderId, address indexed owner, uint64 lots, RemovalReason reason);
    /// @notice The unfilled rest of a taker that may not rest in the book.
    event RemainderDropped(address indexed owner, uint16 indexed marketId, uint64 lots, RemovalReason reason);

    error ZeroAddress();
    error UnknownMarket(uint16 marketId);
    error MarketAlreadyOpen(uint16 marketId);
    error ZeroLots();
    error InvalidTick(uint24 tick);
    error UnknownOrder(uint64 orderId);
    error NotOrderOwner(uint64 orderId, address caller);

    /// @notice Places a good-till-cancelled limit order: matches what crosses, rests what is left.
    /// @dev At most `MAX_FILLS` resting orders are passed in one call; what still crosses then is dropped.
    /// @return orderId id of the resting rest, zero when nothing rests
    /// @return filledLots lots that were filled at once
    function place(uint16 marketId, bool isBuy, uint24 tick, uint64 lots)
        external
        returns (uint64 orderId, uint64 filledLots);

    /// @notice Cancels a resting order of the caller, in every state of the system.
    function cancel(uint64 orderId) external;

    /// @notice Opens the book of a market the engine has listed. Only the owner.
    function openMarket(uint16 marketId) external;

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
    /// @notice Average prices at which `notional` could be sold into the bids and bought from the asks, WAD dollars.
    /// @dev Zero for a side whose depth within `MAX_IMPACT_LEVELS` levels is less than `notional`.
    /// @return bid average price of selling, rounded down
    /// @return ask average price of buying, rounded up
    /// @return changedAt unix seconds at which the market's book last changed
    function impactPrices(uint16 marketId, uint256 notional)
        external
        view
        returns (uint256 bid, uint256 ask, uint40 changedAt);

    /// @notice The id the next resting order will get; ids count up from 1 over all markets.
    function nextOrderId() external view returns (uint64);
    /// @notice True once `openMarket` has opened the market's book.
    function isOpen(uint16 marketId) external view returns (bool);
}
