// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {OracleCase} from "./OracleCase.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";

contract PriceTest is OracleCase {
    function test_price_whenAsOldAsAllowed_thenItIsServed() public {
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        vm.warp(START + MAX_AGE);
        assertEq(oracle.price(MARKET), 2000 * WAD, "to the second");
        assertTrue(oracle.isFresh(MARKET), "fresh");
    }

    function test_price_whenASecondOlder_thenReverts() public {
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        vm.warp(START + MAX_AGE + 1);
        assertFalse(oracle.isFresh(MARKET), "not fresh");
        _expectStale(START);
        oracle.price(MARKET);
        (uint256 price, uint256 updatedAt) = oracle.lastPrice(MARKET);
        assertTrue(price == 2000 * WAD && updatedAt == START, "displays may still show it, with its time");
    }

    function test_price_whenUpdatedWithOldReadings_thenTheirAgeCounts() public {
        _configure(1, _prices(2000, 2000));
        mocks[0].set(2000 * WAD, START - MAX_AGE);
        oracle.updatePrice(MARKET);
        assertEq(oracle.price(MARKET), 2000 * WAD, "now");
        vm.warp(START + 1);
        _expectStale(START - MAX_AGE);
        oracle.price(MARKET);
    }

    function test_price_whenTheMarketIsUnknown_thenReverts() public {
        assertFalse(oracle.isFresh(MARKET), "not fresh");
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.UnknownMarket.selector, MARKET));
        oracle.price(MARKET);
    }

    function test_price_whenNeverUpdated_thenRevertsHoweverYoungTheChain() public {
        _configure(2, _prices(2000, 2000));
        _expectStale(0);
        oracle.price(MARKET);
        // On a young chain time zero may be recent: zero must not be served as a price.
        vm.warp(MAX_AGE - 1);
        assertFalse(oracle.isFresh(MARKET), "not fresh");
        _expectStale(0);
        oracle.price(MARKET);
    }

    function test_freshPrices_whenSomeAreNotServed_thenTheyAreZeroInTheirPlaces() public {
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        uint256 markets = 1 << MARKET | 1 << 9 | 1 << 127;
        uint256[] memory prices = oracle.freshPrices(markets);
        assertEq(prices.length, 3, "one for each bit");
        assertTrue(prices[0] == 2000 * WAD && prices[1] == 0 && prices[2] == 0, "lowest bit first");
        vm.warp(START + MAX_AGE);
        assertEq(oracle.freshPrices(markets)[0], 2000 * WAD, "to the second, as `price`");
        vm.warp(START + MAX_AGE + 1);
        assertEq(oracle.freshPrices(markets)[0], 0, "stale");
        assertEq(oracle.freshPrices(0).length, 0, "none asked for");
    }

    function test_freshPrices_whenNeverUpdated_thenZero() public {
        _configure(2, _prices(2000, 2000));
        vm.warp(MAX_AGE - 1);
        assertEq(oracle.freshPrices(1 << MARKET)[0], 0, "however young the chain");
    }

    function testFuzz_price_wheneverItAnswers_thenItIsFresh(uint256 age, uint256 wait) public {
        _configure(1, _prices(2000, 2000));
        age = bound(age, 0, MAX_AGE);
        wait = bound(wait, 0, 2 * MAX_AGE);
        mocks[0].set(2000 * WAD, START - age);
        oracle.updatePrice(MARKET);
        vm.warp(START + wait);
        bool fresh = age + wait <= MAX_AGE;
        assertTrue(oracle.isFresh(MARKET) == fresh, "OR-01 fresh iff young enough");
        if (!fresh) _expectStale(START - age);
        oracle.price(MARKET);
    }

    function _expectStale(uint256 updatedAt) private {
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, MARKET, updatedAt));
    }
}
