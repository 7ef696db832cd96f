// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AuctionCase} from "./AuctionCase.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";

/// @notice The clearing tick: largest volume, then smallest imbalance, then nearest to the mark ($2,000), the lower of two.
contract ClearingPriceTest is AuctionCase {
    function test_price_whenOneBidMeetsOneAsk_thenItIsTheMark() public {
        _send(alice, BUY, 2010, 5);
        _send(bob, SELL, 1990, 5);
        _assertCleared(2000, 5, 0);
    }

    function test_price_whenTheMarkLiesAboveTheBid_thenItIsTheBid() public {
        _send(alice, BUY, 1995, 5);
        _send(bob, SELL, 1990, 5);
        _assertCleared(1995, 5, 0);
    }

    function test_price_whenTheMarkLiesBelowTheAsk_thenItIsTheAsk() public {
        _send(alice, BUY, 2010, 5);
        _send(bob, SELL, 2005, 5);
        _assertCleared(2005, 5, 0);
    }

    function test_price_whenTheMarkLiesHalfwayBetweenTwoTicks_thenItIsTheLower() public {
        _send(alice, BUY, 2010, 5);
        _send(bob, SELL, 1990, 5);
        _endEpoch();
        _setPriceWad(ETH, 2003.5e18);
        assertEq(_execute().tick, 2003, "the lower of two");
    }

    function test_price_whenTheMarkLiesJustAboveHalfway_thenItIsTheUpper() public {
        _send(alice, BUY, 2010, 5);
        _send(bob, SELL, 1990, 5);
        _endEpoch();
        _setPriceWad(ETH, 2003.5e18 + 1);
        assertEq(_execute().tick, 2004, "the nearest");
    }

    function test_price_whenBidsAreLeftOver_thenItIsWhereFewestAre() public {
        _send(alice, BUY, 2010, 8);
        _send(carol, BUY, 2005, 4);
        _send(bob, SELL, 1990, 5);
        // At 2006 … 2010 three bids are left over, at 2005 and below seven.
        _assertCleared(2006, 5, 3);
    }

    function test_price_whenAsksAreLeftOver_thenItIsWhereFewestAre() public {
        _send(alice, BUY, 2010, 5);
        _send(bob, SELL, 1980, 8);
        _send(carol, SELL, 1990, 4);
        _assertCleared(1989, 5, -3);
    }

    function test_price_whenVolumeSpeaksAgainstTheMark_thenVolumeDecides() public {
        _send(alice, BUY, 2001, 1);
        _send(bob, SELL, 1999, 1);
        _send(carol, BUY, 2050, 10);
        _send(dave, SELL, 2040, 10);
        // At 2000 one lot would trade; from 2040 on ten would.
        _assertCleared(2040, 10, -1);
    }

    function test_price_whenTheNextOrdersStandSideBySide_thenTheFewerCount() public {
        _sideBySide(3, 2);
        _assertCleared(2001, 5, -2);
    }

    function test_price_whenTheNextOrdersStandSideBySideTheOtherWay_thenTheFewerCount() public {
        _sideBySide(2, 3);
        _assertCleared(2000, 5, 2);
    }

    function test_price_whenTheNextOrdersAreAsMany_thenTheNearerToTheMarkCounts() public {
        _sideBySide(2, 2);
        _endEpoch();
        _setPrice(ETH, 2004);
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.tick, 2004, "both will do, so the mark decides");
        assertEq(done.imbalance, -2, "and the asks at 2001 are left over");
    }

    function test_price_whenNothingCrosses_thenThereIsNone() public {
        uint128 bid = _send(alice, BUY, 1990, 5);
        _send(bob, SELL, 2010, 5);
        _assertCleared(0, 0, 0);
        assertEq(_lotsOf(bid), 0, "and the orders end as they were told to");
        _assertNobodyReserves();
    }

    function test_price_whenOneSideIsEmpty_thenThereIsNone() public {
        _send(alice, BUY, 1990, 5);
        _assertCleared(0, 0, 0);
    }

    function test_price_whenAtTheEdgesOfTheTicks_thenItIsFound() public {
        _send(alice, BUY, MAX_TICK, 5);
        _send(bob, SELL, 1, 5);
        _assertCleared(2000, 5, 0);
        _send(alice, BUY, 1, 5);
        _send(bob, SELL, 1, 5);
        _assertCleared(1, 5, 0);
    }

    function test_price_whenAtTheHighestTick_thenItIsFound() public {
        _send(bob, SELL, MAX_TICK, 1);
        _send(alice, BUY, MAX_TICK, 1);
        _assertCleared(MAX_TICK, 1, 0);
        assertEq(_quote(alice, ETH), -int256(uint256(MAX_TICK)) * 1e15, "which is what she pays");
    }

    /// @dev Five lots trade anywhere in 2000 … 2001; at 2000 there are `bids` more, at 2001 `asks` more.
    function _sideBySide(uint64 bids, uint64 asks) private {
        _send(alice, BUY, 2010, 5);
        _send(bob, SELL, 1990, 5);
        _send(carol, BUY, 2000, bids);
        _send(dave, SELL, 2001, asks);
    }

    /// @dev Ends the epoch, compares what was indicated with what is executed, and both with what is expected.
    function _assertCleared(uint24 tick, uint128 volume, int128 imbalance) private {
        _endEpoch();
        (,,,, IBookAuctionTypes.AuctionView memory indicative, bool complete) = book.auctionState(ETH, ALL);
        assertTrue(complete, "the indicative price is complete");
        assertEq(indicative.tick, tick, "indicative tick");
        assertEq(indicative.filledLots, volume, "indicative volume");
        assertEq(indicative.imbalance, imbalance, "indicative imbalance");
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.tick, tick, "tick");
        assertEq(done.filledLots, volume, "volume");
        assertEq(done.imbalance, imbalance, "imbalance");
        _assertSound();
    }

    function _assertNobodyReserves() private view {
        (uint64 bids,) = _openLots(alice, ETH);
        (, uint64 asks) = _openLots(bob, ETH);
        assertEq(uint256(bids) + asks, 0, "nothing is reserved any more");
    }
}
