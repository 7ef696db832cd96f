// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {StopCase} from "./StopCase.sol";
import {IBookStopTypes} from "contracts/interfaces/book/IBookStopTypes.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IBookWaiting} from "contracts/interfaces/book/IBookWaiting.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice When stops fire, and what becomes of what fires.
contract TriggerTest is StopCase {
    function test_trigger_whenTheMarkHasNotCrossed_thenTheStopWaits() public {
        uint64 id = _place(alice, _limit(BUY, ABOVE, 2100, 2150, 5));
        _setPrice(ETH, 2099);
        assertFalse(book.isDue(id), "one dollar short");
        assertFalse(book.isDue(id + 1), "nor is one that nobody has");
        assertFalse(_trigger(id), "never before");
        assertTrue(_waits(id), "it waits on");
    }

    function test_trigger_whenTheMarkIsExactlyThere_thenTheStopFires() public {
        uint64 above = _place(alice, _limit(BUY, ABOVE, 2100, 1500, 5));
        uint64 below = _place(alice, _limit(SELL, BELOW, 1900, 2500, 5));
        _setPrice(ETH, 2100);
        assertTrue(book.isDue(above) && _trigger(above), "from below");
        _setPrice(ETH, 1900);
        assertTrue(book.isDue(below) && _trigger(below), "from above");
        assertFalse(_waits(above) || _waits(below), "once");
        _assertSound();
    }

    function test_trigger_whenTheMarkLiesBetweenTwoTicks_thenTheTriggerIsExact() public {
        uint64 id = _place(alice, _limit(BUY, ABOVE, 2100, 1500, 5));
        _setPriceWad(ETH, 2100e18 - 1);
        assertFalse(_trigger(id), "a wei short");
        _setPriceWad(ETH, 2100e18);
        assertTrue(_trigger(id), "there");
    }

    function test_trigger_whenTheMarkIsStale_thenTheStopWaits() public {
        uint64 id = _place(alice, _limit(BUY, ABOVE, 2100, 2150, 5));
        _setPrice(ETH, 2200);
        vm.warp(block.timestamp + MAX_AGE + 1);
        assertFalse(book.isDue(id), "an old price says nothing");
        assertFalse(_trigger(id), "and fires nothing");
        assertTrue(_waits(id), "it waits on");
        _setPrice(ETH, 2000);
        assertFalse(_trigger(id), "the price has gone back meanwhile");
    }

    function test_trigger_whenTheMarkWasBeyondAndWentBack_thenTheStopWaits() public {
        uint64 id = _place(alice, _limit(BUY, ABOVE, 2100, 2150, 5));
        _setPrice(ETH, 2200);
        _setPrice(ETH, 2050);
        assertFalse(_trigger(id), "nobody was there in time");
    }

    function test_trigger_whenAStopLimitFires_thenItsOrderRestsAtItsLimit() public {
        uint64 id = _place(alice, _limit(BUY, ABOVE, 2100, 2050, 5));
        _setPrice(ETH, 2100);
        uint64 orderId = book.nextOrderId(ETH, BUY, 2050);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookStopTypes.StopTriggered(id, alice, 2100e18, orderId, 0);
        assertTrue(_trigger(id), "fired");
        assertEq(book.order(orderId).lots, 5, "it rests");
        assertEq(book.order(orderId).owner, alice, "and is hers");
        _assertSound();
    }

    function test_trigger_whenAStopMarketFires_thenItFillsAndTheRestIsDropped() public {
        _trade(alice, bob, ETH, ETH_TICK, 8);
        IBookStopTypes.StopParams memory params = _limit(SELL, BELOW, 1900, 1850, 8);
        (params.market, params.reduceOnly) = (true, true);
        uint64 id = _place(alice, params);
        _rest(carol, ETH, BUY, 1890, 5);
        _rest(carol, ETH, BUY, 1840, 5);
        _setPrice(ETH, 1895);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookStopTypes.StopTriggered(id, alice, 1895e18, 0, 5);
        assertTrue(_trigger(id), "fired");
        assertEq(_size(alice, ETH), 3e15, "down to the slippage limit and no further");
        (, uint64 asks) = _openLots(alice, ETH);
        assertEq(asks, 0, "nothing rests");
        _assertSound();
    }

    function test_trigger_whenReduceOnlyAndNothingIsLeftToReduce_thenItEndsCancelledWithTheReason() public {
        IBookStopTypes.StopParams memory params = _limit(SELL, BELOW, 1900, 1850, 8);
        params.reduceOnly = true;
        uint64 id = _place(alice, params);
        _setPrice(ETH, 1900);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookStopTypes.StopRefused(
            id, alice, 1900e18, abi.encodeWithSelector(IBookTypes.NothingToReduce.selector, alice, ETH)
        );
        assertTrue(_trigger(id), "fired");
        assertFalse(_waits(id), "and gone");
    }

    function test_trigger_whenTheOwnerLacksMargin_thenItEndsCancelledWithTheReason() public {
        uint64 id = _place(dave, _limit(BUY, ABOVE, 2100, 2050, 5));
        assertEq(engine.initialMargin(dave), 0, "waiting reserves nothing");
        _setPrice(ETH, 2100);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookStopTypes.StopRefused(id, dave, 2100e18, _insufficientMargin(dave, 0, 1.05e18));
        assertTrue(_trigger(id), "fired");
        assertFalse(_waits(id), "and gone");
    }

    function test_trigger_whenPaused_thenWhatGrowsEndsCancelledWithTheReason() public {
        uint64 id = _place(alice, _limit(BUY, ABOVE, 2100, 2050, 5));
        _setPrice(ETH, 2100);
        engine.pause();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookStopTypes.StopRefused(
            id, alice, 2100e18, abi.encodeWithSelector(IEngineTypes.OnlyReducing.selector, ETH)
        );
        assertTrue(_trigger(id), "fired");
    }

    function test_triggerMany_whenOneIsBad_thenTheOthersFire() public {
        uint64[] memory ids = new uint64[](6);
        ids[0] = 999;
        ids[1] = _place(dave, _limit(BUY, ABOVE, 2100, 2050, 5));
        ids[2] = _place(alice, _limit(BUY, ABOVE, 2500, 2050, 5));
        ids[3] = _place(alice, _limit(BUY, ABOVE, 2100, 2050, 5));
        ids[4] = ids[3];
        ids[5] = _place(carol, _limit(BUY, ABOVE, 2100, 2040, 5));
        _setPrice(ETH, 2100);
        assertEq(book.triggerStops(ids), 3, "one refused, two placed; unknown, waiting and repeated ones passed over");
        assertTrue(_waits(ids[2]), "not its time");
        assertEq(book.level(ETH, BUY, 2050).totalLots, 5, "once");
        _assertSound();
    }

    function test_trigger_whenThereIsTooLittleGas_thenTheStopIsUntouched() public {
        uint64 id = _place(alice, _limit(BUY, ABOVE, 2100, 2050, 5));
        _setPrice(ETH, 2100);
        vm.expectRevert(abi.encodeWithSelector(IBookWaiting.InsufficientGas.selector));
        book.triggerStops{gas: 1_000_000}(_one(id));
        assertTrue(_waits(id), "gas does not decide");
        assertTrue(_trigger(id), "whoever brings enough fires it");
    }

    function test_trigger_whenThereIsGasForOne_thenOneFiresAndTheOtherWaits() public {
        uint64[] memory ids = new uint64[](2);
        ids[0] = _place(alice, _limit(BUY, ABOVE, 2100, 2050, 5));
        ids[1] = _place(alice, _limit(BUY, ABOVE, 2100, 2049, 5));
        _setPrice(ETH, 2100);
        assertEq(book.triggerStops{gas: book.SUBMIT_GAS() + 500_000}(ids), 1, "one");
        assertTrue(_waits(ids[1]), "the other waits");
    }

    function test_trigger_whenTheOrderWouldPassTooManyMakers_thenItStopsThere() public {
        uint16 most = book.MAX_SUBMITTED_FILLS();
        for (uint256 i; i <= most; ++i) {
            _rest(bob, ETH, SELL, 2100, 1);
        }
        uint64 id = _place(alice, _limit(BUY, ABOVE, 2100, 2150, 50));
        _setPrice(ETH, 2100);
        assertTrue(_trigger(id), "fired");
        assertEq(_size(alice, ETH), int256(uint256(most)) * 1e15, "its work is bounded");
        _assertSound();
    }
}
