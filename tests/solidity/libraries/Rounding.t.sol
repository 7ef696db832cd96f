// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {SignedDivision} from "contracts/libraries/SignedDivision.sol";
import {Units} from "contracts/libraries/Units.sol";

/// @notice Units and the one signed division everything rounds with.
contract RoundingTest is Assertions {
    function test_divFloor_whenNegative_thenTowardsMinusInfinity() public pure {
        assertEq(SignedDivision.divFloor(7, 2), 3, "positive");
        assertEq(SignedDivision.divFloor(-7, 2), -4, "negative");
        assertEq(SignedDivision.divFloor(-8, 2), -4, "exact");
        assertEq(SignedDivision.divFloor(0, 2), 0, "zero");
        assertEq(SignedDivision.divFloor(-1, type(uint128).max), -1, "small");
    }

    function testFuzz_divFloor_whatever_thenTheRemainderIsNotNegative(int256 numerator, uint256 denominator)
        public
        pure
    {
        numerator = numerator / 2;
        denominator = bound(denominator, 1, uint256(type(int256).max) / 2);
        int256 quotient = SignedDivision.divFloor(numerator, denominator);
        int256 rest = numerator - quotient * int256(denominator);
        assertTrue(rest >= 0 && rest < int256(denominator), "0 <= rest < denominator");
    }

    function test_units_thenTheScalesAreWhatTheDocumentationSays() public pure {
        assertEq(Units.WAD, 1_000_000_000_000_000_000, "eighteen decimals");
        assertEq(Units.PPM, 1_000_000, "parts per million");
        assertEq(Units.WAD_PER_ASSET, 1_000_000_000_000, "six decimals short of eighteen");
    }

    function test_units_whenInexact_thenDownToTheUserAndUpForADebt() public pure {
        assertEq(Units.toWad(1), 1e12, "one USDC unit");
        assertEq(Units.toAssetsDown(1e12 - 1), 0, "down");
        assertEq(Units.toAssetsUp(1e12 + 1), 2, "up");
        assertEq(Units.toAssetsUp(1e12), 1, "exact");
        assertEq(Units.toAssetsUp(0), 0, "nothing");
    }

    function testFuzz_units_whateverIsConverted_thenARoundTripNeverGains(uint256 wad) public pure {
        wad = bound(wad, 0, 1e60);
        uint256 down = Units.toWad(Units.toAssetsDown(wad));
        uint256 up = Units.toWad(Units.toAssetsUp(wad));
        assertTrue(down <= wad && wad - down < 1e12, "FC-04 down, the remainder less than a unit");
        assertTrue(up >= wad && up - wad < 1e12, "FC-04 up, the surplus less than a unit");
        assertEq(Units.toAssetsDown(Units.toWad(wad)), wad, "FC-04 exact the other way");
    }
}
