// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MarginMath} from "contracts/libraries/MarginMath.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title MS-01: what a position requires
/// @dev Prices are those that the oracle lets through (below 2^100), sizes those that a position can hold.
contract MarginProofs {
    /// @notice A larger size never requires less.
    function check_requirementGrowsWithSize(uint128 size, uint128 larger, uint104 mark, uint32 ratePpm) external pure {
        require(size <= larger && ratePpm <= 1_000_000);
        assert(MarginMath.requirementUp(size, mark, ratePpm) <= MarginMath.requirementUp(larger, mark, ratePpm));
    }

    /// @notice A higher mark never requires less.
    function check_requirementGrowsWithMark(uint128 size, uint104 mark, uint104 higher, uint32 ratePpm) external pure {
        require(mark <= higher && ratePpm <= 1_000_000);
        assert(MarginMath.requirementUp(size, mark, ratePpm) <= MarginMath.requirementUp(size, higher, ratePpm));
    }

    /// @notice Whatever part of the open orders fills, the size afterwards is no larger than the worst size before.
    function check_worstSizeCoversEveryFill(int128 size, uint120 bids, uint120 asks, uint120 bought, uint120 sold)
        external
        pure
    {
        require(bought <= bids && sold <= asks);
        uint256 worst = MarginMath.worstSize(size, bids, asks);
        int256 filled = int256(size) + int256(uint256(bought)) - int256(uint256(sold));
        assert(uint256(filled < 0 ? -filled : filled) <= worst);
    }

    /// @notice The value of a position is the floor of size times mark on either side.
    function check_valueIsTheFloor(int128 size, uint104 mark) external pure {
        int256 value = MarginMath.valueFloor(size, mark);
        int256 exact = int256(size) * int256(uint256(mark));
        assert(value * 1e18 <= exact && exact < (value + 1) * 1e18);
    }

    /// @notice Whatever part of the open orders fills, its margin is no more than that of the worst size before.
    function check_worstMarginCoversEveryFill(
        int120 size,
        uint120 bids,
        uint120 asks,
        uint120 bought,
        uint120 sold,
        uint104 mark,
        uint32 ratePpm
    ) external pure {
        require(bought <= bids && sold <= asks && ratePpm <= 1_000_000);
        uint256 worst = MarginMath.requirementUp(MarginMath.worstSize(size, bids, asks), mark, ratePpm);
        assert(MarginMath.requirementUp(_filled(size, bought, sold), mark, ratePpm) <= worst);
    }

    function trace_worstMarginCoversEveryFill(
        int120 size,
        uint120 bids,
        uint120 asks,
        uint120 bought,
        uint120 sold,
        uint104 mark,
        uint32 ratePpm
    ) external pure returns (int256[] memory) {
        uint256 worst = MarginMath.worstSize(size, bids, asks);
        return Trace.list(
            int256(worst),
            int256(MarginMath.requirementUp(worst, mark, ratePpm)),
            int256(MarginMath.requirementUp(_filled(size, bought, sold), mark, ratePpm))
        );
    }

    function _filled(int256 size, uint256 bought, uint256 sold) private pure returns (uint256) {
        int256 filled = size + int256(bought) - int256(sold);
        return uint256(filled < 0 ? -filled : filled);
    }
}
