// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

contract CancelTest is SystemChecks {
    uint64 internal first;
    uint64 internal second;
    uint64 internal third;

    function setUp() public override {
        super.setUp();
        _fund(alice, 10_000);
        _fund(bob, 10_000);
        first = _rest(alice, ETH, SELL, ETH_TICK, 1);
        second = _rest(bob, ETH, SELL, ETH_TICK, 2);
        third = _rest(alice, ETH, SELL, ETH_TICK, 3);
    }

    function test_cancel_whenHead_thenTheSecondLeads() public {
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRemoved(first, alice, 1, IBookTypes.RemovalReason.Cancelled);
        _cancel(alice, first);
        _assertQueue(second, third, 5, 2);
        _assertGone(first);
    }

    function test_cancel_whenMiddle_thenItsNeighboursAreLinked() public {
        _cancel(bob, second);
        _assertQueue(first, third, 4, 2);
        assertEq(book.order(first).nextId, third, "forwards");
        assertEq(book.order(third).previousId, first, "backwards");
        _assertGone(second);
    }

    function test_cancel_whenTail_thenTheOneBeforeIsLast() public {
        _cancel(alice, third);
        _assertQueue(first, second, 3, 2);
        assertEq(_rest(bob, ETH, SELL, ETH_TICK, 1), third + 1, "ids are never used twice");
        assertEq(book.order(second).nextId, third + 1, "a new order queues behind");
        _assertSound();
    }

    function test_cancel_whenLastOfItsLevel_thenTheLevelIsEmpty() public {
        _cancel(alice, first);
        _cancel(bob, second);
        _cancel(alice, third);
        _assertQueue(0, 0, 0, 0);
        assertFalse(book.tickMarked(ETH, SELL, ETH_TICK), "NS-03 unmarked");
        (, uint24 ask) = book.best(ETH);
        assertEq(ask, 0, "no best ask");
        assertEq(engine.activeMarkets(alice), 0, "the account is idle again");
    }

    function test_cancel_whenPartlyFilled_thenWhatIsLeftIsReleased() public {
        _fund(carol, 1000);
        _take(carol, ETH, BUY, ETH_TICK, 5);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRemoved(third, alice, 1, IBookTypes.RemovalReason.Cancelled);
        _cancel(alice, third);
        (, uint64 asks) = _openLots(alice, ETH);
        assertEq(asks, 0, "OI-03 nothing is reserved");
        _assertSound();
    }

    function test_cancel_whenAnothersOrder_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotOrderOwner.selector, first, bob));
        _cancel(bob, first);
    }

    function test_cancel_whenTheOwnerOfTheSystemTries_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotOrderOwner.selector, first, owner));
        book.cancel(first);
    }

    function test_cancel_whenUnknown_thenReverts() public {
        _expectUnknown(0);
        _cancel(alice, 0);
        _expectUnknown(4);
        _cancel(alice, 4);
        _expectUnknown(type(uint64).max);
        _cancel(alice, type(uint64).max);
    }

    function test_cancel_whenCancelledAlready_thenReverts() public {
        _cancel(alice, first);
        _expectUnknown(first);
        _cancel(alice, first);
    }

    function test_cancel_whenFilledAlready_thenReverts() public {
        _fund(carol, 1000);
        _take(carol, ETH, BUY, ETH_TICK, 1);
        _expectUnknown(first);
        _cancel(alice, first);
    }

    function test_cancel_whenTheMarkIsStale_thenItWorks() public {
        vm.warp(block.timestamp + 365 days);
        _cancel(alice, first);
        _assertGone(first);
    }

    function test_cancel_whenInsolvent_thenItWorks() public {
        _fund(carol, 500);
        _trade(carol, bob, BTC, BTC_TICK, 1000);
        uint64 orderId = _rest(carol, BTC, SELL, BTC_TICK, 500);
        _setPrice(BTC, 1000);
        assertTrue(engine.equity(carol) < 0, "insolvent");
        _cancel(carol, orderId);
        _assertGone(orderId);
    }

    function test_cancel_whenTheCapIsZero_thenItWorks() public {
        _setOpenInterestCap(ETH, 0);
        _cancel(alice, first);
        _assertGone(first);
    }

    function test_cancel_whenTheQueueIsLong_thenTheCostDoesNotGrow() public {
        uint64[] memory ids = new uint64[](100);
        for (uint256 i; i < 100; ++i) {
            ids[i] = _rest(bob, ETH, SELL, ETH_TICK, 1);
        }
        vm.prank(bob);
        uint256 gasBefore = gasleft();
        book.cancel(ids[50]);
        assertAtMost(gasBefore - gasleft(), 150_000, "NS-01 bounded by a constant");
        _assertSound();
    }

    function _assertQueue(uint64 head, uint64 tail, uint64 lots, uint64 count) private view {
        IBookTypes.LevelView memory level = book.level(ETH, SELL, ETH_TICK);
        assertEq(level.headId, head, "head");
        assertEq(level.tailId, tail, "tail");
        assertEq(level.totalLots, lots, "total lots");
        assertEq(level.orderCount, count, "order count");
        _assertSound();
    }

    function _assertGone(uint64 orderId) private view {
        IBookTypes.OrderView memory order = book.order(orderId);
        assertEq(order.owner, address(0), "no owner");
        assertTrue(order.lots == 0 && order.nextId == 0 && order.previousId == 0, "nothing of it is left");
        _assertSound();
    }

    function _expectUnknown(uint64 orderId) private {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.UnknownOrder.selector, orderId));
    }
}
