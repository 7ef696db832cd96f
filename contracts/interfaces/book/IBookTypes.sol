// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What the book's functions take, answer, emit and refuse with
/// @notice Prices are ticks (price = tick × tickSize), sizes are lots (size = lots × lotSize), times unix seconds.
/// An order's id says where it rests: market (7 bits), side (1), tick (24), number within the level (32). Numbers of a level
/// count up from 1 and are never used twice; within a level a lower id is an older order.
interface IBookTypes {
    /// @notice How long an order lives and what becomes of what does not fill at once.
    /// @param GoodTillCancelled what does not fill rests until it is filled or cancelled
    /// @param GoodTillTime as above, until `expiry`: from that second on it neither fills nor rests
    /// @param ImmediateOrCancel what does not fill at once is dropped
    /// @param FillOrKill fills whole at once, or the call reverts
    /// @param Market immediate-or-cancel whose tick is the slippage limit; where the price band is narrower, the band limits it
    enum TimeInForce {
        GoodTillCancelled,
        GoodTillTime,
        ImmediateOrCancel,
        FillOrKill,
        Market
    }

    /// @notice What happens when an account's order would meet an older one of its own.
    /// @param CancelOlder the resting order is removed and the new one goes on
    /// @param CancelNewer the resting order stays and the rest of the new one is dropped
    /// @param CancelBoth the resting order is removed and the rest of the new one is dropped
    enum SelfTrade {
        CancelOlder,
        CancelNewer,
        CancelBoth
    }

    /// @notice Why lots of a resting order left the book without being filled, or why a taker's rest was dropped.
    /// @param Cancelled by its owner or the owner's operator
    /// @param SelfTrade the account met its own order
    /// @param MakerMargin the owner's margin does not allow the fill, or can't be told for want of a fresh mark
    /// @param MakerCap the owner would exceed an exposure cap
    /// @param MakerReduceOnly the owner would grow while it, its order or its market may only reduce
    /// @param OpenInterestCap open interest would exceed its cap
    /// @param MaxFills the bound on orders passed in one call was reached
    /// @param Expired its time was over
    /// @param Dust what was left is below the minimum lots
    /// @param Amended replaced by a new order of the same owner
    /// @param Unfilled an order that may not rest found nothing more to fill with
    /// @param ReduceOnly a reduce-only order asked for more than the position
    enum RemovalReason {
        Cancelled,
        SelfTrade,
        MakerMargin,
        MakerCap,
        MakerReduceOnly,
        OpenInterestCap,
        MaxFills,
        Expired,
        Dust,
        Amended,
        Unfilled,
        ReduceOnly
    }

    /// @notice An order as it is placed.
    /// @param tick limit price in ticks; of a market order the slippage limit
    /// @param lots at most `MAX_ORDER_LOTS`
    /// @param postOnly refused if anything it could fill with rests; only for orders that may rest
    /// @param reduceOnly fills only what reduces the position; what exceeds the position is dropped at once
    /// @param expiry of a `GoodTillTime` order, in the future and below 2^32; zero for every other
    /// @param maxFills most resting orders that may be passed, filled or removed; zero or more than `MAX_FILLS` means `MAX_FILLS`
    /// @param clientId the client's own name for the order, told in the events; the book makes nothing of it
    struct OrderParams {
        uint16 marketId;
        bool isBuy;
        uint24 tick;
        uint64 lots;
        TimeInForce timeInForce;
        SelfTrade selfTrade;
        bool postOnly;
        bool reduceOnly;
        uint40 expiry;
        uint16 maxFills;
        uint64 clientId;
    }

    /// @notice What an order did.
    /// @param orderId id of the resting rest, zero when nothing rests
    /// @param filledLots lots that were filled at once
    /// @param fills resting orders it filled with, in whole or in part
    /// @param tickLots sum of tick × lots over the fills: average tick × `filledLots`
    struct Execution {
        uint64 orderId;
        uint64 filledLots;
        uint16 fills;
        uint128 tickLots;
    }

