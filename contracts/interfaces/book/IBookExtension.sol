// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookTypes} from "./IBookTypes.sol";

/// @title What runs seldom: the owner's functions and impact prices
/// @notice Reached at the book's own address: the core delegates every selector it does not know.
interface IBookExtension is IBookTypes {
    /// @notice Opens the book of a market the engine has listed. Only the owner.
    function openMarket(uint16 marketId) external;

    /// @notice Most levels of a side that impact prices read.
    function MAX_IMPACT_LEVELS() external view returns (uint256);
    /// @notice Average prices at which `notional` could be sold into the bids and bought from the asks, WAD dollars.
    /// @dev Zero for a side whose depth within `MAX_IMPACT_LEVELS` levels is less than `notional`.
    /// @return bid average price of selling, rounded down
    /// @return ask average price of buying, rounded up
    /// @return changedAt unix seconds at which the market's book last changed
    function impactPrices(uint16 marketId, uint256 notional)
        external
        view
        returns (uint256 bid, uint256 ask, uint40 changedAt);
}
