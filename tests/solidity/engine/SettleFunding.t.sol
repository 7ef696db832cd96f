// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {FundingCase} from "./FundingCase.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice What accounts owe and are paid, and what rounding leaves. Longs pay 1.125 an hour per ETH.
contract SettleFundingTest is FundingCase {
    function test_settleFunding_whenTimeHasPassed_thenItMovesIntoTheQuote() public {
        _sample(2005, 2015);
        _pass(1 hours);
        assertEq(_owed(alice), 1.125e18, "the long pays");
        assertEq(_owed(bob), -1.125e18, "the short receives");
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PositionChanged(alice, ETH, 1e18, -2001.125e18, 1.125e18, 1.125e18, 0, 0);
        vm.prank(dave);
        engine.settleFunding(alice, ETH);
        engine.settleFunding(bob, ETH);
        assertEq(_quote(alice, ETH), -2001.125e18, "paid");
        assertEq(_quote(bob, ETH), 2001.125e18, "received");
        assertEq(_owed(alice), 0, "settled");
        assertEq(_residual(), 0, "exact");
        _assertSound();
    }

    function test_settleFunding_whenTouched_thenEquityDoesNotMove() public {
        _sample(2005, 2015);
        _pass(1 hours);
        int256 equity = engine.equity(alice);
        assertEq(equity, 10_000e18 - 1e18 - 1.125e18, "equity counts what is owed before it is settled");
        engine.settleFunding(alice, ETH);
        assertEq(engine.equity(alice), equity, "and after");
    }

    function test_settleFunding_whenOneSideIsSettled_thenTheResidualHoldsItForTheOther() public {
        _sample(2005, 2015);
        _pass(1 hours);
        engine.settleFunding(alice, ETH);
        assertEq(_residual(), 1.125e18, "bob's");
        _assertSound();
        engine.settleFunding(bob, ETH);
        assertEq(_residual(), 0, "handed over");
        _assertSound();
    }

    function test_settleFunding_whenThereIsNoPosition_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NoPosition.selector, carol, ETH));
        engine.settleFunding(carol, ETH);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 2));
        engine.settleFunding(alice, 2);
    }

    function test_settle_whenANewcomerTrades_thenItOwesNothingOfThePast() public {
        _sample(2005, 2015);
        _pass(1 hours);
        _trade(carol, _fundedDave(), ETH, 2010, 1);
        assertEq(_owed(carol), 0, "from now on only");
        (, int128 entry) = engine.fundingOwed(carol, ETH);
        assertEq(entry, 1.125e18, "at the index of now");
        _assertSound();
    }

    function test_settle_whenAPositionIsClosed_thenItsFundingIsPaid() public {
        _sample(2005, 2015);
        _pass(1 hours);
        int256 before = engine.collateralOf(alice);
        _trade(bob, alice, ETH, 2010, 1 * ETH_LOTS);
        // A profit of 10, 1.125 of funding and a maker's fee of 0.402.
        assertEq(engine.collateralOf(alice) - before, 10e18 - 1.125e18 - 0.402e18, "out of what is realised");
        (, int128 entry) = engine.fundingOwed(alice, ETH);
        assertEq(entry, 0, "no position, no index");
        assertEq(_residual(), 0, "bob has got his");
        _assertSound();
    }

    function test_liquidate_whenFundingAloneAteTheMargin_thenItNeedsNoTouch() public {
        _fund(dave, 210);
        _trade(dave, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        _setCaps(100_000, 100_000);
        _sample(2190, 2210);
        // 10 % less the band is 9.95 % of 2,000 in eight hours: 199 of 209.
        _pass(7 hours);
        assertEq(_quote(dave, ETH), -2000e18, "untouched");
        assertTrue(engine.isLiquidatable(dave), "34.875 are left of 209, 100 are asked for");
        _liquidate(carol, dave, ETH);
        assertEq(engine.collateralOf(dave), 209e18 - 174.125e18 - 20e18, "the funding and the fee");
        _assertSound();
    }

    function test_sweepResidual_whenPositionsAreOpen_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.OpenInterestRemains.selector, ETH));
        engine.sweepResidual(ETH);
    }

    function test_sweepResidual_whenThereIsNone_thenNothingHappens() public {
        assertEq(engine.sweepResidual(BTC), 0, "no residual");
    }

    function test_sweepResidual_whenEverybodyIsOut_thenInsuranceGetsTheDust() public {
        _setPriceWad(ETH, 2000e18 + 7);
        _sample(2005, 2015);
        // Three odd touches each.
        for (uint256 i; i < 3; ++i) {
            _pass(1237);
            engine.settleFunding(alice, ETH);
            engine.settleFunding(bob, ETH);
        }
        _trade(alice, bob, ETH, 2010, 333);
        _pass(1237);
        _trade(bob, alice, ETH, 2010, 1333);
        int256 residual = _residual();
        assertTrue(residual > 0, "rounded against both");
        assertAtMost(residual, 10, "by less than a wei a touch");
        uint256 accrued = engine.feesAccrued(IEngineTypes.FeeSink.Insurance);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.ResidualSwept(ETH, uint256(residual));
        assertEq(engine.sweepResidual(ETH), uint256(residual), "swept");
        assertEq(_residual(), 0, "nothing is left");
        assertEq(engine.feesAccrued(IEngineTypes.FeeSink.Insurance) - accrued, uint256(residual), "accrued");
        _assertSound();
    }

    function testFuzz_settleFunding_whateverHappens_thenTheResidualIsDustAndNotNegative(uint256 seed) public {
        uint256 touches;
        for (uint256 i; i < 8; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint24 tick = uint24(bound(random, 1950, 2050));
            _sample(tick - 5, tick + 5);
            _pass(bound(random >> 32, 1, 9 hours));
            uint64 lots = uint64(bound(random >> 64, 1, 800));
            if (random >> 255 == 0) _trade(alice, bob, ETH, tick, lots);
            else _trade(bob, alice, ETH, tick, lots);
            if (random >> 254 & 1 == 1 && _size(alice, ETH) != 0) engine.settleFunding(alice, ETH);
            touches += 3;
            _assertSound();
        }
        if (_size(alice, ETH) != 0) {
            engine.settleFunding(alice, ETH);
            engine.settleFunding(bob, ETH);
        }
        assertAtLeast(_residual(), 0, "not negative once everybody is settled");
        assertAtMost(_residual(), int256(touches + 2), "and a wei a touch at most");
        int256 size = _size(alice, ETH);
        if (size > 0) _trade(bob, alice, ETH, _midTick(), uint64(uint256(size) / 1e15));
        if (size < 0) _trade(alice, bob, ETH, _midTick(), uint64(uint256(-size) / 1e15));
        engine.sweepResidual(ETH);
        _assertSound();
    }

    function _midTick() private view returns (uint24) {
        (uint24 bid, uint24 ask) = book.best(ETH);
        return (bid + ask) / 2;
    }

    /// @dev Dave with money.
    function _fundedDave() private returns (address) {
        _fund(dave, 10_000);
        return dave;
    }
}
