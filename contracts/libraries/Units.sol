// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Conversion between USDC base units (6 decimals) and internal WAD dollars
library Units {
    /// @notice WAD dollars in one USDC base unit.
    uint256 internal constant WAD_PER_ASSET = 1e12;
    uint256 internal constant WAD = 1e18;
    uint256 internal constant PPM = 1e6;

    /// @notice Exact.
    function toWad(uint256 assets) internal pure returns (uint256) {
        return assets * WAD_PER_ASSET;
    }

    /// @notice Whole USDC units in `wad`, rounded down; `wad − toWad(assets)` is the remainder the caller must keep.
    function toAssetsDown(uint256 wad) internal pure returns (uint256) {
        return wad / WAD_PER_ASSET;
    }

    /// @notice The fewest USDC units worth at least `wad`.
    function toAssetsUp(uint256 wad) internal pure returns (uint256) {
        return (wad + WAD_PER_ASSET - 1) / WAD_PER_ASSET;
    }
}
