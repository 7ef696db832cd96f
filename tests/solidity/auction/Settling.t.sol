// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {AuctionCase} from "./AuctionCase.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Who is filled, at what price, and what happens to those who can't be.
contract SettlingTest is AuctionCase {
    function test_settling_whenOrdersCross_thenAllTradeAtOnePriceAndPayTheSameFee() public {
        _send(alice, BUY, 2010, 3);
        _send(carol, BUY, 2005, 2);
        _send(bob, SELL, 1990, 4);
        _send(dave, SELL, 1995, 1);
        _endAndExecute();
        assertEq(_quote(alice, ETH), -6e18, "three thousandths at 2000");
        assertEq(_quote(bob, ETH), 8e18, "four thousandths at 2000");
        // Taker 500 and maker 200 ppm: half of it each.
        assertEq(engine.collateralOf(alice), 1_000_000e18 - 0.0021e18, "350 ppm of six dollars");
        assertEq(engine.collateralOf(dave), 1_000_000e18 - 0.0007e18, "350 ppm of two dollars");
        _assertSound();
    }

    function test_settling_whenTheMarginalTickIsShort_thenTheOldestAreFilled() public {
        uint128 first = _send(alice, BUY, 2000, 3);
        uint128 second = _send(carol, BUY, 2000, 3);
        uint128 third = _send(dave, BUY, 2000, 3);
        _send(bob, SELL, 1990, 4);
        _endEpoch();
        book.executeAuction(ETH, 6);
        assertEq(_lots(alice), 3, "the oldest first");
        assertEq(_lots(carol), 1, "then the next, in part");
        assertEq(_lots(dave), 0, "and the youngest not at all");
        _execute();
        assertEq(uint256(_lotsOf(first)) + _lotsOf(second) + _lotsOf(third), 0, "what is left over has ended");
        _assertSound();
    }

    function test_settling_whenABetterPriceIsYounger_thenItGoesFirst() public {
        _send(alice, BUY, 2000, 3);
        _send(carol, BUY, 2001, 3);
        _send(bob, SELL, 1990, 3);
        _endAndExecute();
        assertEq(_lots(carol), 3, "price before time");
        assertEq(_lots(alice), 0, "nothing was left");
    }

    function test_settling_whenAnOrderLostItsMargin_thenItIsRemovedAndTheNextTakesItsPlace() public {
        _makePoor(dave);
        uint128 poor = _send(dave, BUY, 2010, 40);
        _send(carol, BUY, 2010, 40);
        _send(bob, SELL, 1990, 40);
        _endEpoch();
        _setPrice(ETH, 1500);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderRemoved(poor, dave, 40, IBookAuctionTypes.AuctionRemoval.Margin);
        _execute();
        assertEq(_lots(dave), 0, "removed");
        assertEq(_lots(carol), 40, "and the next takes its place");
        (uint64 bids,) = _openLots(dave, ETH);
        assertEq(bids, 0, "its reservation is given back");
        _assertSound();
    }

    function test_settling_whenASellerLostItsMargin_thenItIsRemovedAndTheNextTakesItsPlace() public {
        _makePoor(dave);
        _send(dave, SELL, 1990, 40);
        _send(bob, SELL, 1990, 40);
        _send(alice, BUY, 2010, 40);
        _endEpoch();
        _setPrice(ETH, 2600);
        _execute();
        assertEq(_lots(dave), 0, "removed");
        assertEq(_lots(bob), -40, "and the next takes its place");
        _assertSound();
    }

    function test_settling_whenAMarkElsewhereIsStale_thenTheOrderIsRemovedAndTheOthersGoOn() public {
        _rest(dave, BTC, BUY, BTC_TICK - 10, 1);
        uint128 stuck = _send(dave, BUY, 2010, 4);
        _send(carol, BUY, 2010, 4);
        _send(bob, SELL, 1990, 4);
        _outdateAllBut(ETH);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderRemoved(stuck, dave, 4, IBookAuctionTypes.AuctionRemoval.Margin);
        _execute();
        assertEq(_lots(carol), 4, "the next takes its place");
    }

    function test_settling_whenOneOwnerMeetsItself_thenBothLoseTheLotsAndNobodyElseNotices() public {
        uint128 bid = _send(alice, BUY, 2010, 5);
        uint128 ask = _send(alice, SELL, 1980, 2);
        _send(bob, SELL, 1990, 3);
        _endEpoch();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionSelfTradePrevented(bid, ask, 2);
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.filledLots, 3, "no volume is made with oneself");
        assertEq(_lots(alice), 3, "the rest of the bid trades");
        assertEq(_lots(bob), -3, "as it would have");
        _assertSound();
    }

    function test_settling_whenOpenInterestIsCapped_thenTheSmallerOrderEndsAndReducingGoesOn() public {
        _trade(alice, bob, ETH, ETH_TICK, 10);
        _setOpenInterestCap(ETH, 10e15);
        _send(carol, BUY, 2010, 6);
        uint128 opener = _send(dave, SELL, 1980, 2);
        _send(alice, SELL, 1990, 6);
        _endEpoch();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderRemoved(opener, dave, 2, IBookAuctionTypes.AuctionRemoval.Unfilled);
        _execute();
        assertEq(_lots(carol), 6, "a fill that raises nothing is made");
        assertEq(_lots(alice), 4, "reducing is never blocked");
        _assertSound();
    }

    function test_settling_whenPaused_thenOnlyReducingIsFilled() public {
        _trade(alice, bob, ETH, ETH_TICK, 10);
        uint128 grower = _send(carol, BUY, 2010, 4);
        _send(bob, BUY, 2010, 4);
        _send(alice, SELL, 1990, 4);
        _endEpoch();
        engine.pause();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderRemoved(grower, carol, 4, IBookAuctionTypes.AuctionRemoval.ReduceOnly);
        _execute();
        assertEq(_lots(alice), 6, "who reduces");
        assertEq(_lots(bob), -6, "is served");
        _assertSound();
    }

    function test_settling_whenAnAccountIsAtItsCap_thenItsOrderIsRemoved() public {
        uint128 capped = _send(carol, BUY, 2010, 4);
        _send(alice, BUY, 2005, 4);
        _send(bob, SELL, 1990, 4);
        engine.setExposureCaps(6e18, type(uint128).max);
        _endEpoch();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderRemoved(capped, carol, 4, IBookAuctionTypes.AuctionRemoval.Cap);
        _execute();
        _assertSound();
    }

    function test_settling_whenTheMarketSettles_thenAllOrdersEndCancelledWithoutAMark() public {
        uint128 bid = _send(alice, BUY, 2010, 4, IBookAuctionTypes.Unfilled.NextEpoch);
        _send(bob, SELL, 1990, 4, IBookAuctionTypes.Unfilled.ToBook);
        _endEpoch();
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        vm.warp(block.timestamp + MAX_AGE + 1);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderRemoved(bid, alice, 4, IBookAuctionTypes.AuctionRemoval.MarketClosed);
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.filledLots, 0, "nothing trades");
        (uint64 bids,) = _openLots(alice, ETH);
        assertEq(bids, 0, "nothing stays reserved");
    }

    function test_settling_whenTheMarkIsStale_thenItWaitsForOne() public {
        uint128 bid = _send(alice, BUY, 2010, 4);
        _send(bob, SELL, 1990, 4);
        vm.warp(block.timestamp + LENGTH + MAX_AGE + 1);
        (bool ok,) = address(book).call(abi.encodeCall(book.executeAuction, (ETH, ALL)));
        assertFalse(ok, "no price, no auction");
        _takeBack(alice, bid);
        _pass(0);
        _execute();
        assertEq(_lots(bob), 0, "and cancelling works meanwhile");
    }

    /// @dev Enough for a small position, and no more once the mark has moved by a fourth.
    function _makePoor(address account) private {
        uint256 most = engine.withdrawable(account);
        vm.prank(account);
        engine.withdraw(most - 9 * USD);
    }
}

