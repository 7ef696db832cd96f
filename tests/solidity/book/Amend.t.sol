// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Fewer lots keep an order's place; anything else is a new order and is checked as one.
contract AmendTest is BookCase {
    uint64 internal first;
    uint64 internal second;

    function setUp() public override {
        super.setUp();
        first = _rest(alice, ETH, SELL, ETH_TICK, 10);
        second = _rest(bob, ETH, SELL, ETH_TICK, 10);
    }

    function test_amend_whenFewerLots_thenItKeepsItsPlace() public {
        _expectReduced(first, alice, 4, IBookTypes.RemovalReason.Amended);
        (uint64 newId,) = _amend(alice, first, ETH_TICK, 4);
        assertEq(newId, first, "the same order");
        assertEq(book.level(ETH, SELL, ETH_TICK).headId, first, "still the head");
        assertEq(book.level(ETH, SELL, ETH_TICK).totalLots, 14, "of fourteen lots");
        (, uint64 asks) = _openLots(alice, ETH);
        assertEq(asks, 4, "OI-03 released");
        _assertSound();
    }

    function test_amend_whenNothingChanges_thenNothingHappens() public {
        (uint64 newId,) = _amend(alice, first, ETH_TICK, 10);
        assertEq(newId, first, "as it was");
        assertEq(book.level(ETH, SELL, ETH_TICK).headId, first, "where it was");
        _assertSound();
    }

    function test_amend_whenMoreLots_thenItQueuesBehind() public {
        _expectRemoved(first, alice, 10, IBookTypes.RemovalReason.Amended);
        (uint64 newId,) = _amend(alice, first, ETH_TICK, 11);
        assertEq(book.level(ETH, SELL, ETH_TICK).headId, second, "bob comes first now");
        assertEq(book.level(ETH, SELL, ETH_TICK).tailId, newId, "the larger order is last");
        assertEq(book.order(newId).lots, 11, "with all its lots");
        _assertSound();
    }

    function test_amend_whenTheTickChanges_thenItQueuesBehindThere() public {
        uint64 there = _rest(carol, ETH, SELL, ETH_TICK + 1, 1);
        (uint64 newId,) = _amend(alice, first, ETH_TICK + 1, 5);
        assertEq(book.order(newId).previousId, there, "behind who was there");
        _assertSound();
    }

    function test_amend_whenTheNewTickCrosses_thenItMatchesLikeANewOrder() public {
        _rest(carol, ETH, BUY, ETH_TICK - 1, 4);
        (uint64 newId, uint64 filled) = _amend(alice, first, ETH_TICK - 1, 10);
        assertEq(filled, 4, "filled");
        assertEq(book.order(newId).lots, 6, "the rest rests");
        _assertSound();
    }

    function test_amend_whenPostOnlyWouldCross_thenItStaysAsItWas() public {
        _rest(carol, ETH, BUY, ETH_TICK - 1, 4);
        IBookTypes.OrderParams memory params = _params(SELL, ETH_TICK, 5);
        params.postOnly = true;
        (uint64 orderId,) = _order(dave, params);
        _expectRefused(IBookTypes.PostOnlyWouldCross.selector, ETH_TICK - 1);
        _amend(dave, orderId, ETH_TICK - 1, 5);
        assertEq(book.order(orderId).lots, 5, "untouched");
    }

    function test_amend_whenItHasTerms_thenTheNewOrderHasThemToo() public {
        IBookTypes.OrderParams memory params = _expiring(SELL, ETH_TICK, 5, 100);
        (params.postOnly, params.selfTrade) = (true, IBookTypes.SelfTrade.CancelBoth);
        (uint64 orderId,) = _order(dave, params);
        (uint64 newId,) = _amend(dave, orderId, ETH_TICK + 3, 7);
        IBookTypes.OrderView memory shown = book.order(newId);
        assertTrue(shown.expiry == params.expiry && shown.postOnly && !shown.reduceOnly, "terms");
        assertTrue(shown.selfTrade == IBookTypes.SelfTrade.CancelBoth, "self-trade mode");
    }

    function test_amend_whenTheNewOrderFailsACheck_thenTheOldOneStays() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.InvalidTick.selector, 0));
        _amend(alice, first, 0, 5);
        _configure(3, 0, 50_000);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.OutsidePriceBand.selector, 2200e18, 2000e18));
        _amend(alice, first, 2200, 5);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.BelowMinimumLots.selector, 2, 3));
        _amend(alice, first, ETH_TICK + 1, 2);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.BelowMinimumLots.selector, 2, 3));
        _amend(alice, first, ETH_TICK, 2);
        vm.prank(alice);
        (bool ok, bytes memory reason) =
            address(book).call(abi.encodeCall(book.amend, (first, ETH_TICK, 1_000_000_000)));
        assertTrue(!ok && bytes4(reason) == IEngineTypes.InsufficientMargin.selector, "margin as for a new order");
        assertEq(book.order(first).lots, 10, "as it was");
        _assertSound();
    }

    function test_amend_whenZeroLots_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.ZeroLots.selector));
        _amend(alice, first, ETH_TICK, 0);
    }

    function test_amend_whenExpired_thenReverts() public {
        (uint64 orderId,) = _order(dave, _expiring(SELL, ETH_TICK, 5, 10));
        _pass(10);
        _expectRefused(IBookTypes.OrderExpired.selector, orderId);
        _amend(dave, orderId, ETH_TICK, 3);
    }

    function test_amend_whenPausedOrStale_thenFewerLotsWork() public {
        engine.pause();
        vm.warp(block.timestamp + MAX_AGE + 1);
        _amend(alice, first, ETH_TICK, 4);
        assertEq(book.order(first).lots, 4, "like a cancel of a part");
    }

    function _amend(address account, uint64 orderId, uint24 tick, uint64 lots) private returns (uint64, uint64) {
        vm.prank(account);
        return book.amend(orderId, tick, lots);
    }
}
