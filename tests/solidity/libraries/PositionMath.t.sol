// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {PositionMath} from "contracts/libraries/PositionMath.sol";

contract PositionMathTest is Assertions {
    /// @dev Half of the range, so that sums fit.
    uint256 private constant MOST = uint256(uint128(type(int128).max)) / 2;

    function test_applyTrade_whenOpeningAndGrowing_thenNothingIsRealised() public pure {
        _check(0, 0, 5, -50, 5, -50, 0);
        _check(0, 0, -5, 50, -5, 50, 0);
        // What was left over, were there any, stays.
        _check(0, 7, 5, -50, 5, -43, 0);
        _check(5, -50, 3, -33, 8, -83, 0);
        _check(-5, 50, -3, 33, -8, 83, 0);
    }

    function test_applyTrade_whenReducing_thenTheProportionalQuoteIsReleased() public pure {
        _check(4, -40, -1, 12, 3, -30, 2);
        _check(-4, 40, 1, -12, -3, 30, -2);
    }

    function test_applyTrade_whenClosing_thenAllOfTheQuoteIsReleased() public pure {
        _check(4, -41, -4, 48, 0, 0, 7);
        _check(-4, 41, 4, -48, 0, 0, -7);
        // The smallest position there is.
        _check(1, -10, -1, 12, 0, 0, 2);
        _check(-1, 10, 1, -12, 0, 0, -2);
        _check(1, -10, 1, -12, 2, -22, 0);
    }

    function test_applyTrade_whenCrossingZero_thenItClosesAndOpens() public pure {
        _check(4, -40, -6, 72, -2, 24, 8);
        _check(-4, 40, 6, -72, 2, -24, -8);
    }

    function test_applyTrade_whenAShareIsInexact_thenItIsRoundedDown() public pure {
        // A third of −40 is −13.3…: −14 is released, −26 stays.
        _check(3, -40, -1, 20, 2, -26, 6);
        // A third of 40: 13 is released, 27 stays.
        _check(-3, 40, 1, -10, -2, 27, 3);
        // Crossing: two thirds of 20 close.
        _check(2, -10, -3, 20, -1, 7, 3);
        // Two thirds of −20 are −13.3…: −14 close, −6 opens.
        _check(-2, 10, 3, -20, 1, -6, -4);
    }

    function test_applyTrade_whenTheSizeDoesNotFit_thenReverts() public view {
        _expectOverflow(type(int128).max, 0, 1, 0);
    }

    function test_applyTrade_whenTheQuoteDoesNotFit_thenReverts() public view {
        // Growing, and opening the other way; what is left of a quote always fits.
        _expectOverflow(5, type(int128).max, 5, 1);
        _expectOverflow(1, 0, -4, int256(type(int128).max) * 2);
    }

    function _expectOverflow(int128 size, int128 quote, int256 sizeDelta, int256 quoteDelta) private view {
        try this.apply_(size, quote, sizeDelta, quoteDelta) {
            assertTrue(false, "an overflow is refused");
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) == SafeCast.SafeCastOverflowedIntDowncast.selector, "by its name");
        }
    }

    function testFuzz_applyTrade_whatever_thenDollarsAreConserved(
        uint256 size,
        uint256 quote,
        uint256 sizeDelta,
        uint256 quoteDelta
    ) public pure {
        int128 held = _signed(size);
        int128 owed = held == 0 ? int128(0) : _signed(quote);
        int256 traded = _signed(sizeDelta);
        int256 paid = traded == 0 ? int256(0) : int256(_signed(quoteDelta));
        (int128 newSize, int128 newQuote, int256 realised) = PositionMath.applyTrade(held, owed, traded, paid);
        assertEq(newSize, held + traded, "sizes add up");
        assertEq(newQuote + realised, owed + paid, "FC-03 what is not kept is realised");
        if (newSize == 0) assertEq(newQuote, 0, "flat means no quote");
    }

    /// @dev External, so that a revert can be caught.
    function apply_(int128 size, int128 quote, int256 sizeDelta, int256 quoteDelta)
        external
        pure
        returns (int128, int128, int256)
    {
        return PositionMath.applyTrade(size, quote, sizeDelta, quoteDelta);
    }

    function _check(
        int128 size,
        int128 quote,
        int256 sizeDelta,
        int256 quoteDelta,
        int256 newSize,
        int256 newQuote,
        int256 realised
    ) private pure {
        (int128 size_, int128 quote_, int256 realised_) = PositionMath.applyTrade(size, quote, sizeDelta, quoteDelta);
        assertEq(size_, newSize, "size");
        assertEq(quote_, newQuote, "quote");
        assertEq(realised_, realised, "realised");
    }

    function _signed(uint256 seed) private pure returns (int128 value) {
        value = int128(uint128(bound(seed >> 1, 0, MOST)));
        if (seed & 1 == 1) value = -value;
    }
}
