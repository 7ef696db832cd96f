// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {MARKETS, Shape} from "../system/Shape.sol";
import {Matching} from "./Matching.sol";
import {IOrderbookV2} from "contracts/interfaces/IOrderbookV2.sol";

/// @title Calls to the order book
/// @notice Ticks lie on a grid around the mark and sizes within what the account can carry (and a little more), so that
/// most orders are placed, many meet, and some are refused.
abstract contract BookHandlers is Matching {
    /// @dev Grid steps an order may lie away from the mark: ten per cent.
    int256 private constant STEPS = 20;

    /// @notice An order anywhere around the mark; it may cross, rest or both.
    function book_place(uint8 who, uint8 market, bool isBuy, int8 steps, uint64 lots) external {
        uint16 id = _marketOf(market);
        _place(_actorOf(who), id, isBuy, _tick(id, int256(steps) % (STEPS + 1)), _lots(_actorOf(who), id, lots));
    }

    /// @notice An order that meets the best of the other side, and up to two grid steps behind it.
    function book_place_crossing(uint8 who, uint8 market, bool isBuy, uint8 depth, uint64 lots) external {
        uint16 id = _marketOf(market);
        _place(_actorOf(who), id, isBuy, _crossingTick(id, isBuy, depth % 3), _lots(_actorOf(who), id, lots));
    }

    /// @notice An order against the own position, at most as large as it.
    function book_place_reducing(uint8 who, uint8 market, uint8 depth, uint64 lots) external {
        uint16 id = _marketOf(market);
        int256 size = _account(_actorOf(who)).size[id];
        uint256 held = Margin.magnitude(size) / Shape.market(id).lotSize;
        if (held == 0) return;
        bool isBuy = size < 0;
        _place(_actorOf(who), id, isBuy, _crossingTick(id, isBuy, depth % 10), uint64(_fold(lots, 1, held)));
    }

    /// @notice The owner cancels one of its resting orders.
    function book_cancel(uint8 index) external {
        if (live.length == 0) return;
        uint64 id = live[index % live.length];
        Ledger memory before = _ledger();
        (bool ok,) = _perform(orders[id].who, address(BOOK), abi.encodeCall(IOrderbookV2.cancel, (id)));
        // Whether a cancel may fail is judged by the property on all live orders, after every call.
        if (!ok) return;
        _count(Outcome.Cancelled);
        orders[id].lots = 0;
        if (_lotsInBook(id) != 0) _break(NS_04, "a cancelled order still rests");
        _prune();
        _checkUntouched(0);
        _checkUserCall(before, _ledger());
    }

    /// @dev Lots between one and a quarter more than the account's equity carries.
    function _lots(uint8 who, uint16 id, uint64 drawn) internal view returns (uint64) {
        uint256[MARKETS] memory marks = _marks();
        Account memory account = _account(who);
        int256 equity = Margin.equity(account, marks);
        uint256 perLot =
            marks[id] * Shape.market(id).lotSize / Shape.WAD * Shape.market(id).initialMarginPpm / Shape.PPM;
        uint256 carried = equity > 0 && perLot > 0 ? uint256(equity) / perLot : 0;
        return uint64(_fold(drawn, 1, 1 + carried * 5 / 4));
    }

    /// @dev The grid tick `steps` away from the mark; never zero.
    function _tick(uint16 id, int256 steps) internal view returns (uint24) {
        int256 grid = int256(Shape.grid(id));
        int256 mark = int256(_marks()[id] / Shape.market(id).tickSize);
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
