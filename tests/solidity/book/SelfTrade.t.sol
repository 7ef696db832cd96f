// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice An account never trades with itself: its older order goes when the newer one reaches it.
contract SelfTradeTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 100_000);
        _fund(bob, 100_000);
    }

    function test_place_whenItMeetsItsOwnOrder_thenTheOlderGoes() public {
        uint64 own = _rest(alice, ETH, SELL, ETH_TICK, 5);
        _expectSelfTrade(own, 5);
        (uint64 orderId, uint64 filled) = _place(alice, ETH, BUY, ETH_TICK, 8);
        assertEq(filled, 0, "nothing traded");
        assertEq(book.order(orderId).lots, 8, "the newer rests whole");
        (uint64 bids, uint64 asks) = _openLots(alice, ETH);
        assertTrue(bids == 8 && asks == 0, "OI-03 the older's reservation is released");
        assertEq(_size(alice, ETH), 0, "no position");
        _assertSound();
    }

    function test_place_whenOwnOrdersStandBetweenOthers_thenTheTakerGoesOn() public {
        _rest(bob, ETH, SELL, 2000, 3);
        uint64 own = _rest(alice, ETH, SELL, 2000, 5);
        _rest(bob, ETH, SELL, 2000, 3);
        uint64 ownBehind = _rest(alice, ETH, SELL, 2001, 5);
        uint64 last = _rest(bob, ETH, SELL, 2002, 3);

        _expectSelfTrade(own, 5);
        _expectSelfTrade(ownBehind, 5);
        _take(alice, ETH, BUY, 2002, 8);
        assertEq(book.order(last).lots, 1, "eight of bob's nine lots");
        assertEq(_size(alice, ETH), 8e15, "eight lots");
        _assertSound();
    }

    function test_place_whenFilledBeforeItsOwnOrder_thenTheOwnOrderStays() public {
        _rest(bob, ETH, SELL, 2000, 5);
        uint64 own = _rest(alice, ETH, SELL, 2000, 5);
        _take(alice, ETH, BUY, 2000, 5);
        assertEq(book.order(own).lots, 5, "the taker never reached it");
        _assertSound();
    }

    function test_place_whenHaltedBeforeItsOwnOrder_thenTheOwnOrderStays() public {
        _setOpenInterestCap(ETH, 0);
        uint64 ahead = _rest(bob, ETH, SELL, 2000, 5);
        uint64 own = _rest(alice, ETH, SELL, 2000, 5);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.RemainderDropped(alice, ETH, 8, IBookTypes.RemovalReason.OpenInterestCap);
        _place(alice, ETH, BUY, 2000, 8);
        assertEq(book.order(ahead).lots, 5, "the order that halted it stays");
        assertEq(book.order(own).lots, 5, "NS-04 so does the one it never reached");
        _assertSound();
    }

    function test_place_whenWeakAndItsOwnOrderIsReplaced_thenTheWorseSideHasNotGrown() public {
        // Long 4 with a bid of 0.5: the worse side is 4.5. An ask of 8.5 in its place ends at short 4.5: no more than before.
        _fund(dave, 1000);
        _trade(dave, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        uint64 own = _rest(dave, ETH, BUY, 1860, 500);
        _setPrice(ETH, 1860);
        assertTrue(engine.equity(dave) < int256(engine.initialMargin(dave)), "weak");
        (uint64 orderId, uint64 filled) = _place(dave, ETH, SELL, 1860, 8500);
        assertEq(filled, 0, "its own bid is no counterparty");
        assertEq(book.order(own).owner, address(0), "the bid is gone");
        assertEq(book.order(orderId).lots, 8500, "the ask rests");
        _assertSound();
    }

    function test_place_whenOwnOrdersExceedTheBound_thenTheRestIsDropped() public {
        uint256 most = book.MAX_FILLS();
        for (uint256 i; i < most; ++i) {
            _rest(alice, ETH, SELL, ETH_TICK, 1);
        }
        uint64 behind = _rest(bob, ETH, SELL, ETH_TICK, 1);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.RemainderDropped(alice, ETH, 1, IBookTypes.RemovalReason.MaxFills);
        uint256 gasBefore = gasleft();
        (, uint64 filled) = _place(alice, ETH, BUY, ETH_TICK, 1);
        assertAtMost(gasBefore - gasleft(), 15_000_000, "64 own orders fit into half a block of 30 million gas");
        assertEq(filled, 0, "NS-04 the bound counts removed orders too");
        assertEq(book.level(ETH, SELL, ETH_TICK).headId, behind, "bob's order was not reached");
        _assertSound();
    }

    function _expectSelfTrade(uint64 orderId, uint64 lots) private {
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRemoved(orderId, alice, lots, IBookTypes.RemovalReason.SelfTrade);
    }
}
