// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Alice, with 996, is long 4 ETH from $2,000: 2 from bob and 2 from dave, whose little money makes his leverage the
/// higher one. At $1,700 she is short of 204 and each of them has a profit of 600.
contract DeleverageTest is SystemChecks {
    IEngineTypes.Counterparty[] private _ranked;

    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 100_000);
        _fund(carol, 100_000);
        _fund(dave, 1000);
        _trade(alice, bob, ETH, ETH_TICK, 2 * ETH_LOTS);
        _trade(alice, dave, ETH, ETH_TICK, 2 * ETH_LOTS);
    }

    function test_deleverage_whenInsuranceIsEmpty_thenTheAccountEndsAtExactlyZero() public {
        _setPrice(ETH, 1700);
        _rank(dave, 2 * ETH_LOTS);
        _rank(bob, 2 * ETH_LOTS);
        (int256 bobs, int256 daves) = (engine.collateralOf(bob), engine.collateralOf(dave));
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.Deleveraged(alice, ETH, dave, 2e18, 102e18);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.Deleveraged(alice, ETH, bob, 2e18, 102e18);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(alice, ETH, 0, 0, 0, 0, -996e18, 0);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.DeficitCovered(alice, 204e18, 0, 0);
        vm.prank(carol);
        engine.deleverage(alice, ETH, _ranked);
        assertEq(engine.equity(alice), 0, "zero, to the wei");
        assertEq(engine.collateralOf(alice), 0, "with nothing left open");
        assertEq(engine.collateralOf(bob) - bobs, 600e18 - 102e18, "half of the loss is bob's");
        assertEq(engine.collateralOf(dave) - daves, 600e18 - 102e18, "half is dave's");
        assertEq(engine.badDebt(), 0, "nothing is booked");
        (uint256 longs,) = engine.openInterest(ETH);
        assertEq(longs, 0, "all are closed");
        _assertSound();
    }

    function test_deleverage_whenInsuranceHoldsSome_thenItPaysFirst() public {
        _insure(100 * USD);
        _setPrice(ETH, 1700);
        _rank(dave, 2 * ETH_LOTS);
        _rank(bob, 2 * ETH_LOTS);
        int256 bobs = engine.collateralOf(bob);
        _deleverage(ETH);
        assertEq(engine.equity(alice), 0, "zero");
        assertEq(insurance.balance(), 0, "all it had");
        assertEq(engine.collateralOf(bob) - bobs, 600e18 - 52e18, "half of what was left");
        _assertSound();
    }

    function test_deleverage_whenInPart_thenSoIsTheDeficit() public {
        _insure(100 * USD);
        _setPrice(ETH, 1700);
        _rank(dave, 1 * ETH_LOTS);
        _deleverage(ETH);
        assertEq(_size(alice, ETH), 3e18, "three quarters are left");
        assertEq(engine.equity(alice), -153e18, "and three quarters of the deficit");
        assertEq(insurance.balance(), 75 * USD, "and of the insurance");
        assertEq(_size(dave, ETH), -1e18, "dave has kept half");
        _ranked[0].lots = 1 * ETH_LOTS;
        _rank(bob, 2 * ETH_LOTS);
        _deleverage(ETH);
        assertEq(engine.equity(alice), 0, "in two steps to the same end");
        assertEq(insurance.balance(), 0, "and all of insurance");
        _assertSound();
    }

    function test_deleverage_whenShort_thenAgainstLongs() public {
        _fund(carol, 1000);
        address eve = _trader("eve");
        others.push(eve);
        _fund(eve, 1000);
        _trade(carol, eve, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 2300);
        _rank(carol, 4 * ETH_LOTS);
        engine.deleverage(eve, ETH, _ranked);
        assertEq(engine.equity(eve), 0, "zero");
        _assertSound();
    }

    function test_deleverage_whenAnotherPositionIsOpen_thenTheWholeAccountEndsAtZero() public {
        _fund(alice, 500);
        _trade(alice, carol, BTC, BTC_TICK, 1000);
        _setPrice(BTC, 48_000);
        _setPrice(ETH, 1600);
        assertTrue(engine.equity(alice) < 0, "short of some");
        _rank(dave, 2 * ETH_LOTS);
        _rank(bob, 2 * ETH_LOTS);
        _deleverage(ETH);
        assertEq(engine.equity(alice), 0, "both markets count");
        assertEq(_size(alice, BTC), 0.1e18, "the other position is untouched");
        _assertSound();
    }

    function test_deleverage_whenOutOfOrder_thenReverts() public {
        _setPrice(ETH, 1700);
        assertTrue(engine.adlScore(dave, ETH) > engine.adlScore(bob, ETH), "dave's leverage is the higher one");
        _rank(bob, 2 * ETH_LOTS);
        _rank(dave, 2 * ETH_LOTS);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.OutOfOrder.selector, dave));
        engine.deleverage(alice, ETH, _ranked);
    }

    function test_adlScore_whenInProfit_thenProfitTimesLeverage() public {
        _setPrice(ETH, 1700);
        // Dave: 999.2 and a profit of 600, on 3,400.
        assertEq(engine.adlScore(dave, ETH), uint256(600e18) * 3400e18 / 1599.2e18, "600 times 3,400 over 1,599.2");
        assertEq(engine.adlScore(alice, ETH), 0, "a loss has none");
        assertEq(engine.adlScore(carol, ETH), 0, "nor has nobody");
    }

    function test_deleverage_whenTheCounterpartyWouldLoseMoreThanItsProfit_thenReverts() public {
        // Carol is short from 1,710: a profit of 10 an ETH, where the loss is 51.
        _trade(bob, carol, ETH, 1710, 2 * ETH_LOTS);
        _setPrice(ETH, 1700);
        _rank(carol, 2 * ETH_LOTS);
        _expectInvalid(carol);
    }

    function test_deleverage_whenTheCounterpartyHasNoProfit_thenReverts() public {
        _trade(bob, carol, ETH, 1690, 1 * ETH_LOTS);
        _setPrice(ETH, 1700);
        _rank(carol, 1);
        _expectInvalid(carol);
    }

    function test_deleverage_whenTheCounterpartyIsUnfit_thenReverts() public {
        _trade(carol, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        _setPrice(ETH, 1700);
        _rank(carol, 1);
        _expectInvalid(carol);
        _ranked[0] = IEngineTypes.Counterparty(treasury, 1);
        _expectInvalid(treasury);
        _ranked[0] = IEngineTypes.Counterparty(alice, 1);
        _expectInvalid(alice);
        _ranked[0] = IEngineTypes.Counterparty(bob, 0);
        _expectInvalid(bob);
        _ranked[0] = IEngineTypes.Counterparty(dave, 2 * ETH_LOTS + 1);
        _expectInvalid(dave);
    }

    function test_deleverage_whenMoreThanIsLeftOfThePosition_thenReverts() public {
        _trade(carol, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 1700);
        _rank(bob, 4 * ETH_LOTS + 1);
        _expectInvalid(bob);
    }

    function test_deleverage_whenNobodyIsNamed_thenReverts() public {
        _setPrice(ETH, 1700);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAmount.selector));
        engine.deleverage(alice, ETH, _ranked);
    }

    function test_deleverage_whenSolvent_thenReverts() public {
        _setPrice(ETH, 1760);
        _rank(bob, 1);
        int256 equity = engine.equity(alice);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotBankrupt.selector, alice, equity));
        engine.deleverage(alice, ETH, _ranked);
    }

    function test_deleverage_whenInsuranceSuffices_thenReverts() public {
        _insure(204 * USD);
        _setPrice(ETH, 1700);
        _rank(bob, 1);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InsuranceSuffices.selector, 204e18, 204e18));
        engine.deleverage(alice, ETH, _ranked);
    }

    function test_deleverage_whenNoPositionThere_thenReverts() public {
        _setPrice(ETH, 1700);
        _rank(bob, 1);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NoPosition.selector, alice, BTC));
        engine.deleverage(alice, BTC, _ranked);
    }

    function test_deleverage_whenTheMarkIsStale_thenReverts() public {
        _setPrice(ETH, 1700);
        (, uint256 updatedAt) = oracle.lastPrice(ETH);
        vm.warp(block.timestamp + MAX_AGE + 1);
        _rank(bob, 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, ETH, updatedAt));
        engine.deleverage(alice, ETH, _ranked);
    }

    function test_deleverage_whenTheMarketIsSettling_thenReverts() public {
        _setPrice(ETH, 1700);
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        _rank(bob, 1);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.MarketIsSettling.selector, ETH));
        engine.deleverage(alice, ETH, _ranked);
    }

    function testFuzz_deleverage_whatever_thenZeroAndNobodyPaysMoreThanItsProfit(
        uint256 price,
        uint256 fund,
        uint64 first
    ) public {
        price = bound(price, 1510e18, 1750e18);
        _setPriceWad(ETH, price);
        uint256 deficit = uint256(-engine.equity(alice));
        fund = bound(fund, 0, deficit / 1e12 - 1);
        _insure(fund);
        first = uint64(bound(first, 1, 2 * ETH_LOTS));
        _rank(dave, first);
        _rank(bob, 2 * ETH_LOTS);
        (int256 bobs, int256 daves) = (engine.collateralOf(bob), engine.collateralOf(dave));
        _deleverage(ETH);
        assertAtLeast(engine.collateralOf(bob), bobs, "bob's collateral is not touched");
        assertAtLeast(engine.collateralOf(dave), daves, "nor is dave's");
        if (first == 2 * ETH_LOTS) {
            assertEq(engine.equity(alice), 0, "exactly zero");
            assertEq(insurance.balance(), 0, "insurance first");
        } else {
            assertTrue(engine.equity(alice) < 0, "what is open is still short of its part");
        }
        assertEq(engine.badDebt(), 0, "nothing is booked");
        _assertSound();
    }

    function _rank(address account, uint64 lots) private {
        _ranked.push(IEngineTypes.Counterparty(account, lots));
    }

    function _deleverage(uint16 marketId) private {
        engine.deleverage(alice, marketId, _ranked);
    }

    function _expectInvalid(address account) private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidCounterparty.selector, account));
        engine.deleverage(alice, ETH, _ranked);
    }
}
