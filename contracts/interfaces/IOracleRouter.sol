// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Mark prices from several sources
/// @notice Prices are WAD dollars per whole base unit; times and delays are seconds of `block.timestamp`, never blocks: an L2 makes
/// several blocks a second or none.
interface IOracleRouter {
    /// @notice Per-market configuration.
    /// @param maxAge seconds after which a source's reading, or the stored price, is stale
    /// @param minSources readings that must survive
    struct OracleConfig {
        uint32 maxAge;
        uint8 minSources;
    }

    /// @notice What a market's price is held to. A market starts with the constants `DEFAULT_…`.
    /// @param maxDeviationPpm a reading further than this from the median of all is dropped
    /// @param maxJumpPpm a median further than this from the stored price needs confirmation
    /// @param confirmDelay seconds between a jump's first sighting and the update that may confirm it
    /// @param historySize price changes that are kept for averages
    struct PriceGuards {
        uint24 maxDeviationPpm;
        uint24 maxJumpPpm;
        uint32 confirmDelay;
        uint16 historySize;
    }

    event MarketConfigured(uint16 indexed marketId, OracleConfig config, address[] sources);
    event GuardsSet(uint16 indexed marketId, PriceGuards guards);
    event SequencerFeedSet(address indexed feed, uint32 gracePeriod);
    event PriceUpdated(uint16 indexed marketId, uint256 price, uint256 updatedAt);
    event SourceDropped(uint16 indexed marketId, address indexed source);
    /// @notice A market of `updatePrices` kept its price: it is unknown, or too few of its sources survived.
    event UpdateSkipped(uint16 indexed marketId, uint256 survived);
    /// @notice `price` is too far from the `stored` one to be believed at once.
    event JumpPending(uint16 indexed marketId, uint256 price, uint256 stored, uint256 confirmableAt);
    /// @notice What was pending is forgotten: the sources came back, or were changed.
    event JumpDiscarded(uint16 indexed marketId, uint256 price);

    error InvalidConfig(uint16 marketId);
    error InvalidGuards(uint16 marketId);
    error DuplicateSource(uint16 marketId, address source);
    error InvalidSequencerFeed(address feed, uint32 gracePeriod);
    error UnknownMarket(uint16 marketId);
    error TooFewSources(uint16 marketId, uint256 survived, uint256 required);
    /// @notice Too little gas is left to give every source its stipend.
    error InsufficientGas();
    error StalePrice(uint16 marketId, uint256 updatedAt);
    /// @notice The median lies outside what the owner has named.
    error PriceNotAccepted(uint16 marketId, uint256 price);
    /// @notice The sequencer is down, or its feed does not say that it is up.
    error SequencerDown();
    error GracePeriodNotOver(uint256 until);
    /// @notice `longest` seconds are what the kept history reaches back.
    error WindowOutOfRange(uint16 marketId, uint256 window, uint256 longest);

    /// @notice Reads every source, drops the unusable ones and stores the median of the rest. Open to all.
    /// @dev A source is dropped when it reverts, exceeds its gas stipend, or reads zero, above `MAX_PRICE`, in the future or
    /// older than `maxAge`; then when it is further than `maxDeviationPpm` from the median of the others and itself. The price is the median of
    /// what is left; an even count takes the mean of the middle two, rounded down. The stored time is the oldest survivor's.
    /// A median further than `maxJumpPpm` from the stored price is not stored but pending (`JumpPending`). It is stored by an update
    /// at least `confirmDelay` after, and at most `maxAge` after that, whose median is within `maxJumpPpm` of the pending one; an update back
    /// within the limit discards it; one that agrees too early changes nothing; any other takes its place and waits anew.
    /// Reverts `UnknownMarket`, `TooFewSources`, `SequencerDown`, `GracePeriodNotOver`, `InsufficientGas`.
    /// @return price the price stored now: the old one where a jump is pending
    function updatePrice(uint16 marketId) external returns (uint256 price);

    /// @notice The same for several markets; one that can't be updated keeps its price (`UpdateSkipped`) and stops no other.
    /// @return updated per market whether a price was stored
    function updatePrices(uint16[] calldata marketIds) external returns (bool[] memory updated);

    /// @notice Updates without asking how far the price jumps, provided that the median is within what the owner names. The
    /// owner chooses among what the sources say and can't make up a price. Only the owner.
    function acceptPrice(uint16 marketId, uint256 lowest, uint256 highest) external returns (uint256 price);

    /// @notice The stored price; reverts `StalePrice` when it is older than `maxAge`, `UnknownMarket` without sources.
    /// @dev Sources are never called: within a transaction that does not update, every read gives the same price.
    function price(uint16 marketId) external view returns (uint256);

    /// @notice The stored prices of several markets at once, for who checks an account's margin.
    /// @param markets bitmap of market ids
    /// @return prices one for each bit set, lowest bit first; zero where `price` would revert
    function freshPrices(uint256 markets) external view returns (uint256[] memory prices);

    /// @notice True iff `price` would answer.
    function isFresh(uint16 marketId) external view returns (bool);

    /// @notice Stored price and its time without any check: for displays, never for margin.
    function lastPrice(uint16 marketId) external view returns (uint256 price_, uint256 updatedAt);

    /// @notice The jump that waits for confirmation; zeros without one.
    /// @return price_ the median that was seen
    /// @return since when it was seen first
    function pendingJump(uint16 marketId) external view returns (uint256 price_, uint256 since);

    /// @notice Time-weighted average of the stored price over the last `window` seconds, rounded down once at the end.
    /// @dev A stored price counts from its update's second until the next one that changes it, whether it was stale meanwhile or
    /// not; a price replaced within its second counts nothing. Reverts `StalePrice`, `UnknownMarket`, and
    /// `WindowOutOfRange` for zero and beyond `longestWindow`.
    function twap(uint16 marketId, uint256 window) external view returns (uint256);

    /// @notice The most seconds that `twap` can look back.
    function longestWindow(uint16 marketId) external view returns (uint256);

    /// @notice Sets the sources and limits of a market. Only the owner.
    /// @dev The stored price stays until it is too old; a pending jump is discarded.
    function configureMarket(uint16 marketId, OracleConfig calldata config, address[] calldata sources) external;

    /// @notice Sets what a market's price is held to. Only the owner. Another `historySize` starts the history anew.
    function setGuards(uint16 marketId, PriceGuards calldata guards) external;

    /// @notice Sets the L2 sequencer's uptime feed, or none (zero, zero). Only the owner. The feed must answer now.
    function setSequencerFeed(address feed, uint32 gracePeriod) external;

    /// @notice Configuration and sources of a market.
    function marketConfig(uint16 marketId) external view returns (OracleConfig memory config, address[] memory sources);

    /// @notice What a market's price is held to.
    function marketGuards(uint16 marketId) external view returns (PriceGuards memory);

    /// @notice The sequencer's uptime feed and for how many seconds after an outage no price is stored.
    function sequencerFeed() external view returns (address feed, uint32 gracePeriod);
}
