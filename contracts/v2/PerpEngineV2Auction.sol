// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EngineAuction} from "./engine/EngineAuction.sol";
import {EnginePayout} from "./engine/EnginePayout.sol";
import {EngineRepayment} from "./engine/EngineRepayment.sol";

/// @title PerpEngineV2Auction: settlement of an auction's pairs, of bad debt and of fees
/// @notice Runs only by delegation from `PerpEngineV2`, on its storage; on its own it has no book, and nothing can be done with it.
contract PerpEngineV2Auction is EngineAuction, EngineRepayment, EnginePayout {}
