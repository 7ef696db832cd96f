// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../../base/Assertions.sol";
import {vm} from "../../base/Vm.sol";
import {TickVectors} from "./TickVectors.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {UniswapV3PoolMock} from "contracts/mocks/UniswapV3PoolMock.sol";
import {TickPrice} from "contracts/v2/oracle/TickPrice.sol";
import {UniswapV3Source} from "contracts/v2/oracle/UniswapV3Source.sol";

/// @dev A token that only has decimals.
contract Token {
    uint8 public immutable decimals;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }
}

contract UniswapV3SourceTest is Assertions {
    uint256 internal constant START = 1_750_000_000;
    uint32 internal constant WINDOW = 30 minutes;
    uint128 internal constant DEEP = 1e18;
    /// @dev One ether (18 decimals) is 2,000.04 dollars (6 decimals) at this tick of ether over dollars.
    int24 internal constant TICK = -200_311;
    uint256 internal constant PRICE = 2_000_040_289_648_088_261_463;

    Token internal ether_ = new Token(18);
    Token internal dollar = new Token(6);
    UniswapV3PoolMock internal pool;
    UniswapV3Source internal source;

    function setUp() public {
        vm.warp(START);
        // The sums run over their widths inside the window.
        _open(address(ether_), address(dollar), type(int56).min + 7, type(uint160).max - 7);
        pool.trade(TICK, DEEP);
        vm.warp(START + WINDOW);
    }

    function test_read_whenTheTickStoodStill_thenItsPriceNow() public view {
        (uint256 price, uint256 updatedAt) = source.read();
        assertEq(price, PRICE, "1.0001^tick, to the wei");
        assertEq(updatedAt, block.timestamp, "an average ends now");
    }

    function test_read_whenTheBaseIsTheOtherToken_thenTheReciprocal() public {
        vm.warp(START);
        pool = new UniswapV3PoolMock(address(dollar), address(ether_), 0, 0);
        pool.trade(-TICK, DEEP);
        vm.warp(START + WINDOW);
        source = new UniswapV3Source(pool, address(ether_), WINDOW, 1);
        (uint256 price,) = source.read();
        assertEq(price, PRICE, "the same price, seen from the other side");
    }

    function test_read_whenTheTickMoved_thenTheMeanTickCounts() public {
        vm.warp(START + WINDOW + WINDOW / 2);
        pool.trade(TICK + 100, DEEP);
        vm.warp(START + 2 * WINDOW);
        (uint256 price,) = source.read();
        assertEq(price, TickPrice.at(TICK + 50, 30), "half of the time each");
    }

    function test_read_whenTheMeanIsBetweenTwoTicks_thenTheLowerOne() public {
        vm.warp(START + 2 * WINDOW - 1);
        pool.trade(TICK + 1, DEEP);
        vm.warp(START + 2 * WINDOW);
        (uint256 price,) = source.read();
        assertEq(price, PRICE, "a second of a tick more: below zero, rounded down and not towards zero");
    }

    function test_attack_priceMovedWithinABlock_theAverageDoesNotMove() public {
        pool.trade(887_272, DEEP);
        (uint256 price,) = source.read();
        assertEq(price, PRICE, "what lasts no second weighs nothing");
    }

    function test_read_whenThePoolIsYoungerThanTheWindow_thenReverts() public {
        vm.warp(START + WINDOW - 1);
        vm.expectRevert(abi.encodeWithSelector(UniswapV3PoolMock.OLD.selector));
        source.read();
    }

    function test_read_whenThePoolIsTooThin_thenReverts() public {
        source = new UniswapV3Source(pool, address(ether_), WINDOW, DEEP);
        source.read();
        source = new UniswapV3Source(pool, address(ether_), WINDOW, DEEP + 1e3);
        vm.expectRevert(abi.encodeWithSelector(UniswapV3Source.PoolTooThin.selector));
        source.read();
    }

    function test_read_whenLiquidityLeftForAPartOfTheWindow_thenTheHarmonicMeanCounts() public {
        source = new UniswapV3Source(pool, address(ether_), WINDOW, DEEP / 10);
        vm.warp(START + 2 * WINDOW - 60);
        pool.trade(TICK, 1);
        vm.warp(START + 2 * WINDOW);
        vm.expectRevert(abi.encodeWithSelector(UniswapV3Source.PoolTooThin.selector));
        source.read();
    }

    function test_constructor_whenOutOfBounds_thenReverts() public {
        new UniswapV3Source(pool, address(ether_), 5 minutes, 1);
        new UniswapV3Source(pool, address(ether_), 1 days, 1);
        _expectInvalid(address(this), WINDOW, 1);
        _expectInvalid(address(ether_), 5 minutes - 1, 1);
        _expectInvalid(address(ether_), 1 days + 1, 1);
        _expectInvalid(address(ether_), WINDOW, 0);
        _open(address(ether_), address(new Token(19)), 0, 0);
    }

    function test_at_whateverTick_thenExactTo36Digits() public pure {
        TickVectors.Vector[] memory vectors = TickVectors.all();
        for (uint256 i; i < vectors.length; ++i) {
            uint256 price = TickPrice.at(vectors[i].tick, vectors[i].decimals);
            uint256 expected = vectors[i].price;
            // Below 36 digits nothing may be lost at all.
            assertAtMost(price > expected ? price - expected : expected - price, expected / 1e36, "1.0001^tick");
        }
    }

    function test_at_whenTheTickIsAPowerOfTwo_thenNoNearerConstantCouldBeWritten() public pure {
        TickVectors.Vector[] memory vectors = TickVectors.powers();
        for (uint256 i; i < vectors.length; ++i) {
            uint256 price = TickPrice.at(vectors[i].tick, vectors[i].decimals);
            uint256 expected = vectors[i].price;
            // A constant's last bit: what 2^127 of them make is a number of [1, 2) times a power of two.
            uint256 unit = 10 ** vectors[i].decimals * (2 ** Math.log2(expected / 10 ** vectors[i].decimals)) / 2 ** 127;
            assertAtMost(price > expected ? price - expected : expected - price, unit / 2 + 1, "the nearest");
        }
    }

    function test_at_whenTheTickIsNegative_thenTheReciprocalIsNotRoundedUp() public pure {
        TickVectors.Vector[] memory vectors = TickVectors.reciprocals();
        for (uint256 i; i < vectors.length; ++i) {
            // A last bit here is 2^-128. Half of one is the constant's, and up to one is what dividing by it makes of that.
            assertAtMost(
                TickPrice.at(vectors[i].tick, vectors[i].decimals),
                vectors[i].price + 10 ** vectors[i].decimals / 2 ** 128,
                "never more than the constant's own error"
            );
        }
    }

    function test_at_whenBeyondTheRange_thenReverts() public {
        int256[2] memory ticks = [int256(887_273), -887_273];
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(TickPrice.TickOutOfRange.selector, ticks[i]));
            this.at(ticks[i]);
        }
    }

    /// @notice External, so that its error can be expected.
    function at(int256 tick) external pure returns (uint256) {
        return TickPrice.at(tick, 18);
    }

    function testFuzz_at_oneTickHigher_thenOneBasisPointOfABasisPointHigher(int256 seed) public pure {
        int256 tick = int256(bound(uint256(seed), 0, 700_000)) - 350_000;
        uint256 price = TickPrice.at(tick, 36);
        uint256 next = TickPrice.at(tick + 1, 36);
        uint256 expected = price + price / 10_000;
        assertAtMost(next > expected ? next - expected : expected - next, 2 + expected / 1e35, "times 1.0001");
    }

    function _open(address token0, address token1, int56 tickSum, uint160 liquiditySum) private {
        pool = new UniswapV3PoolMock(token0, token1, tickSum, liquiditySum);
        if (Token(token1).decimals() > 18) _expectInvalid(token0, WINDOW, 1);
        else source = new UniswapV3Source(pool, token0, WINDOW, 1);
    }

    function _expectInvalid(address base, uint32 window, uint128 liquidity) private {
        vm.expectRevert(abi.encodeWithSelector(UniswapV3Source.InvalidSource.selector));
        new UniswapV3Source(pool, base, window, liquidity);
    }
}
