// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice A market that only lets reduce, and one that is being settled. Alice is long 4 ETH from bob at $2,000.
contract MarketStateTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 100_000);
        _fund(carol, 100_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
    }

    // --- reduce-only ---------------------------------------------------------------------------------------------

    function test_setMarketState_whenReduceOnly_thenAnnouncedAndReadBack() public {
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.MarketStateSet(ETH, IEngineTypes.MarketState.ReduceOnly, 0);
        _setState(IEngineTypes.MarketState.ReduceOnly);
        (IEngineTypes.MarketState state, uint256 price) = engine.marketState(ETH);
        assertTrue(state == IEngineTypes.MarketState.ReduceOnly && price == 0, "reduce-only, without a final price");
    }

    function test_place_whenReduceOnlyAndGrowing_thenReverts() public {
        _rest(bob, ETH, SELL, 2100, 1);
        _setState(IEngineTypes.MarketState.ReduceOnly);
        _expectOnlyReducing();
        _place(carol, ETH, BUY, 2100, 1);
        _expectOnlyReducing();
        _place(carol, ETH, BUY, 1900, 1);
        _expectOnlyReducing();
        _place(alice, ETH, BUY, 1900, 1);
        _rest(carol, BTC, BUY, 1900, 1);
    }

    function test_place_whenReduceOnlyAndReducing_thenItIsAllowed() public {
        _setState(IEngineTypes.MarketState.ReduceOnly);
        _rest(alice, ETH, SELL, 2050, 4 * ETH_LOTS);
        _take(bob, ETH, BUY, 2050, 4 * ETH_LOTS);
        assertEq(_size(alice, ETH), 0, "both sides reduced");
        _assertSound();
    }

    function test_place_whenReduceOnlyAndCrossingZero_thenReverts() public {
        _trade(carol, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _rest(bob, ETH, BUY, 1990, 5 * ETH_LOTS);
        _setState(IEngineTypes.MarketState.ReduceOnly);
        _expectOnlyReducing();
        _place(alice, ETH, SELL, 1990, 4 * ETH_LOTS + 1);
    }

    function test_place_whenAMakerWouldGrow_thenItsOrderGoesAndTheTakerGoesOn() public {
        uint64 growing = _rest(carol, ETH, BUY, 1995, 1 * ETH_LOTS);
        _rest(bob, ETH, BUY, 1990, 1 * ETH_LOTS);
        _setState(IEngineTypes.MarketState.ReduceOnly);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRemoved(growing, carol, 1 * ETH_LOTS, IBookTypes.RemovalReason.MakerReduceOnly);
        _take(alice, ETH, SELL, 1990, 1 * ETH_LOTS);
        assertEq(_size(bob, ETH), -3e18, "bob reduces");
        assertEq(_size(carol, ETH), 0, "carol would have grown");
        _assertSound();
    }

    function test_setMarketState_whenActiveAgain_thenGrowingIsAllowed() public {
        _setState(IEngineTypes.MarketState.ReduceOnly);
        _setState(IEngineTypes.MarketState.Active);
        _trade(carol, bob, ETH, ETH_TICK, 1);
        _assertSound();
    }

    function test_liquidate_whenReduceOnly_thenItGoesOn() public {
        _setState(IEngineTypes.MarketState.ReduceOnly);
        _setPrice(ETH, 1800);
        _liquidate(carol, alice, ETH);
        assertEq(_size(carol, ETH), 4e18, "taken over");
    }

    // --- settling ------------------------------------------------------------------------------------------------

    function test_setMarketState_whenSettling_thenTheLastPriceIsFinal() public {
        _setPrice(ETH, 2100);
        // Even when the oracle has been silent since.
        vm.warp(block.timestamp + 1 days);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.MarketStateSet(ETH, IEngineTypes.MarketState.Settling, 2100e18);
        _settleMarket();
        _setPrice(ETH, 3000);
        assertEq(engine.equity(alice), 996e18 + 400e18, "valued at it whatever comes");
    }

    function test_settlePosition_whenSettling_thenEverybodyIsClosedAtTheFinalPrice() public {
        _setPrice(ETH, 2100);
        _settleMarket();
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(alice, ETH, 0, 0, 0, 0, 400e18, 0);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionSettled(alice, ETH, 4e18, 8400e18);
        vm.prank(dave);
        engine.settlePosition(alice, ETH);
        assertEq(engine.collateralOf(alice), 1396e18, "without a fee");
        _assertOneSided();
        int256 before = engine.collateralOf(bob);
        engine.settlePosition(bob, ETH);
        assertEq(engine.collateralOf(bob) - before, -400e18, "the other side of it");
        (uint256 longs, uint256 shorts) = engine.openInterest(ETH);
        assertTrue(longs == 0 && shorts == 0, "nothing is open");
        _assertSound();
        vm.prank(alice);
        engine.withdraw(1396 * USD);
        assertEq(engine.activeMarkets(alice), 0, "and all of it can leave");
    }

    function test_settlePosition_whenTheLossIsTooLarge_thenItIsADeficit() public {
        _insure(4 * USD);
        _setPrice(ETH, 1700);
        _settleMarket();
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.DeficitCovered(alice, 204e18, 4e18, 200e18);
        engine.settlePosition(alice, ETH);
        engine.settlePosition(bob, ETH);
        assertEq(engine.badDebt(), 200e18, "nobody is left to deleverage against");
        _assertSound();
    }

    function test_settlePosition_whenNotSettling_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.MarketNotSettling.selector, ETH));
        engine.settlePosition(alice, ETH);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 2));
        engine.settlePosition(alice, 2);
    }

    function test_settlePosition_whenThereIsNone_thenReverts() public {
        _settleMarket();
        engine.settlePosition(alice, ETH);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NoPosition.selector, alice, ETH));
        engine.settlePosition(alice, ETH);
    }

    function test_cancel_whenSettling_thenEveryOrderComesOut() public {
        uint64 orderId = _rest(carol, ETH, BUY, 1900, 10 * ETH_LOTS);
        uint256 reserved = engine.initialMargin(carol);
        _settleMarket();
        assertEq(engine.initialMargin(carol), reserved, "still reserved");
        vm.warp(block.timestamp + 1 days);
        _cancel(carol, orderId);
        assertEq(engine.activeMarkets(carol), 0, "NS-01 cancelled without a fresh price");
        vm.prank(carol);
        engine.withdraw(100_000 * USD);
        _assertSound();
    }

    function test_place_whenSettling_thenReverts() public {
        _settleMarket();
        _expectSettling();
        _place(carol, ETH, BUY, 1900, 1);
        _expectSettling();
        _place(alice, ETH, SELL, 1900, 1);
    }

    function test_liquidate_whenSettling_thenReverts() public {
        _setPrice(ETH, 1800);
        _settleMarket();
        _expectSettling();
        _liquidate(carol, alice, ETH);
    }

    function test_liquidate_whenAnotherMarketIsSettling_thenItCountsAtItsFinalPrice() public {
        _trade(carol, bob, BTC, BTC_TICK, 1000);
        vm.prank(carol);
        engine.withdraw(99_700 * USD);
        engine.setMarketState(BTC, IEngineTypes.MarketState.Settling);
        _trade(carol, bob, ETH, ETH_TICK, 200);
        vm.warp(block.timestamp + 1 days);
        _setPrice(ETH, 1200);
        assertTrue(engine.isLiquidatable(carol), "137.80 against 150 of BTC and 12 of ETH");
        _liquidate(bob, carol, ETH);
        _assertSound();
    }

    function test_setters_whenSettling_thenItIsFinal() public {
        _settleMarket();
        _expectSettling();
        _setState(IEngineTypes.MarketState.Active);
        _expectSettling();
        _settleMarket();
        IEngineTypes.MarketParams memory params = _ethParams();
        _expectSettling();
        engine.setMarketParams(ETH, params);
        IEngineTypes.FundingParams memory funding = _fundingParams();
        _expectSettling();
        engine.setFundingParams(ETH, funding);
    }

    function test_setMarketState_whenNoPriceWasEverStored_thenItCannotBeSettled() public {
        uint16 marketId = engine.listMarket(_ethParams(), _fundingParams());
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidMarketState.selector, marketId));
        engine.setMarketState(marketId, IEngineTypes.MarketState.Settling);
    }

    function test_setMarketState_whenTheMarketIsUnknown_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 2));
        engine.setMarketState(2, IEngineTypes.MarketState.ReduceOnly);
    }

    function test_setMarketState_whenTheOracleFellSilent_thenFundingRunsUpToItsLastWord() public {
        _pass(1);
        engine.updateFunding(ETH);
        // 100 ppm of 2,000 in eight hours: an hour is 0.025.
        _pass(1 hours);
        vm.warp(block.timestamp + 5 hours);
        _settleMarket();
        (int256 index,,,) = engine.fundingState(ETH);
        assertEq(index, 0.025e18, "one hour of six");
        _pass(1 days);
        (index,,,) = engine.fundingState(ETH);
        assertEq(index, 0.025e18, "and stands still from then on");
        engine.settleFunding(alice, ETH);
        engine.settlePosition(alice, ETH);
        engine.settlePosition(bob, ETH);
        assertEq(engine.collateralOf(alice), 996e18 - 0.1e18, "settled with it");
        _assertSound();
    }

    function testFuzz_settlePosition_whateverThePrice_thenTheResidualIsDustForInsurance(uint256 price, uint64 lots)
        public
    {
        _trade(carol, bob, ETH, ETH_TICK, uint64(bound(lots, 1, 3000)));
        _setPriceWad(ETH, bound(price, 1500e18, 2500e18));
        _settleMarket();
        engine.settlePosition(carol, ETH);
        engine.settlePosition(bob, ETH);
        engine.settlePosition(alice, ETH);
        (,,, int256 residual) = engine.fundingState(ETH);
        assertAtLeast(residual, 0, "floored values leave nothing below zero");
        assertAtMost(residual, 3, "a wei each");
        assertEq(engine.sweepResidual(ETH), uint256(residual), "swept");
        _assertSound();
    }

    /// @dev One side is closed at the market: open interest is one-sided until the other side follows.
    function _assertOneSided() private view {
        (uint256 longs, uint256 shorts) = engine.openInterest(ETH);
        assertTrue(longs == 0 && shorts == 4e18, "the short is still open");
    }

    function _setState(IEngineTypes.MarketState state) private {
        engine.setMarketState(ETH, state);
    }

    function _settleMarket() private {
        _setState(IEngineTypes.MarketState.Settling);
    }

    function _expectOnlyReducing() private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.OnlyReducing.selector, ETH));
    }

    function _expectSettling() private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.MarketIsSettling.selector, ETH));
    }
}
