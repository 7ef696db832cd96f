// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Alice deposits $1,000 and buys 4 ETH at $2,000 from bob for a fee of $4; carol liquidates.
contract LiquidateTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 100_000);
        _fund(carol, 100_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
    }

    function test_liquidate_whenBelowMaintenance_thenTheLiquidatorTakesOverAtMark() public {
        _setPrice(ETH, 1800);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(alice, ETH, 0, 0, 0, 0, -800e18, 72e18);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(carol, ETH, 4e18, -7200e18, 0, 0, 0, -36e18);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.FeesCharged(0, 36e18, 0);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.Liquidated(alice, ETH, carol, 4e18, 1800e18, 72e18, 36e18);
        _liquidate(carol, alice, ETH);

        assertEq(engine.equity(alice), 196e18 - 72e18, "equity 196 less the fee of 1 %");
        assertEq(engine.activeMarkets(alice), 0, "nothing is left open");
        assertEq(engine.equity(carol), 100_000e18 + 36e18, "half of the fee is the liquidator's");
        _assertSound();
    }

    function test_liquidate_whenEquityEqualsTheMaintenanceMargin_thenReverts() public {
        _fund(alice, 12);
        _setPrice(ETH, 1840);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotLiquidatable.selector, alice, 368e18, 368e18));
        _liquidate(carol, alice, ETH);

        _setPriceWad(ETH, 1840e18 - 1);
        assertAtMost(_headroom(alice), -1, "a hair below");
        _liquidate(carol, alice, ETH);
        assertEq(_size(alice, ETH), 0, "MS-03 below it is allowed");
        _assertSound();
    }

    function test_liquidate_whenShort_thenTheLiquidatorBecomesShort() public {
        _fund(dave, 1000);
        _trade(bob, dave, ETH, ETH_TICK, 4 * ETH_LOTS);
        // A maker's fee of 1.6; 4 ETH short at 2,160: equity 358.4 against 432.
        _setPrice(ETH, 2160);
        _liquidate(carol, dave, ETH);
        assertEq(_size(carol, ETH), -4e18, "taken over");
        assertEq(engine.equity(dave), 358.4e18 - 86.4e18, "less 1 % of 8,640");
        _assertSound();
    }

    function test_liquidate_whenTheLiquidatorIsOnTheOtherSide_thenItsPositionAndOpenInterestShrink() public {
        _setPrice(ETH, 1800);
        _liquidate(bob, alice, ETH);
        assertEq(_size(bob, ETH), 0, "bob's short is closed");
        assertEq(engine.collateralOf(bob), 100_000e18 - 1.6e18 + 800e18 + 36e18, "at mark, with the bounty");
        (uint256 longs, uint256 shorts) = engine.openInterest(ETH);
        assertTrue(longs == 0 && shorts == 0, "OI-01 nothing is open");
        _assertSound();
    }

    function test_liquidate_whenTheFeeExceedsEquity_thenOnlyEquityIsTaken() public {
        _setPrice(ETH, 1760);
        assertEq(engine.equity(alice), 36e18, "1 % of 7,040 is more");
        _liquidate(carol, alice, ETH);
        assertEq(engine.collateralOf(alice), 0, "MS-04 to the wei");
        assertEq(engine.equity(carol), 100_018e18, "half of 36");
        assertEq(engine.badDebt(), 0, "no deficit");
        _assertSound();
    }

    function test_liquidate_whenTheFeeIsOdd_thenTheLiquidatorGetsTheFloorOfHalf() public {
        _fund(dave, 201);
        _trade(dave, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        _setPriceWad(ETH, 1800e18 + 3);
        assertEq(engine.equity(dave), 3, "three wei of equity are the whole fee");
        uint256 accrued = engine.feesAccrued(IEngineTypes.FeeSink.Insurance);
        _liquidate(carol, dave, ETH);
        assertEq(engine.equity(carol), 100_000e18 + 1, "one for the liquidator");
        assertEq(engine.feesAccrued(IEngineTypes.FeeSink.Insurance) - accrued, 2, "two for insurance");
        _assertSound();
    }

    function test_liquidate_whenHealthy_thenReverts() public {
        _setPrice(ETH, 1844);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotLiquidatable.selector, alice, 372e18, 368.8e18));
        _liquidate(carol, alice, ETH);
    }

    function test_liquidate_whenNoPositionInThatMarket_thenReverts() public {
        _setPrice(ETH, 1800);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NoPosition.selector, alice, BTC));
        _liquidate(carol, alice, BTC);
    }

    function test_liquidate_whenOneself_thenReverts() public {
        _setPrice(ETH, 1800);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.SelfLiquidation.selector, alice));
        _liquidate(alice, alice, ETH);
    }

    function test_liquidate_whenTheMarketIsUnknown_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 2));
        _liquidate(carol, alice, 2);
    }

    function test_liquidate_whenTheLiquidatorLacksMargin_thenReverts() public {
        _setPrice(ETH, 1800);
        // The position needs 720; the bounty of 36 counts.
        _fundUnits(dave, 684 * USD - 1);
        vm.expectRevert(_insufficientMargin(dave, 720e18 - 1e12, 720e18));
        _liquidate(dave, alice, ETH);

        _fundUnits(dave, 1);
        _liquidate(dave, alice, ETH);
        assertEq(engine.equity(dave), int256(engine.initialMargin(dave)), "exactly enough");
        _assertSound();
    }

    function test_liquidate_whenTheMarkIsStale_thenReverts() public {
        _setPrice(ETH, 1800);
        _outdateAllBut(BTC);
        (, uint256 updatedAt) = oracle.lastPrice(ETH);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, ETH, updatedAt));
        _liquidate(carol, alice, ETH);
    }

    function test_liquidate_whenAnOrderRestsInAMarketWithoutAFreshMark_thenItIsNoShield() public {
        _rest(alice, BTC, BUY, 1, 1);
        _outdateAllBut(ETH);
        _setPrice(ETH, 1800);
        assertEq(engine.equity(alice), 196e18, "equity needs no mark where there is no position");
        assertEq(engine.maintenanceMargin(alice), 360e18, "nor does the maintenance margin");
        _liquidate(carol, alice, ETH);
        assertEq(_size(alice, ETH), 0, "liquidated");
    }

    function test_liquidate_whenOrdersRest_thenTheyStayAndCanBeCancelled() public {
        uint64 orderId = _rest(alice, ETH, SELL, 2100, 4 * ETH_LOTS);
        _setPrice(ETH, 1800);
        _liquidate(carol, alice, ETH);
        assertEq(engine.activeMarkets(alice), 1, "the order keeps the market active");
        assertEq(engine.initialMargin(alice), 720e18, "and reserves margin for a short now");
        _cancel(alice, orderId);
        assertEq(engine.activeMarkets(alice), 0, "until it goes");
        _assertSound();
    }

    function test_liquidate_whenTwoPositions_thenOneAfterTheOther() public {
        _fund(alice, 1000);
        _trade(alice, bob, BTC, BTC_TICK, 2000);
        // BTC: fee 4; ETH −560, BTC −1,200: equity 232 against 372 + 264.
        _setPrice(ETH, 1860);
        _setPrice(BTC, 44_000);
        assertEq(engine.equity(alice), 232e18, "one equity for both");
        _liquidate(carol, alice, BTC);
        assertEq(engine.equity(alice), 232e18 - 44e18, "0.5 % of 8,800");
        assertTrue(_headroom(alice) < 0, "ETH alone still asks for 372");
        _liquidate(carol, alice, ETH);
        assertEq(engine.equity(alice), 188e18 - 74.4e18, "1 % of 7,440");
        _assertSound();
    }

    function testFuzz_liquidate_whatever_thenFeesFitAndNobodyElsePays(uint256 price, uint256 seed) public {
        _rest(alice, ETH, SELL, 2200, uint64(bound(seed, 1, 5 * ETH_LOTS)));
        _setPriceWad(ETH, bound(price, 1500e18, 2000e18));
        int256 equity = engine.equity(alice);
        int256 headroom = _headroom(alice);
        if (equity < 0) _outwait(alice);
        int256 carolsEquity = engine.equity(carol);
        vm.prank(carol);
        try engine.liquidate(alice, ETH) {
            assertTrue(headroom < 0, "MS-03 only below maintenance");
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) == IEngineTypes.NotLiquidatable.selector, "refused for one reason only");
            assertTrue(headroom >= 0, "MS-03 always below maintenance");
            return;
        }
        if (equity >= 0) {
            assertAtLeast(engine.equity(alice), 0, "MS-04 the fee fits into equity");
            assertAtLeast(_headroom(alice), headroom, "MS-04 a solvent account is not worse off");
            assertEq(engine.badDebt(), 0, "no deficit of a solvent account");
        } else {
            assertEq(int256(engine.badDebt()), -equity, "the deficit, to the wei, and no fee on top");
            assertEq(engine.collateralOf(alice), 0, "the account starts anew");
        }
        assertAtLeast(engine.equity(carol), carolsEquity, "taking over at mark costs nothing");
        _assertSound();
    }
}
