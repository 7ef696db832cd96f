// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Margin} from "../ghosts/Margin.sol";
import {OrderKindHandlers} from "./OrderKindHandlers.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";
import {IBookExtension} from "contracts/interfaces/book/IBookExtension.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @title Orders amended, requoted, swept, and told of by page
abstract contract ChangeHandlers is OrderKindHandlers {
    /// @dev Most orders that one call names.
    uint256 private constant NAMED = 6;

    /// @notice The owner amends one of its resting orders: one time in three at its own tick.
    function book_amend(uint8 index, int8 steps, uint64 lots) external {
        if (live.length == 0) return;
        uint64 id = live[index % live.length];
        (uint24 tick, uint64 size) = _amended(id, steps, lots);
        _amend(orders[id].who, id, tick, size, abi.encodeCall(IBookCore.amend, (id, tick, size)));
    }

    /// @notice An account cancels several orders at once, perhaps another's among them, and one that is long gone.
    function book_cancelMany(uint8 who, uint8 first, uint8 count) external {
        uint8 actor = _actorOf(who);
        uint256 length = _fold(count, 1, NAMED);
        uint64[] memory ids = new uint64[](length);
        bool own = true;
        for (uint256 i; i + 1 < length && i < live.length; ++i) {
            ids[i] = live[(first + i) % live.length];
            if (orders[ids[i]].who != actor) own = false;
        }
        Ledger memory before = _ledger();
        (bool ok,) = _perform(actor, address(BOOK), abi.encodeCall(IBookCore.cancelMany, (ids)));
        if (ok != own) {
            _break(NS_01, ok ? "an account cancelled another's order" : "orders could not be cancelled by their owner");
            return;
        }
        if (ok) _gone(ids, before);
    }

    /// @notice An account sweeps its orders out of a market, page by page.
    function book_cancelAll(uint8 who, uint8 market, uint8 steps) external {
        uint8 actor = _actorOf(who);
        _sweep(actor, actor, _marketOf(market), 1 + steps % NAMED, false);
    }

    /// @notice A market maker's requote: what it has in the market goes, and a post-only order on either side comes.
    function book_replace(uint8 who, uint8 market, int8 steps, uint64 lots) external {
        (uint8 actor, uint16 id) = (_actorOf(who), _marketOf(market));
        IBookTypes.OrderParams[] memory quotes = new IBookTypes.OrderParams[](2);
        for (uint256 side; side < 2; ++side) {
            int256 away = 1 + (int256(steps) % 4 + 4) % 4;
            quotes[side].marketId = id;
            quotes[side].isBuy = side == 0;
            quotes[side].tick = _tick(id, side == 0 ? -away : away);
            quotes[side].lots = _lots(actor, id, lots);
            quotes[side].postOnly = true;
        }
        uint64[] memory ids = _ownIn(actor, id);
        Ledger memory before = _ledger();
        (bool ok, bytes memory answer) =
            _perform(actor, address(BOOK), abi.encodeCall(IBookCore.replace, (ids, quotes)));
        if (!ok) {
            _break(NS_01, "a requote was refused as a whole");
            return;
        }
        _sweptBy(quotes);
        uint64[] memory placed = abi.decode(answer, (uint64[]));
        for (uint256 i; i < 2; ++i) {
            if (placed[i] == 0) continue;
            _addOrder(placed[i], Order(actor, id, i == 0, quotes[i].tick, quotes[i].lots, 0, 0, 0, false));
            _count(Outcome.Rested);
        }
        _forgetExpired();
        Ledger memory afterwards = _gone(ids, before);
        bool worse = Margin.worst(afterwards.accounts[actor], id) > Margin.worst(before.accounts[actor], id);
        int256 room = Margin.equity(afterwards.accounts[actor], before.marks)
            - Margin.initialMargin(afterwards.accounts[actor], before.marks);
        if (worse && room < 0) _break(MS_01, "a requote rests more than its owner's margin allows");
    }

    /// @dev Expired orders that a quote meets at the best price leave by it, whoever's they are.
    function _forgetExpired() private {
        for (uint256 i; i < live.length; ++i) {
            if (_expired(live[i]) && BOOK.order(live[i]).owner == address(0)) orders[live[i]].lots = 0;
        }
    }

    /// @notice Somebody removes what has expired; what has not stays.
    function book_removeExpired(uint8 who, uint8 first) external {
        uint256 length = live.length < NAMED ? live.length : NAMED;
        uint64[] memory ids = new uint64[](length);
        uint256 expired;
        for (uint256 i; i < length; ++i) {
            ids[i] = live[(first + i) % live.length];
            if (_expired(ids[i])) ++expired;
        }
        Ledger memory before = _ledger();
        (bool ok, bytes memory answer) =
            _perform(_actorOf(who), address(BOOK), abi.encodeCall(IBookExtension.removeExpired, (ids)));
        if (!ok || abi.decode(answer, (uint256)) != expired) {
            _break(NS_01, "orders that have expired were not removed");
            return;
        }
        for (uint256 i; i < length; ++i) {
            if (!_expired(ids[i])) ids[i] = 0;
        }
        _gone(ids, before);
    }

    /// @notice The book's pages tell of the orders that rest: levels from the best on, and an account's own.
    function book_depth_by_page(uint8 who, uint8 market, bool isBuy, uint8 count) external {
        (uint8 actor, uint16 id) = (_actorOf(who), _marketOf(market));
        (uint24[] memory ticks, uint96[] memory lots, uint32[] memory counts) = BOOK.depth(id, isBuy, count % NAMED);
        for (uint256 i; i < ticks.length; ++i) {
            bool behind = i == 0 || (isBuy ? ticks[i] < ticks[i - 1] : ticks[i] > ticks[i - 1]);
            (uint256 rest, uint256 resting) = _restingAt(id, isBuy, ticks[i]);
            if (!behind || rest != lots[i] || resting != counts[i]) _break(NS_03, "depth tells of other levels");
        }
        if (ticks.length == 0 ? count % NAMED != 0 && _bestTick(id, isBuy) != 0 : ticks[0] != _bestTick(id, isBuy)) {
            _break(NS_03, "depth does not begin at the best level");
        }
        (uint64[] memory ids, uint64 next) = BOOK.ordersOf(address(actors[actor]), id, 0, live.length + 1);
        if (next != 0 || ids.length != _ownIn(actor, id).length) _break(NS_03, "a page tells of other orders");
        for (uint256 i; i < ids.length; ++i) {
            if (orders[ids[i]].who != actor || orders[ids[i]].lots == 0) _break(NS_03, "a page tells of other orders");
        }
    }

    /// @dev Where and how large an amended order is to be: at its own tick mostly smaller, so that it keeps its place.
    function _amended(uint64 id, int8 steps, uint64 lots) internal view returns (uint24 tick, uint64 size) {
        Order memory order = orders[id];
        bool there = steps % 3 == 0;
        tick = there ? order.tick : _tick(order.marketId, int256(steps) % 9);
        size = there && lots % 4 != 0 ? uint64(_fold(lots, 1, order.lots)) : _lots(order.who, order.marketId, lots);
    }

    /// @dev `caller` amends an order by the call `data`. Less at the same tick keeps its place; anything else is a new order.
    /// @return ok whether the system took it
    function _amend(uint8 caller, uint64 id, uint24 tick, uint64 lots, bytes memory data) internal returns (bool ok) {
        Order memory order = orders[id];
        if (tick == order.tick && lots <= order.lots) return _lessen(caller, id, lots, data);
        IBookTypes.OrderView memory shown = BOOK.order(id);
        IBookTypes.OrderParams memory terms;
        (terms.marketId, terms.isBuy, terms.tick, terms.lots) = (order.marketId, order.isBuy, tick, lots);
        if (order.expiry != 0) {
            (terms.timeInForce, terms.expiry) = (IBookTypes.TimeInForce.GoodTillTime, order.expiry);
        }
        (terms.selfTrade, terms.postOnly, terms.reduceOnly) = (shown.selfTrade, shown.postOnly, order.reduceOnly);
        bool expired = _expired(id);
        Taking memory t = _submit(caller, order.who, terms, id, data);
        if (t.ok && (t.orderId == id || expired)) {
            _break(NS_04, "an order kept its place, or came back, by amending it");
        }
        if (t.ok) _count(Outcome.Amended);
        return t.ok;
    }

    function _lessen(uint8 caller, uint64 id, uint64 lots, bytes memory data) private returns (bool ok) {
        Ledger memory before = _ledger();
        bytes memory answer;
        (ok, answer) = _perform(caller, address(BOOK), data);
        if (!ok) return false;
        (uint64 kept, uint64 filled) = abi.decode(answer, (uint64, uint64));
        if (kept != id || filled != 0) _break(NS_04, "an order lost its place by becoming smaller");
        orders[id].lots = lots;
        _readBook();
        _takeOver();
        _checkUserCall(before, _ledgerAt(before.marks));
        _count(Outcome.Amended);
    }

    /// @dev `caller` sweeps the orders of `who` out of a market, looking at `steps` orders a call.
    /// @return ok whether the system let it
    function _sweep(uint8 caller, uint8 who, uint16 id, uint256 steps, bool byOperator) internal returns (bool ok) {
        Ledger memory before = _ledger();
        uint256 own = _ownIn(who, id).length;
        uint64 cursor;
        for (uint256 page; page <= live.length; ++page) {
            bytes memory answer;
            (ok, answer) = _perform(
                caller,
                address(BOOK),
                byOperator
                    ? abi.encodeCall(IBookExtension.cancelAllFor, (address(actors[who]), id, cursor, steps))
                    : abi.encodeCall(IBookExtension.cancelAll, (id, cursor, steps))
            );
            if (!ok) {
                if (!byOperator) _break(NS_01, "an account's orders could not be swept");
                return false;
            }
            uint256 cancelled;
            (cursor, cancelled) = abi.decode(answer, (uint64, uint256));
            if (cancelled > own) _break(NS_04, "a sweep counted more orders than there were");
            else own -= cancelled;
            if (cursor == 0) break;
        }
        if (cursor != 0 || own != 0) _break(NS_01, "a sweep left an order, or did not end");
        _gone(_ownIn(who, id), before);
    }

    /// @dev Expired orders within a quote's limit were swept out of its way, unless it was refused: then they are still there.
    function _sweptBy(IBookTypes.OrderParams[] memory quotes) private {
        for (uint256 i; i < live.length; ++i) {
            Order storage order = orders[live[i]];
            for (uint256 j; j < quotes.length; ++j) {
                IBookTypes.OrderParams memory quote = quotes[j];
                bool meets = quote.marketId == order.marketId && quote.isBuy != order.isBuy
                    && (quote.isBuy ? order.tick <= quote.tick : order.tick >= quote.tick);
                if (meets && _expired(live[i]) && BOOK.order(live[i]).owner == address(0)) order.lots = 0;
            }
        }
    }

    /// @dev These orders have been cancelled (zeros are none): they and nothing else must have left.
    function _gone(uint64[] memory ids, Ledger memory before) internal returns (Ledger memory afterwards) {
        for (uint256 i; i < ids.length; ++i) {
            if (ids[i] == 0 || orders[ids[i]].lots == 0) continue;
            orders[ids[i]].lots = 0;
            _count(Outcome.Cancelled);
        }
        _readBook();
        _takeOver();
        afterwards = _ledgerAt(before.marks);
        _checkUserCall(before, afterwards);
    }

    /// @dev Ids of an account's live orders in a market.
    function _ownIn(uint8 who, uint16 id) internal view returns (uint64[] memory ids) {
        ids = new uint64[](live.length);
        uint256 count;
        for (uint256 i; i < live.length; ++i) {
            Order storage order = orders[live[i]];
            if (order.who == who && order.marketId == id) ids[count++] = live[i];
        }
        assembly {
            mstore(ids, count)
        }
    }

    function _restingAt(uint16 id, bool isBuy, uint24 tick) private view returns (uint256 lots, uint256 count) {
        for (uint256 i; i < live.length; ++i) {
            Order storage order = orders[live[i]];
            if (order.marketId != id || order.isBuy != isBuy || order.tick != tick) continue;
            lots += order.lots;
            ++count;
        }
    }
}
