// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What the book's functions take, answer, emit and refuse with
/// @notice Prices are ticks (price = tick × tickSize), sizes are lots (size = lots × lotSize).
interface IBookTypes {
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
}
