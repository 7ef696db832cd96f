// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SignedDivision} from "./SignedDivision.sol";
import {Units} from "./Units.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Funding: rate, index and what a position owes
/// @notice Rates are WAD per 8 hours, indices WAD dollars per base unit.
library FundingMath {
    using SignedDivision for int256;

    /// @notice Seconds a rate is quoted for.
    uint256 internal constant PERIOD = 8 hours;
    int256 private constant WAD_PER_PPM = 1e12;

    /// @notice `clamp(premium + clamp(interest − premium, ±band), ±cap)`.
    /// @param premiumWad premium, WAD; the other arguments are ppm
    function rate(int256 premiumWad, int256 interestPpm, uint256 bandPpm, uint256 capPpm)
        internal
        pure
        returns (int256)
    {
        int256 damping = clamp(interestPpm * WAD_PER_PPM - premiumWad, bandPpm);
        return clamp(premiumWad + damping, capPpm);
    }

    /// @notice Premium of the impact mid price over the index, rounded towards minus infinity, clamped to ± `capPpm`.
    function premium(uint256 impactMid, uint256 index, uint256 capPpm) internal pure returns (int256) {
        return clamp(((int256(impactMid) - int256(index)) * int256(Units.WAD)).divFloor(index), capPpm);
    }

    /// @notice `value` held within ± `limitPpm`.
    function clamp(int256 value, uint256 limitPpm) internal pure returns (int256) {
        int256 limit = int256(limitPpm) * WAD_PER_PPM;
        return SignedMath.max(-limit, SignedMath.min(limit, value));
    }

    /// @notice `rate × index × seconds / 8 h`, rounded towards minus infinity; the same for both sides, so it moves no sum.
    function indexDelta(int256 rateWad, uint256 index, uint256 elapsed) internal pure returns (int256) {
        return (rateWad * int256(index * elapsed)).divFloor(PERIOD * Units.WAD);
    }

    /// @notice What a position owes since its entry index: payers rounded up, receivers down.
    function owedUp(int256 size, int256 indexChange) internal pure returns (int256) {
        return -(-(size * indexChange)).divFloor(Units.WAD);
    }
}
