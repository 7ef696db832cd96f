// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice The maker's side of the margin rule: alice rests, bob takes, and an order that alice can't stand by never stops him.
contract MakerMarginTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
    }

    function test_place_whenTheMakerLacksInitialMargin_thenItsOrderGoesAndTheTakerGoesOn() public {
        uint64 weak = _rest(alice, ETH, SELL, ETH_TICK, 4 * ETH_LOTS);
        uint64 strong = _rest(carol, ETH, SELL, ETH_TICK, 4 * ETH_LOTS);
        // 4 ETH short at 2,000 with ETH at 2,200: equity 1,000 − 800 − 1.6 against an initial margin of 880.
        _setPrice(ETH, 2200);

        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRemoved(weak, alice, 4 * ETH_LOTS, IBookTypes.RemovalReason.MakerMargin);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderMatched(strong, carol, bob, ETH, ETH_TICK, 3 * ETH_LOTS);
        _take(bob, ETH, BUY, ETH_TICK, 3 * ETH_LOTS);

        assertEq(book.order(weak).owner, address(0), "the order is gone");
        assertEq(_size(alice, ETH), 0, "alice has not traded");
        assertEq(engine.initialMargin(alice), 0, "and reserves nothing any more");
        assertEq(_size(carol, ETH), -3e18, "carol has");
        _assertSound();
    }

    function test_place_whenOnlyTheMakersFirstFillIsCovered_thenItKeepsItAndLosesTheRest() public {
        // Two orders of 2 ETH: one is covered at 2,200 (1,000 − 400.8 over 440), both are not.
        _rest(alice, ETH, SELL, ETH_TICK, 2 * ETH_LOTS);
        uint64 second = _rest(alice, ETH, SELL, ETH_TICK, 2 * ETH_LOTS);
        _setPrice(ETH, 2060);
        // Resting, the two need 824; one filled at a loss of 120 and a fee of 0.8 leaves 879.2 over 824 …
        // and the second leaves 758.4 over 824.
        (uint64 rest, uint64 filled) = _place(bob, ETH, BUY, ETH_TICK, 4 * ETH_LOTS);
        assertEq(filled, 2 * ETH_LOTS, "the first order fills");
        assertEq(_size(alice, ETH), -2e18, "and stands");
        assertEq(book.order(second).owner, address(0), "the second is removed");
        assertEq(book.order(rest).lots, 2 * ETH_LOTS, "what nobody sells rests");
        _assertSound();
    }

    function test_place_whenTheMakerOnlyReducesAtTheWorstPrice_thenHeadroomDecides() public {
        _trade(alice, carol, ETH, ETH_TICK, 4 * ETH_LOTS);
        _weakenWithAsk(1767);
        // (p − 1,860) − 0.0002 p + 93 ≥ 0 from p = 1,767.35… up: at 1,767 the order goes.
        (, uint64 filled) = _place(bob, ETH, BUY, 1767, 1 * ETH_LOTS);
        assertEq(filled, 0, "one tick too low");
        assertEq(_size(alice, ETH), 4e18, "alice keeps her position");
        (, uint64 asks) = _openLots(alice, ETH);
        assertEq(asks, 0, "and has lost her order");
        _assertSound();
    }

    function test_place_whenTheMakerOnlyReducesAtAPriceGoodEnough_thenItFills() public {
        _trade(alice, carol, ETH, ETH_TICK, 4 * ETH_LOTS);
        _weakenWithAsk(1768);
        int256 before = _headroom(alice);
        _take(bob, ETH, BUY, 1768, 1 * ETH_LOTS);
        assertEq(_headroom(alice) - before, 1e18 - 0.3536e18, "headroom has grown, the fee paid");
        assertTrue(engine.equity(alice) < int256(engine.initialMargin(alice)), "though alice is still weak");
        _assertSound();
    }

    function test_place_whenTheMakerIsBankrupt_thenItsOrderGoes() public {
        _trade(alice, carol, ETH, ETH_TICK, 4 * ETH_LOTS);
        uint64 orderId = _rest(alice, ETH, SELL, 2001, 1 * ETH_LOTS);
        _setPrice(ETH, 1500);
        assertEq(engine.equity(alice), 996e18 - 2000e18, "bankrupt");
        // Selling at 2,001 what is worth 1,500 helps, but equity stays below zero.
        (, uint64 filled) = _place(bob, ETH, BUY, 2001, 1);
        assertEq(filled, 0, "not even a lot");
        assertEq(book.order(orderId).owner, address(0), "the order is gone");
        _assertSound();
    }

    function test_place_whenTheMakerWouldCrossZero_thenItIsNoReduction() public {
        _trade(alice, carol, ETH, ETH_TICK, 1 * ETH_LOTS);
        uint64 orderId = _rest(alice, ETH, SELL, 2000, 5 * ETH_LOTS);
        _setPrice(ETH, 2150);
        // From long 1 to short 4: 999 + 150 − 5 × 150 − fees over 860 is not covered.
        (, uint64 filled) = _place(bob, ETH, BUY, ETH_TICK, 5 * ETH_LOTS);
        assertEq(filled, 0, "the order is not split for the maker's sake");
        assertEq(book.order(orderId).owner, address(0), "it goes");
        assertEq(_size(alice, ETH), 1e18, "alice keeps her long");
    }

    function test_place_whenEveryMakerIsWeak_thenTheTakerRestsWhole() public {
        _rest(alice, ETH, SELL, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 2200);
        (uint64 orderId, uint64 filled) = _place(bob, ETH, BUY, ETH_TICK, 1 * ETH_LOTS);
        assertEq(filled, 0, "nothing to fill with");
        assertEq(book.order(orderId).lots, 1 * ETH_LOTS, "the order rests");
        (uint24 bid, uint24 ask) = book.best(ETH);
        assertTrue(bid == ETH_TICK && ask == 0, "NS-02 where the weak order was");
        _assertSound();
    }

    function test_place_whenAMakersOtherMarketHasNoFreshMark_thenItsOrderGoesAndTheTakerGoesOn() public {
        // One lot far from the BTC book is enough to make alice's margin unknown once BTC's price is stale.
        _rest(alice, BTC, BUY, 1, 1);
        uint64 unknown = _rest(alice, ETH, SELL, ETH_TICK, 1);
        _rest(carol, ETH, SELL, ETH_TICK, 1 * ETH_LOTS);
        _outdateAllBut(ETH);

        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRemoved(unknown, alice, 1, IBookTypes.RemovalReason.MakerMargin);
        _take(bob, ETH, BUY, ETH_TICK, 1 * ETH_LOTS);
        assertEq(_size(carol, ETH), -1e18, "carol's order was behind it");
        _assertSound();
    }

    function test_place_whenTheTakersOtherMarketHasNoFreshMark_thenReverts() public {
        _rest(bob, BTC, BUY, 1, 1);
        _rest(carol, ETH, SELL, ETH_TICK, 1);
        _outdateAllBut(ETH);
        (, uint256 updatedAt) = oracle.lastPrice(BTC);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, BTC, updatedAt));
        _place(bob, ETH, BUY, ETH_TICK, 1);
    }

    function test_place_whenTheMakerEarnsARebate_thenItIsCredited() public {
        _rest(alice, BTC, SELL, BTC_TICK, 1000);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(alice, BTC, -0.1e18, 5000e18, 0, 0, 0, -0.5e18);
        _take(bob, BTC, BUY, BTC_TICK, 1000);
        assertEq(engine.collateralOf(alice), 1000.5e18, "0.01 % of 5,000");
        _assertSound();
    }

    /// @dev Alice, long 4 ETH from 2,000, rests an ask of 1 ETH and is then marked at 1,860.
    function _weakenWithAsk(uint24 tick) private {
        _rest(alice, ETH, SELL, tick, 1 * ETH_LOTS);
        _setPrice(ETH, 1860);
        assertEq(engine.equity(alice), 436e18, "equity, below the initial margin of 744");
    }
}
