// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {ACTORS, MARKETS, SINKS, Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title Places an order and holds its outcome against the orders that rested before
/// @notice Which order gave how much is worked out from the orders' and accounts' differences alone.
abstract contract Matching is UserCalls {
    /// @dev One order placed: what was asked, whom it met, what became of them.
    struct Taking {
        uint8 who;
        /// The system took it.
        bool ok;
        IBookTypes.OrderParams terms;
        uint16 marketId;
        bool isBuy;
        uint24 tick;
        uint64 lots;
        uint64 orderId;
        uint64 filled;
        /// Orders it could meet, best first, what they had, and how many of them it got past.
        uint64[] ids;
        uint64[] had;
        uint256 passed;
        /// It met an order of its own that it may not pass.
        bool metItself;
        /// Orders that it met twice: reduce-only ones, cut to what their owners could reduce.
        uint256 again;
        /// Lots of those that left the book, and of the one that gave a part and stayed, by owner.
        uint64[ACTORS] gone;
        uint64[ACTORS] partly;
        /// A reduce-only order that lost lots: some of them for want of a position, perhaps.
        bool[ACTORS] cut;
        /// Orders that lost lots, by owner.
        uint256[ACTORS] met;
        /// Lots by which the position moved, by owner.
        uint64[ACTORS] moved;
        /// What each met order gave; for all of them where `known`.
        uint64[] gave;
        bool known;
    }

    /// @dev A plain limit order.
    function _place(uint8 who, uint16 marketId, bool isBuy, uint24 tick, uint64 lots) internal {
        IBookTypes.OrderParams memory terms;
        (terms.marketId, terms.isBuy, terms.tick, terms.lots) = (marketId, isBuy, tick, lots);
        _submit(who, who, terms, 0, abi.encodeCall(IBookCore.place, (marketId, isBuy, tick, lots)));
    }

    /// @dev `caller` makes the call `data`, by which an order of `who` is placed on these terms, in place of its order `replaced` (or
    /// of none).
    function _submit(uint8 caller, uint8 who, IBookTypes.OrderParams memory terms, uint64 replaced, bytes memory data)
        internal
        returns (Taking memory t)
    {
        (t.who, t.terms) = (who, terms);
        (t.marketId, t.isBuy, t.tick, t.lots) = (terms.marketId, terms.isBuy, terms.tick, terms.lots);
        t.ids = _crossing(t.marketId, t.isBuy, t.tick);
        Ledger memory before = _ledger();
        if (terms.reduceOnly) _cutToPosition(t, before);
        bytes memory answer;
        (t.ok, answer) = _perform(caller, address(BOOK), data);
        if (!t.ok) {
            _count(Outcome.PlaceRefused);
            return t;
        }
        (t.orderId, t.filled) = abi.decode(answer, (uint64, uint64));
        if (t.filled > t.lots) {
            _break(NS_04, "an order was filled beyond its lots");
            return t;
        }
        if (replaced != 0) orders[replaced].lots = 0;
        if (t.orderId != 0) {
            uint64 rest = t.lots - t.filled;
            _addOrder(
                t.orderId, Order(who, t.marketId, t.isBuy, t.tick, rest, 0, 0, uint32(terms.expiry), terms.reduceOnly)
            );
        }
        _readBook();
        Ledger memory afterwards = _ledgerAt(before.marks);
        _checkTaken(t, before, afterwards);
    }

    function _checkTaken(Taking memory t, Ledger memory before, Ledger memory afterwards) private {
        _checkPassed(t);
        _checkMoved(t, before, afterwards);
        _checkTerms(t, before, afterwards);
        _checkRest(t, afterwards);
        _checkRefusals(t, before);
        _takeOver();
        _checkCash(t, before, afterwards);
        _checkMargins(t, before, afterwards);
        _checkMoney(afterwards, t.known);
        _checkUserCall(before, afterwards);
        if (!_fresh(t.marketId)) _break(OR_01, "an order was matched at a price older than allowed");
        _checkPricedFresh(afterwards.accounts[t.who], true);
        if (t.filled > 0) _count(Outcome.Filled);
        if (t.orderId != 0) _count(Outcome.Rested);
    }

    /// @dev What exceeds the position is dropped from a reduce-only order at once.
    function _cutToPosition(Taking memory t, Ledger memory before) private pure {
        int256 size = before.accounts[t.who].size[t.marketId];
        uint256 held = t.isBuy == (size < 0) ? Margin.magnitude(size) / Shape.lotSize(t.marketId) : 0;
        if (held < t.lots) t.lots = uint64(held);
    }

    /// @dev What the order's kind promises whoever placed it.
    function _checkTerms(Taking memory t, Ledger memory before, Ledger memory afterwards) private {
        IBookTypes.TimeInForce kind = t.terms.timeInForce;
        if (t.orderId != 0 && !_mayRest(kind)) _break(NS_04, "an order rests that may not");
        if (kind == IBookTypes.TimeInForce.FillOrKill && t.filled != t.lots) {
            _break(NS_04, "a fill-or-kill order was filled in part");
        }
        if (t.terms.postOnly && t.filled > 0) _break(NS_04, "a post-only order took");
        int256 size = afterwards.accounts[t.who].size[t.marketId];
        if (t.terms.reduceOnly && !Margin.onlyReduced(before.accounts[t.who].size[t.marketId], size)) {
            _break(NS_04, "a reduce-only order did more than reduce");
        }
        if (t.passed > _bound(t)) _break(NS_04, "an order passed more others than it was allowed to");
    }

    function _mayRest(IBookTypes.TimeInForce kind) private pure returns (bool) {
        return kind == IBookTypes.TimeInForce.GoodTillCancelled || kind == IBookTypes.TimeInForce.GoodTillTime;
    }

    /// @dev Most orders it may pass.
    function _bound(Taking memory t) private pure returns (uint256) {
        uint256 asked = t.terms.maxFills;
        return asked == 0 || asked > Shape.MAX_FILLS ? Shape.MAX_FILLS : asked;
    }

    /// @dev Walks the met orders in price-time order: all before the first that stayed are gone, none behind it changed.
    function _checkPassed(Taking memory t) private {
        bool stopped;
        t.gave = new uint64[](t.ids.length);
        t.had = new uint64[](t.ids.length);
        for (uint256 i; i < t.ids.length; ++i) {
            Order storage order = orders[t.ids[i]];
            (uint64 had, uint64 has, uint8 owner) = (order.lots, _shown(t.ids[i]), order.who);
            t.had[i] = had;
            if (stopped && has != had) _break(NS_04, "an order was reached before one ahead of it was used up");
            if (has > had) _break(NS_04, "a resting order grew");
            order.lots = has;
            if (stopped || has > had) continue;
            if (_expired(t.ids[i])) {
                // Gone or not yet met; nothing of it may have been filled, so that its lots are nobody's.
                if (has == 0) ++t.passed;
                else stopped = true;
                if (has != 0 && has != had) _break(NS_04, "an expired order was filled");
                continue;
            }
            if (has == 0) {
                ++t.passed;
                t.gone[owner] += had;
            } else {
                stopped = true;
                t.partly[owner] = had - has;
                t.gave[i] = had - has;
            }
            if (has != had && order.reduceOnly) {
                t.cut[owner] = true;
                ++t.again;
            }
            if (has != had) ++t.met[owner];
            if (owner == t.who && _meetsItself(t, has == 0)) stopped = true;
        }
        if (t.partly[t.who] > 0) _break(NS_04, "an order was filled against its owner");
    }

    /// @dev The order reached one of its owner's: whether it ends there.
    function _meetsItself(Taking memory t, bool removed) private returns (bool ends) {
        if (removed) {
            _count(Outcome.SelfTradeRemoved);
            if (t.terms.selfTrade == IBookTypes.SelfTrade.CancelNewer) {
                _break(NS_04, "an order was removed that its owner's newer one should have yielded to");
            }
            ends = t.terms.selfTrade == IBookTypes.SelfTrade.CancelBoth;
        } else {
            ends = t.terms.selfTrade == IBookTypes.SelfTrade.CancelNewer;
        }
        if (ends) t.metItself = true;
    }

    /// @dev Each maker's position must have moved by lots its orders lost; a position moves for no other reason.
    function _checkMoved(Taking memory t, Ledger memory before, Ledger memory afterwards) private scratch {
        uint64 sum;
        t.known = true;
        for (uint8 who; who < ACTORS; ++who) {
            int256 delta = afterwards.accounts[who].size[t.marketId] - before.accounts[who].size[t.marketId];
            if (delta != 0 && (delta > 0) != ((who == t.who) == t.isBuy)) _break(NS_04, "a fill went the wrong way");
            uint64 moved = uint64(Margin.magnitude(delta) / Shape.lotSize(t.marketId));
            t.moved[who] = moved;
            if (who == t.who) continue;
            sum += moved;
            uint64 most = t.partly[who] + t.gone[who];
            if (moved < t.partly[who] && !t.cut[who] || moved > most) {
                _break(NS_04, "an account was filled for other lots than its orders lost");
            }
            if (moved == most) _giveAll(t, who);
            else if (moved != t.partly[who] || t.cut[who]) t.known = false;
        }
        if (t.moved[t.who] != sum || t.filled != sum) _break(NS_04, "taker and makers were filled for different lots");
    }

    function _giveAll(Taking memory t, uint8 who) private view {
        for (uint256 i; i < t.passed; ++i) {
            if (orders[t.ids[i]].who == who && !_expired(t.ids[i])) t.gave[i] = t.had[i];
        }
    }

    /// @dev What was not filled rests whole, or was dropped because of an order that it met and could not pass.
    function _checkRest(Taking memory t, Ledger memory afterwards) private scratch {
        uint64 rest = t.lots - t.filled;
        if (t.orderId != 0 || rest == 0) return;
        if (t.metItself) return;
        if (t.passed + t.again >= _bound(t)) {
            _count(Outcome.HaltedByMaxFills);
            return;
        }
        if (t.passed == t.ids.length && !_mayRest(t.terms.timeInForce)) return;
        _count(Outcome.HaltedByCap);
        if (t.passed == t.ids.length) {
            _break(NS_04, "the rest of an order was dropped though nothing was in its way");
            return;
        }
        Order memory next = orders[t.ids[t.passed]];
        uint256 size = (rest < next.lots ? rest : next.lots) * Shape.lotSize(t.marketId);
        (uint8 buyer, uint8 seller) = t.isBuy ? (t.who, next.who) : (next.who, t.who);
        uint256 would = _longsAfter(afterwards.accounts, t.marketId, buyer, seller, size);
        uint256 longs = _longs(afterwards.accounts, t.marketId);
        if (buyer == seller || would <= longs || would <= openInterestCaps[t.marketId]) {
            _break(NS_04, "the rest of an order was dropped though the cap allowed its next fill");
        }
    }

    /// @dev A maker's order that left without a fill must have been one its owner could not take.
    function _checkRefusals(Taking memory t, Ledger memory before) private scratch {
        if (!t.known) return;
        uint64 taken;
        for (uint256 i; i < t.passed; ++i) {
            Order memory order = orders[t.ids[i]];
            taken += t.gave[i];
            if (order.who == t.who || t.gave[i] > 0 || _expired(t.ids[i])) continue;
            _count(Outcome.MakerRefused);
            // An account that was filled on the way had another margin by then: only the unmoved are judged.
            if (t.moved[order.who] > 0) continue;
            uint64 lots = t.lots - taken < t.had[i] ? t.lots - taken : t.had[i];
            if (_couldTake(before, order, lots)) {
                _break(NS_04, "an order was removed that its owner could have filled");
            }
        }
    }

    /// @dev Whether the margin rule allows the fill to the order's owner, all else standing still. An account whose
    /// margin can't be told, for want of a fresh price elsewhere, can't take it.
    function _couldTake(Ledger memory before, Order memory order, uint64 lots) private view returns (bool) {
        Account memory account = before.accounts[order.who];
        uint16 id = order.marketId;
        for (uint16 other; other < MARKETS; ++other) {
            if (other != id && !_marked(other) && Margin.worst(account, other) != 0) return false;
        }
        int256 roomBefore = Margin.headroom(account, before.marks);
        int256 sizeBefore = account.size[id];
        uint256 notional = uint256(lots) * order.tick * Shape.unit(id);
        int256 size = int256(lots * Shape.lotSize(id));
        Account memory filled = abi.decode(abi.encode(account), (Account));
        filled.size[id] += order.isBuy ? size : -size;
        filled.quote[id] += (order.isBuy ? -int256(notional) : int256(notional)) - _makerFee(id, notional);
        if (order.isBuy) filled.bidLots[id] -= lots;
        else filled.askLots[id] -= lots;
        bool onlyReduced = Margin.onlyReduced(sizeBefore, filled.size[id]);
        if (!onlyReduced && (order.reduceOnly || _reduceOnly(id) || _exceedsCap(filled, id, before.marks))) {
            return false;
        }
        int256 equity = Margin.equity(filled, before.marks);
        if (equity >= Margin.initialMargin(filled, before.marks)) return true;
        return equity >= 0 && onlyReduced && Margin.headroom(filled, before.marks) >= roomBefore;
    }

    function _reduceOnly(uint16 id) private view returns (bool) {
        return paused || states[id] == IEngineTypes.MarketState.ReduceOnly;
    }

    /// @dev Whether the account holds more than it may, there or in all.
    function _exceedsCap(Account memory account, uint16 id, uint256[MARKETS] memory marks)
        internal
        view
        returns (bool)
    {
        return Margin.notional(account, id, marks) > accountCaps[id] || Margin.notional(account, marks) > accountCap;
    }

    /// @dev Every fill is at the resting order's price; fees are what the rates say, and nothing else moves money.
    function _checkCash(Taking memory t, Ledger memory before, Ledger memory afterwards) private scratch {
        int256 lost = _holdings(before.accounts) - _holdings(afterwards.accounts);
        if (lost < 0) _break(FC_11, "a fill created money");
        else collected += uint256(lost);
        if (!t.known) return;
        int256[ACTORS] memory cash;
        uint256[SINKS] memory shares;
        int256 fees;
        for (uint256 i; i < t.ids.length; ++i) {
            if (t.gave[i] == 0) continue;
            Order storage order = orders[t.ids[i]];
            uint256 notional = uint256(t.gave[i]) * order.tick * Shape.unit(t.marketId);
            int256 paid = t.isBuy ? int256(notional) : -int256(notional);
            int256 takerFee = _takerFee(t.marketId, notional);
            int256 makerFee = _makerFee(t.marketId, notional);
            cash[t.who] -= paid + takerFee;
            cash[order.who] += paid - makerFee;
            fees += takerFee + makerFee;
            _share(shares, uint256(takerFee + makerFee));
        }
        for (uint256 sink; sink < SINKS; ++sink) {
            credited[sink] += shares[sink];
        }
        if (lost != fees) {
            _break(FC_11, "the accounts were charged other fees than the rates say");
            return;
        }
        for (uint256 who; who < ACTORS; ++who) {
            if (_holding(afterwards.accounts[who]) - _holding(before.accounts[who]) != cash[who]) {
                _break(NS_04, "a fill was not at the price of the resting order");
            }
        }
    }

    function _checkMargins(Taking memory t, Ledger memory before, Ledger memory afterwards) private scratch {
        for (uint8 who; who < ACTORS; ++who) {
            if (who != t.who && t.moved[who] == 0) continue;
            _checkGrowth(t, before.accounts[who], afterwards.accounts[who], before.marks);
            if (_marginRuleHolds(t, who, before.accounts[who], afterwards.accounts[who], before.marks)) continue;
            _break(MS_01, who == t.who ? "the taker broke the margin rule" : "a maker's fill broke the margin rule");
        }
    }

    /// @dev Caps and the stop on growing bind whoever did not only reduce.
    function _checkGrowth(Taking memory t, Account memory was, Account memory is_, uint256[MARKETS] memory marks)
        private
    {
        uint16 id = t.marketId;
        if (Margin.onlyReduced(was.size[id], is_.size[id])) return;
        if (_exceedsCap(is_, id, marks)) _break(OI_04, "an account grew above its cap");
        if (_reduceOnly(id)) _break(OI_05, "a position grew while only reducing was allowed");
    }

    function _marginRuleHolds(
        Taking memory t,
        uint8 who,
        Account memory was,
        Account memory is_,
        uint256[MARKETS] memory marks
    ) private pure returns (bool) {
        int256 equity = Margin.equity(is_, marks);
        if (equity >= Margin.initialMargin(is_, marks)) return true;
        if (equity < 0 || !Margin.onlyReduced(was.size[t.marketId], is_.size[t.marketId])) return false;
        // Resting more on the worse side is risk taken on; a fill alone that only reduces is not, whatever else rests.
        bool rested = who == t.who && t.orderId != 0;
        if (rested && Margin.worst(is_, t.marketId) > Margin.worst(was, t.marketId)) return false;
        int256 room = Margin.headroom(is_, marks);
        if (room >= Margin.headroom(was, marks)) return true;
        // Of several fills of one maker an early one may have cost it, with initial margin to spare; no later one did.
        return who != t.who && t.met[who] > 1 && room >= 0;
    }
}
