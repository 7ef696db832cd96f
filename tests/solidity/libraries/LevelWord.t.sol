// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {vm} from "../base/Vm.sol";
import {LevelWord} from "contracts/libraries/LevelWord.sol";
import {OrderWord} from "contracts/libraries/OrderWord.sol";

/// @notice A level's word, field by field, and what becomes of it as orders come and go.
contract LevelWordTest is Assertions {
    uint256 private constant HEAD = type(uint32).max;
    uint256 private constant NEXT = uint256(type(uint32).max) << 32;
    uint256 private constant COUNT = uint256(type(uint32).max) << 64;
    uint256 private constant LOTS = uint256(type(uint96).max) << 96;
    uint256 private constant CHANGED = uint256(type(uint40).max) << 192;
    uint256 private constant EXPIRING = uint256(type(uint24).max) << 232;

    function test_fields_whenOnlyTheirBitsAreSet_thenFullAndElseEmpty() public pure {
        assertTrue(_word(HEAD).head() == type(uint32).max && _word(~HEAD).head() == 0, "head");
        assertTrue(_word(NEXT).next() == type(uint32).max, "next");
        assertTrue(_word(COUNT).count() == type(uint32).max && _word(~COUNT).count() == 0, "count");
        assertTrue(_word(LOTS).totalLots() == type(uint96).max && _word(~LOTS).totalLots() == 0, "lots");
        assertTrue(_word(CHANGED).changedAt() == type(uint40).max && _word(~CHANGED).changedAt() == 0, "time");
        assertTrue(_word(EXPIRING).expiring() == type(uint24).max && _word(~EXPIRING).expiring() == 0, "expiring");
    }

    function test_next_whenNoneWasGivenYet_thenNumbersCountFromOne() public pure {
        assertEq(_word(0).next(), 1, "the first");
        assertEq(_word(~NEXT).next(), 1, "whatever else is there");
        assertEq(_word(1 << 32).next(), 1, "one is one");
        assertEq(_word(2 << 32).next(), 2, "two is two");
    }

    function test_hasRoomFor_whenNumbersOrExpiriesRunOut_thenFalse() public pure {
        OrderWord lasting = _order(7, 0);
        OrderWord fleeting = _order(7, 1);
        assertTrue(_word(0).hasRoomFor(lasting) && _word(0).hasRoomFor(fleeting), "an empty level");
        assertTrue(_word(uint256(type(uint32).max - 1) << 32).hasRoomFor(lasting), "the last number");
        assertFalse(_word(NEXT).hasRoomFor(lasting) || _word(NEXT).hasRoomFor(fleeting), "none left");
        assertTrue(_word(uint256(type(uint24).max - 1) << 232).hasRoomFor(fleeting), "the last with an expiry");
        assertFalse(_word(EXPIRING).hasRoomFor(fleeting), "none more of those");
        assertTrue(_word(EXPIRING).hasRoomFor(lasting), "one without still");
    }

    function test_appended_whenTheLevelIsEmpty_thenTheOrderIsItsHead() public pure {
        LevelWord level = _word(0).appended(_order(7, 0));
        _check(level, 1, 2, 1, 7, 0);
        // Numbers go on where they were when it has been empty.
        LevelWord emptied = _word(3 | uint256(9) << 32 | uint256(55) << 192);
        _check(emptied.appended(_order(7, 0)), 9, 10, 1, 7, 0);
        assertEq(emptied.appended(_order(7, 0)).changedAt(), 55, "the time stays");
    }

    function test_appended_whenOrdersRest_thenTheHeadStaysAndSumsGrow() public pure {
        LevelWord level = _word(3 | uint256(9) << 32 | uint256(2) << 64 | uint256(10) << 96 | uint256(4) << 232);
        _check(level.appended(_order(7, 0)), 3, 10, 3, 17, 4);
        _check(level.appended(_order(7, 99)), 3, 10, 3, 17, 5);
        // One order alone is a head too.
        _check(_word(3 | uint256(9) << 32 | uint256(1) << 64).appended(_order(7, 0)), 3, 10, 2, 7, 0);
    }

    function test_without_whenAnOrderGoes_thenOnlyTheSumsShrink() public pure {
        LevelWord level = _word(3 | uint256(9) << 32 | uint256(2) << 64 | uint256(10) << 96 | uint256(4) << 232);
        _check(level.without(_order(7, 0)), 3, 9, 1, 3, 4);
        _check(level.without(_order(7, 99)), 3, 9, 1, 3, 3);
    }

    function test_lessened_whenPartOfAnOrderGoes_thenOnlyTheLotsShrink() public pure {
        LevelWord level = _word(3 | uint256(9) << 32 | uint256(2) << 64 | uint256(10) << 96 | uint256(4) << 232);
        _check(level.lessened(7), 3, 9, 2, 3, 4);
    }

    function test_withHead_whenMoved_thenTheRestStays() public pure {
        assertEq(_unwrap(_word(type(uint256).max).withHead(5)), ~HEAD | 5, "another head");
        assertEq(_unwrap(_word(~HEAD).withHead(type(uint32).max)), type(uint256).max, "any");
    }

    function test_touched_whenTouched_thenTheTimeIsNowAndTheRestStays() public {
        vm.warp(0xabcdef0122);
        assertEq(_unwrap(_word(type(uint256).max).touched()), ~CHANGED | 0xabcdef0122 << 192, "instead of another");
        assertEq(_unwrap(_word(0).touched()), 0xabcdef0122 << 192, "for the first time");
    }

    function _check(LevelWord level, uint256 head, uint256 next, uint256 count, uint256 lots, uint256 expiring)
        private
        pure
    {
        assertEq(level.head(), head, "head");
        assertEq(level.next(), next, "next");
        assertEq(level.count(), count, "count");
        assertEq(level.totalLots(), lots, "lots");
        assertEq(level.expiring(), expiring, "expiring");
    }

    function _word(uint256 word) private pure returns (LevelWord) {
        return LevelWord.wrap(word);
    }

    function _unwrap(LevelWord word) private pure returns (uint256) {
        return LevelWord.unwrap(word);
    }

    /// @dev As its layout says: lots from bit 36, expiry from bit 4.
    function _order(uint256 lots, uint256 expiry) private pure returns (OrderWord) {
        return OrderWord.wrap(uint256(1) << 96 | lots << 36 | expiry << 4);
    }
}
