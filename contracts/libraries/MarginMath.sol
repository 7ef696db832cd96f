// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SignedDivision} from "./SignedDivision.sol";
import {Units} from "./Units.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Margin arithmetic of one position
/// @notice Sizes are WAD base units, prices WAD dollars per base unit, values WAD dollars, rates ppm.
library MarginMath {
    using SignedDivision for int256;

    /// @notice Value of `size` at `mark`, rounded towards minus infinity: against the holder on either side.
    function valueFloor(int256 size, uint256 mark) internal pure returns (int256) {
        return (size * int256(mark)).divFloor(Units.WAD);
    }

    /// @notice `|size| × mark × ratePpm`, rounded up.
    function requirementUp(uint256 absSize, uint256 mark, uint256 ratePpm) internal pure returns (uint256) {
        // WAD × PPM; written out, since the compiler would multiply it at every call.
        uint256 scale = 1e24;
        return (absSize * mark * ratePpm + scale - 1) / scale;
    }

    /// @notice `|size| × mark`, rounded up.
    function notionalUp(uint256 absSize, uint256 mark) internal pure returns (uint256) {
        return (absSize * mark + Units.WAD - 1) / Units.WAD;
    }

    /// @notice Size after the worse side of the open orders has filled: `max(|size + bids|, |size − asks|)`.
    function worstSize(int256 size, uint256 bids, uint256 asks) internal pure returns (uint256) {
        uint256 afterBids = SignedMath.abs(size + int256(bids));
        uint256 afterAsks = SignedMath.abs(size - int256(asks));
        return afterBids > afterAsks ? afterBids : afterAsks;
    }

    /// @notice True iff going from `before` to `afterwards` moved towards zero without crossing it, or not at all.
    function onlyReduced(int256 before, int256 afterwards) internal pure returns (bool) {
        if (before >= 0) return afterwards >= 0 && afterwards <= before;
        return afterwards <= 0 && afterwards >= before;
    }
}
