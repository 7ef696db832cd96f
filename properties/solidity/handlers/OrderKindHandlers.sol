// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ACTORS, Shape} from "../system/Shape.sol";
import {BookHandlers} from "./BookHandlers.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";
import {IBookExtension} from "contracts/interfaces/book/IBookExtension.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @title Orders of every kind, and what a quote says of them
abstract contract OrderKindHandlers is BookHandlers {
    /// @dev Grid steps an order may lie away from the mark.
    int256 private constant FAR = 8;
    uint256 private constant LONGEST = 3000;

    /// @notice An order of a drawn kind around the mark.
    /// @param kind how long it lives, what it does when it meets its owner, and its flags: `_terms` takes them apart
    function book_placeOrder(uint8 who, uint8 market, bool isBuy, int8 steps, uint64 lots, uint16 kind) external {
        uint8 actor = _actorOf(who);
        IBookTypes.OrderParams memory terms = _terms(actor, _marketOf(market), isBuy, steps, lots, kind);
        _submit(actor, actor, terms, 0, abi.encodeCall(IBookCore.placeOrder, (terms)));
    }

    /// @notice An order is quoted and then placed: the quote must have said what comes of it. It reaches up to five grid steps
    /// behind the best of the other side, where somebody else rests an order if nobody has.
    function book_quoteOrder(uint8 who, uint8 market, bool isBuy, int8 steps, uint64 lots, uint16 kind) external {
        (uint8 actor, uint16 id) = (_actorOf(who), _marketOf(market));
        _refresh();
        if (_bestTick(id, !isBuy) == 0) {
            uint8 other = uint8((actor + 1) % ACTORS);
            _place(other, id, !isBuy, _tick(id, 0), _lots(other, id, lots));
        }
        IBookTypes.OrderParams memory terms = _terms(actor, id, isBuy, steps, lots, kind);
        if (_bestTick(id, !isBuy) != 0) terms.tick = _crossingTick(id, isBuy, uint8(kind % 6));
        (bool quoted, bytes memory answer) =
            address(BOOK).call(abi.encodeCall(IBookExtension.quoteOrder, (address(actors[actor]), terms)));
        Taking memory t = _submit(actor, actor, terms, 0, abi.encodeCall(IBookCore.placeOrder, (terms)));
        if (t.ok != quoted) _break(NS_09, "an order was refused that was quoted, or the other way round");
        else if (t.ok) _checkQuote(t, answer);
    }

    function _checkQuote(Taking memory t, bytes memory answer) private {
        (IBookTypes.Execution memory said, uint256 average, uint256 notional, uint256 fee) =
            abi.decode(answer, (IBookTypes.Execution, uint256, uint256, uint256));
        if (said.orderId != t.orderId || said.filledLots != t.filled) {
            _break(NS_09, "a quote told of other fills or another rest");
        }
        if (!t.known) return;
        uint256 tickLots;
        uint256 fills;
        for (uint256 i; i < t.ids.length; ++i) {
            if (t.gave[i] == 0) continue;
            tickLots += uint256(t.gave[i]) * orders[t.ids[i]].tick;
            ++fills;
        }
        if (said.tickLots != tickLots || said.fills != fills) _break(NS_09, "a quote told of other prices or makers");
        if (notional != tickLots * Shape.unit(t.marketId) || int256(fee) != _takerFee(t.marketId, notional)) {
            _break(NS_09, "a quote told of another notional or fee");
        }
        // Rounded against the owner to a whole WAD: at most one away from the exact average.
        uint256 exact = tickLots * Shape.tickSize(t.marketId);
        uint256 told = average * t.filled;
        (uint256 more, uint256 less) = t.isBuy ? (told, exact) : (exact, told);
        if (more < less || more - less > t.filled) _break(NS_09, "a quote told of another average price");
        if (t.filled > 0) _count(Outcome.Quoted);
    }

    /// @dev `kind` from its lowest digit: 5 kinds, 3 ways with oneself, then post-only and reduce-only one time in four, and a
    /// bound of one to three fills three times in four.
    function _terms(uint8 who, uint16 id, bool isBuy, int8 steps, uint64 lots, uint16 kind)
        internal
        view
        returns (IBookTypes.OrderParams memory terms)
    {
        terms.marketId = id;
        terms.isBuy = isBuy;
        terms.tick = _tick(id, int256(steps) % (FAR + 1));
        terms.lots = _lots(who, id, lots);
        terms.timeInForce = IBookTypes.TimeInForce(kind % 5);
        terms.selfTrade = IBookTypes.SelfTrade(kind / 5 % 3);
        terms.postOnly = kind % 5 < 2 && kind / 15 % 4 == 0;
        terms.reduceOnly = kind / 60 % 4 == 0;
        terms.maxFills = kind / 240 % 4;
        if (terms.timeInForce == IBookTypes.TimeInForce.GoodTillTime) {
            terms.expiry = uint40(block.timestamp + _fold(lots, 1, LONGEST));
        }
    }
}
