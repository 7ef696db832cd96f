// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookCore} from "../../interfaces/book/IBookCore.sol";
import {IEngineTypes} from "../../interfaces/engine/IEngineTypes.sol";
import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {BookLevels} from "./BookLevels.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Continuous matching by price-time priority
/// @dev Collects crossing orders from the head of the book, has the engine settle them in one call, books what was
/// settled and goes on where a maker was refused. The state read while collecting can't change before it is used: the
/// engine calls nothing but the oracle.
abstract contract BookMatching is BookLevels, IBookCore {
    /// @inheritdoc IBookCore
    uint256 public constant MAX_FILLS = 64;

    /// @dev A taker on its way through the book.
    struct Taker {
        address owner;
        uint16 marketId;
        bool isBuy;
        uint24 limit;
        uint64 remaining;
        uint256 passed;
        IEngineTypes.TakerContext context;
    }

    /// @dev Fills proposed to the engine and the orders they belong to.
    struct Proposal {
        IEngineTypes.Fill[] fills;
        uint64[] orderIds;
        uint64 lots;
        bool crossingLeft;
    }

    /// @dev Matches until nothing crosses, the bound is reached or the engine halts the taker.
    /// @return restLots what is left to rest; its reservation is made
    function _match(Taker memory taker) internal returns (uint64 restLots) {
        while (true) {
            Proposal memory proposal = _collect(taker);
            uint64 left = taker.remaining - proposal.lots;
            restLots = proposal.crossingLeft ? 0 : left;
            (uint256 settled, IEngineTypes.FillOutcome outcome) = _settle(taker, proposal.fills, restLots);
            for (uint256 i; i < settled; ++i) {
                uint64 lots = proposal.fills[i].lots;
                taker.remaining -= lots;
                _fill(proposal.orderIds[i], lots, taker.owner);
            }
            taker.passed += settled;
            if (outcome == IEngineTypes.FillOutcome.Filled) {
                if (proposal.crossingLeft) {
                    emit RemainderDropped(taker.owner, taker.marketId, left, RemovalReason.MaxFills);
                }
                return restLots;
            }
            if (outcome == IEngineTypes.FillOutcome.OpenInterestCap) {
                // The taker's check has not run yet: a call without fills makes it.
                _settle(taker, new IEngineTypes.Fill[](0), 0);
                emit RemainderDropped(taker.owner, taker.marketId, taker.remaining, RemovalReason.OpenInterestCap);
                return 0;
            }
            _remove(proposal.orderIds[settled], _reason(outcome));
            ++taker.passed;
        }
    }

    /// @dev Why the engine refused a maker.
    function _reason(IEngineTypes.FillOutcome outcome) private pure returns (RemovalReason) {
        if (outcome == IEngineTypes.FillOutcome.SelfTrade) return RemovalReason.SelfTrade;
        if (outcome == IEngineTypes.FillOutcome.MakerCap) return RemovalReason.MakerCap;
        if (outcome == IEngineTypes.FillOutcome.MakerReduceOnly) return RemovalReason.MakerReduceOnly;
        return RemovalReason.MakerMargin;
    }

    function _settle(Taker memory taker, IEngineTypes.Fill[] memory fills, uint64 restLots)
        private
        returns (uint256 settled, IEngineTypes.FillOutcome outcome)
    {
        (settled, outcome, taker.context) =
            _state().engine.settle(taker.marketId, taker.owner, taker.isBuy, fills, restLots, taker.context);
    }

    /// @dev Walks the opposite side from its best order, up to an order of the taker's own: it is older than the taker and
    /// will be removed, but only once everything before it has been settled.
    function _collect(Taker memory taker) private view returns (Proposal memory proposal) {
        BookState storage state = _state();
        bool makersBuy = !taker.isBuy;
        Side storage side = _side(taker.marketId, makersBuy);
        uint256 room = MAX_FILLS - taker.passed;
        proposal.fills = _fillsFor(room);
        proposal.orderIds = new uint64[](room);
        uint256 count;
        uint24 tick = _best(taker.marketId, makersBuy);
        while (_crosses(taker, tick) && proposal.lots < taker.remaining && !proposal.crossingLeft) {
            uint64 orderId = side.levels[tick].headId;
            while (orderId != 0 && proposal.lots < taker.remaining) {
                if (count == room) {
                    proposal.crossingLeft = true;
                    break;
                }
                OrderQueue.Order storage resting = state.orders[orderId];
                uint64 lots = uint64(Math.min(resting.lots, taker.remaining - proposal.lots));
                proposal.fills[count] = IEngineTypes.Fill(resting.owner, tick, lots);
                proposal.orderIds[count++] = orderId;
                proposal.lots += lots;
                if (resting.owner == taker.owner) {
                    _truncate(proposal.fills, count);
                    return proposal;
                }
                orderId = resting.nextId;
            }
            tick = _behind(side, makersBuy, tick);
        }
        _truncate(proposal.fills, count);
    }

    /// @dev Room for the bound without fills in it: `new` would make every one of them. None may be read before it is set.
    function _fillsFor(uint256 room) private pure returns (IEngineTypes.Fill[] memory fills) {
        assembly ("memory-safe") {
            fills := mload(0x40)
            mstore(fills, room)
            mstore(0x40, add(fills, mul(add(room, 1), 0x20)))
        }
    }

    /// @dev Shortens the array in place; it was allocated for the bound.
    function _truncate(IEngineTypes.Fill[] memory fills, uint256 length) private pure {
        assembly {
            mstore(fills, length)
        }
    }

    function _crosses(Taker memory taker, uint24 tick) private pure returns (bool) {
        if (tick == 0) return false;
        return taker.isBuy ? tick <= taker.limit : tick >= taker.limit;
    }
}
