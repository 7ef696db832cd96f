// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {Vm, vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice One call passes at most 64 resting orders and never leaves the book crossed.
contract MaxFillsTest is SystemChecks {
    uint64 internal most;

    function setUp() public override {
        super.setUp();
        _fund(alice, 100_000);
        _fund(bob, 100_000);
        most = uint64(book.MAX_FILLS());
    }

    function test_place_whenExactlyAtTheBound_thenTheRestMayRest() public {
        _restMany(most);
        (uint64 orderId, uint64 filled) = _place(alice, ETH, BUY, ETH_TICK, most + 5);
        assertEq(filled, most, "all that is there");
        assertEq(book.order(orderId).lots, 5, "nothing crosses any more: the rest rests");
        _assertSound();
    }

    function test_place_whenBeyondTheBound_thenTheCrossingRestIsDropped() public {
        _restMany(most + 1);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.RemainderDropped(alice, ETH, 5, IBookTypes.RemovalReason.MaxFills);
        (uint64 orderId, uint64 filled) = _place(alice, ETH, BUY, ETH_TICK, most + 5);
        assertEq(filled, most, "the bound");
        assertEq(orderId, 0, "NS-02 a rest would cross");
        assertEq(book.level(ETH, SELL, ETH_TICK).orderCount, 1, "one is left");

        (, filled) = _place(alice, ETH, BUY, ETH_TICK, 1);
        assertEq(filled, 1, "the next call goes on");
        _assertSound();
    }

    function test_place_whenExactlyFilledAtTheBound_thenNothingIsDropped() public {
        _restMany(most + 1);
        vm.recordLogs();
        _take(alice, ETH, BUY, ETH_TICK, most);
        bytes32 dropped = IBookTypes.RemainderDropped.selector;
        assertEq(_logsOf(dropped), 0, "there is no rest");
        _assertSound();
    }

    function test_place_whenTheBoundIsReachedOverLevels_thenTheLevelsBehindAreUntouched() public {
        for (uint24 i; i <= most; ++i) {
            _rest(bob, ETH, SELL, ETH_TICK + i, 1);
        }
        (, uint64 filled) = _place(alice, ETH, BUY, 3000, most + 1);
        assertEq(filled, most, "the bound");
        (uint24 bid, uint24 ask) = book.best(ETH);
        assertTrue(bid == 0 && ask == ETH_TICK + most, "one level is left");
        _assertSound();
    }

    function test_place_whenWeakMakersReachTheBound_thenTheRestIsDroppedAndTheWorkIsBounded() public {
        _fund(carol, 20);
        for (uint256 i; i < most; ++i) {
            _rest(carol, ETH, SELL, ETH_TICK, 1);
        }
        _rest(bob, ETH, SELL, ETH_TICK, 1);
        // Selling for 2,000 what is worth 12,000 costs 10 a lot: two lots and carol is bankrupt.
        _setPrice(ETH, 12_000);

        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.RemainderDropped(alice, ETH, 3, IBookTypes.RemovalReason.MaxFills);
        uint256 gasBefore = gasleft();
        (, uint64 filled) = _place(alice, ETH, BUY, ETH_TICK, 4);
        assertAtMost(gasBefore - gasleft(), 15_000_000, "64 weak makers fit into half a block of 30 million gas");
        assertEq(filled, 1, "carol could stand by one lot");
        (, uint64 asks) = _openLots(carol, ETH);
        assertEq(asks, 0, "and has lost the other orders");
        assertEq(book.level(ETH, SELL, ETH_TICK).orderCount, 1, "bob's is left");
        _assertSound();
    }

    function _restMany(uint64 count) private {
        for (uint256 i; i < count; ++i) {
            _rest(bob, ETH, SELL, ETH_TICK, 1);
        }
    }

    function _logsOf(bytes32 topic) private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) ++count;
        }
    }
}
