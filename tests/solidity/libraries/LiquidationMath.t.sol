// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {LiquidationMath} from "contracts/libraries/LiquidationMath.sol";

/// @notice How many lots a liquidation takes. Twelve wei are added to what is missing, for all that rounding may cost.
contract LiquidationMathTest is Assertions {
    uint256 private constant MANY = 1e9;

    function test_lots_whenExact_thenWhatIsMissingOverWhatALotFrees() public pure {
        // Target 1.2 × 1,000, so 200 are missing, and 12 for rounding. A dollar frees 6 % and costs 1 %: 212 / 5 %.
        assertEq(LiquidationMath.lots(_terms(), MANY), 4240, "NS-06 no more than needed");
    }

    function test_lots_whenInexact_thenEveryStepIsRoundedUp() public pure {
        LiquidationMath.Terms memory terms = _terms();
        (terms.maintenanceMargin, terms.targetPpm) = (1001, 1_200_001);
        // 1,201.201001 is 1,202: 214 are missing; over 5.000005 % that is 4,279.996.
        assertEq(LiquidationMath.lots(terms, MANY), 4280, "the target and the value");
        // A lot is worth 2.1: 2,038.1.
        (terms.mark, terms.lotSize) = (3e17, 7);
        assertEq(LiquidationMath.lots(terms, MANY), 2039, "and the lots");
    }

    function test_lots_whenSizesAreReal_thenAsWorkedOutByHand() public pure {
        // 2,000 dollars, lots of a thousandth. 1.5 × 45 − 40 = 27.5 missing; a dollar frees 6.5 %: 423.08 dollars.
        assertEq(
            LiquidationMath.lots(
                LiquidationMath.Terms(40e18, 45e18, 1_500_000, 50_000, 10_000, 2000e18, 1e15, 1), MANY
            ),
            212,
            "211.5 lots of two dollars"
        );
    }

    function test_lots_whenTooFewWouldBeLeft_thenAll() public pure {
        LiquidationMath.Terms memory terms = _terms();
        assertEq(LiquidationMath.lots(terms, 4239), 4239, "not enough to be had");
        assertEq(LiquidationMath.lots(terms, 4240), 4240, "just enough");
        terms.minLots = 10;
        assertEq(LiquidationMath.lots(terms, 4249), 4249, "nine would be left");
        assertEq(LiquidationMath.lots(terms, 4250), 4240, "ten may stay");
    }

    function testFuzz_lots_whatever_thenEquityReachesTheTargetUnlessAllIsTaken(
        uint256 equitySeed,
        uint256 sizeSeed,
        uint256 markSeed
    ) public pure {
        LiquidationMath.Terms memory terms = _terms();
        terms.mark = bound(markSeed, 1e15, 1e24);
        terms.lotSize = 1e15;
        uint256 held = bound(sizeSeed, 10, 1e9);
        terms.maintenanceMargin = _margin(held, terms);
        if (terms.maintenanceMargin == 0) return;
        terms.equity = bound(equitySeed, 0, terms.maintenanceMargin - 1);
        uint256 taken = LiquidationMath.lots(terms, held);
        assertAtMost(taken, held, "no more than there is");
        if (taken == held) return;
        uint256 fee = _up(_up(taken * terms.lotSize * terms.mark, 1e18) * terms.feePpm, 1e6);
        uint256 target = _up(_margin(held - taken, terms) * terms.targetPpm, 1e6);
        assertAtLeast(int256(terms.equity) - int256(fee), int256(target), "NS-06 the target is reached");
    }

    /// @dev A lot is worth one wei; target 1.2, margin 5 %, fee 1 %.
    function _terms() private pure returns (LiquidationMath.Terms memory) {
        return LiquidationMath.Terms(1000, 1000, 1_200_000, 50_000, 10_000, 1e18, 1, 0);
    }

    function _margin(uint256 lots, LiquidationMath.Terms memory terms) private pure returns (uint256) {
        return _up(lots * terms.lotSize * terms.mark * terms.maintenanceMarginPpm, 1e24);
    }

    function _up(uint256 numerator, uint256 denominator) private pure returns (uint256) {
        return (numerator + denominator - 1) / denominator;
    }
}
