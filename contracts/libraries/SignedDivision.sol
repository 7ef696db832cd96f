// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Division of signed numbers with a stated direction
library SignedDivision {
    /// @notice `numerator / denominator` rounded towards minus infinity.
    function divFloor(int256 numerator, uint256 denominator) internal pure returns (int256 quotient) {
        int256 divisor = int256(denominator);
        // Dividing by zero still panics; an inexact quotient has room for one less.
        unchecked {
            quotient = numerator / divisor;
            // Solidity truncates towards zero: a negative inexact quotient is one too high.
            if (numerator % divisor < 0) quotient -= 1;
        }
    }
}
