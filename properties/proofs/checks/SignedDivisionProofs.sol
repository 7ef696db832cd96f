// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SignedDivision} from "contracts/libraries/SignedDivision.sol";

/// @title FC-04: the signed floor
contract SignedDivisionProofs {
    /// @notice `quotient × denominator ≤ numerator < (quotient + 1) × denominator`, on either side of zero.
    function check_divFloorIsTheFloor(int256 numerator, uint128 denominator) external pure {
        require(denominator > 0);
        require(numerator >= -int256(1 << 250) && numerator <= int256(1 << 250));
        int256 quotient = SignedDivision.divFloor(numerator, denominator);
        int256 divisor = int256(uint256(denominator));
        assert(quotient * divisor <= numerator);
        assert(numerator - quotient * divisor < divisor);
    }
}
