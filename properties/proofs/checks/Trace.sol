// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Lists of numbers, as `trace_` functions give them
/// @notice A `trace_NAME` gives what the kernel computes for the arguments of `check_NAME`: models are compared with it.
library Trace {
    function list(int256 first) internal pure returns (int256[] memory numbers) {
        numbers = new int256[](1);
        numbers[0] = first;
    }

    function list(int256 first, int256 second) internal pure returns (int256[] memory) {
        return then(list(first), second);
    }

    function list(int256 first, int256 second, int256 third) internal pure returns (int256[] memory) {
        return then(list(first, second), third);
    }

    function list(int256 first, int256 second, int256 third, int256 fourth) internal pure returns (int256[] memory) {
        return then(list(first, second, third), fourth);
    }

    /// @notice `numbers` with one more at the end.
    function then(int256[] memory numbers, int256 last) internal pure returns (int256[] memory longer) {
        longer = new int256[](numbers.length + 1);
        for (uint256 i; i < numbers.length; ++i) {
            longer[i] = numbers[i];
        }
        longer[numbers.length] = last;
    }
}
