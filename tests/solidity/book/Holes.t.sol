// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice Cancelled orders leave holes in a queue, and nobody pays for passing them.
contract HolesTest is BookCase {
    uint64[] internal ids;

    function test_place_whenFiveThousandOrdersWereCancelled_thenTheTakerPaysNoMore() public {
        _assertTakeCosts(5000, 0);
    }

    function test_place_whenFiveThousandWereCancelledFromTheTailOn_thenTheTakerPaysNoMore() public {
        _assertTakeCosts(5000, 1);
    }

    function test_place_whenFiveThousandWereCancelledEverySecondFirst_thenTheTakerPaysNoMore() public {
        _assertTakeCosts(5000, 2);
    }

    function test_place_whenFiveThousandHaveExpired_thenTheyArePassedStepByStep() public {
        for (uint256 i; i < 5000; ++i) {
            _order(alice, _expiring(SELL, ETH_TICK, 1, 10));
        }
        uint64 last = _rest(carol, ETH, SELL, ETH_TICK, 1);
        _pass(10);
        uint256 steps;
        uint64 filled;
        while (filled == 0) {
            uint256 before = gasleft();
            (, filled) = _order(bob, _params(BUY, ETH_TICK, 1, IBookTypes.TimeInForce.ImmediateOrCancel));
            assertAtMost(before - gasleft(), 2_000_000, "a step is bounded");
            uint256 left = book.level(ETH, SELL, ETH_TICK).orderCount;
            ++steps;
            assertEq(left, filled == 1 ? 0 : 5001 - steps * book.MAX_FILLS(), "and keeps its progress");
        }
        assertEq(steps, 5000 / book.MAX_FILLS() + 1, "64 at a time");
        assertEq(book.order(last).owner, address(0), "then the live one fills");
        (, uint64 asks) = _openLots(alice, ETH);
        assertEq(asks, 0, "OI-03 all released");
    }

    /// @notice Whatever is cancelled, filled and placed at one level: it is a plain list.
    function testFuzz_level_whateverIsCancelled_thenItIsAPlainQueue(uint256 seed) public {
        for (uint256 i; i < 40; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint256 kind = random % 8;
            if (kind < 4 || ids.length == 0) {
                ids.push(_rest(random >> 8 & 1 == 0 ? alice : carol, ETH, SELL, ETH_TICK, 2));
            } else if (kind < 7) {
                uint256 at = (random >> 8) % ids.length;
                _cancel(book.order(ids[at]).owner, ids[at]);
                _forget(at);
            } else {
                _take(bob, ETH, BUY, ETH_TICK, 2);
                _forget(0);
            }
            _assertQueue();
        }
        _assertSound();
    }

    function test_place_whenALevelHasNoMoreNumbers_thenReverts() public {
        uint64 orderId = _rest(alice, ETH, SELL, ETH_TICK, 1);
        _setNextNumber(orderId, type(uint32).max - 1);
        uint64 last = _rest(alice, ETH, SELL, ETH_TICK, 1);
        assertEq(uint32(last), type(uint32).max - 1, "the last number");
        _expectRefused(IBookTypes.LevelExhausted.selector, ETH_TICK);
        _place(alice, ETH, SELL, ETH_TICK, 1);
        _rest(alice, ETH, SELL, ETH_TICK + 1, 1);
        _cancel(alice, last);
        _take(bob, ETH, BUY, ETH_TICK, 1);
        assertFalse(book.tickMarked(ETH, SELL, ETH_TICK), "what rests there still fills");
    }

    /// @dev Gas of taking what stands behind `count` cancelled orders, beside that of taking it with none before it.
    function _assertTakeCosts(uint256 count, uint256 manner) private {
        uint256 mark = vm.snapshotState();
        _rest(alice, ETH, SELL, ETH_TICK, 1);
        _rest(alice, ETH, SELL, ETH_TICK, 1);
        uint256 plain = _gasOfTaking();
        vm.revertToState(mark);

        _rest(alice, ETH, SELL, ETH_TICK, 1);
        for (uint256 i; i < count; ++i) {
            ids.push(_rest(carol, ETH, SELL, ETH_TICK, 1));
        }
        _rest(alice, ETH, SELL, ETH_TICK, 1);
        for (uint256 i; i < count; ++i) {
            uint256 at = i;
            if (manner == 1) at = count - 1 - i;
            if (manner == 2) at = i < count / 2 ? 2 * i : 2 * (i - count / 2) + 1;
            _cancel(carol, ids[at]);
        }
        uint256 behind = _gasOfTaking();
        assertAtMost(behind, plain + 10_000, "no more than without them");
        assertAtMost(plain, behind + 10_000, "nor less");
    }

    /// @dev Both orders of alice, one before and one behind what was cancelled.
    function _gasOfTaking() private returns (uint256 used) {
        used = gasleft();
        _take(bob, ETH, BUY, ETH_TICK, 2);
        used -= gasleft();
    }

    function test_place_whenALevelHoldsAsManyExpiringOrdersAsItCanCount_thenOthersStillRest() public {
        (uint64 first,) = _order(alice, _expiring(SELL, ETH_TICK, 1, 10));
        bytes32 base = 0x3bcc6fc2762fd0f28d72811bee06f84db8817c6fd9b7f24c9dc7b033aceae600;
        bytes32 slot = keccak256(abi.encode(uint32(first >> 32), uint256(base) + 2));
        uint256 word = uint256(vm.load(address(book), slot));
        vm.store(address(book), slot, bytes32(word | uint256(type(uint24).max) << 232));
        _expectRefused(IBookTypes.LevelExhausted.selector, ETH_TICK);
        _order(bob, _expiring(SELL, ETH_TICK, 1, 10));
        _rest(bob, ETH, SELL, ETH_TICK, 1);
        _cancel(alice, first);
        _order(bob, _expiring(SELL, ETH_TICK, 1, 10));
        assertEq(book.level(ETH, SELL, ETH_TICK).orderCount, 2, "there is room again");
    }

    function _forget(uint256 at) private {
        for (uint256 i = at; i + 1 < ids.length; ++i) {
            ids[i] = ids[i + 1];
        }
        ids.pop();
    }

    function _assertQueue() private view {
        IBookTypes.LevelView memory level = book.level(ETH, SELL, ETH_TICK);
        assertEq(level.orderCount, ids.length, "as many");
        if (ids.length == 0) return;
        assertEq(level.headId, ids[0], "head");
        assertEq(level.tailId, ids[ids.length - 1], "tail");
        for (uint256 i; i < ids.length; ++i) {
            IBookTypes.OrderView memory order = book.order(ids[i]);
            assertEq(order.previousId, i == 0 ? 0 : ids[i - 1], "backwards");
            assertEq(order.nextId, i + 1 == ids.length ? 0 : ids[i + 1], "forwards");
        }
    }

    /// @dev As if so many orders had rested there and gone: the head's number stays, the next order gets `number`.
    function _setNextNumber(uint64 orderId, uint32 number) private {
        bytes32 base = 0x3bcc6fc2762fd0f28d72811bee06f84db8817c6fd9b7f24c9dc7b033aceae600;
        bytes32 slot = keccak256(abi.encode(uint32(orderId >> 32), uint256(base) + 2));
        uint256 word = uint256(vm.load(address(book), slot)) & ~(uint256(type(uint32).max) << 32);
        vm.store(address(book), slot, bytes32(word | uint256(number) << 32));
        // What lies between is one hole.
        uint256 hole = 1 << 64 | uint256(2) << 32 | (number - 1);
        vm.store(address(book), keccak256(abi.encode(orderId + 1, uint256(base) + 1)), bytes32(hole));
        uint64 end = orderId + number - 2;
        vm.store(address(book), keccak256(abi.encode(end, uint256(base) + 1)), bytes32(hole));
    }
}
