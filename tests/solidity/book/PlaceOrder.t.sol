// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice How long orders live, what they may not do, and what becomes of what does not fill.
contract PlaceOrderTest is BookCase {
    function test_placeOrder_whenImmediateOrCancel_thenTheRestIsDropped() public {
        _rest(alice, ETH, SELL, ETH_TICK, 5);
        _expectDropped(bob, 3, IBookTypes.RemovalReason.Unfilled);
        (uint64 orderId, uint64 filled) =
            _order(bob, _params(BUY, ETH_TICK, 8, IBookTypes.TimeInForce.ImmediateOrCancel));
        assertTrue(orderId == 0 && filled == 5, "five are filled, nothing rests");
        _assertSound();
    }

    function test_placeOrder_whenFillOrKillFills_thenItFillsWhole() public {
        _rest(alice, ETH, SELL, ETH_TICK, 5);
        _rest(carol, ETH, SELL, ETH_TICK + 1, 5);
        (, uint64 filled) = _order(bob, _params(BUY, ETH_TICK + 1, 8, IBookTypes.TimeInForce.FillOrKill));
        assertEq(filled, 8, "over two levels");
        _assertSound();
    }

    function test_placeOrder_whenFillOrKillLacksLots_thenNothingHasHappened() public {
        uint64 resting = _rest(alice, ETH, SELL, ETH_TICK, 5);
        _expectRefused(IBookTypes.NotFilledWhole.selector, 3);
        _order(bob, _params(BUY, ETH_TICK, 8, IBookTypes.TimeInForce.FillOrKill));
        assertEq(book.order(resting).lots, 5, "untouched");
    }

    function test_placeOrder_whenFillOrKillMeetsAWeakMaker_thenItIsKilled() public {
        address eve = _trader("eve");
        others.push(eve);
        _fund(eve, 210);
        _rest(eve, ETH, SELL, ETH_TICK, ETH_LOTS);
        _setPrice(ETH, 4000);
        _expectRefused(IBookTypes.NotFilledWhole.selector, ETH_LOTS);
        _order(bob, _params(BUY, ETH_TICK, ETH_LOTS, IBookTypes.TimeInForce.FillOrKill));
        _assertSound();
    }

    function test_placeOrder_whenFillOrKillMeetsTheOpenInterestCap_thenItIsKilled() public {
        _rest(alice, ETH, SELL, ETH_TICK, 5);
        _setOpenInterestCap(ETH, 0);
        _expectRefused(IBookTypes.NotFilledWhole.selector, 5);
        _order(bob, _params(BUY, ETH_TICK, 5, IBookTypes.TimeInForce.FillOrKill));
    }

    function test_placeOrder_whenPostOnlyWouldCross_thenReverts() public {
        _rest(alice, ETH, SELL, ETH_TICK, 5);
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 8);
        params.postOnly = true;
        _expectRefused(IBookTypes.PostOnlyWouldCross.selector, ETH_TICK);
        _order(bob, params);
        params.tick = ETH_TICK - 1;
        (uint64 orderId,) = _order(bob, params);
        assertTrue(book.order(orderId).postOnly, "a tick below it rests, and says so");
        _assertSound();
    }

    function test_placeOrder_whenPostOnlyMeetsItsOwnOrder_thenItIsRefusedLikeAnyOther() public {
        _rest(bob, ETH, SELL, ETH_TICK, 5);
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 8);
        params.postOnly = true;
        _expectRefused(IBookTypes.PostOnlyWouldCross.selector, ETH_TICK);
        _order(bob, params);
    }

    function test_placeOrder_whenPostOnlyMeetsOnlyExpiredOrders_thenTheyGoAndItRests() public {
        (uint64 expired,) = _order(alice, _expiring(SELL, ETH_TICK, 5, 10));
        _pass(10);
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 8);
        params.postOnly = true;
        _expectRemoved(expired, alice, 5, IBookTypes.RemovalReason.Expired);
        (uint64 orderId,) = _order(bob, params);
        assertEq(book.order(orderId).lots, 8, "rests");
        _assertSound();
    }

    function test_placeOrder_whenPostOnlyMayNotRest_thenReverts() public {
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 8, IBookTypes.TimeInForce.ImmediateOrCancel);
        params.postOnly = true;
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.InvalidTerms.selector));
        _order(bob, params);
    }

    function test_placeOrder_whenTheExpiryIsNotInTheFuture_thenReverts() public {
        _expectRefused(IBookTypes.InvalidExpiry.selector, block.timestamp);
        _order(bob, _expiring(BUY, ETH_TICK, 8, 0));
    }

    function test_placeOrder_whenTheExpiryDoesNotFit_thenReverts() public {
        IBookTypes.OrderParams memory params = _expiring(BUY, ETH_TICK, 8, 10);
        params.expiry = 2 ** 32;
        _expectRefused(IBookTypes.InvalidExpiry.selector, 2 ** 32);
        _order(bob, params);
        params.expiry = 2 ** 32 - 1;
        (uint64 orderId,) = _order(bob, params);
        assertEq(book.order(orderId).expiry, 2 ** 32 - 1, "the last second there is");
    }

    function test_placeOrder_whenOnlyGoodTillTimeMayExpire_thenOthersRevert() public {
        IBookTypes.OrderParams memory params = _expiring(BUY, ETH_TICK, 8, 10);
        uint40 expiry = params.expiry;
        for (uint8 force; force < 5; ++force) {
            if (force == uint8(IBookTypes.TimeInForce.GoodTillTime)) continue;
            params.timeInForce = IBookTypes.TimeInForce(force);
            _expectRefused(IBookTypes.InvalidExpiry.selector, expiry);
            _order(bob, params);
        }
    }

    function test_placeOrder_whenItHasExpired_thenItIsRemovedAndTheTakerGoesOn() public {
        (uint64 expired,) = _order(alice, _expiring(SELL, ETH_TICK, 5, 10));
        uint64 behind = _rest(carol, ETH, SELL, ETH_TICK, 5);
        _pass(9);
        _take(bob, ETH, BUY, ETH_TICK, 1);
        assertEq(book.order(expired).lots, 4, "alive until its last second");
        _pass(1);
        _expectRemoved(expired, alice, 4, IBookTypes.RemovalReason.Expired);
        _take(bob, ETH, BUY, ETH_TICK, 1);
        assertEq(book.order(behind).lots, 4, "the next one fills");
        _assertSound();
    }

    function test_placeOrder_whenItsOwnExpiredOrderIsInTheWay_thenItGoesAsExpired() public {
        (uint64 expired,) = _order(bob, _expiring(SELL, ETH_TICK, 5, 10));
        _pass(10);
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 1);
        params.selfTrade = IBookTypes.SelfTrade.CancelNewer;
        _expectRemoved(expired, bob, 5, IBookTypes.RemovalReason.Expired);
        (uint64 orderId,) = _order(bob, params);
        assertTrue(orderId != 0, "what has expired is nobody's order any more");
        _assertSound();
    }

    function test_placeOrder_whenCancelNewer_thenTheOlderStaysAndTheRestIsDropped() public {
        _rest(alice, ETH, SELL, ETH_TICK, 2);
        uint64 own = _rest(bob, ETH, SELL, ETH_TICK, 5);
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 8);
        params.selfTrade = IBookTypes.SelfTrade.CancelNewer;
        _expectDropped(bob, 6, IBookTypes.RemovalReason.SelfTrade);
        (uint64 orderId, uint64 filled) = _order(bob, params);
        assertTrue(orderId == 0 && filled == 2, "filled up to its own order");
        assertEq(book.order(own).lots, 5, "which stays");
        _assertSound();
    }

    function test_placeOrder_whenCancelBoth_thenOneOlderGoesAndTheRestIsDropped() public {
        uint64 own = _rest(bob, ETH, SELL, ETH_TICK, 5);
        uint64 ownBehind = _rest(bob, ETH, SELL, ETH_TICK, 5);
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 8);
        params.selfTrade = IBookTypes.SelfTrade.CancelBoth;
        _expectRemoved(own, bob, 5, IBookTypes.RemovalReason.SelfTrade);
        _expectDropped(bob, 8, IBookTypes.RemovalReason.SelfTrade);
        _order(bob, params);
        assertEq(book.order(ownBehind).lots, 5, "the one behind stays");
        _assertSound();
    }

    function test_placeOrder_whenItMayPassTwo_thenItStopsThere() public {
        for (uint256 i; i < 3; ++i) {
            _rest(alice, ETH, SELL, ETH_TICK, 1);
        }
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 3);
        params.maxFills = 2;
        _expectDropped(bob, 1, IBookTypes.RemovalReason.MaxFills);
        (, uint64 filled) = _order(bob, params);
        assertEq(filled, 2, "two");
        _assertSound();
    }

    function test_placeOrder_whenItNamesItself_thenTheNameIsTold() public {
        _rest(alice, ETH, SELL, ETH_TICK, 1);
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 3);
        params.clientId = 77;
        uint64 expected = book.nextOrderId(ETH, BUY, ETH_TICK);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.ClientOrder(bob, 77, expected, 1);
        _order(bob, params);
    }

    function test_placeOrder_whenItHasTerms_thenTheyAreToldAndShown() public {
        IBookTypes.OrderParams memory params = _expiring(BUY, ETH_TICK, 3, 100);
        (params.postOnly, params.selfTrade) = (true, IBookTypes.SelfTrade.CancelBoth);
        uint64 expected = book.nextOrderId(ETH, BUY, ETH_TICK);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderTerms(expected, params.expiry, true, false, IBookTypes.SelfTrade.CancelBoth);
        (uint64 orderId,) = _order(bob, params);
        IBookTypes.OrderView memory shown = book.order(orderId);
        assertEq(shown.expiry, params.expiry, "expiry");
        assertTrue(shown.postOnly && !shown.reduceOnly, "flags");
        assertTrue(shown.selfTrade == IBookTypes.SelfTrade.CancelBoth, "self-trade mode");
    }

    function test_placeOrder_whenMoreLotsThanFit_thenReverts() public {
        uint64 most = book.MAX_ORDER_LOTS();
        _expectRefused(IBookTypes.TooManyLots.selector, most + 1);
        _order(bob, _params(BUY, ETH_TICK, most + 1));
    }

    function test_submitFor_whenNotTheBookItself_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotSelf.selector, bob));
        vm.prank(bob);
        book.submitFor(alice, _params(BUY, ETH_TICK, 1));
    }

    /// @notice Every flag with every other: refused for what it says, or kept to what it asks.
    function testFuzz_placeOrder_whateverItAsks_thenItKeepsToIt(uint256 seed) public {
        _trade(bob, carol, ETH, ETH_TICK, 20);
        for (uint24 i; i < 4; ++i) {
            _rest(alice, ETH, SELL, ETH_TICK + i, 3);
            _rest(alice, ETH, BUY, ETH_TICK - 1 - i, 3);
        }
        IBookTypes.OrderParams memory params =
            _params(seed & 1 == 0, uint24(ETH_TICK - 4 + (seed >> 1) % 9), uint64(1 + (seed >> 8) % 30));
        params.timeInForce = IBookTypes.TimeInForce((seed >> 16) % 5);
        params.selfTrade = IBookTypes.SelfTrade((seed >> 24) % 3);
        params.postOnly = seed >> 32 & 1 == 0;
        params.reduceOnly = seed >> 33 & 1 == 0;
        if (seed >> 34 & 1 == 0) params.expiry = uint40(block.timestamp + (seed >> 40) % 3);
        params.maxFills = uint16((seed >> 48) % 4);
        int256 before = _size(bob, ETH);
        vm.prank(bob);
        (bool ok, bytes memory answer) = address(book).call(abi.encodeCall(book.placeOrder, (params)));
        _assertSound();
        if (!ok) {
            assertTrue(answer.length >= 4 && _size(bob, ETH) == before, "refused by name, and nothing moved");
            return;
        }
        (uint64 orderId, uint64 filled) = abi.decode(answer, (uint64, uint64));
        bool mayRest = uint8(params.timeInForce) < 2;
        assertTrue(orderId == 0 || mayRest, "only what may rest rests");
        assertTrue(params.timeInForce != IBookTypes.TimeInForce.FillOrKill || filled > 0, "killed if not filled");
        assertTrue(!params.postOnly || filled == 0, "post-only takes nothing");
        assertTrue(!params.reduceOnly || !params.isBuy, "only a sale reduces a long");
        if (params.reduceOnly) assertTrue(_size(bob, ETH) >= 0 && _size(bob, ETH) <= before, "and only so far");
        assertTrue((params.expiry != 0) == (params.timeInForce == IBookTypes.TimeInForce.GoodTillTime), "expiry");
        assertTrue(params.maxFills == 0 || filled <= 3 * params.maxFills, "three lots an order");
    }
}
