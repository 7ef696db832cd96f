// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {ACTORS, MARKETS, SINKS, Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {IOrderbookV2} from "contracts/interfaces/IOrderbookV2.sol";

/// @title Places an order and holds its outcome against the orders that rested before
/// @notice Which order gave how much is worked out from the orders' and accounts' differences alone.
abstract contract Matching is UserCalls {
    /// @dev One call of `place`: what was asked, whom it met, what became of them.
    struct Taking {
        uint8 who;
        uint16 marketId;
        bool isBuy;
        uint24 tick;
        uint64 lots;
        uint64 orderId;
        uint64 filled;
        /// Orders it could meet, best first, and how many of them it got past.
        uint64[] ids;
        uint256 passed;
        /// Lots of those that left the book, by owner.
        uint64[ACTORS] gone;
        /// Lots taken from the one that stayed, by owner.
        uint64[ACTORS] partly;
        /// Lots by which the position moved, by owner.
        uint64[ACTORS] moved;
        uint256[ACTORS] met;
        /// What each met order gave, where `known`.
        uint64[] gave;
        bool known;
    }

    function _place(uint8 who, uint16 marketId, bool isBuy, uint24 tick, uint64 lots) internal {
        Taking memory t;
        (t.who, t.marketId, t.isBuy, t.tick, t.lots) = (who, marketId, isBuy, tick, lots);
        t.ids = _crossing(marketId, isBuy, tick);
        t.gave = new uint64[](t.ids.length);
        Ledger memory before = _ledger();
        (bool ok, bytes memory answer) =
            _perform(who, address(BOOK), abi.encodeCall(IOrderbookV2.place, (marketId, isBuy, tick, lots)));
        if (!ok) {
            _count(Outcome.PlaceRefused);
            return;
        }
        (t.orderId, t.filled) = abi.decode(answer, (uint64, uint64));
        Ledger memory afterwards = _ledger();
        _checkPassed(t);
        _checkMoved(t, before, afterwards);
        _checkRest(t, afterwards);
        _checkRefusals(t, before);
        _checkCash(t, before, afterwards);
        _bookOrders(t);
        _checkMargins(t, before, afterwards);
        _checkUserCall(before, afterwards);
        if (!_fresh(marketId)) _break(OR_01, "an order was matched at a price older than allowed");
        _checkPricedFresh(afterwards.accounts[who]);
        if (t.filled > 0) _count(Outcome.Filled);
    }

    /// @dev Walks the met orders in price-time order: all before the first that stayed are gone, none behind it changed.
    function _checkPassed(Taking memory t) private {
        bool stopped;
        for (uint256 i; i < t.ids.length; ++i) {
            uint64 had = orders[t.ids[i]].lots;
            uint64 has = _lotsInBook(t.ids[i]);
            uint8 owner = orders[t.ids[i]].who;
            if (has > had) _break(NS_04, "a resting order grew");
            if (stopped) {
                if (has != had) _break(NS_04, "an order was reached before one ahead of it was used up");
                continue;
            }
            if (has == 0) {
                ++t.passed;
                if (owner == t.who) _count(Outcome.SelfTradeRemoved);
                else t.gone[owner] += had;
            } else {
                stopped = true;
                t.partly[owner] = had - has;
                t.gave[i] = had - has;
            }
            if (has != had) ++t.met[owner];
        }
        if (t.partly[t.who] > 0) _break(NS_04, "an order was filled against its owner");
    }

    /// @dev Each maker's position must have moved by lots its orders lost; a position moves for no other reason.
    function _checkMoved(Taking memory t, Ledger memory before, Ledger memory afterwards) private {
        uint64 sum;
        t.known = true;
        for (uint8 who; who < ACTORS; ++who) {
            int256 delta = afterwards.accounts[who].size[t.marketId] - before.accounts[who].size[t.marketId];
            if (delta != 0 && (delta > 0) != ((who == t.who) == t.isBuy)) _break(NS_04, "a fill went the wrong way");
            uint64 moved = uint64(Margin.magnitude(delta) / Shape.market(t.marketId).lotSize);
            t.moved[who] = moved;
            if (who == t.who) continue;
            sum += moved;
            if (moved < t.partly[who] || moved > t.partly[who] + t.gone[who]) {
                _break(NS_04, "an account was filled for other lots than its orders lost");
            }
            if (moved == t.partly[who] + t.gone[who]) _giveAll(t, who);
            else if (moved != t.partly[who]) t.known = false;
        }
        if (t.moved[t.who] != sum || t.filled != sum) _break(NS_04, "taker and makers were filled for different lots");
        if (sum > t.lots) _break(NS_04, "an order was filled beyond its lots");
    }

    function _giveAll(Taking memory t, uint8 who) private view {
        for (uint256 i; i < t.passed; ++i) {
            if (orders[t.ids[i]].who == who) t.gave[i] = orders[t.ids[i]].lots;
        }
    }

    /// @dev What was not filled rests whole, or was dropped because of an order that it met and could not pass.
    function _checkRest(Taking memory t, Ledger memory afterwards) private {
        uint64 rest = t.lots - t.filled;
        if (t.orderId != 0) {
            _count(Outcome.Rested);
            return;
        }
        if (rest == 0) return;
        if (t.passed >= Shape.MAX_FILLS) {
            _count(Outcome.HaltedByMaxFills);
            return;
        }
        _count(Outcome.HaltedByCap);
        if (t.passed == t.ids.length) {
            _break(NS_04, "the rest of an order was dropped though nothing was in its way");
            return;
        }
        Order memory next = orders[t.ids[t.passed]];
        uint256 size = (rest < next.lots ? rest : next.lots) * Shape.market(t.marketId).lotSize;
        (uint8 buyer, uint8 seller) = t.isBuy ? (t.who, next.who) : (next.who, t.who);
        uint256 would = _longsAfter(afterwards.accounts, t.marketId, buyer, seller, size);
        if (
            buyer == seller || would <= _longs(afterwards.accounts, t.marketId) || would <= openInterestCaps[t.marketId]
        ) {
            _break(NS_04, "the rest of an order was dropped though the cap allowed its next fill");
        }
    }

    /// @dev A maker's order that left without a fill must have been one its owner could not take.
    function _checkRefusals(Taking memory t, Ledger memory before) private {
        if (!t.known) return;
        uint64 taken;
        for (uint256 i; i < t.passed; ++i) {
            Order memory order = orders[t.ids[i]];
            taken += t.gave[i];
            if (order.who == t.who || t.gave[i] > 0) continue;
            _count(Outcome.MakerRefused);
            // An account that was filled on the way had another margin by then: only the unmoved are judged.
            if (t.moved[order.who] > 0) continue;
            uint64 lots = t.lots - taken < order.lots ? t.lots - taken : order.lots;
            if (_couldTake(before, order, lots)) {
                _break(NS_04, "an order was removed that its owner could have filled");
            }
        }
    }

    /// @dev Whether the margin rule allows the fill to the order's owner, all else standing still.
    function _couldTake(Ledger memory before, Order memory order, uint64 lots) private pure returns (bool) {
        Account memory account = before.accounts[order.who];
        uint16 id = order.marketId;
        int256 roomBefore = Margin.headroom(account, before.marks);
        int256 sizeBefore = account.size[id];
        uint256 notional = uint256(lots) * order.tick * Shape.unit(id);
        uint256 lot = Shape.market(id).lotSize;
        Account memory filled = abi.decode(abi.encode(account), (Account));
        filled.size[id] += order.isBuy ? int256(lots * lot) : -int256(lots * lot);
        filled.quote[id] += (order.isBuy ? -int256(notional) : int256(notional)) - _makerFee(id, notional);
        if (order.isBuy) filled.bidLots[id] -= lots;
        else filled.askLots[id] -= lots;
        int256 equity = Margin.equity(filled, before.marks);
        if (equity >= Margin.initialMargin(filled, before.marks)) return true;
        return equity >= 0 && Margin.onlyReduced(sizeBefore, filled.size[id])
            && Margin.headroom(filled, before.marks) >= roomBefore;
    }

    /// @dev Every fill is at the resting order's price; fees are what the rates say, and nothing else moves money.
    function _checkCash(Taking memory t, Ledger memory before, Ledger memory afterwards) private {
        int256 lost = _holdings(before.accounts) - _holdings(afterwards.accounts);
        if (lost < 0) _break(FC_02, "a fill created money");
        else collected += uint256(lost);
        if (!t.known) return;
        int256[ACTORS] memory cash;
        uint256[SINKS] memory shares;
        int256 fees;
        for (uint256 i; i < t.ids.length; ++i) {
            if (t.gave[i] == 0) continue;
            Order memory order = orders[t.ids[i]];
            uint256 notional = uint256(t.gave[i]) * order.tick * Shape.unit(t.marketId);
            int256 paid = t.isBuy ? int256(notional) : -int256(notional);
            int256 takerFee = _takerFee(t.marketId, notional);
            int256 makerFee = _makerFee(t.marketId, notional);
            cash[t.who] -= paid + takerFee;
            cash[order.who] += paid - makerFee;
            fees += takerFee + makerFee;
            _share(shares, uint256(takerFee + makerFee));
        }
        if (lost != fees) _break(FC_02, "the accounts were charged other fees than the rates say");
        for (uint256 sink; sink < SINKS; ++sink) {
            if (afterwards.charged[sink] - before.charged[sink] != shares[sink]) {
                _break(FC_02, "a sink was credited another share than the split says");
            }
        }
        if (lost != fees) return;
        for (uint256 who; who < ACTORS; ++who) {
            if (_holding(afterwards.accounts[who]) - _holding(before.accounts[who]) != cash[who]) {
                _break(NS_04, "a fill was not at the price of the resting order");
            }
        }
    }

    /// @dev Takes over what the book now holds.
    function _bookOrders(Taking memory t) private {
        for (uint256 i; i < t.ids.length; ++i) {
            orders[t.ids[i]].lots = _lotsInBook(t.ids[i]);
        }
        _checkUntouched(0);
        _prune();
        if (t.orderId == 0) return;
        _addOrder(t.orderId, Order(t.who, t.marketId, t.isBuy, t.tick, t.lots - t.filled));
        if (_lotsInBook(t.orderId) != t.lots - t.filled) _break(NS_04, "an order rests with other lots than are left");
    }

    function _checkMargins(Taking memory t, Ledger memory before, Ledger memory afterwards) private {
        for (uint8 who; who < ACTORS; ++who) {
            if (who != t.who && t.moved[who] == 0) continue;
            if (_marginRuleHolds(t, who, before, afterwards)) continue;
            _break(MS_01, who == t.who ? "the taker broke the margin rule" : "a maker's fill broke the margin rule");
        }
        _checkViews(t.who, afterwards);
    }

    /// @dev The engine's own figures are the specification's.
    function _checkViews(uint8 who, Ledger memory ledger) private {
        for (uint16 id; id < MARKETS; ++id) {
            if (!_fresh(id)) return;
        }
        Account memory account = ledger.accounts[who];
        address owner = address(actors[who]);
        if (
            ENGINE.equity(owner) != Margin.equity(account, ledger.marks)
                || int256(ENGINE.initialMargin(owner)) != Margin.initialMargin(account, ledger.marks)
                || int256(ENGINE.maintenanceMargin(owner)) != Margin.maintenanceMargin(account, ledger.marks)
        ) _break(MS_01, "the engine's margin is not what the specification says");
    }

    function _marginRuleHolds(Taking memory t, uint8 who, Ledger memory before, Ledger memory afterwards)
        private
        pure
        returns (bool)
    {
        Account memory was = before.accounts[who];
        Account memory is_ = afterwards.accounts[who];
        int256 equity = Margin.equity(is_, afterwards.marks);
        if (equity >= Margin.initialMargin(is_, afterwards.marks)) return true;
        if (equity < 0 || !Margin.onlyReduced(was.size[t.marketId], is_.size[t.marketId])) return false;
        if (who == t.who && Margin.worst(is_, t.marketId) > Margin.worst(was, t.marketId)) return false;
        int256 room = Margin.headroom(is_, afterwards.marks);
        if (room >= Margin.headroom(was, before.marks)) return true;
        // Of several fills of one maker an early one may have cost it, with initial margin to spare; no later one did.
        return who != t.who && t.met[who] > 1 && room >= 0;
    }
}
