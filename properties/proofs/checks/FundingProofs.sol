// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {FundingMath} from "contracts/libraries/FundingMath.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title FC-08: funding takes from some what it gives to others, and rounds for the residual
/// @dev Sizes that are open against each other sum to zero; `change` is a difference of two 128-bit indices.
contract FundingProofs {
    /// @notice Whatever two accounts open against each other owe, the residual gains, by less than one wei each.
    function check_twoAccountsSumToNoLoss(int128 size, int120 change) external pure {
        int256 sum = FundingMath.owedUp(size, change) + FundingMath.owedUp(-int256(size), change);
        assert(sum >= 0 && sum < 2);
    }

    /// @notice The same of any three.
    function check_threeAccountsSumToNoLoss(int120 first, int120 second, int128 change) external pure {
        int256 third = -(int256(first) + second);
        int256 sum =
            FundingMath.owedUp(first, change) + FundingMath.owedUp(second, change) + FundingMath.owedUp(third, change);
        assert(sum >= 0 && sum < 3);
    }

    /// @notice An account that is touched on the way pays no less than one that is not, and less than a wei more.
    function check_touchesRoundForTheResidual(int120 size, int128 start, int128 touched, int128 end) external pure {
        int256 atOnce = FundingMath.owedUp(size, int256(end) - start);
        int256 inTwo =
            FundingMath.owedUp(size, int256(touched) - start) + FundingMath.owedUp(size, int256(end) - touched);
        assert(inTwo >= atOnce && inTwo - atOnce < 2);
    }

    function trace_twoAccountsSumToNoLoss(int128 size, int120 change) external pure returns (int256[] memory) {
        return Trace.list(FundingMath.owedUp(size, change), FundingMath.owedUp(-int256(size), change));
    }

    function trace_threeAccountsSumToNoLoss(int120 first, int120 second, int128 change)
        external
        pure
        returns (int256[] memory)
    {
        return Trace.list(
            FundingMath.owedUp(first, change),
            FundingMath.owedUp(second, change),
            FundingMath.owedUp(-(int256(first) + second), change)
        );
    }

    function trace_touchesRoundForTheResidual(int120 size, int128 start, int128 touched, int128 end)
        external
        pure
        returns (int256[] memory)
    {
        return Trace.list(
            FundingMath.owedUp(size, int256(end) - start),
            FundingMath.owedUp(size, int256(touched) - start),
            FundingMath.owedUp(size, int256(end) - touched)
        );
    }
}
