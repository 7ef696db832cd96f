// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineAuction} from "./engine/IEngineAuction.sol";
import {IEngineCore} from "./engine/IEngineCore.sol";
import {IEngineExtension} from "./engine/IEngineExtension.sol";

/// @title The clearing house: accounts, margin, fees, funding, open interest, liquidation and deficits
/// @notice Everything at the engine's one address; `engine/` holds the parts it is built of.
interface IPerpEngineV2 is IEngineCore, IEngineExtension, IEngineAuction {}