    /// @notice A resting order.
    /// @param owner account that placed it; zero when the order does not rest any more
    /// @param lots what is left of it
    /// @param previousId the next older order of its level, zero for the oldest
    /// @param nextId the next younger order of its level, zero for the youngest
    /// @param expiry zero for an order without
    struct OrderView {
        address owner;
        uint16 marketId;
        bool isBuy;
        uint24 tick;
        uint64 lots;
        uint64 previousId;
        uint64 nextId;
        uint40 expiry;
        bool postOnly;
        bool reduceOnly;
        SelfTrade selfTrade;
    }

    /// @notice A price level: a FIFO queue.
    struct LevelView {
        uint64 headId;
        uint64 tailId;
        uint96 totalLots;
        uint32 orderCount;
    }

    /// @notice A market's limits on orders, set by the owner.
    /// @param minLots least lots of an order, 1 … `MAX_MIN_LOTS`
    /// @param minNotional least value of an order at its limit, WAD dollars, at most `MAX_MIN_NOTIONAL`
    /// @param bandPpm farthest a limit may lie from the mark, ppm of it: `MIN_BAND_PPM` … 1e6, or zero for no band
    struct BookConfig {
        uint32 minLots;
        uint128 minNotional;
        uint24 bandPpm;
    }

    event MarketOpened(uint16 indexed marketId);
    event BookConfigSet(uint16 indexed marketId, BookConfig config);
    event OrderPlaced(
        uint64 indexed orderId, address indexed owner, uint16 indexed marketId, bool isBuy, uint24 tick, uint64 lots
    );
    /// @notice What `OrderPlaced` does not tell; only for orders of which any of it is not zero.
    event OrderTerms(uint64 indexed orderId, uint40 expiry, bool postOnly, bool reduceOnly, SelfTrade selfTrade);
    /// @notice The client's name for what it sent; only where it gave one.
    /// @param orderId the resting rest, zero when nothing rests
    event ClientOrder(address indexed owner, uint64 indexed clientId, uint64 orderId, uint64 filledLots);
    event OrderMatched(
        uint64 indexed makerOrderId,
        address indexed maker,
        address indexed taker,
        uint16 marketId,
        uint24 tick,
        uint64 lots
    );
    /// @param lots what was left of it
    event OrderRemoved(uint64 indexed orderId, address indexed owner, uint64 lots, RemovalReason reason);
    /// @notice A resting order lost lots without being filled, and keeps its place.
    /// @param lots what is left of it
    event OrderReduced(uint64 indexed orderId, address indexed owner, uint64 lots, RemovalReason reason);
    /// @notice The unfilled rest of a taker that may not rest in the book.
    event RemainderDropped(address indexed owner, uint16 indexed marketId, uint64 lots, RemovalReason reason);
    /// @notice An order of a batch was refused; the others go on.
    /// @param index place in the batch
    /// @param reason the error it would have reverted with
    event OrderRefused(address indexed owner, uint256 index, uint64 clientId, bytes reason);

    error ZeroAddress();
    error UnknownMarket(uint16 marketId);
    error MarketAlreadyOpen(uint16 marketId);
    error ZeroLots();
    error TooManyLots(uint64 lots);
    error InvalidTick(uint24 tick);
    error InvalidExpiry(uint40 expiry);
    /// @notice Post-only can't be asked of an order that may not rest.
    error InvalidTerms();
    error BelowMinimumLots(uint64 lots, uint32 minLots);
    error BelowMinimumNotional(uint256 notional, uint128 minNotional);
    error OutsidePriceBand(uint256 price, uint256 mark);
    error NothingToReduce(address owner, uint16 marketId);
    error PostOnlyWouldCross(uint24 tick);
    error NotFilledWhole(uint64 missing);
    /// @notice No more orders can be numbered at this price: 2^32 were; or no more that expire, where 2^24 of them rest.
    error LevelExhausted(uint24 tick);
    error UnknownOrder(uint64 orderId);
    error OrderExpired(uint64 orderId);
    error NotOrderOwner(uint64 orderId, address caller);
    error NotOperator(address owner, address caller);
    error NotSelf(address caller);
    error InvalidBookConfig(uint16 marketId);
    /// @notice Too little gas was left for an order of a batch.
    error OutOfGas();
    /// @notice What a quote found, thrown so that nothing it did remains. Never leaves the book.
    error Quoted(Execution execution);
}
