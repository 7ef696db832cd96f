// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title From a power of ten to WAD
library Decimals {
    /// @notice Most decimals that are scaled, before or after the point.
    uint256 internal constant MOST = 36;
    int256 private constant WAD_EXPONENT = 18;

    /// @dev `value` times 10^exponent as WAD, rounded down; -MOST <= exponent. A negative exponent stands for decimals. What does not
    /// fit 256 bits panics: no price comes near it.
    function toWad(uint256 value, int256 exponent) internal pure returns (uint256) {
        int256 shift = exponent + WAD_EXPONENT;
        return shift >= 0 ? value * 10 ** uint256(shift) : value / 10 ** uint256(-shift);
    }
}
