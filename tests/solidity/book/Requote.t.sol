// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Many orders in one call: requotes, cancels of many and of all, expired orders swept, and the pages they share.
contract RequoteTest is BookCase {
    IBookTypes.OrderParams[] internal orders;

    function test_replace_whenAMarketMakerRequotes_thenOldGoAndNewRest() public {
        uint64 bid = _rest(alice, ETH, BUY, ETH_TICK - 1, 5);
        uint64 ask = _rest(alice, ETH, SELL, ETH_TICK + 1, 5);
        orders.push(_params(BUY, ETH_TICK - 2, 7));
        orders.push(_params(SELL, ETH_TICK + 2, 8));
        vm.prank(alice);
        uint64[] memory placed = book.replace(_ids(bid, ask), orders);
        assertEq(book.order(placed[0]).lots, 7, "the new bid");
        assertEq(book.order(placed[1]).lots, 8, "the new ask");
        assertTrue(book.order(bid).owner == address(0) && book.order(ask).owner == address(0), "the old are gone");
        _assertSound();
    }

    function test_replace_whenAnOldOrderWasFilledMeanwhile_thenTheOthersGoOn() public {
        uint64 bid = _rest(alice, ETH, BUY, ETH_TICK - 1, 5);
        uint64 ask = _rest(alice, ETH, SELL, ETH_TICK + 1, 5);
        _take(bob, ETH, BUY, ETH_TICK + 1, 5);
        orders.push(_params(BUY, ETH_TICK - 2, 7));
        vm.prank(alice);
        uint64[] memory placed = book.replace(_ids(ask, bid), orders);
        assertTrue(book.order(placed[0]).lots == 7 && book.order(bid).owner == address(0), "nobody can block a requote");
        _assertSound();
    }

    function test_replace_whenOneIsRefused_thenItIsToldAndTheOthersGoOn() public {
        _rest(bob, ETH, SELL, ETH_TICK, 1);
        orders.push(_params(BUY, ETH_TICK, 7));
        orders[0].postOnly = true;
        orders[0].clientId = 42;
        orders.push(_params(BUY, ETH_TICK - 2, 7));
        bytes memory reason = abi.encodeWithSelector(IBookTypes.PostOnlyWouldCross.selector, ETH_TICK);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRefused(alice, 0, 42, reason);
        vm.prank(alice);
        uint64[] memory placed = book.replace(new uint64[](0), orders);
        assertTrue(placed[0] == 0 && placed[1] != 0, "one of two");
        _assertSound();
    }

    function test_replace_whenAnotherMayNotBeCancelled_thenReverts() public {
        uint64 bobs = _rest(bob, ETH, SELL, ETH_TICK, 1);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotOrderOwner.selector, bobs, alice));
        vm.prank(alice);
        book.replace(_ids(bobs), orders);
    }

    function test_replace_whenTheGasRunsOutWithinAnOrder_thenAllReverts() public {
        orders.push(_params(BUY, ETH_TICK - 2, 7));
        bytes memory data = abi.encodeCall(book.replace, (new uint64[](0), orders));
        for (uint256 allowance = 40_000; allowance < 130_000; allowance += 3000) {
            uint256 mark = vm.snapshotState();
            vm.prank(alice);
            (bool ok,) = address(book).call{gas: allowance}(data);
            (uint24 bid,) = book.best(ETH);
            assertTrue(!ok || bid != 0, "no order is passed over for want of gas");
            vm.revertToState(mark);
        }
    }

    function test_cancelMany_whenSomeAreGone_thenTheOthersAreCancelled() public {
        uint64 one = _rest(alice, ETH, SELL, ETH_TICK, 5);
        uint64 two = _rest(alice, BTC, BUY, BTC_TICK, 5);
        _cancel(alice, one);
        vm.prank(alice);
        assertEq(book.cancelMany(_ids(one, two)), 1, "one was left, in another market");
        _assertSound();
    }

    function test_cancelMany_whenOneIsAnothers_thenReverts() public {
        uint64 bobs = _rest(bob, ETH, SELL, ETH_TICK, 1);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotOrderOwner.selector, bobs, alice));
        vm.prank(alice);
        book.cancelMany(_ids(bobs));
    }

    // --- all of a market, step by step ---------------------------------------------------------------------------

    function test_cancelAll_whateverTheStep_thenTheSameOrdersGo() public {
        for (uint256 steps = 1; steps < 14; ++steps) {
            uint256 mark = vm.snapshotState();
            _spread();
            uint256 cancelled;
            uint64 cursor;
            do {
                uint256 now_;
                vm.prank(alice);
                (cursor, now_) = book.cancelAll(ETH, cursor, steps);
                assertAtMost(now_, steps, "no more than the step");
                cancelled += now_;
            } while (cursor != 0);
            assertEq(cancelled, 6, "all of hers");
            (uint64 bids, uint64 asks) = _openLots(alice, ETH);
            assertTrue(bids == 0 && asks == 0, "none is left");
            (bids, asks) = _openLots(bob, ETH);
            assertTrue(bids == 12 && asks == 12, "bob's all stay");
            (bids,) = _openLots(alice, BTC);
            assertEq(bids, 1, "and hers elsewhere");
            _assertSound();
            vm.revertToState(mark);
        }
    }

    function test_cancelAll_whenTheCursorsOrderIsGone_thenItGoesOnBehindIt() public {
        _spread();
        vm.prank(alice);
        (uint64 cursor,) = book.cancelAll(ETH, 0, 3);
        // Everything up to there and the cursor's own order leave meanwhile.
        uint24 tick = book.order(cursor).tick;
        _take(carol, ETH, SELL, tick, 6);
        vm.prank(alice);
        (uint64 next, uint256 cancelled) = book.cancelAll(ETH, cursor, 100);
        assertTrue(next == 0 && cancelled >= 3, "done");
        (uint64 bids, uint64 asks) = _openLots(alice, ETH);
        assertTrue(bids == 0 && asks == 0, "none is left");
        _assertSound();
    }

    function test_cancelAll_whenAWholeLevelIsEmptiedMeanwhile_thenNoLiveOrderIsSkipped() public {
        _spread();
        vm.prank(alice);
        (uint64 cursor, uint256 cancelled) = book.cancelAll(ETH, 0, 4);
        uint24 tick = book.order(cursor).tick;
        assertTrue(tick == ETH_TICK - 2 && cancelled == 1, "it stands within the second level");
        // The level goes, alice's order with it; all levels of the side but one do.
        _take(carol, ETH, SELL, tick, 10);
        assertEq(book.level(ETH, BUY, tick).orderCount, 0, "emptied");
        _assertAllGo(cursor, 4);
    }

    function test_cancelAll_whenAnEmptiedLevelFillsAgainMeanwhile_thenItsNewOrdersGoToo() public {
        _spread();
        vm.prank(alice);
        (uint64 cursor,) = book.cancelAll(ETH, 0, 4);
        uint24 tick = book.order(cursor).tick;
        _take(carol, ETH, SELL, tick, 10);
        _rest(bob, ETH, BUY, tick, 2);
        _rest(alice, ETH, BUY, tick, 2);
        _assertAllGo(cursor, 5);
    }

    function test_cancelAll_whenTheWholeSideIsEmptiedMeanwhile_thenTheOtherSidesOrdersGo() public {
        _spread();
        vm.prank(alice);
        (uint64 cursor,) = book.cancelAll(ETH, 0, 4);
        _take(carol, ETH, SELL, 1, 16);
        _assertAllGo(cursor, 3);
    }

    function test_cancelAll_whenTheCursorsOrderIsGoneAmongManyHoles_thenEveryStepIsBounded() public {
        uint64[] memory ids = new uint64[](301);
        _rest(bob, ETH, SELL, ETH_TICK, 1);
        for (uint256 i; i < 301; ++i) {
            ids[i] = _rest(carol, ETH, SELL, ETH_TICK, 1);
        }
        uint64 hers = _rest(alice, ETH, SELL, ETH_TICK, 1);
        vm.prank(alice);
        (uint64 cursor,) = book.cancelAll(ETH, 0, 2);
        assertEq(cursor, ids[1], "the third order");
        // Cancelled so that each hole knows of one more at most: first the cursor's own, then the one before it, then on to the tail.
        _cancel(carol, ids[1]);
        _cancel(carol, ids[0]);
        for (uint256 i = 2; i < 301; ++i) {
            _cancel(carol, ids[i]);
        }
        uint256 calls;
        uint256 cancelled;
        while (cursor != 0) {
            vm.cool(address(book));
            uint256 used = gasleft();
            vm.prank(alice);
            (cursor, cancelled) = book.cancelAll(ETH, cursor, 20);
            assertAtMost(used - gasleft(), 250_000, "twenty steps cost no more than that");
            ++calls;
        }
        assertTrue(calls > 1 && cancelled == 1, "and it gets there");
        assertEq(book.order(hers).owner, address(0), "hers is gone");
        cursor = ids[1];
        for (calls = 0; cursor != 0; ++calls) {
            uint64[] memory shown;
            (shown, cursor) = book.ordersOf(bob, ETH, cursor, 20);
            assertEq(shown.length, 0, "nobody rests there");
        }
        assertTrue(calls > 1, "pages are bounded the same way");
    }

    function test_cancelAll_whenTheCursorWasNeverAnOrder_thenItStandsForItsPlace() public {
        _spread();
        // Numbers beyond the level's, a tick without orders, and the number zero.
        _assertAllGo(book.nextOrderId(ETH, BUY, ETH_TICK - 1) + 7, 5);
        _spread();
        _assertAllGo(uint64(1) << 56 | uint64(ETH_TICK) << 32 | 5, 6);
    }

    function test_cancelAll_whenTheMarketIsEmpty_thenDoneAtOnce() public {
        vm.prank(alice);
        (uint64 next, uint256 cancelled) = book.cancelAll(ETH, 0, 10);
        assertTrue(next == 0 && cancelled == 0, "nothing to do");
    }

    function test_cancelAll_whenOnlyOneSideIsThere_thenItIsFound() public {
        _rest(alice, ETH, SELL, ETH_TICK, 1);
        vm.prank(alice);
        (uint64 next, uint256 cancelled) = book.cancelAll(ETH, 0, 10);
        assertTrue(next == 0 && cancelled == 1, "an ask");
    }

    function test_cancelAll_whenTheCursorIsOfAnotherMarket_thenReverts() public {
        uint64 elsewhere = _rest(alice, BTC, BUY, BTC_TICK, 1);
        _expectRefused(IBookTypes.UnknownOrder.selector, elsewhere);
        vm.prank(alice);
        book.cancelAll(ETH, elsewhere, 10);
    }

    function test_cancelAll_whenPausedStaleAndSettling_thenItWorks() public {
        _spread();
        engine.pause();
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        vm.warp(block.timestamp + MAX_AGE + 1);
        vm.prank(alice);
        (uint64 next, uint256 cancelled) = book.cancelAll(ETH, 0, 100);
        assertTrue(next == 0 && cancelled == 6, "in every state");
    }

    function test_ordersOf_whateverThePage_thenTheSameOrdersShow() public {
        _spread();
        for (uint256 steps = 1; steps < 15; ++steps) {
            uint256 shown;
            uint64 cursor;
            do {
                uint64[] memory ids;
                (ids, cursor) = book.ordersOf(alice, ETH, cursor, steps);
                for (uint256 i; i < ids.length; ++i) {
                    assertEq(book.order(ids[i]).owner, alice, "hers");
                }
                shown += ids.length;
            } while (cursor != 0);
            assertEq(shown, 6, "all of them");
        }
    }

    function test_depth_whenAsked_thenLevelsBestFirst() public {
        _spread();
        (uint24[] memory ticks, uint96[] memory lots, uint32[] memory counts) = book.depth(ETH, BUY, 2);
        assertTrue(ticks.length == 2 && ticks[0] == ETH_TICK - 1 && ticks[1] == ETH_TICK - 2, "the best two");
        assertTrue(lots[0] == 6 && counts[0] == 3, "lots and orders");
        (ticks,,) = book.depth(ETH, SELL, 50);
        assertTrue(ticks.length == 3 && ticks[2] == ETH_TICK + 3, "no more than there are");
    }

    function test_level_whenTheMarketIdIsBeyondAll_thenEmpty() public {
        _rest(alice, ETH, SELL, ETH_TICK, 1);
        assertEq(book.level(ETH + 128, SELL, ETH_TICK).orderCount, 0, "no other market's level shows");
    }

    // --- expired -------------------------------------------------------------------------------------------------

    function test_removeExpired_whenMixed_thenOnlyTheExpiredGo() public {
        (uint64 expired,) = _order(alice, _expiring(SELL, ETH_TICK, 5, 10));
        uint64 alive = _rest(bob, ETH, SELL, ETH_TICK, 5);
        _pass(10);
        _expectRemoved(expired, alice, 5, IBookTypes.RemovalReason.Expired);
        vm.prank(carol);
        assertEq(book.removeExpired(_ids(expired, alive)), 1, "by anybody");
        assertEq(book.order(alive).lots, 5, "the other stays");
        vm.prank(carol);
        assertEq(book.removeExpired(_ids(expired)), 0, "once");
        _assertSound();
    }

    /// @dev From the cursor on, two steps at a time, `expected` of alice's orders go and no live one of hers stays.
    function _assertAllGo(uint64 cursor, uint256 expected) private {
        uint256 cancelled;
        while (cursor != 0) {
            uint256 now_;
            vm.prank(alice);
            (cursor, now_) = book.cancelAll(ETH, cursor, 2);
            cancelled += now_;
        }
        assertEq(cancelled, expected, "all of hers that lay ahead");
        // What was behind the cursor, if anything, is found from the start.
        vm.prank(alice);
        (cursor,) = book.cancelAll(ETH, 0, 100);
        (uint64 bids, uint64 asks) = _openLots(alice, ETH);
        assertTrue(cursor == 0 && bids == 0 && asks == 0, "none is left");
        _assertSound();
    }

    /// @dev Three levels a side; two of bob's and one of alice's at each, alice's in the middle.
    function _spread() private {
        for (uint24 i = 1; i <= 3; ++i) {
            _rest(bob, ETH, BUY, ETH_TICK - i, 2);
            _rest(alice, ETH, BUY, ETH_TICK - i, 2);
            _rest(bob, ETH, BUY, ETH_TICK - i, 2);
            _rest(bob, ETH, SELL, ETH_TICK + i, 2);
            _rest(alice, ETH, SELL, ETH_TICK + i, 2);
            _rest(bob, ETH, SELL, ETH_TICK + i, 2);
        }
        _rest(alice, BTC, BUY, BTC_TICK, 1);
    }
}
