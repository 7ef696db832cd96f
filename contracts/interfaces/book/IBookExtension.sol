// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookTypes} from "./IBookTypes.sol";

/// @title What runs seldom: the owner's functions, sweeping, and views over many orders
/// @notice Reached at the book's own address: the core delegates every selector it does not know.
interface IBookExtension is IBookTypes {
    // --- owner ---------------------------------------------------------------------------------------------------

    /// @notice Opens the book of a market the engine has listed, with a minimum of one lot, no minimum notional and no band.
    /// @dev Only the owner. Reverts `UnknownMarket`, `MarketAlreadyOpen`.
    function openMarket(uint16 marketId) external;

    /// @notice Sets a market's limits on orders. Orders that rest already are not touched. Only the owner.
    /// @dev Reverts `UnknownMarket`, `InvalidBookConfig` outside the bounds.
    function setBookConfig(uint16 marketId, BookConfig calldata config) external;

    // --- sweeping ------------------------------------------------------------------------------------------------

    /// @notice Cancels the caller's orders in a market, in every state of the system, looking at no more than `maxSteps` orders.
    /// @dev Where the cursor's own order was cancelled meanwhile, passing the hole it stands in can take steps of its own; a cursor of
    /// zero needs none. Goes from the best bid down, then from the best ask up. To go on, pass what the last call returned: what it had
    /// passed is not looked at again, whatever has happened to it since.
    /// @param cursor zero to begin
    /// @return next to be passed to the next call; zero when done
    /// @return cancelled how many were
    function cancelAll(uint16 marketId, uint64 cursor, uint256 maxSteps)
        external
        returns (uint64 next, uint256 cancelled);

    /// @notice As `cancelAll`, by an operator of `owner` that may cancel.
    function cancelAllFor(address owner, uint16 marketId, uint64 cursor, uint256 maxSteps)
        external
        returns (uint64 next, uint256 cancelled);

    /// @notice Removes those of `orderIds` that rest and have expired. Open to all.
    /// @return removed how many were
    function removeExpired(uint64[] calldata orderIds) external returns (uint256 removed);

    // --- views ---------------------------------------------------------------------------------------------------

    /// @notice A market's limits on orders; reverts `UnknownMarket`.
    function bookConfig(uint16 marketId) external view returns (BookConfig memory);

    /// @notice The best `count` levels of a side, best first; fewer where there are fewer. What has expired counts until it is swept.
    function depth(uint16 marketId, bool isBuy, uint256 count)
        external
        view
        returns (uint24[] memory ticks, uint96[] memory lots, uint32[] memory orders);

    /// @notice An account's orders in a market by page: those among the next `maxSteps` orders of the book, from the best bid down,
    /// then from the best ask up.
    /// @param cursor zero to begin, then what the last page returned
    /// @return orderIds in the order of the book
    /// @return next cursor of the next page; zero when this was the last
    function ordersOf(address owner, uint16 marketId, uint64 cursor, uint256 maxSteps)
        external
        view
        returns (uint64[] memory orderIds, uint64 next);

    /// @notice What an order of `owner` would do if it were placed now: the order is placed and everything undone, so that the
    /// answer is what execution would do, to the last lot. For `eth_call`; reverts with what placing would revert with.
    /// @return execution fills and the id under which the rest would rest
    /// @return averagePrice WAD dollars per base unit, rounded against the owner; zero without fills
    /// @return notional WAD dollars, exact
    /// @return fee taker fee, WAD dollars, exact
    function quoteOrder(address owner, OrderParams calldata params)
        external
        returns (Execution memory execution, uint256 averagePrice, uint256 notional, uint256 fee);

    /// @notice Places an order and reverts `Quoted`. Only the book itself.
    function simulateFor(address owner, OrderParams calldata params) external;

    /// @notice Most levels of a side that impact prices read.
    function MAX_IMPACT_LEVELS() external view returns (uint256);
    /// @notice Most orders of a side that impact prices look at one by one, in levels where any order has an expiry.
    function MAX_IMPACT_ORDERS() external view returns (uint256);
    /// @notice Average prices at which `notional` could be sold into the bids and bought from the asks, WAD dollars.
    /// @dev Zero for a side whose depth within `MAX_IMPACT_LEVELS` levels is less than `notional`. Expired orders do not count,
    /// swept or not; nor does, in a level where any order has an expiry, what lies behind the first `MAX_IMPACT_ORDERS` of a side.
    /// @return bid average price of selling, rounded down
    /// @return ask average price of buying, rounded up
    /// @return changedAt unix seconds at which a level that was read last changed, or any level was last emptied
    function impactPrices(uint16 marketId, uint256 notional)
        external
        view
        returns (uint256 bid, uint256 ask, uint40 changedAt);

    /// @notice Bounds of `BookConfig`.
    function MAX_MIN_LOTS() external view returns (uint32);
    function MAX_MIN_NOTIONAL() external view returns (uint128);
    function MIN_BAND_PPM() external view returns (uint24);
}
