// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {ACTORS, MARKETS, Shape} from "../system/Shape.sol";
import {Matching} from "./Matching.sol";
import {OracleHandlers} from "./OracleHandlers.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";

/// @title Calls to the order book
/// @notice Ticks lie on a grid around the mark and sizes within what the account can carry (and a little more), so that
/// most orders are placed, many meet, and some are refused.
abstract contract BookHandlers is Matching, OracleHandlers {
    /// @dev How `probeCancels` ended; thrown, so that nothing it did remains.
    error Probed(bool allCancelled);

    /// @dev Grid steps an order may lie away from the mark: ten per cent.
    int256 private constant STEPS = 20;
    /// @dev Where a mark next to nothing would let an account carry anything.
    uint64 private constant MOST_LOTS = 1e12;

    /// @notice An order anywhere around the mark; it may cross, rest or both.
    function book_place(uint8 who, uint8 market, bool isBuy, int8 steps, uint64 lots) external {
        uint16 id = _marketOf(market);
        _place(_actorOf(who), id, isBuy, _tick(id, int256(steps) % (STEPS + 1)), _lots(_actorOf(who), id, lots));
    }

    /// @notice One rests an order, another takes it: whole, in part, or more than it.
    function book_place_pair(uint8 maker, uint8 market, bool isBuy, int8 steps, uint64 lots, uint64 taken) external {
        uint16 id = _marketOf(market);
        uint8 first = _actorOf(maker);
        _refresh();
        uint24 tick = _tick(id, int256(steps) % 4);
        uint64 size = _lots(first, id, lots);
        _place(first, id, isBuy, tick, size);
        _place(
            uint8((first + 1 + taken % (ACTORS - 1)) % ACTORS),
            id,
            !isBuy,
            tick,
            uint64(_fold(taken, 1, size + size / 8))
        );
    }

    /// @notice An order that meets the best of the other side, and up to five grid steps behind it.
    function book_place_crossing(uint8 who, uint8 market, bool isBuy, uint8 depth, uint64 lots) external {
        uint16 id = _marketOf(market);
        if (_bestTick(id, !isBuy) == 0) isBuy = !isBuy;
        _place(_actorOf(who), id, isBuy, _crossingTick(id, isBuy, depth % 6), _lots(_actorOf(who), id, lots));
    }

    /// @notice An order against the own position, at most as large as it.
    function book_place_reducing(uint8 who, uint8 market, uint8 depth, uint64 lots) external {
        (uint8 actor, uint16 id) = _position(_actorOf(who), _marketOf(market));
        int256 size = _account(actor).size[id];
        uint256 held = Margin.magnitude(size) / Shape.lotSize(id);
        if (held == 0) return;
        bool isBuy = size < 0;
        _place(actor, id, isBuy, _crossingTick(id, isBuy, depth % 10), uint64(_fold(lots, 1, held)));
    }

    /// @notice The owner cancels one of its resting orders.
    function book_cancel(uint8 index) external {
        if (live.length == 0) return;
        uint64 id = live[index % live.length];
        Ledger memory before = _ledger();
        (bool ok,) = _perform(orders[id].who, address(BOOK), abi.encodeCall(IBookCore.cancel, (id)));
        if (!ok) {
            _break(NS_01, "an order could not be cancelled by its owner");
            return;
        }
        _count(Outcome.Cancelled);
        orders[id].lots = 0;
        _readBook();
        _takeOver();
        _checkUserCall(before, _ledgerAt(before.marks));
    }

    /// @notice Everybody cancels everything, and it is taken back: in no state may there be an order that can't be cancelled.
    function book_cancel_every() external {
        if (live.length == 0) return;
        try this.probeCancels() {
            _break(NS_01, "cancels could not be taken back");
        } catch (bytes memory thrown) {
            if (keccak256(thrown) != keccak256(abi.encodeWithSelector(Probed.selector, true))) {
                _break(NS_01, "an order could not be cancelled by its owner");
            }
        }
    }

    /// @notice Cancels every live order and reverts, saying whether all went well. Only for the handler above.
    function probeCancels() external {
        if (msg.sender != address(this)) return;
        for (uint256 i; i < live.length; ++i) {
            (bool ok,) = _perform(orders[live[i]].who, address(BOOK), abi.encodeCall(IBookCore.cancel, (live[i])));
            if (!ok) revert Probed(false);
        }
        revert Probed(true);
    }

    /// @dev Seldom a few lots; else a part of what the account's free margin carries, up to a little more than that.
    function _lots(uint8 who, uint16 id, uint64 drawn) internal view scratch returns (uint64) {
        if (drawn % 8 == 0) return 1 + drawn / 8 % 1000;
        uint256[MARKETS] memory marks = _marks();
        Account memory account = _account(who);
        int256 free = Margin.equity(account, marks) - Margin.initialMargin(account, marks);
        uint256 perLot = marks[id] * Shape.lotSize(id) / Shape.WAD * Shape.initialMarginPpm(id) / Shape.PPM;
        uint256 carried = free > 0 && perLot > 0 ? uint256(free) / perLot : 0;
        uint256 lots = 1 + carried * (drawn % 108) / 100;
        return lots < MOST_LOTS ? uint64(lots) : MOST_LOTS;
    }

    /// @dev The grid tick `steps` away from the mark; never zero.
    function _tick(uint16 id, int256 steps) internal view scratch returns (uint24) {
        int256 grid = int256(Shape.grid(id));
        int256 mark = int256(_marks()[id] / Shape.tickSize(id));
        int256 tick = (mark / grid + steps) * grid;
        if (tick < grid) return uint24(uint256(grid));
        return tick > int256(uint256(type(uint24).max)) ? type(uint24).max : uint24(uint256(tick));
    }

    /// @dev `depth` grid steps behind the best tick of the other side, or beyond the mark if that side is empty.
    function _crossingTick(uint16 id, bool isBuy, uint8 depth) internal view returns (uint24) {
        uint24 best = _bestTick(id, !isBuy);
        int256 behind = int256(uint256(depth));
        if (best == 0) return _tick(id, isBuy ? behind : -behind);
        int256 tick = int256(uint256(best)) + (isBuy ? behind : -behind) * int256(Shape.grid(id));
        if (tick < 1) return 1;
        return tick > int256(uint256(type(uint24).max)) ? type(uint24).max : uint24(uint256(tick));
    }
}
