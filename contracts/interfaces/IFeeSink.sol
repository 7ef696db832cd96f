// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title A contract that the engine pays fees to
interface IFeeSink {
    /// @notice Books `assets` USDC units that the engine transfers in right after this call. Only the engine.
    function onFeesReceived(uint256 assets) external;
}
