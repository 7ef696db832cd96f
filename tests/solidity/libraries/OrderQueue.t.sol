// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {LevelWord} from "contracts/libraries/LevelWord.sol";
import {OrderId} from "contracts/libraries/OrderId.sol";
import {OrderQueue} from "contracts/libraries/OrderQueue.sol";
import {OrderWord, OrderWordLib} from "contracts/libraries/OrderWord.sol";

/// @notice One level's queue against a plain list, and the words of its holes.
contract OrderQueueTest is Assertions {
    uint32 private constant KEY = 0x12345678;

    mapping(uint64 orderId => OrderWord) private _orders;
    LevelWord private _level;
    /// @dev By number: whether the order still rests.
    mapping(uint256 number => bool) private _rests;

    function test_append_whenOrdersCome_thenTheyAreNumberedFromOneAndKept() public {
        for (uint256 lots = 1; lots <= 3; ++lots) {
            uint64 id;
            (_level, id) = OrderQueue.append(_orders, KEY, _level, _order(lots));
            assertEq(id, OrderId.encode(KEY, uint32(lots)), "the id tells key and number");
            assertEq(_orders[id].lots(), lots, "kept");
            assertEq(_level.count(), lots, "counted");
            assertEq(_level.head(), 1, "the head stays");
        }
        assertEq(_level.totalLots(), 6, "NS-05 all lots");
    }

    function test_remove_whenTheHeadGoes_thenTheHeadIsTheNextNumberAndNothingIsLeft() public {
        _fill(3);
        _remove(1);
        assertEq(OrderWord.unwrap(_orders[_id(1)]), 0, "no hole before the head");
        assertEq(_level.head(), 2, "the next");
        assertEq(_level.count(), 2, "one fewer");
        assertEq(_level.totalLots(), 5, "NS-05 fewer lots");
    }

    function test_remove_whenOneInTheMiddleGoes_thenAHoleOfOne() public {
        _fill(4);
        _remove(2);
        _assertHole(2, 2, 2);
        assertEq(_level.head(), 1, "the head stays");
        assertEq(_level.totalLots(), 8, "NS-05 fewer lots");
        assertTrue(_orders[_id(1)].rests() && _orders[_id(3)].rests(), "its neighbours stay");
    }

    function test_remove_whenHolesMeet_thenBothEndsSayHowFarTheRunReaches() public {
        _fill(8);
        _remove(3);
        _remove(4);
        _assertHole(3, 3, 4);
        _assertHole(4, 3, 4);
        _remove(7);
        _remove(6);
        _assertHole(6, 6, 7);
        _assertHole(7, 6, 7);
        _remove(5);
        _assertHole(3, 3, 7);
        _assertHole(5, 3, 7);
        _assertHole(7, 3, 7);
    }

    function test_remove_whenTheYoungestGoes_thenNothingBehindItIsLookedAt() public {
        _fill(3);
        // What stands behind the last number is no part of this queue.
        _orders[_id(4)] = OrderWordLib.hole(4, 9);
        _remove(3);
        _assertHole(3, 3, 3);
        _assertHole(4, 4, 9);
    }

    function test_remove_whenTheOneBeforeTheYoungestGoes_thenTheYoungestIsLookedAt() public {
        _fill(3);
        _remove(3);
        _remove(2);
        _assertHole(2, 2, 3);
        _assertHole(3, 2, 3);
    }

    function test_from_whenARunOfHolesLies_thenItIsPassedInOneStep() public {
        _fill(8);
        for (uint32 number = 3; number <= 6; ++number) {
            _remove(number);
        }
        // Only the ends of a run are read: what its inside says may be out of date.
        _orders[_id(4)] = _order(99);
        _assertFrom(3, 7);
        assertEq(_before(7), 2, "and the other way");
    }

    function test_from_whenNothingFollows_thenZero() public {
        assertEq(_before(1), 0, "an empty level");
        _assertFrom(1, 0);
        _fill(2);
        _assertFrom(1, 1);
        _assertFrom(2, 2);
        _assertFrom(3, 0);
        _remove(2);
        _assertFrom(2, 0);
    }

    function testFuzz_queue_whateverIsRemoved_thenNeighboursAreThoseOfAPlainList(uint256 seed) public {
        _fill(12);
        for (uint256 i; i < 10; ++i) {
            uint32 number = uint32(1 + (seed >> i * 8) % 12);
            if (_rests[number]) _remove(number);
        }
        uint256 lots;
        uint256 count;
        for (uint32 number = 1; number <= 12; ++number) {
            if (_rests[number]) {
                lots += number;
                ++count;
            }
            if (number < _level.head()) assertFalse(_rests[number], "NS-03 none before the head");
        }
        assertEq(_level.totalLots(), lots, "NS-05 lots");
        assertEq(_level.count(), count, "NS-05 count");
        assertEq(_level.next(), 13, "numbers are never used twice");
        _assertLikeTheList();
    }

    /// @dev From the head and from every order of the queue.
    function _assertLikeTheList() private view {
        _assertFrom(_level.head(), _youngerThan(_level.head() - 1));
        for (uint32 number = 1; number <= 12; ++number) {
            if (!_rests[number]) continue;
            _assertFrom(number + 1, _youngerThan(number));
            assertEq(_before(number), _olderThan(number), "NS-03 the next older");
        }
        assertEq(_before(13), _olderThan(13), "NS-03 the youngest");
    }

    function _youngerThan(uint32 number) private view returns (uint32) {
        for (uint32 other = number + 1; other <= 12; ++other) {
            if (_rests[other]) return other;
        }
        return 0;
    }

    function _olderThan(uint32 number) private view returns (uint32) {
        for (uint32 other = number - 1; other > 0; --other) {
            if (_rests[other]) return other;
        }
        return 0;
    }

    function _fill(uint256 count) private {
        for (uint256 number = 1; number <= count; ++number) {
            (_level,) = OrderQueue.append(_orders, KEY, _level, _order(number));
            _rests[number] = true;
        }
    }

    function _remove(uint32 number) private {
        _level = OrderQueue.remove(_orders, _id(number), _level, _orders[_id(number)]);
        _rests[number] = false;
    }

    function _before(uint32 number) private view returns (uint32) {
        return OrderQueue.before(_orders, KEY, _level, number);
    }

    function _assertFrom(uint32 number, uint32 expected) private view {
        (uint32 found, OrderWord order) = OrderQueue.from(_orders, KEY, _level, number);
        assertEq(found, expected, "NS-03 the next younger");
        assertEq(order.lots(), expected, "NS-03 and its order");
        if (expected == 0) assertEq(OrderWord.unwrap(order), 0, "or nothing at all");
    }

    function _assertHole(uint32 number, uint32 first, uint32 last) private view {
        OrderWord word = _orders[_id(number)];
        assertTrue(word.isHole(), "a hole");
        assertEq(word.first(), first, "begins");
        assertEq(word.last(), last, "ends");
    }

    /// @dev Its lots are its number.
    function _order(uint256 lots) private pure returns (OrderWord) {
        return OrderWord.wrap(uint256(1) << 96 | lots << 36);
    }

    function _id(uint32 number) private pure returns (uint64) {
        return uint64(KEY) << 32 | number;
    }
}
