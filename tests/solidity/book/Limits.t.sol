// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Minimum lots, minimum notional, dust and the price band, and how the owner sets them.
contract LimitsTest is BookCase {
    function test_bookConfig_whenJustOpened_thenOneLotAndNoBand() public view {
        IBookTypes.BookConfig memory config = book.bookConfig(ETH);
        assertTrue(config.minLots == 1 && config.minNotional == 0 && config.bandPpm == 0, "next to no limits");
    }

    function test_setBookConfig_whenOwner_thenStoredAndAnnounced() public {
        IBookTypes.BookConfig memory config = IBookTypes.BookConfig(10, 100e18, 50_000);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.BookConfigSet(ETH, config);
        book.setBookConfig(ETH, config);
        IBookTypes.BookConfig memory kept = book.bookConfig(ETH);
        assertTrue(kept.minLots == 10 && kept.minNotional == 100e18 && kept.bandPpm == 50_000, "kept");
        assertEq(book.bookConfig(BTC).minLots, 1, "the other market's is its own");
    }

    function test_setBookConfig_whenNotOwner_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, bob));
        vm.prank(bob);
        book.setBookConfig(ETH, IBookTypes.BookConfig(1, 0, 0));
    }

    function test_setBookConfig_whenTheMarketIsUnknown_thenReverts() public {
        _expectRefused(IBookTypes.UnknownMarket.selector, 7);
        book.setBookConfig(7, IBookTypes.BookConfig(1, 0, 0));
        _expectRefused(IBookTypes.UnknownMarket.selector, 7);
        book.bookConfig(7);
    }

    function test_setBookConfig_whenAtItsBounds_thenAllowedAndOnlyThere() public {
        (uint32 lots, uint128 notional, uint24 band) =
            (book.MAX_MIN_LOTS(), book.MAX_MIN_NOTIONAL(), book.MIN_BAND_PPM());
        _configure(lots, notional, band);
        _configure(1, 0, 1_000_000);
        _refuseConfig(0, 0, 0);
        _refuseConfig(lots + 1, 0, 0);
        _refuseConfig(1, notional + 1, 0);
        _refuseConfig(1, 0, band - 1);
        _refuseConfig(1, 0, 1_000_001);
    }

    function test_setBookConfig_whenOrdersRestBelowIt_thenTheyStay() public {
        uint64 small = _rest(alice, ETH, SELL, ETH_TICK, 1);
        _configure(10, 0, 0);
        assertEq(book.order(small).lots, 1, "rests on");
        _cancel(alice, small);
    }

    function test_placeOrder_whenBelowTheMinimumLots_thenReverts() public {
        _configure(10, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.BelowMinimumLots.selector, 9, 10));
        _place(alice, ETH, SELL, ETH_TICK, 9);
        _rest(alice, ETH, SELL, ETH_TICK, 10);
    }

    function test_placeOrder_whenBelowTheMinimumNotional_thenReverts() public {
        // A lot is worth two dollars at the mark.
        _configure(1, 99e18, 0);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.BelowMinimumNotional.selector, 98e18, 99e18));
        _place(alice, ETH, SELL, ETH_TICK, 49);
        _rest(alice, ETH, SELL, ETH_TICK, 50);
        _rest(alice, ETH, SELL, ETH_TICK + 21, 49);
    }

    function test_placeOrder_whenTheMinimumNotionalIsNoWholeTick_thenItIsRoundedUp() public {
        // Two thousand ticks × one lot are two dollars; one hundred-millionth more asks for one tick more.
        _configure(1, 2e18 + 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.BelowMinimumNotional.selector, 2e18, 2e18 + 1));
        _place(alice, ETH, SELL, ETH_TICK, 1);
        _rest(alice, ETH, SELL, ETH_TICK + 1, 1);
    }

    function test_placeOrder_whenAMarketOrderSellsAtAnyPrice_thenItIsWorthWhatItMayGet() public {
        _rest(alice, ETH, BUY, ETH_TICK, 100);
        _configure(1, 99e18, 0);
        (, uint64 filled) = _order(bob, _params(SELL, 1, 50, IBookTypes.TimeInForce.Market));
        assertEq(filled, 50, "a hundred dollars at the best bid");
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.BelowMinimumNotional.selector, 98e18, 99e18));
        _order(bob, _params(SELL, 1, 49, IBookTypes.TimeInForce.Market));
    }

    function test_placeOrder_whenTheTakersRestIsDust_thenItIsDropped() public {
        _configure(10, 0, 0);
        _rest(alice, ETH, SELL, ETH_TICK, 10);
        _expectDropped(bob, 9, IBookTypes.RemovalReason.Dust);
        (uint64 orderId, uint64 filled) = _place(bob, ETH, BUY, ETH_TICK, 19);
        assertTrue(orderId == 0 && filled == 10, "nine are too few to rest");
        _assertSound();
    }

    function test_placeOrder_whenTheMakersRestIsDust_thenItIsRemoved() public {
        _configure(10, 0, 0);
        uint64 maker = _rest(alice, ETH, SELL, ETH_TICK, 19);
        _expectRemoved(maker, alice, 9, IBookTypes.RemovalReason.Dust);
        _take(bob, ETH, BUY, ETH_TICK, 10);
        (, uint64 asks) = _openLots(alice, ETH);
        assertEq(asks, 0, "OI-03 and what it reserved is free");
        assertFalse(book.tickMarked(ETH, SELL, ETH_TICK), "NS-03 the level is gone");
        _assertSound();
    }

    function test_placeOrder_whenExactlyTheMinimumIsLeft_thenItRests() public {
        _configure(10, 0, 0);
        uint64 maker = _rest(alice, ETH, SELL, ETH_TICK, 20);
        _take(bob, ETH, BUY, ETH_TICK, 10);
        assertEq(book.order(maker).lots, 10, "no dust");
    }

    function test_placeOrder_whenTheLastLotsOfAPositionAreBelowTheMinimum_thenTheyCanBeClosed() public {
        _trade(bob, alice, ETH, ETH_TICK, 3);
        _configure(10, 1000e18, 0);
        _rest(carol, ETH, BUY, ETH_TICK, 1000);
        IBookTypes.OrderParams memory params = _params(SELL, 1, 3, IBookTypes.TimeInForce.Market);
        params.reduceOnly = true;
        (, uint64 filled) = _order(bob, params);
        assertTrue(filled == 3 && _size(bob, ETH) == 0, "closed");
        _assertSound();
    }

    function test_placeOrder_whenAReduceOnlyOrderRests_thenTheMinimumHolds() public {
        _trade(bob, alice, ETH, ETH_TICK, 3);
        _configure(10, 0, 0);
        IBookTypes.OrderParams memory params = _params(SELL, ETH_TICK, 30);
        params.reduceOnly = true;
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.BelowMinimumLots.selector, 3, 10));
        _order(bob, params);
    }

    // --- price band ----------------------------------------------------------------------------------------------

    function test_placeOrder_whenAtTheEdgeOfTheBand_thenAllowedAndNoFarther() public {
        _configure(1, 0, 50_000);
        _rest(alice, ETH, SELL, 2100, 1);
        _rest(alice, ETH, BUY, 1900, 1);
        _refuseOutside(SELL, 2101);
        _refuseOutside(BUY, 1899);
        // On the other side of the mark as well: a limit that far is a slip of the finger.
        _refuseOutside(BUY, 2101);
        _refuseOutside(SELL, 1899);
    }

    function test_placeOrder_whenTheMarkMoves_thenTheBandMovesWithIt() public {
        _configure(1, 0, 50_000);
        _refuseOutside(SELL, 2101);
        _setPrice(ETH, 2001);
        _rest(alice, ETH, SELL, 2101, 1);
    }

    function test_placeOrder_whenAMarketOrderReachesBeyondTheBand_thenTheBandLimitsIt() public {
        _rest(alice, ETH, SELL, 2100, 1);
        uint64 beyond = _rest(alice, ETH, SELL, 2101, 1);
        _rest(alice, ETH, BUY, 1900, 1);
        uint64 below = _rest(alice, ETH, BUY, 1899, 1);
        _configure(1, 0, 50_000);
        (, uint64 filled) = _order(bob, _params(BUY, MAX_TICK, 2, IBookTypes.TimeInForce.Market));
        assertEq(filled, 1, "up to the band");
        (, filled) = _order(carol, _params(SELL, 1, 2, IBookTypes.TimeInForce.Market));
        assertEq(filled, 1, "and down to it");
        assertTrue(book.order(beyond).lots == 1 && book.order(below).lots == 1, "what lies beyond stays");
        _assertSound();
    }

    function test_placeOrder_whenAMarketOrdersSlippageIsNarrowerThanTheBand_thenItHolds() public {
        _rest(alice, ETH, SELL, 2002, 1);
        _configure(1, 0, 50_000);
        (, uint64 filled) = _order(bob, _params(BUY, 2001, 1, IBookTypes.TimeInForce.Market));
        assertEq(filled, 0, "its own limit");
        (, filled) = _order(bob, _params(BUY, 1, 1, IBookTypes.TimeInForce.Market));
        assertEq(filled, 0, "a limit far on the safe side is no mistake of a market order");
    }

    function test_placeOrder_whenTheBandReachesBeyondTheLastTick_thenTheLastTickIsTheLimit() public {
        _setPriceWad(ETH, 3 * uint256(MAX_TICK) * 1e18);
        _configure(1, 0, 500_000);
        (, uint64 filled) = _order(bob, _params(SELL, 5, 1, IBookTypes.TimeInForce.Market));
        assertEq(filled, 0, "nobody bids that much");
    }

    function test_placeOrder_whenThereIsABandAndNoFreshMark_thenReverts() public {
        _configure(1, 0, 50_000);
        vm.warp(block.timestamp + MAX_AGE + 1);
        vm.expectRevert(abi.encodeWithSignature("StalePrice(uint16,uint256)", ETH, START));
        _place(alice, ETH, SELL, ETH_TICK, 1);
    }

    function test_mark_whenSettling_thenTheFinalPrice() public {
        assertEq(engine.mark(ETH), 2000e18, "the oracle's");
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        _setPrice(ETH, 3000);
        assertEq(engine.mark(ETH), 2000e18, "the final one");
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 9));
        engine.mark(9);
    }

    function _refuseOutside(bool isBuy, uint24 tick) private {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.OutsidePriceBand.selector, tick * WAD, oracle.price(ETH)));
        _place(alice, ETH, isBuy, tick, 1);
    }

    function _refuseConfig(uint32 minLots, uint128 minNotional, uint24 bandPpm) private {
        _expectRefused(IBookTypes.InvalidBookConfig.selector, ETH);
        _configure(minLots, minNotional, bandPpm);
    }
}
