// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemFixture} from "../base/SystemFixture.sol";
import {vm} from "../base/Vm.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice What the book is answered for a pair of an auction; how auctions use it is in the auction's tests.
contract SettlePairTest is SystemFixture {
    function setUp() public override {
        super.setUp();
        _fund(alice, 5000);
        _fund(bob, 10_000);
        _rest(alice, ETH, BUY, ETH_TICK - 1, 3 * ETH_LOTS);
        _rest(bob, ETH, SELL, ETH_TICK + 1, 3 * ETH_LOTS);
    }

    function test_settlePair_whenBothCan_thenBothPayTheMeanRateAndGiveBackWhatWasReserved() public {
        vm.prank(address(book));
        (IEngineTypes.FillOutcome outcome,) = engine.settlePair(ETH, alice, bob, ETH_TICK, 1 * ETH_LOTS);
        assertTrue(outcome == IEngineTypes.FillOutcome.Filled, "filled");
        assertEq(_size(alice, ETH), 1e18, "the buyer's");
        assertEq(_size(bob, ETH), -1e18, "the seller's");
        // Half of 500 + 200 ppm of 2,000.
        assertEq(engine.collateralOf(alice), 5000e18 - 0.7e18, "the buyer's fee");
        assertEq(engine.collateralOf(bob), 10_000e18 - 0.7e18, "the seller's is the same");
        (uint64 bids,) = _openLots(alice, ETH);
        (, uint64 asks) = _openLots(bob, ETH);
        assertTrue(bids == 2 * ETH_LOTS && asks == 2 * ETH_LOTS, "no longer reserved");
    }

    function test_settlePair_whenBuyerAndSellerAreOne_thenItSaysSoAndNothingMoves() public {
        vm.prank(address(book));
        (IEngineTypes.FillOutcome outcome,) = engine.settlePair(ETH, alice, alice, ETH_TICK, 1 * ETH_LOTS);
        assertTrue(outcome == IEngineTypes.FillOutcome.SelfTrade, "nobody trades with himself");
        // The vault by its name and as the one of last resort is the same one.
        vm.prank(address(book));
        (outcome,) = engine.settlePair(ETH, address(vault), address(0), ETH_TICK, 1);
        assertTrue(outcome == IEngineTypes.FillOutcome.SelfTrade, "nor does the vault");
        assertEq(engine.collateralOf(alice), 5000e18, "no fee");
        (uint64 bids,) = _openLots(alice, ETH);
        assertEq(bids, 3 * ETH_LOTS, "all of it is still reserved");
    }

    function test_settlePair_whenOneOfThemCannot_thenItSaysWhoAndNothingMoves() public {
        _setPrice(ETH, 5000);
        vm.prank(address(book));
        (IEngineTypes.FillOutcome outcome, bool buyerRefused) =
            engine.settlePair(ETH, alice, bob, ETH_TICK, 3 * ETH_LOTS);
        assertTrue(outcome == IEngineTypes.FillOutcome.MakerMargin, "9,000 lost of 10,000 leave less than 1,500");
        assertFalse(buyerRefused, "it is the seller that can't");
        _setPrice(ETH, 200);
        vm.prank(address(book));
        (outcome, buyerRefused) = engine.settlePair(ETH, alice, bob, ETH_TICK, 3 * ETH_LOTS);
        assertTrue(outcome == IEngineTypes.FillOutcome.MakerMargin, "5,400 lost of 5,000");
        assertTrue(buyerRefused, "it is the buyer that can't");
        assertTrue(_size(alice, ETH) == 0 && _size(bob, ETH) == 0, "neither has anything");
        assertEq(engine.collateralOf(alice) + engine.collateralOf(bob), 15_000e18, "and nobody paid");
    }

    function test_settlePair_whenNotTheBook_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotBook.selector, alice));
        vm.prank(alice);
        engine.settlePair(ETH, alice, bob, ETH_TICK, 1);
    }

    function test_settlePair_whenTheMarketIsUnknownSettlingOrStale_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 7));
        vm.prank(address(book));
        engine.settlePair(7, alice, bob, ETH_TICK, 1);

        (, uint256 updatedAt) = oracle.lastPrice(ETH);
        vm.warp(block.timestamp + MAX_AGE + 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, ETH, updatedAt));
        vm.prank(address(book));
        engine.settlePair(ETH, alice, bob, ETH_TICK, 1);

        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.MarketIsSettling.selector, ETH));
        vm.prank(address(book));
        engine.settlePair(ETH, alice, bob, ETH_TICK, 1);
    }
}
