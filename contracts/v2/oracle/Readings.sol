// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Readings of several sources: sorted, their median, and which of them are near it
/// @notice A reading is one word, price above time, so that readings are sorted by price and keep their times.
library Readings {
    uint256 private constant PPM = 1e6;
    uint256 private constant TIME_BITS = 40;

    /// @dev `price_` below 2^216, `at` below 2^40.
    function pack(uint256 price_, uint256 at) internal pure returns (uint256) {
        return price_ << TIME_BITS | at;
    }

    /// @dev WAD dollars.
    function price(uint256 reading) internal pure returns (uint256) {
        return reading >> TIME_BITS;
    }

    /// @dev Unix seconds.
    function time(uint256 reading) internal pure returns (uint256) {
        return reading & (1 << TIME_BITS) - 1;
    }

    /// @dev Whether `a` is at most `ppm` away from `b`, in parts of `b`. Both below 2^216.
    function near(uint256 a, uint256 b, uint256 ppm) internal pure returns (bool) {
        return (a > b ? a - b : b - a) * PPM <= ppm * b;
    }

    /// @dev Sorts the first `count` readings. Those that are near the median of all of them are [first, last). They stand next to
    /// each other: whatever lies between two near ones is near too.
    function agreeing(uint256[] memory readings, uint256 count, uint256 maxDeviationPpm)
        internal
        pure
        returns (uint256 first, uint256 last)
    {
        if (count == 0) return (0, 0);
        assembly {
            mstore(readings, count)
        }
        Arrays.sort(readings);
        uint256 middle = median(readings, 0, count);
        last = count;
        while (first < last && !near(price(readings[first]), middle, maxDeviationPpm)) ++first;
        while (last > first && !near(price(readings[last - 1]), middle, maxDeviationPpm)) --last;
    }

    /// @dev Of the sorted readings [first, last), at least one; an even count takes the mean of the middle two, rounded down.
    function median(uint256[] memory sorted, uint256 first, uint256 last) internal pure returns (uint256) {
        uint256 middle = (first + last) / 2;
        uint256 upper = price(sorted[middle]);
        return (last - first) % 2 == 1 ? upper : Math.average(price(sorted[middle - 1]), upper);
    }

    /// @dev Whether a reading is among the sorted ones [first, last), at least one, or lies between them.
    function covers(uint256[] memory sorted, uint256 first, uint256 last, uint256 reading)
        internal
        pure
        returns (bool)
    {
        return sorted[first] <= reading && reading <= sorted[last - 1];
    }

    /// @dev The oldest time of the readings [first, last).
    function oldest(uint256[] memory readings, uint256 first, uint256 last) internal pure returns (uint256 at) {
        at = type(uint256).max;
        for (uint256 i = first; i < last; ++i) {
            at = Math.min(at, time(readings[i]));
        }
    }
}
