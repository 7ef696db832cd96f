// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineTypes} from "../../interfaces/engine/IEngineTypes.sol";
import {LevelWord} from "../../libraries/LevelWord.sol";
import {MarketWord} from "../../libraries/MarketWord.sol";
import {OrderId} from "../../libraries/OrderId.sol";
import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {OrderWord} from "../../libraries/OrderWord.sol";
import {BookLevels} from "./BookLevels.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Continuous matching by price-time priority
/// @dev Collects what the taker passes from the head of the book, has the engine settle it in one call, books what was
/// settled and goes on where a maker was refused. The state read while collecting can't change before it is used: the
/// engine calls nothing but the oracle.
abstract contract BookMatching is BookLevels {
    /// @dev A taker on its way through the book.
    struct Taker {
        address owner;
        uint16 marketId;
        bool isBuy;
        uint24 limit;
        bool mayRest;
        bool postOnly;
        bool whole;
        SelfTrade selfTrade;
        uint64 remaining;
        /// Resting orders it may still pass.
        uint256 room;
        uint256 fills;
        uint256 tickLots;
        /// The market's word as it will be written when the call is over.
        MarketWord market;
        IEngineTypes.TakerContext context;
    }

    /// @dev What is passed in one go: items for the engine, and the orders they belong to. An item of tick zero releases an order
    /// that is removed unfilled.
    struct Proposal {
        IEngineTypes.Fill[] items;
        uint64[] orderIds;
        OrderWord[] orders;
        uint256 count;
        uint256 passed;
        /// Lots of the taker that are left when all is settled.
        uint64 left;
        /// What is left may not go on, whatever lies ahead, for this reason.
        bool stopped;
        RemovalReason reason;
    }

    /// @dev Matches until nothing crosses, a bound is reached or the engine halts the taker.
    /// @return restLots what is left to rest; its reservation is made
    function _match(Taker memory taker) internal returns (uint64 restLots) {
        while (true) {
            Proposal memory proposal = _collect(taker);
            uint64 left = proposal.left;
            if (taker.whole && left > 0) revert NotFilledWhole(left);
            bool rests = taker.mayRest && !proposal.stopped && left >= taker.market.minLots();
            restLots = rests ? left : 0;
            (uint256 settled, IEngineTypes.FillOutcome outcome) = _settle(taker, proposal.items, restLots);
            _book(taker, proposal, settled);
            if (outcome == IEngineTypes.FillOutcome.Filled) {
                if (left > restLots) _drop(taker, left, _whyDropped(taker, proposal));
                return restLots;
            }
            if (outcome == IEngineTypes.FillOutcome.OpenInterestCap) {
                if (taker.whole) revert NotFilledWhole(taker.remaining);
                // The taker's check has not run yet: a call without fills makes it.
                _settle(taker, new IEngineTypes.Fill[](0), 0);
                _drop(taker, taker.remaining, RemovalReason.OpenInterestCap);
                return 0;
            }
            _refuse(taker, proposal.orderIds[settled], proposal.orders[settled], outcome);
        }
    }

    /// @dev Lots by which the account's position can be reduced by an order of this side.
    function _reducible(address owner, uint16 marketId, bool isBuy) internal view returns (uint64) {
        BookState storage state = _state();
        (int128 size,,,) = state.engine.position(owner, marketId);
        if (isBuy ? size >= 0 : size <= 0) return 0;
        uint256 held = uint256(isBuy ? -int256(size) : int256(size));
        // Positions are whole lots.
        return uint64(Math.min(held / state.books[marketId].lotSize, type(uint64).max));
    }

    function _whyDropped(Taker memory taker, Proposal memory proposal) private pure returns (RemovalReason) {
        if (proposal.stopped) return proposal.reason;
        return taker.mayRest ? RemovalReason.Dust : RemovalReason.Unfilled;
    }

    function _drop(Taker memory taker, uint64 lots, RemovalReason reason) private {
        emit RemainderDropped(taker.owner, taker.marketId, lots, reason);
    }

    function _settle(Taker memory taker, IEngineTypes.Fill[] memory items, uint64 restLots)
        private
        returns (uint256 settled, IEngineTypes.FillOutcome outcome)
    {
        (settled, outcome, taker.context) =
            _state().engine.settle(taker.marketId, taker.owner, taker.isBuy, items, restLots, taker.context);
    }

    // --- what was settled ----------------------------------------------------------------------------------------

    /// @dev Books the first `settled` items, level by level: each level is written once.
    function _book(Taker memory taker, Proposal memory proposal, uint256 settled) private {
        BookState storage state = _state();
        uint256 i;
        while (i < settled) {
            uint32 key = OrderId.levelOf(proposal.orderIds[i]);
            LevelWord level = state.levels[key];
            for (; i < settled && OrderId.levelOf(proposal.orderIds[i]) == key; ++i) {
                level = _bookItem(taker, proposal, i, level);
            }
            state.levels[key] = level.touched();
            if (level.count() == 0) taker.market = _emptied(taker.market, key);
        }
    }

    /// @dev A fill or a release that the engine has settled, its reservation included.
    function _bookItem(Taker memory taker, Proposal memory proposal, uint256 i, LevelWord level)
        private
        returns (LevelWord)
    {
        uint64 orderId = proposal.orderIds[i];
        OrderWord order = proposal.orders[i];
        (uint24 tick, uint64 lots) = (proposal.items[i].tick, proposal.items[i].lots);
        bool dust = i > 0 && proposal.orderIds[i - 1] == orderId;
        if (!dust) --taker.room;
        if (tick == 0) {
            RemovalReason reason = order.hasExpired() ? RemovalReason.Expired : RemovalReason.SelfTrade;
            emit OrderRemoved(orderId, order.owner(), lots, dust ? RemovalReason.Dust : reason);
        } else {
            emit OrderMatched(orderId, order.owner(), taker.owner, taker.marketId, tick, lots);
            taker.remaining -= lots;
            taker.tickLots += uint256(tick) * lots;
            ++taker.fills;
            if (lots < order.lots()) {
                _state().orders[orderId] = order.withLots(order.lots() - lots);
                return level.lessened(lots).withHead(OrderId.numberOf(orderId));
            }
        }
        _state().orders[orderId] = OrderWord.wrap(0);
        return level.without(order).withHead(OrderId.numberOf(orderId) + 1);
    }

    /// @dev A maker the engine has refused. A reduce-only order that asks for too much is cut to what its owner can reduce, and the
    /// taker meets it again; any other leaves.
    function _refuse(Taker memory taker, uint64 orderId, OrderWord order, IEngineTypes.FillOutcome outcome) private {
        --taker.room;
        if (order.reduceOnly() && outcome == IEngineTypes.FillOutcome.MakerReduceOnly) {
            uint64 lots = _reducible(order.owner(), taker.marketId, !taker.isBuy);
            if (lots > 0 && lots < order.lots()) {
                _reduce(orderId, order, lots, RemovalReason.MakerReduceOnly);
                return;
            }
        }
        if (_unlink(orderId, order)) taker.market = _emptied(taker.market, OrderId.levelOf(orderId));
        _giveBack(orderId, order, _reason(outcome));
    }

    /// @dev Why the engine refused a maker.
    function _reason(IEngineTypes.FillOutcome outcome) private pure returns (RemovalReason) {
        if (outcome == IEngineTypes.FillOutcome.MakerCap) return RemovalReason.MakerCap;
        if (outcome == IEngineTypes.FillOutcome.MakerReduceOnly) return RemovalReason.MakerReduceOnly;
        return RemovalReason.MakerMargin;
    }

    // --- what lies ahead -----------------------------------------------------------------------------------------

    /// @dev Walks the opposite side from its best order.
    function _collect(Taker memory taker) private view returns (Proposal memory proposal) {
        proposal.left = taker.remaining;
        bool makersBuy = !taker.isBuy;
        uint24 tick = taker.market.best(makersBuy);
        if (!_crosses(taker, tick)) return proposal;
        // One more than it may pass: the last may leave dust, which is an item of its own.
        _allocate(proposal, taker.room + 1);
        while (_crosses(taker, tick)) {
            _collectLevel(taker, proposal, OrderId.levelKey(taker.marketId, makersBuy, tick));
            if (proposal.left == 0 || proposal.stopped) break;
            tick = _behind(taker.marketId, makersBuy, tick);
        }
        _truncate(proposal);
    }

    /// @dev Passes the orders of one level until the taker is filled or stopped.
    function _collectLevel(Taker memory taker, Proposal memory proposal, uint32 key) private view {
        BookState storage state = _state();
        LevelWord level = state.levels[key];
        uint32 number = level.head();
        OrderWord order;
        while (proposal.left > 0) {
            (number, order) = OrderQueue.from(state.orders, key, level, number);
            if (number == 0) return;
            if (proposal.passed == taker.room) {
                (proposal.stopped, proposal.reason) = (true, RemovalReason.MaxFills);
                return;
            }
            ++proposal.passed;
            _pass(taker, proposal, OrderId.encode(key, number), order);
            if (proposal.stopped) return;
            ++number;
        }
    }

    /// @dev Proposes what is to become of one resting order.
    function _pass(Taker memory taker, Proposal memory proposal, uint64 orderId, OrderWord order) private view {
        if (order.hasExpired()) {
            _propose(proposal, orderId, order, 0, order.lots());
            return;
        }
        uint24 tick = OrderId.tickOf(OrderId.levelOf(orderId));
        if (taker.postOnly) revert PostOnlyWouldCross(tick);
        if (order.owner() == taker.owner) {
            if (taker.selfTrade != SelfTrade.CancelOlder) {
                (proposal.stopped, proposal.reason) = (true, RemovalReason.SelfTrade);
            }
            if (taker.selfTrade != SelfTrade.CancelNewer) _propose(proposal, orderId, order, 0, order.lots());
            return;
        }
        uint64 lots = uint64(Math.min(order.lots(), proposal.left));
        _propose(proposal, orderId, order, tick, lots);
        proposal.left -= lots;
        uint64 rest = order.lots() - lots;
        if (rest != 0 && rest < taker.market.minLots()) _propose(proposal, orderId, order.withLots(rest), 0, rest);
    }

    function _propose(Proposal memory proposal, uint64 orderId, OrderWord order, uint24 tick, uint64 lots)
        private
        pure
    {
        uint256 i = proposal.count++;
        proposal.items[i] = IEngineTypes.Fill(order.owner(), tick, lots, order.reduceOnly());
        proposal.orderIds[i] = orderId;
        proposal.orders[i] = order;
    }

    /// @dev Room for the bound without anything in it: `new` would make every item. None may be read before it is set.
    function _allocate(Proposal memory proposal, uint256 room) private pure {
        IEngineTypes.Fill[] memory items;
        uint64[] memory orderIds;
        OrderWord[] memory orders;
        assembly ("memory-safe") {
            let size := mul(add(room, 1), 0x20)
            items := mload(0x40)
            orderIds := add(items, size)
            orders := add(orderIds, size)
            mstore(items, room)
            mstore(orderIds, room)
            mstore(orders, room)
            mstore(0x40, add(orders, size))
        }
        (proposal.items, proposal.orderIds, proposal.orders) = (items, orderIds, orders);
    }

    /// @dev Shortens the items in place to those that were set.
    function _truncate(Proposal memory proposal) private pure {
        IEngineTypes.Fill[] memory items = proposal.items;
        uint256 count = proposal.count;
        assembly ("memory-safe") {
            mstore(items, count)
        }
    }

    function _crosses(Taker memory taker, uint24 tick) private pure returns (bool) {
        if (tick == 0) return false;
        return taker.isBuy ? tick <= taker.limit : tick >= taker.limit;
    }
}
