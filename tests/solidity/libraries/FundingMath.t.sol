// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {FundingMath} from "contracts/libraries/FundingMath.sol";

contract FundingMathTest is Assertions {
    function test_clamp_whenAtAndBeyondTheLimit_thenHeldWithinIt() public pure {
        assertEq(FundingMath.clamp(5e12, 5), 5e12, "at the limit");
        assertEq(FundingMath.clamp(5e12 + 1, 5), 5e12, "above it");
        assertEq(FundingMath.clamp(-5e12, 5), -5e12, "at the lower limit");
        assertEq(FundingMath.clamp(-5e12 - 1, 5), -5e12, "below it");
        assertEq(FundingMath.clamp(-3, 5), -3, "within");
        assertEq(FundingMath.clamp(7, 0), 0, "no room");
    }

    function test_rate_whenThePremiumIsNearTheInterest_thenTheRateIsTheInterest() public pure {
        assertEq(FundingMath.rate(0, 100, 500, 10_000), 1e14, "no premium");
        assertEq(FundingMath.rate(6e14, 100, 500, 10_000), 1e14, "as far above as the band goes");
        assertEq(FundingMath.rate(-4e14, 100, 500, 10_000), 1e14, "as far below");
    }

    function test_rate_whenThePremiumLeavesTheBand_thenTheRateFollowsIt() public pure {
        assertEq(FundingMath.rate(6e14 + 7, 100, 500, 10_000), 1e14 + 7, "above");
        assertEq(FundingMath.rate(-4e14 - 7, 100, 500, 10_000), 1e14 - 7, "below");
    }

    function test_rate_whenBeyondTheCap_thenTheCap() public pure {
        assertEq(FundingMath.rate(5e16, 100, 500, 10_000), 1e16, "longs pay no more");
        assertEq(FundingMath.rate(-5e16, 100, 500, 10_000), -1e16, "nor do shorts");
    }

    function test_premium_whenTheMidLeavesTheIndex_thenItsShareOfTheIndex() public pure {
        assertEq(FundingMath.premium(101e18, 100e18, 50_000), 1e16, "a percent above");
        assertEq(FundingMath.premium(99e18, 100e18, 50_000), -1e16, "a percent below");
        assertEq(FundingMath.premium(100e18, 100e18, 50_000), 0, "at the index");
        assertEq(FundingMath.premium(4, 3, 1e6), 333_333_333_333_333_333, "a third, rounded down");
        assertEq(FundingMath.premium(2, 3, 1e6), -333_333_333_333_333_334, "towards minus infinity");
        assertEq(FundingMath.premium(200e18, 100e18, 50_000), 5e16, "no more than the cap");
    }

    function test_indexDelta_whenTimePasses_thenTheRateIsForEightHours() public pure {
        assertEq(FundingMath.indexDelta(1e14, 2000e18, 1 hours), 2.5e16, "an eighth of 0.01 % of 2,000");
        assertEq(FundingMath.indexDelta(-1e14, 2000e18, 1 hours), -2.5e16, "the other way");
        assertEq(FundingMath.indexDelta(1e18, 1, 28_800), 1, "just one wei");
        assertEq(FundingMath.indexDelta(1e18, 1, 28_799), 0, "a second short of it");
        assertEq(FundingMath.indexDelta(-1, 1, 1), -1, "FC-05 towards minus infinity");
        assertEq(FundingMath.indexDelta(1e14, 2000e18, 0), 0, "no time, no funding");
    }

    function test_owedUp_whenInexact_thenAgainstTheHolder() public pure {
        assertEq(FundingMath.owedUp(2e18, 3e18), 6e18, "a long pays what the index grew");
        assertEq(FundingMath.owedUp(-2e18, 3e18), -6e18, "a short is paid it");
        assertEq(FundingMath.owedUp(1, 1), 1, "a payer is rounded up");
        assertEq(FundingMath.owedUp(-1, 1), 0, "a receiver down");
        assertEq(FundingMath.owedUp(-1, -1), 1, "whichever side pays");
        assertEq(FundingMath.owedUp(0, 3e18), 0, "nobody owes nothing");
    }

    function testFuzz_owedUp_whateverBothSidesHold_thenTheyPayNoLessThanIsReceived(uint128 size, int128 change)
        public
        pure
    {
        int256 held = int256(uint256(size));
        int256 sum = FundingMath.owedUp(held, change) + FundingMath.owedUp(-held, change);
        assertTrue(sum == 0 || sum == 1, "FC-05 at most a wei stays");
    }
}
