// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {FundingCase} from "./FundingCase.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice How the rate is sampled and the index accrues. With the fixture's parameters rate = premium − 0.05 % above the band.
contract UpdateFundingTest is FundingCase {
    function test_updateFunding_whenTheBookIsQuiet_thenThePremiumIsSampled() public {
        _show(2005, 2015);
        _pass(1);
        // A mid of 2,010 over 2,000 is 0.5 %; the band takes 0.05 % off.
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.FundingUpdated(ETH, 0, 0.0045e18);
        vm.prank(dave);
        engine.updateFunding(ETH);
        (int256 index, int256 rate, uint40 at, int256 residual) = engine.fundingState(ETH);
        assertEq(rate, 0.0045e18, "in force");
        assertEq(index, 0, "nothing has accrued");
        assertEq(at, block.timestamp, "from now on");
        assertEq(residual, 0, "nothing was rounded");
    }

    function test_updateFunding_whenTheBookChangedInThisBlock_thenNothingIsSampled() public {
        _show(2190, 2210);
        engine.updateFunding(ETH);
        assertEq(_rate(), 0, "what may be gone before the block ends weighs nothing");
        _pass(1);
        engine.updateFunding(ETH);
        assertEq(_rate(), 0.0075e18, "a block later it stands");
    }

    function test_updateFunding_whenTheBookChangedInThisBlock_thenItStillAccruesAtTheRateInForce() public {
        _sample(2005, 2015);
        _pass(1 hours);
        _show(1990, 1992);
        engine.updateFunding(ETH);
        assertEq(_rate(), 0.0045e18, "the rate stays");
        (,, uint40 at,) = engine.fundingState(ETH);
        assertEq(at, block.timestamp, "and has accrued");
        assertEq(_index(), 1.125e18, "an eighth of 0.45 % of 2,000");
    }

    function test_updateFunding_whenAnOrderIsCancelledInThisBlock_thenNothingIsSampled() public {
        _show(2005, 2015);
        _pass(1);
        _cancel(carol, quotes[1]);
        engine.updateFunding(ETH);
        assertEq(_rate(), 0, "the book changed");
    }

    function test_updateFunding_whenAnOrderIsFilledInPartInThisBlock_thenNothingIsSampled() public {
        _show(2005, 2015);
        _pass(1);
        _take(alice, ETH, SELL, 2005, 1);
        engine.updateFunding(ETH);
        assertEq(_rate(), 0, "the book changed");
    }

    function test_updateFunding_whenTheQuotesMoved_thenTheIntervalCountsAtTheOldRate() public {
        _sample(2005, 2015);
        _pass(2 hours);
        _show(1985, 1995);
        _pass(1 hours);
        engine.updateFunding(ETH);
        assertEq(_index(), 3 * 1.125e18, "three hours at what was sampled before them");
        assertEq(_rate(), -0.0045e18, "and from now on the shorts pay");
        _pass(1 hours);
        assertEq(_index(), 2 * 1.125e18, "an hour of that");
    }

    function test_updateFunding_whenTheBookIsEmpty_thenTheRateIsTheInterest() public {
        _pass(1);
        engine.updateFunding(ETH);
        assertEq(_rate(), 0.0001e18, "no premium: 100 ppm");
    }

    function test_updateFunding_whenOneSideIsTooThin_thenItStandsAtTheIndex() public {
        _sample(2010, 0);
        // (2,010 + 2,000) / 2 is 0.25 % over.
        assertEq(_rate(), 0.002e18, "only bids");
        _show(0, 1990);
        _rest(carol, ETH, BUY, 1980, 4 * ETH_LOTS);
        _pass(1);
        engine.updateFunding(ETH);
        // 4 × 1,980 is less than the impact notional: (2,000 + 1,990) / 2.
        assertEq(_rate(), -0.002e18, "only asks deep enough");
    }

    function test_updateFunding_whenThePremiumIsWithinTheBand_thenTheRateIsTheInterest() public {
        _sample(2000, 2001);
        assertEq(_rate(), 0.0001e18, "a premium of 250 ppm");
    }

    function test_updateFunding_whenThePremiumIsLarge_thenTheRateIsCappedOnBothSides() public {
        _sample(2190, 2210);
        assertEq(_rate(), 0.0075e18, "longs pay at most 0.75 %");
        _sample(1790, 1810);
        assertEq(_rate(), -0.0075e18, "and so do shorts");
    }

    function test_updateFunding_whenThePremiumIsLarge_thenItIsCappedOnBothSidesToo() public {
        _setCaps(100_000, 50_000);
        _sample(2190, 2210);
        assertEq(_rate(), 0.0495e18, "5 % less the band");
        _sample(1790, 1810);
        assertEq(_rate(), -0.0495e18, "the same below the index");
    }

    function test_updateFunding_whenTheIntervalIsLong_thenItIsCut() public {
        _sample(2005, 2015);
        _pass(20 hours);
        assertEq(_index(), 9e18, "8 hours of 20");
        engine.updateFunding(ETH);
        assertEq(_index(), 9e18, "the rest is dropped, not put off");
        _pass(1 hours);
        assertEq(_index(), 9e18 + 1.125e18, "and it goes on from there");
    }

    function test_updateFunding_whenTheMarkMoved_thenTheIntervalCountsAtTheNewOne() public {
        _sample(2005, 2015);
        vm.warp(block.timestamp + 1 hours);
        _setPrice(ETH, 1600);
        assertEq(_index(), 0.9e18, "an eighth of 0.45 % of 1,600");
    }

    function test_updateFunding_whenTouchedTwiceInABlock_thenOnceIsEnough() public {
        _sample(2005, 2015);
        _pass(1 hours);
        engine.updateFunding(ETH);
        engine.updateFunding(ETH);
        assertEq(_index(), 1.125e18, "no time has passed");
    }

    function test_updateFunding_whenTheMarkIsStale_thenReverts() public {
        (, uint256 updatedAt) = oracle.lastPrice(ETH);
        vm.warp(block.timestamp + MAX_AGE + 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, ETH, updatedAt));
        engine.updateFunding(ETH);
    }

    function test_fundingState_whenTheMarkIsStale_thenTheIndexIsAsStored() public {
        _sample(2005, 2015);
        _pass(1 hours);
        engine.updateFunding(ETH);
        vm.warp(block.timestamp + 1 hours);
        assertEq(_index(), 1.125e18, "nothing is made up");
    }

    function test_updateFunding_whenTheMarketIsUnknownOrSettling_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 2));
        engine.updateFunding(2);
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.MarketIsSettling.selector, ETH));
        engine.updateFunding(ETH);
    }

    function test_setFundingParams_whenTimeHasPassed_thenItAccruesUnderTheOldOnesFirst() public {
        _sample(2005, 2015);
        _pass(2 hours);
        IEngineTypes.FundingParams memory params = _fundingParams();
        // Under these the interval would be cut to one hour.
        params.maxInterval = 1 hours;
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.FundingUpdated(ETH, 2.25e18, 0.0045e18);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.FundingParamsSet(ETH, params);
        engine.setFundingParams(ETH, params);
        assertEq(_index(), 2.25e18, "two hours");
        _pass(2 hours);
        assertEq(_index(), 2.25e18 + 1.125e18, "one hour of two from now on");
        assertEq(engine.fundingParams(ETH).maxInterval, 1 hours, "read back");
    }

    function test_setFundingParams_whenOutOfBounds_thenReverts() public {
        IEngineTypes.FundingParams memory params = _fundingParams();
        params.interestPpm = -100_000;
        (params.bandPpm, params.capPpm, params.premiumCapPpm, params.maxInterval) = (1e5, 1e5, 1e5, 7 days);
        engine.setFundingParams(ETH, params);
        params.interestPpm = 100_001;
        _expectInvalid(params);
        params.interestPpm = -100_001;
        _expectInvalid(params);
        params = _fundingParams();
        params.bandPpm = 100_001;
        _expectInvalid(params);
        params = _fundingParams();
        params.capPpm = 100_001;
        _expectInvalid(params);
        params = _fundingParams();
        params.premiumCapPpm = 100_001;
        _expectInvalid(params);
        params = _fundingParams();
        params.maxInterval = 0;
        _expectInvalid(params);
        params.maxInterval = 7 days + 1;
        _expectInvalid(params);
    }

    function testFuzz_updateFunding_whateverTheQuotes_thenTheRateIsWithinTheCap(uint24 bid, uint24 ask, uint24 cap)
        public
    {
        cap = uint24(bound(cap, 0, 100_000));
        _setCaps(cap, 100_000);
        bid = uint24(bound(bid, 1500, 2500));
        ask = uint24(bound(ask, bid + 1, 2600));
        _sample(bid, ask);
        int256 limit = int256(uint256(cap)) * 1e12;
        assertTrue(_rate() <= limit && _rate() >= -limit, "on both sides");
        if (cap < 1000) return;
        if (bid + ask > 4020) assertTrue(_rate() > 0, "above the index longs pay");
        if (bid + ask < 3980) assertTrue(_rate() < 0, "below it shorts pay");
    }

    function _expectInvalid(IEngineTypes.FundingParams memory params) private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidFundingParams.selector));
        engine.setFundingParams(ETH, params);
    }
}
