// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice A reduce-only order never opens, grows or flips a position, whenever it fills.
contract ReduceOnlyTest is BookCase {
    function setUp() public override {
        super.setUp();
        // Bob is long ten lots, dave short.
        _trade(bob, dave, ETH, ETH_TICK, 10);
    }

    function test_placeOrder_whenReduceOnlyWithoutAPosition_thenReverts() public {
        _refuse(carol, _reducing(SELL, ETH_TICK, 5));
        _refuse(carol, _reducing(BUY, ETH_TICK, 5));
    }

    function test_placeOrder_whenReduceOnlyOnThePositionsOwnSide_thenReverts() public {
        _refuse(bob, _reducing(BUY, ETH_TICK, 5));
        _refuse(dave, _reducing(SELL, ETH_TICK, 5));
    }

    function test_placeOrder_whenReduceOnlyAsksForMoreThanThePosition_thenItIsCutToIt() public {
        _rest(carol, ETH, BUY, ETH_TICK, 100);
        _expectDropped(bob, 20, IBookTypes.RemovalReason.ReduceOnly);
        (, uint64 filled) = _order(bob, _reducing(SELL, ETH_TICK, 30));
        assertTrue(filled == 10 && _size(bob, ETH) == 0, "closed, not flipped");
        _assertSound();
    }

    function test_placeOrder_whenReduceOnlyAndFillOrKill_thenWholeMeansThePosition() public {
        _rest(carol, ETH, BUY, ETH_TICK, 10);
        IBookTypes.OrderParams memory params = _reducing(SELL, ETH_TICK, book.MAX_ORDER_LOTS());
        params.timeInForce = IBookTypes.TimeInForce.FillOrKill;
        (, uint64 filled) = _order(bob, params);
        assertEq(filled, 10, "all there was");
    }

    function test_placeOrder_whenARestingReduceOnlyFindsThePositionSmaller_thenItIsCut() public {
        (uint64 maker,) = _order(bob, _reducing(SELL, ETH_TICK + 1, 10));
        _take(carol, ETH, BUY, ETH_TICK + 1, 1);
        _rest(carol, ETH, BUY, ETH_TICK, 5);
        _take(bob, ETH, SELL, ETH_TICK, 5);
        assertEq(_size(bob, ETH), 4e15, "four are left of the position, nine of the order");

        _expectReduced(maker, bob, 4, IBookTypes.RemovalReason.MakerReduceOnly);
        (uint64 orderId, uint64 filled) = _place(carol, ETH, BUY, ETH_TICK + 1, 9);
        assertTrue(filled == 4 && _size(bob, ETH) == 0, "four are filled");
        assertEq(book.order(orderId).lots, 5, "the taker goes on with the rest");
        (, uint64 asks) = _openLots(bob, ETH);
        assertEq(asks, 0, "OI-03 nothing stays reserved");
        _assertSound();
    }

    function test_placeOrder_whenARestingReduceOnlyIsAskedForNoMoreThanThePosition_thenItFills() public {
        (uint64 maker,) = _order(bob, _reducing(SELL, ETH_TICK + 1, 10));
        _rest(carol, ETH, BUY, ETH_TICK, 5);
        _take(bob, ETH, SELL, ETH_TICK, 5);
        _take(carol, ETH, BUY, ETH_TICK + 1, 5);
        assertEq(book.order(maker).lots, 5, "what exceeds the position is nobody's concern until it is asked for");
        _assertSound();
    }

    function test_placeOrder_whenARestingReduceOnlyHasNothingToReduce_thenItIsRemoved() public {
        (uint64 maker,) = _order(bob, _reducing(SELL, ETH_TICK + 1, 10));
        _rest(carol, ETH, BUY, ETH_TICK, 10);
        _take(bob, ETH, SELL, ETH_TICK, 10);
        uint64 behind = _rest(alice, ETH, SELL, ETH_TICK + 1, 3);
        _expectRemoved(maker, bob, 10, IBookTypes.RemovalReason.MakerReduceOnly);
        _take(carol, ETH, BUY, ETH_TICK + 1, 3);
        assertEq(book.order(behind).owner, address(0), "the next one fills");
        _assertSound();
    }

    function test_placeOrder_whenTheOwnersOtherOrderIsPlain_thenItMayFlip() public {
        _rest(bob, ETH, SELL, ETH_TICK + 1, 30);
        _take(carol, ETH, BUY, ETH_TICK + 1, 30);
        assertEq(_size(bob, ETH), -20e15, "plain orders are not held to it");
    }

    function test_cancel_whenAReduceOnlyIsPartlyFilled_thenNoMarginStaysLocked() public {
        (uint64 maker,) = _order(bob, _reducing(SELL, ETH_TICK + 1, 10));
        _take(carol, ETH, BUY, ETH_TICK + 1, 4);
        _cancel(bob, maker);
        (uint64 bids, uint64 asks) = _openLots(bob, ETH);
        assertTrue(bids == 0 && asks == 0, "OI-03 all released");
        assertEq(engine.initialMargin(bob), 1.2e18, "margin for six lots at two dollars, and nothing more");
        _assertSound();
    }

    function _reducing(bool isBuy, uint24 tick, uint64 lots) private pure returns (IBookTypes.OrderParams memory p) {
        p = _params(isBuy, tick, lots);
        p.reduceOnly = true;
    }

    function _refuse(address account, IBookTypes.OrderParams memory params) private {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NothingToReduce.selector, account, ETH));
        _order(account, params);
    }
}
