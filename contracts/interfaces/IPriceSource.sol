// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title One source of a market's price
interface IPriceSource {
    /// @notice The latest reading.
    /// @return price WAD dollars per whole base unit; zero when the source has none
    /// @return updatedAt unix seconds at which the reading was made
    function read() external view returns (uint256 price, uint256 updatedAt);
}
