// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice What a fill does to the two accounts; whether it may be made is `MarginRule.t.sol`.
contract SettleTest is SystemChecks {
    IEngineTypes.Fill[] private _fills;

    function setUp() public override {
        super.setUp();
        _fund(alice, 10_000);
        _fund(bob, 10_000);
    }

    function test_settle_whenOpening_thenSizeAndQuoteMoveAtTheExactNotional() public {
        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);

        assertEq(_size(alice, ETH), 1e18, "alice is long one ETH");
        assertEq(_size(bob, ETH), -1e18, "bob is short one ETH");
        assertEq(_quote(alice, ETH), -2000e18, "alice owes the notional");
        assertEq(_quote(bob, ETH), 2000e18, "bob is owed it");
        assertEq(engine.collateralOf(alice), 9999e18, "taker fee 0.05 %");
        assertEq(engine.collateralOf(bob), 9999.6e18, "maker fee 0.02 %");
        assertEq(engine.equity(alice), 9999e18, "no profit at mark");
        _assertSound();
    }

    function test_settle_whenOpening_thenEventsTellBothSides() public {
        _rest(bob, ETH, SELL, ETH_TICK, 1 * ETH_LOTS);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(bob, ETH, -1e18, 2000e18, 0, 0, 0, 0.4e18);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.FeesCharged(0.7e18, 0.42e18, 0.28e18);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(alice, ETH, 1e18, -2000e18, 0, 0, 0, 1e18);
        _take(alice, ETH, BUY, ETH_TICK, 1 * ETH_LOTS);
    }

    function test_settle_whenGrowing_thenQuotesAddUpAndNothingIsRealised() public {
        _trade(alice, bob, ETH, 2000, 1 * ETH_LOTS);
        _trade(alice, bob, ETH, 2100, 3 * ETH_LOTS);
        assertEq(_size(alice, ETH), 4e18, "sizes add up");
        assertEq(_quote(alice, ETH), -8300e18, "notionals add up");
        assertEq(engine.collateralOf(alice), 10_000e18 - 1e18 - 3.15e18, "only fees touched collateral");
        _assertSound();
    }

    function test_settle_whenReducing_thenTheProportionalQuoteIsReleased() public {
        _trade(alice, bob, ETH, 2000, 1 * ETH_LOTS);
        _rest(bob, ETH, BUY, 2100, 400);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(alice, ETH, 0.6e18, -1200e18, 0, 0, 40e18, 0.42e18);
        _take(alice, ETH, SELL, 2100, 400);
        assertEq(engine.collateralOf(alice), 9999e18 + 40e18 - 0.42e18, "0.4 of a profit of 100, less the fee");
        assertEq(engine.collateralOf(bob), 9999.6e18 - 40e18 - 0.168e18, "which bob has lost");
        _assertSound();
    }

    function test_settle_whenClosing_thenNoQuoteIsLeft() public {
        _trade(alice, bob, ETH, 1999, 3);
        _trade(alice, bob, ETH, 2001, 4);
        _trade(bob, alice, ETH, 2100, 7);
        assertEq(_size(alice, ETH), 0, "flat");
        assertEq(_quote(alice, ETH), 0, "with no quote");
        assertEq(_quote(bob, ETH), 0, "nor has the other side");
        assertEq(engine.activeMarkets(alice), 0, "and no active market");
        (uint256 longs,) = engine.openInterest(ETH);
        assertEq(longs, 0, "nothing is open");
        _assertSound();
    }

    function test_settle_whenCrossingZero_thenItClosesAndOpensTheRest() public {
        _trade(alice, bob, ETH, 2000, 1 * ETH_LOTS);
        _rest(bob, ETH, BUY, 2100, 3 * ETH_LOTS);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(alice, ETH, -2e18, 4200e18, 0, 0, 100e18, 3.15e18);
        _take(alice, ETH, SELL, 2100, 3 * ETH_LOTS);
        (uint256 longs, uint256 shorts) = engine.openInterest(ETH);
        assertEq(longs, 2e18, "bob's new long");
        assertEq(shorts, 2e18, "alice's new short");
        _assertSound();
    }

    function test_settle_whenAProportionIsInexact_thenTheOwnerGetsTheFloorAndKeepsTheRest() public {
        // Quote −6,001: a third of it is not a whole number of wei.
        _trade(alice, bob, ETH, 2000, 2 * ETH_LOTS);
        _trade(alice, bob, ETH, 2001, 1 * ETH_LOTS);
        int256 before = engine.collateralOf(alice);
        _trade(bob, alice, ETH, 2000, 1 * ETH_LOTS);
        int256 fee = 0.4e18;
        assertEq(
            engine.collateralOf(alice) - before + fee,
            -333_333_333_333_333_334,
            "the long's loss of a third of a dollar is rounded up"
        );
        assertEq(
            _quote(alice, ETH), -6001e18 + 2_000_333_333_333_333_333_334, "and what is not released stays in quote"
        );
        _assertSound();
    }

    function test_settle_whenSeveralLevelsFill_thenEachFillsAtItsOwnPrice() public {
        _rest(bob, ETH, SELL, 2000, 1 * ETH_LOTS);
        _rest(bob, ETH, SELL, 2010, 1 * ETH_LOTS);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(alice, ETH, 1.5e18, -3005e18, 0, 0, 0, 1.5025e18);
        _take(alice, ETH, BUY, 2050, 1500);
        assertEq(engine.collateralOf(bob), 10_000e18 - 0.4e18 - 0.201e18, "bob's two fills");
        _assertSound();
    }

    function test_settle_whenNotTheBook_thenReverts() public {
        IEngineTypes.TakerContext memory context;
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotBook.selector, alice));
        vm.prank(alice);
        engine.settle(ETH, alice, BUY, _fills, 0, context);
    }

    function test_settle_whenTheMarketIsUnknown_thenReverts() public {
        IEngineTypes.TakerContext memory context;
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 2));
        vm.prank(address(book));
        engine.settle(2, alice, BUY, _fills, 0, context);
    }

    function test_settle_whenMakerAndTakerAreOne_thenNothingIsFilled() public {
        IEngineTypes.TakerContext memory context;
        _fills.push(IEngineTypes.Fill({maker: alice, tick: ETH_TICK, lots: 1, reduceOnly: false}));
        vm.prank(address(book));
        (uint256 settled, IEngineTypes.FillOutcome outcome,) = engine.settle(ETH, alice, BUY, _fills, 0, context);
        assertEq(settled, 0, "no fill");
        assertTrue(outcome == IEngineTypes.FillOutcome.SelfTrade, "the book is told why");
        assertEq(_size(alice, ETH), 0, "nothing changed");
    }

    function test_settle_whenTheMarkIsStale_thenReverts() public {
        _rest(bob, ETH, SELL, ETH_TICK, 1);
        (, uint256 updatedAt) = oracle.lastPrice(ETH);
        vm.warp(block.timestamp + MAX_AGE + 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, ETH, updatedAt));
        _place(alice, ETH, BUY, ETH_TICK, 1);
    }

    function test_releaseOrder_whenNotTheBook_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotBook.selector, alice));
        vm.prank(alice);
        engine.releaseOrder(ETH, alice, BUY, 1);
    }

    function testFuzz_settle_whateverTrades_thenTheSystemBalancesToTheWei(uint256 seed) public {
        for (uint256 i; i < 6; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint24 tick = uint24(bound(random, 1900, 2100));
            uint64 lots = uint64(bound(random >> 32, 1, 700));
            if (random >> 255 == 0) _trade(alice, bob, ETH, tick, lots);
            else _trade(bob, alice, ETH, tick, lots);
            assertEq(_size(alice, ETH), -_size(bob, ETH), "sizes are opposite");
            _assertSound();
        }
    }
}
