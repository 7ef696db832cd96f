// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "./IFeeSink.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title The liquidity vault: ERC-4626 shares over USDC that earn the vault's share of fees
/// @notice Total assets are tracked: an unsolicited transfer does not move the share price.
interface IVault is IERC4626, IFeeSink {
    event FeesReceived(uint256 assets);
    event EngineSet(address engine);

    error NotEngine(address caller);
    error ZeroAddress();

    /// @notice Wires the engine. Only the owner.
    function setEngine(address engine) external;
}
