// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Assertions that say what they expected
/// @dev A failed one reverts with its message and both values: Foundry counts a revert as a failure.
abstract contract Assertions {
    error ExpectedTrue(string what);
    error ExpectedEqualUint(string what, uint256 actual, uint256 expected);
    error ExpectedEqualInt(string what, int256 actual, int256 expected);
    error ExpectedEqualAddress(string what, address actual, address expected);
    error ExpectedAtLeast(string what, int256 actual, int256 limit);
    error ExpectedAtMost(string what, int256 actual, int256 limit);

    // Foundry prints these two in a test's logs (`forge test -vv`).
    event log_named_decimal_int(string key, int256 value, uint256 decimals);
    event log_named_uint(string key, uint256 value);

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert ExpectedTrue(what);
    }

    function assertFalse(bool condition, string memory what) internal pure {
        if (condition) revert ExpectedTrue(string.concat("not: ", what));
    }

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        if (actual != expected) revert ExpectedEqualUint(what, actual, expected);
    }

    function assertEq(int256 actual, int256 expected, string memory what) internal pure {
        if (actual != expected) revert ExpectedEqualInt(what, actual, expected);
    }

    function assertEq(address actual, address expected, string memory what) internal pure {
        if (actual != expected) revert ExpectedEqualAddress(what, actual, expected);
    }

    function assertAtLeast(uint256 actual, uint256 limit, string memory what) internal pure {
        assertAtLeast(int256(actual), int256(limit), what);
    }

    function assertAtLeast(int256 actual, int256 limit, string memory what) internal pure {
        if (actual < limit) revert ExpectedAtLeast(what, actual, limit);
    }

    function assertAtMost(uint256 actual, uint256 limit, string memory what) internal pure {
        assertAtMost(int256(actual), int256(limit), what);
    }

    function assertAtMost(int256 actual, int256 limit, string memory what) internal pure {
        if (actual > limit) revert ExpectedAtMost(what, actual, limit);
    }

    /// @notice Maps any number into `[low, high]`, so that no fuzz input is thrown away.
    function bound(uint256 seed, uint256 low, uint256 high) internal pure returns (uint256) {
        if (seed >= low && seed <= high) return seed;
        uint256 width = high - low + 1;
        return width == 0 ? seed : low + seed % width;
    }

    /// @notice Prints WAD dollars in the test's logs.
    function print(string memory what, int256 wad) internal {
        emit log_named_decimal_int(what, wad, 18);
    }
}
