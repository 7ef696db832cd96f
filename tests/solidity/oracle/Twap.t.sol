// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {OracleCase} from "./OracleCase.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";

/// @notice OR-05: `twap` and `longestWindow`, over a history of four changes.
contract TwapTest is OracleCase {
    uint16 internal constant SIZE = 4;

    /// @dev Every change of price since the start, by second.
    uint256[] internal times;
    uint256[] internal values;

    function setUp() public override {
        super.setUp();
        _configure(2, _prices(2000, 2000));
        oracle.setGuards(MARKET, IOracleRouter.PriceGuards(200_000, 500_000, 60, SIZE));
        _updateAt(START, 2000);
    }

    function test_twap_whenThePriceStandsStill_thenThatPrice() public {
        vm.warp(START + 60);
        assertEq(oracle.longestWindow(MARKET), 60, "since the first update");
        assertEq(oracle.twap(MARKET, 60), 2000 * WAD, "all of it");
        assertEq(oracle.twap(MARKET, 1), 2000 * WAD, "a part of it");
    }

    function test_twap_whenThePriceChanges_thenEachWeighsItsSeconds() public {
        _updateAt(START + 10, 2100);
        _updateAt(START + 40, 2400);
        vm.warp(START + 60);
        assertEq(oracle.twap(MARKET, 60), (10 * 2000 + 30 * 2100 + 20 * 2400) * WAD / 60, "all three");
        assertEq(oracle.twap(MARKET, 50), (30 * 2100 + 20 * 2400) * WAD / 50, "from a change");
        assertEq(oracle.twap(MARKET, 51), (2000 + 30 * 2100 + 20 * 2400) * WAD / 51, "a second before it");
        assertEq(oracle.twap(MARKET, 49), (29 * 2100 + 20 * 2400) * WAD / 49, "a second after it");
        assertEq(oracle.twap(MARKET, 20), 2400 * WAD, "since the last change");
        assertEq(oracle.twap(MARKET, 21), (2100 + 20 * 2400) * WAD / 21, "and a second more");
    }

    function test_twap_whenItDoesNotDivide_thenItIsRoundedDownOnce() public {
        _updateAt(START + 1, 2000);
        mocks[0].set(2000 * WAD + 1, START + 1);
        mocks[1].set(2000 * WAD + 1, START + 1);
        oracle.updatePrice(MARKET);
        vm.warp(START + 3);
        assertEq(oracle.twap(MARKET, 3), 2000 * WAD, "two thirds of a wei are dropped");
        assertEq(oracle.twap(MARKET, 2), 2000 * WAD + 1, "none here");
    }

    function test_twap_whenUpdatedTwiceInASecond_thenTheFirstPriceWeighsNothing() public {
        _updateAt(START + 10, 2900);
        _updateAt(START + 10, 2100);
        vm.warp(START + 20);
        assertEq(oracle.twap(MARKET, 20), 2050 * WAD, "a price of one transaction is in force for no time");
    }

    function test_twap_whenUpdatedWithoutChange_thenNoPlaceIsTaken() public {
        for (uint256 i = 1; i <= 3 * SIZE; ++i) {
            _updateAt(START + i, 2000);
        }
        assertEq(oracle.longestWindow(MARKET), 3 * SIZE, "nobody shortens the history by asking");
    }

    function test_twap_whenTheRingComesRound_thenItReachesBackToTheOldestKept() public {
        for (uint256 i = 1; i <= SIZE; ++i) {
            _updateAt(START + 10 * i, 2000 + i);
        }
        vm.warp(START + 50);
        assertEq(oracle.longestWindow(MARKET), 40, "the first change is overwritten");
        assertEq(oracle.twap(MARKET, 40), (2001 + 2002 + 2003 + 2004) * WAD / 4, "across the end of the ring");
        assertEq(oracle.twap(MARKET, 39), (9 * 2001 + 10 * (2002 + 2003 + 2004)) * WAD / 39, "inside the oldest");
        _expectOutOfRange(41, 40);
        oracle.twap(MARKET, 41);
    }

    function test_twap_whenAWindowOfNothing_thenReverts() public {
        vm.warp(START + 10);
        _expectOutOfRange(0, 10);
        oracle.twap(MARKET, 0);
    }

    function test_twap_whenJustUpdatedForTheFirstTime_thenThereIsNoWindow() public {
        assertEq(oracle.longestWindow(MARKET), 0, "no time has passed");
        _expectOutOfRange(1, 0);
        oracle.twap(MARKET, 1);
    }

    function test_twap_whenThePriceIsStale_thenReverts() public {
        vm.warp(START + MAX_AGE);
        assertEq(oracle.twap(MARKET, MAX_AGE), 2000 * WAD, "as long as the price is");
        vm.warp(START + MAX_AGE + 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, MARKET, START));
        oracle.twap(MARKET, MAX_AGE);
    }

    function test_twap_whenTheMarketIsUnknown_thenReverts() public {
        assertEq(oracle.longestWindow(MARKET + 1), 0, "no window");
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.UnknownMarket.selector, MARKET + 1));
        oracle.twap(MARKET + 1, 1);
    }

    function test_twap_whenAJumpIsPending_thenItCountsNothing() public {
        _updateAt(START + 10, 9000);
        vm.warp(START + 20);
        assertEq(oracle.twap(MARKET, 20), 2000 * WAD, "not before it is in force");
    }

    function test_twap_whenTheHistoryGetsAnotherSize_thenItBeginsAnewWithThePriceInForce() public {
        _updateAt(START + 10, 2100);
        vm.warp(START + 20);
        oracle.setGuards(MARKET, IOracleRouter.PriceGuards(200_000, 500_000, 60, SIZE + 1));
        assertEq(oracle.longestWindow(MARKET), 0, "forgotten");
        vm.warp(START + 30);
        assertEq(oracle.twap(MARKET, 10), 2100 * WAD, "the price in force since");
    }

    function test_twap_whenOtherGuardsChange_thenTheHistoryStays() public {
        vm.warp(START + 20);
        oracle.setGuards(MARKET, IOracleRouter.PriceGuards(1, 1, 1, SIZE));
        assertEq(oracle.longestWindow(MARKET), 20, "all of it");
    }

    function testFuzz_twap_whateverHappened_thenExactOverEveryWindow(uint256 seed, uint256 window) public {
        for (uint256 i; i < 3 * SIZE; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            // Every third time in the same second, every third time at the same price.
            uint256 wait = random % 3 == 0 ? 0 : random >> 8 & 31;
            _updateAt(block.timestamp + wait, random % 3 == 1 ? values[values.length - 1] : 1900 + (random >> 16 & 255));
        }
        vm.warp(block.timestamp + (seed & 31));
        uint256 longest = oracle.longestWindow(MARKET);
        if (longest == 0) return;
        window = bound(window, 1, longest);
        (uint256 sum, uint256 low, uint256 high) = _sum(block.timestamp - window);
        uint256 average = oracle.twap(MARKET, window);
        assertEq(average, sum * WAD / window, "OR-05 to the wei");
        assertTrue(average >= low * WAD && average <= high * WAD, "OR-05 within the prices in force");
        _expectOutOfRange(longest + 1, longest);
        oracle.twap(MARKET, longest + 1);
    }

    /// @dev Dollars times seconds from `start` until now, second by second, and the least and most dollars in force then.
    function _sum(uint256 start) private view returns (uint256 sum, uint256 low, uint256 high) {
        low = type(uint256).max;
        for (uint256 at = start; at < block.timestamp; ++at) {
            uint256 inForce;
            for (uint256 i; i < times.length && times[i] <= at; ++i) {
                inForce = values[i];
            }
            sum += inForce;
            if (inForce < low) low = inForce;
            if (inForce > high) high = inForce;
        }
    }

    function _updateAt(uint256 at, uint256 dollars) private {
        vm.warp(at);
        _update(dollars * WAD);
        times.push(at);
        values.push(dollars);
    }

    function _expectOutOfRange(uint256 window, uint256 longest) private {
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.WindowOutOfRange.selector, MARKET, window, longest));
    }
}
