// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The price at a Uniswap v3 tick: 1.0001 to the power of it
/// @notice Worked out as a floating number of 128 significant bits, a product of the powers 1.0001^(2^i). Each of at most 20 products
/// and the reciprocal loses less than one part in 2^127, the constants (nearest value) half of that: in all less than one in 2^121, so that
/// 36 digits are exact over the whole range of ticks, where a square root in Q96 keeps ten of them at its low end.
library TickPrice {
    /// @notice Highest and, negated, lowest tick of a pool: prices from 2^-128 to 2^128.
    int256 internal constant MAX_TICK = 887_272;
    uint256 private constant ONE = 1 << 127;

    error TickOutOfRange(int256 tick);

    /// @dev 1.0001^tick times 10^decimals, rounded down; |tick| <= `MAX_TICK`, decimals <= 36.
    function at(int256 tick, uint256 decimals) internal pure returns (uint256) {
        if (tick > MAX_TICK || tick < -MAX_TICK) revert TickOutOfRange(tick);
        (uint256 mantissa, int256 exponent) = _power(uint256(tick < 0 ? -tick : tick));
        if (tick < 0) (mantissa, exponent) = _reciprocal(mantissa, exponent);
        // The exponent is -128 at the lowest tick and 127 at the highest.
        return Math.mulDiv(mantissa, 10 ** decimals, 1 << uint256(127 - exponent));
    }

    /// @dev 1.0001^size as mantissa / 2^127 times 2^exponent; the mantissa lies in [2^127, 2^128).
    function _power(uint256 size) private pure returns (uint256 mantissa, int256 exponent) {
        mantissa = ONE;
        if (size & 0x1 != 0) (mantissa, exponent) = _times(mantissa, exponent, 0x800346dc5d63886594af4f0d844d013b, 0);
        if (size & 0x2 != 0) (mantissa, exponent) = _times(mantissa, exponent, 0x80068dce3455f2fbb5987dbac0dba7dc, 0);
        if (size & 0x4 != 0) (mantissa, exponent) = _times(mantissa, exponent, 0x800d1bf2511a65841828b728ca2850a3, 0);
        if (size & 0x8 != 0) (mantissa, exponent) = _times(mantissa, exponent, 0x801a393c55874956d12d5a300c93cfc8, 0);
        if (size & 0x10 != 0) (mantissa, exponent) = _times(mantissa, exponent, 0x803477d805292a4052ebfee1667accc8, 0);
        if (size & 0x20 != 0) (mantissa, exponent) = _times(mantissa, exponent, 0x80690531da0b9c1cefced552b4221673, 0);
        if (size & 0x40 != 0) (mantissa, exponent) = _times(mantissa, exponent, 0x80d2608e3a16ebb94b9c6faf4b31cb78, 0);
        if (size & 0x80 != 0) (mantissa, exponent) = _times(mantissa, exponent, 0x81a61ae18fb267d36e06b6f21e8440ea, 0);
        if (size & 0x100 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0x8351a5bc64557fdfc0df6ad19587e73a, 0);
        }
        if (size & 0x200 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0x86b953523666c5e74d73b8d8b14a53f5, 0);
        }
        if (size & 0x400 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0x8dcd12c731c942cb6e3abfd5198aa6fb, 0);
        }
        if (size & 0x800 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0x9d1715ed027c1bcf9e68bdf2e1a1ea29, 0);
        }
        if (size & 0x1000 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0xc0caa5f34f06d47f3bf955a1743e7a89, 0);
        }
        if (size & 0x2000 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0x91309957461680a420094a1dc24187dd, 1);
        }
        if (size & 0x4000 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0xa4b02ddd73f26b638c2cef3d00fc4c96, 2);
        }
        if (size & 0x8000 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0xd3e46805aa8b427fa698d703280dc0fd, 4);
        }
        if (size & 0x10000 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0xaf624f42cb7df25e21164319b378f463, 9);
        }
        if (size & 0x20000 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0xf04f1c3c33c8919f172ba42a5b99e825, 18);
        }
        if (size & 0x40000 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0xe1946d63515d40505bfab78c64e886de, 37);
        }
        if (size & 0x80000 != 0) {
            (mantissa, exponent) = _times(mantissa, exponent, 0xc6c63e573e99b8b10f5961ae4cacb1fa, 75);
        }
    }

    /// @dev The product of two such numbers, rounded down.
    function _times(uint256 a, int256 aExponent, uint256 b, int256 bExponent) private pure returns (uint256, int256) {
        uint256 product = a * b;
        int256 exponent = aExponent + bExponent;
        return product >> 255 == 1 ? (product >> 128, exponent + 1) : (product >> 127, exponent);
    }

    /// @dev One divided by such a number, rounded down.
    function _reciprocal(uint256 mantissa, int256 exponent) private pure returns (uint256, int256) {
        return mantissa == ONE ? (ONE, -exponent) : ((1 << 255) / mantissa, -exponent - 1);
    }
}
