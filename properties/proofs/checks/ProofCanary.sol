// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Statements made to fail: a prover that does not refute them proves nothing
/// @notice They stand on their own: a bug in the contracts must not make a prover look broken.
contract ProofCanary {
    uint256 private constant UNIT = 1e12;

    /// @notice False: rounding loses up to a unit.
    function check_canaryRoundTripIsExact(uint256 wad) external pure {
        assert(wad / UNIT * UNIT == wad);
    }

    /// @notice True of nothing: every path reverts before it gets to the assertion.
    function check_canaryIsVacuous(uint256 wad) external pure {
        require(wad < wad / UNIT);
        assert(wad / UNIT == 0);
    }

    function trace_canaryRoundTripIsExact(uint256 wad) external pure returns (int256[] memory numbers) {
        numbers = new int256[](1);
        numbers[0] = int256(wad / UNIT);
    }

    function trace_canaryIsVacuous(uint256 wad) external pure returns (int256[] memory numbers) {
        numbers = new int256[](1);
        numbers[0] = int256(wad / UNIT);
    }
}
