// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What is used of a Uniswap v3 pool
interface IUniswapV3Pool {
    /// @notice The token with the smaller address.
    function token0() external view returns (address);

    /// @notice The other token.
    function token1() external view returns (address);

    /// @notice Sums over time as of so many seconds ago; reverts where the pool does not remember that far back.
    /// @return tickCumulatives ticks times seconds
    /// @return secondsPerLiquidityCumulativeX128s seconds over liquidity in range, Q128
    function observe(uint32[] calldata secondsAgos)
        external
        view
        returns (int56[] memory tickCumulatives, uint160[] memory secondsPerLiquidityCumulativeX128s);
}
