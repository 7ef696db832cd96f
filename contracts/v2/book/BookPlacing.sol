// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookCore} from "../../interfaces/book/IBookCore.sol";
import {MarketWord} from "../../libraries/MarketWord.sol";
import {OrderId} from "../../libraries/OrderId.sol";
import {OrderWordLib} from "../../libraries/OrderWord.sol";
import {BookLimits} from "./BookLimits.sol";
import {BookMatching} from "./BookMatching.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title From an order as it is asked for to what it does
abstract contract BookPlacing is BookMatching, BookLimits, IBookCore {
    /// @inheritdoc IBookCore
    uint256 public constant MAX_FILLS = 64;
    /// @inheritdoc IBookCore
    uint64 public constant MAX_ORDER_LOTS = OrderWordLib.MAX_LOTS;

    /// @dev Checks, matches and rests an order; `params` is changed on the way.
    function _submit(address owner, OrderParams memory params) internal returns (Execution memory done) {
        Book storage book = _state().books[params.marketId];
        MarketWord market = book.word;
        bool mayRest = _checkTerms(params, market);
        if (params.reduceOnly) _cutToPosition(owner, params);
        if (mayRest || !params.reduceOnly) _checkMinimum(book, market, params);
        if (market.bandPpm() != 0) _holdToBand(book, market, params);

        Taker memory taker;
        taker.owner = owner;
        taker.marketId = params.marketId;
        taker.isBuy = params.isBuy;
        taker.limit = params.tick;
        taker.mayRest = mayRest;
        taker.postOnly = params.postOnly;
        taker.whole = params.timeInForce == TimeInForce.FillOrKill;
        taker.selfTrade = params.selfTrade;
        taker.remaining = params.lots;
        taker.room = params.maxFills == 0 ? MAX_FILLS : Math.min(params.maxFills, MAX_FILLS);
        taker.market = market;
        uint64 restLots = _match(taker);
        done.filledLots = params.lots - taker.remaining;
        done.fills = uint16(taker.fills);
        done.tickLots = uint128(taker.tickLots);
        if (restLots > 0) done.orderId = _rest(taker, params, restLots);
        if (!taker.market.equals(market)) book.word = taker.market;
        if (params.clientId != 0) emit ClientOrder(owner, params.clientId, done.orderId, done.filledLots);
    }

    /// @dev Puts what is left at the tail of its level.
    function _rest(Taker memory taker, OrderParams memory params, uint64 lots) private returns (uint64 orderId) {
        (taker.market, orderId) = _append(
            taker.market,
            OrderId.levelKey(params.marketId, params.isBuy, params.tick),
            OrderWordLib.pack(taker.owner, lots, params.expiry, params.postOnly, params.reduceOnly, params.selfTrade)
        );
    }

    /// @dev What can be told from the order alone.
    /// @return mayRest whether what does not fill at once may rest
    function _checkTerms(OrderParams memory params, MarketWord market) private view returns (bool mayRest) {
        if (!market.open()) revert UnknownMarket(params.marketId);
        if (params.lots == 0) revert ZeroLots();
        if (params.lots > MAX_ORDER_LOTS) revert TooManyLots(params.lots);
        if (params.tick == 0) revert InvalidTick(params.tick);
        bool expires = params.timeInForce == TimeInForce.GoodTillTime;
        bool validExpiry =
            expires ? params.expiry > block.timestamp && params.expiry <= type(uint32).max : params.expiry == 0;
        if (!validExpiry) revert InvalidExpiry(params.expiry);
        mayRest = expires || params.timeInForce == TimeInForce.GoodTillCancelled;
        if (params.postOnly && !mayRest) revert InvalidTerms();
    }

    /// @dev A reduce-only order asks for no more than the position.
    function _cutToPosition(address owner, OrderParams memory params) private {
        uint64 held = _reducible(owner, params.marketId, params.isBuy);
        if (held == 0) revert NothingToReduce(owner, params.marketId);
        if (held >= params.lots) return;
        emit RemainderDropped(owner, params.marketId, params.lots - held, RemovalReason.ReduceOnly);
        params.lots = held;
    }
}
