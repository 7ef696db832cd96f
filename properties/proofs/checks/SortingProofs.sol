// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Readings} from "contracts/v2/oracle/Readings.sol";

/// @title OR-03: readings are put in order
/// @notice Sorting only compares, so that the orders which a few numbers can stand in are all there are.
contract SortingProofs {
    using Readings for uint256;
    using Readings for uint256[];

    uint24 private constant PPM = 1e6;

    /// @notice The readings come out ascending, each as often as it went in.
    function check_readingsAreSorted(uint8 first, uint8 second, uint8 third, uint8 fourth, uint8 fifth, uint8 sixth)
        external
        pure
    {
        uint8[6] memory prices = [first, second, third, fourth, fifth, sixth];
        uint256[] memory readings = new uint256[](6);
        for (uint256 i; i < 6; ++i) {
            // The time tells which one it is.
            readings[i] = Readings.pack(prices[i], i);
        }
        readings.agreeing(6, PPM);
        uint256 seen;
        for (uint256 i; i < 6; ++i) {
            uint256 which = readings[i].time();
            assert(readings[i].price() == prices[which]);
            if (i > 0) assert(readings[i - 1] <= readings[i]);
            seen |= 1 << which;
        }
        assert(seen == 2 ** 6 - 1);
    }
}
