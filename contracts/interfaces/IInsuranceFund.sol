// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "./IFeeSink.sol";

/// @title The fund that pays deficits before anybody else has to
/// @notice Balances are tracked in USDC base units: an unsolicited transfer changes nothing.
interface IInsuranceFund is IFeeSink {
    event FeesReceived(uint256 assets);
    event Covered(uint256 requested, uint256 paid);
    event EngineSet(address engine);

    error NotEngine(address caller);
    error ZeroAddress();

    /// @notice Pays up to `assets` USDC units to the engine. Only the engine.
    /// @return paid what was paid: the request, or all the fund holds
    function cover(uint256 assets) external returns (uint256 paid);
    /// @notice USDC units held.
    function balance() external view returns (uint256);
    /// @notice Wires the engine. Only the owner.
    function setEngine(address engine) external;
}
