// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookCore} from "./book/IBookCore.sol";
import {IBookExtension} from "./book/IBookExtension.sol";

/// @title The order book: price-time priority on ticks, settled by the clearing house
/// @notice Prices are ticks (price = tick × tickSize), sizes are lots (size = lots × lotSize). One address; its code is in two
/// halves, of which the second is reached by delegation.
interface IOrderbookV2 is IBookCore, IBookExtension {}
