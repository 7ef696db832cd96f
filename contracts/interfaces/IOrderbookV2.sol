// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookAuction} from "./book/IBookAuction.sol";
import {IBookAuctionViews} from "./book/IBookAuctionViews.sol";
import {IBookCore} from "./book/IBookCore.sol";
import {IBookExtension} from "./book/IBookExtension.sol";
import {IBookStopViews} from "./book/IBookStopViews.sol";
import {IBookStops} from "./book/IBookStops.sol";
import {IBookWaiting} from "./book/IBookWaiting.sol";

/// @title The order book: price-time priority on ticks, a call auction and stops, settled by the clearing house
/// @notice Prices are ticks (price = tick × tickSize), sizes are lots (size = lots × lotSize). One address; its code is in three
/// parts, of which the second and third are reached by delegation.
interface IOrderbookV2 is
    IBookCore,
    IBookExtension,
    IBookAuction,
    IBookAuctionViews,
    IBookStops,
    IBookStopViews,
    IBookWaiting
{}
