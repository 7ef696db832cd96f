// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Mark prices from several sources
/// @notice Prices are WAD dollars per whole base unit; times are unix seconds.
interface IOracleRouter {
    /// @notice Per-market configuration.
    /// @param maxAge seconds after which a source's reading, or the stored price, is stale
    /// @param minSources readings that must survive
    struct OracleConfig {
        uint32 maxAge;
        uint8 minSources;
    }

    event MarketConfigured(uint16 indexed marketId, OracleConfig config, address[] sources);
    event PriceUpdated(uint16 indexed marketId, uint256 price, uint256 updatedAt);
    event SourceDropped(uint16 indexed marketId, address indexed source);

    error InvalidConfig(uint16 marketId);
    error UnknownMarket(uint16 marketId);
    error TooFewSources(uint16 marketId, uint256 survived, uint256 required);
    /// @notice Too little gas is left to give every source its stipend.
    error InsufficientGas();
    error StalePrice(uint16 marketId, uint256 updatedAt);

    /// @notice Reads every source, drops the unusable ones and stores the median of the rest. Open to all.
    /// @dev A source is dropped when it reverts, exceeds its gas stipend, or reads zero, above `MAX_PRICE`, in the future or
    /// older than `maxAge`. An even count takes the mean of the middle two, rounded down. The stored time is the oldest survivor's.
    function updatePrice(uint16 marketId) external returns (uint256 price);

    /// @notice The stored price; reverts `StalePrice` when it is older than `maxAge`, `UnknownMarket` without sources.
    function price(uint16 marketId) external view returns (uint256);

    /// @notice The stored prices of several markets at once, for who checks an account's margin.
    /// @param markets bitmap of market ids
    /// @return prices one for each bit set, lowest bit first; zero where `price` would revert
    function freshPrices(uint256 markets) external view returns (uint256[] memory prices);

    /// @notice True iff `price` would answer.
    function isFresh(uint16 marketId) external view returns (bool);

    /// @notice Stored price and its time without any check: for displays, never for margin.
    function lastPrice(uint16 marketId) external view returns (uint256 price_, uint256 updatedAt);

    /// @notice Sets the sources and limits of a market. Only the owner.
    function configureMarket(uint16 marketId, OracleConfig calldata config, address[] calldata sources) external;

    /// @notice Configuration and sources of a market.
    function marketConfig(uint16 marketId) external view returns (OracleConfig memory config, address[] memory sources);
}
