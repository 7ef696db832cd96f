// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AuctionAdmin} from "./book/auction/AuctionAdmin.sol";
import {AuctionExecution} from "./book/auction/AuctionExecution.sol";
import {StopOrders} from "./book/stops/StopOrders.sol";

/// @title OrderbookV2Waiting: orders that wait outside the continuous book, in the call auction or for a trigger
/// @notice Runs only by delegation from `OrderbookV2` through its extension, on its storage and under its ownership; on its own it
/// has no owner and no engine, and nothing can be done with it.
contract OrderbookV2Waiting is AuctionAdmin, AuctionExecution, StopOrders {}
