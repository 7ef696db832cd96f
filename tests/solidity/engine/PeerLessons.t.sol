// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice What audits found in other perpetual exchanges, each by its name. Alice has 1,000, the others a million.
contract PeerLessonsTest is SystemChecks {
    IEngineTypes.LiquidationTarget[] private _targets;

    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
    }

    function test_imEnforcedOnReductions_whenBelowIt_thenReducingIsStillAllowed() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 1850);
        assertTrue(engine.equity(alice) < int256(engine.initialMargin(alice)), "below the initial margin");
        for (uint256 i; i < 4; ++i) {
            _rest(bob, ETH, BUY, 1850, 1 * ETH_LOTS);
            _take(alice, ETH, SELL, 1850, 1 * ETH_LOTS);
        }
        assertEq(_size(alice, ETH), 0, "all the way out");
    }

    function test_liquidationAvoidedByUnrealisedGains_whenTheGainsAreSelfMade_thenTheAccomplicePaysForThem() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 1830);
        assertTrue(engine.isLiquidatable(alice), "to begin with");
        // An accomplice sells to alice below mark: she grows, and has no initial margin for it, whatever the gain.
        _fund(dave, 1000);
        int256 both = engine.equity(alice) + engine.equity(dave);
        _rest(dave, ETH, SELL, 1820, 1);
        vm.expectRevert(_insufficientMargin(alice, 316e18 + 0.01e18 - 0.00091e18, 732.183e18));
        _place(alice, ETH, BUY, 1820, 1);
        assertEq(engine.equity(alice) + engine.equity(dave), both, "nothing was made");
        _liquidate(carol, alice, ETH);
        assertEq(_size(alice, ETH), 0, "liquidated");
    }

    function test_liquidationAvoidedByUnrealisedGains_whenTheyVanish_thenLiquidatableWithoutATouch() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 2400);
        assertEq(engine.withdrawable(alice), 36 * USD, "gains are no collateral: 996 less an initial margin of 960");
        vm.prank(alice);
        engine.withdraw(36 * USD);
        _setPrice(ETH, 1850);
        assertTrue(engine.isLiquidatable(alice), "360 against 370");
    }

    function test_badDebtLeftAsNegativeMargin_whenBankruptAndClosed_thenItIsBookedAndNotOnAnAccount() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 1700);
        _outwait(alice);
        _liquidate(carol, alice, ETH);
        assertEq(engine.collateralOf(alice), 0, "no negative balance is left behind");
        assertEq(engine.badDebt(), 204e18, "it is visible where it is");
        _fund(alice, 50);
        assertEq(engine.withdrawable(alice), 50 * USD, "and eats no later deposit");
        _assertSound();
    }

    function test_feesSkippedOnPositivePnl_whenClosedAtAProfit_thenTheFeeIsCharged() public {
        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        _setPrice(ETH, 2100);
        int256 before = engine.collateralOf(alice);
        uint256 accrued = _feesAccrued();
        _rest(bob, ETH, BUY, 2100, 1 * ETH_LOTS);
        _take(alice, ETH, SELL, 2100, 1 * ETH_LOTS);
        assertEq(engine.collateralOf(alice) - before, 100e18 - 1.05e18, "profit less fee");
        assertEq(_feesAccrued() - accrued, 1.05e18 + 0.42e18, "both sides paid");
    }

    function test_mintingByNegativeMakerFee_whenWashTrading_thenNothingIsEverGained() public {
        IEngineTypes.MarketParams memory params = _ethParams();
        (params.takerFeePpm, params.makerFeePpm) = (333, -333);
        uint16 market = _list(params, ETH_TICK * WAD);
        int256 both = engine.equity(bob) + engine.equity(carol);
        for (uint24 i; i < 10; ++i) {
            _trade(bob, carol, market, ETH_TICK + i, 7 + i);
            _trade(carol, bob, market, ETH_TICK - i, 7 + i);
            assertAtMost(engine.equity(bob) + engine.equity(carol), both, "a rebate is at most the taker's fee");
        }
        assertEq(_size(bob, market), 0, "they are out");
        _assertSound();
    }

    function test_fundingParametersAppliedRetroactively_whenChanged_thenThePastKeepsItsOwn() public {
        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        _pass(1);
        engine.updateFunding(ETH);
        _pass(4 hours);
        (int256 owed,) = engine.fundingOwed(alice, ETH);
        assertEq(owed, 0.1e18, "half of 100 ppm of 2,000");
        IEngineTypes.FundingParams memory params = _fundingParams();
        (params.interestPpm, params.maxInterval) = (-100, 1);
        engine.setFundingParams(ETH, params);
        (int256 after_,) = engine.fundingOwed(alice, ETH);
        assertEq(after_, owed, "what has passed stays as it was");
    }

    function test_fundingCappedOnOneSideOnly_whenEitherSidePays_thenTheSameCapHolds() public {
        int256[2] memory rates;
        for (uint256 i; i < 2; ++i) {
            uint24 mid = i == 0 ? 2500 : 1500;
            uint64 bid = _rest(carol, ETH, BUY, mid - 1, 10 * ETH_LOTS);
            uint64 ask = _rest(carol, ETH, SELL, mid + 1, 10 * ETH_LOTS);
            _pass(1);
            engine.updateFunding(ETH);
            (, rates[i],,) = engine.fundingState(ETH);
            _cancel(carol, bid);
            _cancel(carol, ask);
        }
        assertEq(rates[0], 0.0075e18, "above");
        assertEq(rates[1], -rates[0], "and below");
    }

    function test_openInterestBookedByLimitFills_whenOrdersRestFillAndReduce_thenItIsTheSumOfPositions() public {
        _rest(bob, ETH, SELL, ETH_TICK, 3 * ETH_LOTS);
        _assertOpenInterest(0, "a resting order is no interest");
        _take(alice, ETH, BUY, ETH_TICK, 2 * ETH_LOTS);
        _assertOpenInterest(2e18, "a fill in part counts for what it filled");
        _rest(alice, ETH, SELL, ETH_TICK + 1, 2 * ETH_LOTS);
        _take(carol, ETH, BUY, ETH_TICK + 1, 3 * ETH_LOTS);
        _assertOpenInterest(3e18, "a maker that closed passes its interest on");
        _rest(bob, ETH, BUY, ETH_TICK - 1, 3 * ETH_LOTS);
        _take(carol, ETH, SELL, ETH_TICK - 1, 3 * ETH_LOTS);
        _assertOpenInterest(0, "both closed");
        _assertSound();
    }

    function test_capBelowOpenInterest_whenLowered_thenLiquidationGoesOn() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setOpenInterestCap(ETH, 1);
        _setPrice(ETH, 1800);
        _liquidate(carol, alice, ETH);
        assertEq(_size(carol, ETH), 4e18, "it only changes hands");
    }

    function test_capBypassedBySplitting_whenCutIntoManyOrdersAndAccounts_thenTheCapHolds() public {
        _setOpenInterestCap(ETH, 1e18);
        for (uint256 i; i < 20; ++i) {
            _place(bob, ETH, SELL, ETH_TICK, 90);
            _place(i % 2 == 0 ? alice : carol, ETH, BUY, ETH_TICK, 90);
        }
        (uint256 longs,) = engine.openInterest(ETH);
        assertEq(longs, 0.99e18, "eleven of twenty");
        _assertSound();
    }

    function test_staleFundingInMarginChecks_whenFundingIsPending_thenEveryCheckCountsIt() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _rest(carol, ETH, BUY, 2190, 10 * ETH_LOTS);
        _rest(carol, ETH, SELL, 2210, 10 * ETH_LOTS);
        _pass(1);
        engine.updateFunding(ETH);
        _pass(8 hours);
        // 0.75 % of 8,000 is 60, and nobody has touched alice.
        assertEq(engine.equity(alice), 996e18 - 60e18, "equity");
        assertEq(engine.withdrawable(alice), 136 * USD, "a withdrawal");
        vm.expectRevert(_insufficientMargin(alice, 936e18, 936.2e18));
        _place(alice, ETH, BUY, 1, 681);
        _rest(alice, ETH, BUY, 1, 680);
    }

    function test_openedAlreadyLiquidatable_whenAnyOrderIsAccepted_thenTheAccountIsHealthy() public {
        _rest(bob, ETH, SELL, ETH_TICK, 10 * ETH_LOTS);
        _take(alice, ETH, BUY, ETH_TICK, 4975);
        assertFalse(engine.isLiquidatable(alice), "the largest position there can be");
        assertAtLeast(_headroom(alice), 400e18, "has half of the initial margin between");
    }

    function test_selfLiquidationByAnOperator_whenTheOperatorTakesOver_thenTheTwoGainNothing() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _fund(dave, 10_000);
        vm.prank(alice);
        engine.setOperator(dave, 3, uint40(block.timestamp + 1 days));
        _setPrice(ETH, 1800);
        int256 both = engine.equity(alice) + engine.equity(dave);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.SelfLiquidation.selector, alice));
        _liquidate(alice, alice, ETH);
        _liquidate(dave, alice, ETH);
        assertEq(engine.equity(alice) + engine.equity(dave), both - 36e18, "half of the fee is lost to them");
    }

    function test_liquidatedAgainBeforeSettlement_whenOnceInABlock_thenNotTwice() public {
        IEngineTypes.MarketParams memory params = _ethParams();
        params.minPositionLots = 10;
        engine.setMarketParams(ETH, params);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 1840);
        _targets.push(IEngineTypes.LiquidationTarget(alice, ETH));
        _targets.push(IEngineTypes.LiquidationTarget(alice, ETH));
        vm.prank(carol);
        assertEq(engine.liquidateMany(_targets), 1, "the second finds it healthy");
        assertTrue(_size(alice, ETH) > 0, "and takes nothing");
    }

    function test_marketSetReorderedWhileIterating_whenLiquidatedInAnyOrder_thenEveryPositionIsClosed() public {
        _openEverywhere();
        _insure(1_000_000 * USD);
        for (uint16 i; i < 16; ++i) {
            _setPrice(i, i == BTC ? 20_000 : 1000);
            // 7 has no factor in common with 16: every market once.
            _targets.push(IEngineTypes.LiquidationTarget(alice, i * 7 % 16));
        }
        assertTrue(engine.equity(alice) < 0, "bankrupt until the last is closed");
        vm.prank(carol);
        assertEq(engine.liquidateMany(_targets), 16, "all");
        assertEq(engine.activeMarkets(alice), 0, "none is forgotten");
        assertEq(engine.collateralOf(alice), 0, "and the deficit is paid with the last");
        _assertSound();
    }

    function test_tooManyPositionsForABlock_whenActiveInTheMostMarkets_thenALiquidationIsStillCheap() public {
        _openEverywhere();
        // An order on each side of every market besides.
        for (uint16 i; i < 16; ++i) {
            _rest(alice, i, BUY, 1, 1);
            _rest(alice, i, SELL, MAX_TICK, 1);
        }
        _insure(1_000_000 * USD);
        for (uint16 i; i < 16; ++i) {
            _setPrice(i, i == BTC ? 20_000 : 1000);
        }
        uint256 before = gasleft();
        _liquidate(carol, alice, ETH);
        uint256 used = before - gasleft();
        emit log_named_uint("gas of a liquidation with positions and orders in 16 markets", used);
        assertAtMost(used, 1_000_000, "a thirtieth of a block at most");
    }

    function test_partialFillRoundingOnTheLastFiller_whenFilledLotByLot_thenEveryTakerPaysTheSame() public {
        IEngineTypes.MarketParams memory params = _ethParams();
        (params.tickSize, params.lotSize, params.takerFeePpm, params.makerFeePpm) = (1e15, 1e15, 333, 77);
        uint16 market = _list(params, 1999.777e18);
        _rest(bob, market, SELL, 1_999_777, 7);
        int256 first;
        for (uint256 i; i < 7; ++i) {
            int256 before = engine.collateralOf(carol) + _quote(carol, market);
            _take(carol, market, BUY, 1_999_777, 1);
            int256 paid = before - engine.collateralOf(carol) - _quote(carol, market);
            if (i == 0) first = paid;
            assertEq(paid, first, "no rounding is put off to the last");
        }
        _assertSound();
    }

    function test_unsafeCasts_whenNumbersAreTooLarge_thenTheyAreRefusedAndNotCutOff() public {
        // At a mark of one wei margin allows for the largest orders there are, and as many of them as can be counted.
        _setPriceWad(ETH, 1);
        _setOpenInterestCap(ETH, type(uint128).max);
        uint64 most = book.MAX_ORDER_LOTS();
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.TooManyLots.selector, most + 1));
        _place(bob, ETH, SELL, MAX_TICK, most + 1);
        uint64[] memory orderIds = new uint64[](16);
        for (uint256 i; i < 16; ++i) {
            orderIds[i] = _rest(bob, ETH, SELL, MAX_TICK, most);
        }
        _rest(bob, ETH, SELL, MAX_TICK, 15);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        _place(bob, ETH, SELL, MAX_TICK, 1);
        vm.prank(alice);
        (bool ok, bytes memory reason) = address(book).call(abi.encodeCall(IBookCore.place, (ETH, BUY, MAX_TICK, most)));
        assertFalse(ok, "the largest fill at the highest tick");
        assertTrue(bytes4(reason) == SafeCast.SafeCastOverflowedIntDowncast.selector, "its notional does not fit");
        vm.prank(bob);
        assertEq(book.cancelMany(orderIds), 16, "all can be cancelled");
        _assertSound();
    }

    function test_unsafeCasts_whenThePriceIsTheHighestThereIs_thenValuesFit() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPriceWad(ETH, 1e30);
        assertEq(engine.equity(alice), 996e18 - 8000e18 + 4e30, "a long");
        assertEq(engine.equity(bob), 1_000_000e18 - 1.6e18 + 8000e18 - 4e30, "and a short");
        _pass(1);
        engine.updateFunding(ETH);
        _pass(8 hours);
        engine.settleFunding(alice, ETH);
        engine.settleFunding(bob, ETH);
        _assertSound();
    }

    /// @dev Alice is long in sixteen markets.
    function _openEverywhere() private {
        _fund(alice, 20_000);
        for (uint16 marketId = 2; marketId < 16; ++marketId) {
            _list(_ethParams(), ETH_TICK * WAD);
        }
        for (uint16 marketId; marketId < 16; ++marketId) {
            bool isBtc = marketId == BTC;
            _trade(alice, bob, marketId, isBtc ? BTC_TICK : ETH_TICK, 2 * ETH_LOTS);
        }
    }

    function _assertOpenInterest(uint256 expected, string memory what) private view {
        (uint256 longs, uint256 shorts) = engine.openInterest(ETH);
        assertTrue(longs == expected && shorts == expected, what);
    }
}
