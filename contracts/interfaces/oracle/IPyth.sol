// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What is used of a Pyth contract
interface IPyth {
    /// @notice A price and how sure its publishers are of it.
    /// @param price the price, times 10^expo dollars
    /// @param conf half the width of the interval in which the price most likely lies, in the same unit
    /// @param expo the power of ten of both; negative as a rule
    /// @param publishTime unix seconds
    struct Price {
        int64 price;
        uint64 conf;
        int32 expo;
        uint256 publishTime;
    }

    /// @notice The latest price that was brought here, however old.
    function getPriceUnsafe(bytes32 id) external view returns (Price memory price);

    /// @notice What `updatePriceFeeds` costs for these updates, wei.
    function getUpdateFee(bytes[] calldata updateData) external view returns (uint256 feeAmount);

    /// @notice Verifies and keeps signed prices; older ones than are kept are passed over.
    function updatePriceFeeds(bytes[] calldata updateData) external payable;
}
