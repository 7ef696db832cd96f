// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {Decimals} from "contracts/v2/oracle/Decimals.sol";
import {Readings} from "contracts/v2/oracle/Readings.sol";

/// @notice Readings of several sources, and the scale of their answers.
contract ReadingsTest is Assertions {
    function test_pack_whenPacked_thenThePriceStandsAboveTheTime() public pure {
        uint256 reading = Readings.pack(3, 5);
        assertEq(reading, 3 << 40 | 5, "price above 40 bits of time");
        assertEq(Readings.price(reading), 3, "price");
        assertEq(Readings.time(reading), 5, "time");
        uint256 highest = Readings.pack(type(uint216).max, type(uint40).max);
        assertEq(highest, type(uint256).max, "the highest fill the word");
        assertEq(Readings.price(highest), type(uint216).max, "the highest price");
        assertEq(Readings.time(highest), type(uint40).max, "the last time");
    }

    function test_near_whenAtTheLimit_thenStillNear() public pure {
        assertTrue(Readings.near(101, 100, 10_000) && Readings.near(99, 100, 10_000), "one percent");
        assertFalse(Readings.near(102, 100, 10_000) || Readings.near(98, 100, 10_000), "two are not");
        assertFalse(Readings.near(101, 100, 9999) || Readings.near(99, 100, 9999), "nor less than asked for");
        // In parts of the second: 101 is 10,000 ppm from 100, but 100 only 9,901 from 101.
        assertTrue(Readings.near(100, 101, 9901), "of what it is compared with");
        assertFalse(Readings.near(100, 101, 9900), "and no more");
        assertFalse(Readings.near(1_000_000, 999_999, 1), "a millionth is a millionth");
        assertTrue(Readings.near(7, 7, 0), "the same");
    }

    function test_median_whenCountsAreOddAndEven_thenTheMiddleOrTheMeanOfTwo() public pure {
        uint256[] memory sorted = _prices(10, 20, 31, 50, 90);
        assertEq(Readings.median(sorted, 0, 5), 31, "of five");
        assertEq(Readings.median(sorted, 0, 4), 25, "of four, rounded down");
        assertEq(Readings.median(sorted, 1, 5), 40, "of the last four, rounded down");
        assertEq(Readings.median(sorted, 1, 4), 31, "of the inner three");
        assertEq(Readings.median(sorted, 3, 4), 50, "of one");
        assertEq(Readings.median(sorted, 3, 5), 70, "of two");
    }

    function test_agreeing_whenNoneIsThere_thenNone() public pure {
        uint256[] memory readings = _prices(5, 4, 3, 2, 1);
        (uint256 first, uint256 last) = Readings.agreeing(readings, 0, 1e6);
        assertEq(first, 0, "first");
        assertEq(last, 0, "last");
        assertEq(Readings.price(readings[0]), 5, "nothing was sorted");
    }

    function test_agreeing_whenSomeStandApart_thenTheyAreLeftOutAtEitherEnd() public pure {
        _assertAgreeing(_prices(100, 80, 101, 120, 99), 5, 1, 4);
        _assertAgreeing(_prices(100, 101, 120, 101, 121), 5, 0, 3);
        _assertAgreeing(_prices(100, 79, 80, 101, 100), 5, 2, 5);
        _assertAgreeing(_prices(100, 101, 99, 100, 101), 5, 0, 5);
        // 101 are more than one percent of the median, though less of the reading itself.
        _assertAgreeing(_prices(10_000, 10_000, 10_101, 9999, 10_000), 5, 0, 4);
        // The mean of 50 and 150 is near neither.
        _assertAgreeing(_prices(150, 50, 1, 1, 1), 2, 2, 2);
        _assertAgreeing(_prices(150, 1, 1, 1, 1), 1, 0, 1);
    }

    function test_agreeing_whenFewerAreReadThanThereIsRoomFor_thenTheOthersAreNotLookedAt() public pure {
        uint256[] memory readings = _prices(100, 99, 101, 1, 1);
        _assertAgreeing(readings, 3, 0, 3);
        assertEq(readings.length, 3, "the room is given back");
        assertEq(Readings.price(readings[0]), 99, "sorted");
        assertEq(Readings.price(readings[2]), 101, "to the last");
    }

    function test_covers_whenAtItsEnds_thenTrueAndNotBeyond() public pure {
        uint256[] memory sorted = _prices(10, 20, 30, 40, 50);
        assertTrue(Readings.covers(sorted, 1, 4, sorted[1]) && Readings.covers(sorted, 1, 4, sorted[3]), "the ends");
        assertTrue(Readings.covers(sorted, 1, 4, sorted[2] + 1), "between");
        assertFalse(Readings.covers(sorted, 1, 4, sorted[1] - 1), "below");
        assertFalse(Readings.covers(sorted, 1, 4, sorted[3] + 1), "above");
    }

    function test_oldest_whenSeveralAreThere_thenTheFirstTimeOfThoseAskedFor() public pure {
        uint256[] memory readings = new uint256[](4);
        readings[0] = Readings.pack(1, 5);
        readings[1] = Readings.pack(2, 30);
        readings[2] = Readings.pack(3, 20);
        readings[3] = Readings.pack(4, 10);
        assertEq(Readings.oldest(readings, 0, 4), 5, "of all");
        assertEq(Readings.oldest(readings, 1, 4), 10, "the last counts");
        assertEq(Readings.oldest(readings, 1, 3), 20, "those outside do not");
        assertEq(Readings.oldest(readings, 1, 2), 30, "of one");
        assertEq(Readings.oldest(readings, 1, 1), type(uint256).max, "of none there is none");
    }

    function test_toWad_whenScaled_thenRoundedDown() public pure {
        assertEq(Decimals.toWad(3, 0), 3e18, "whole");
        assertEq(Decimals.toWad(3, -8), 3e10, "eight decimals");
        assertEq(Decimals.toWad(3, -18), 3, "eighteen");
        assertEq(Decimals.toWad(39, -19), 3, "one more, rounded down");
        assertEq(Decimals.toWad(3, 2), 3e20, "hundreds");
        assertEq(Decimals.toWad(7e18, -int256(Decimals.MOST)), 7, "as many as there may be");
        assertEq(Decimals.MOST, 36, "thirty-six");
    }

    function _assertAgreeing(uint256[] memory readings, uint256 count, uint256 first, uint256 last) private pure {
        (uint256 first_, uint256 last_) = Readings.agreeing(readings, count, 10_000);
        assertEq(first_, first, "OR-05 first");
        assertEq(last_, last, "OR-05 last");
    }

    function _prices(uint256 a, uint256 b, uint256 c, uint256 d, uint256 e)
        private
        pure
        returns (uint256[] memory readings)
    {
        readings = new uint256[](5);
        (readings[0], readings[1], readings[2]) = (Readings.pack(a, 1), Readings.pack(b, 2), Readings.pack(c, 3));
        (readings[3], readings[4]) = (Readings.pack(d, 4), Readings.pack(e, 5));
    }
}
