// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice What a given notional would trade at on average.
contract ImpactPricesTest is BookCase {
    function test_impactPrices_whenOneLevelIsDeepEnough_thenItsPrice() public {
        _rest(alice, ETH, BUY, 1990, 1 * ETH_LOTS);
        _rest(alice, ETH, SELL, 2010, 1 * ETH_LOTS);
        (uint256 bid, uint256 ask, uint40 changedAt) = book.impactPrices(ETH, 1990e18);
        assertEq(bid, 1990e18, "sold whole");
        assertEq(ask, 2010e18, "bought in part");
        assertEq(changedAt, block.timestamp, "since the last order");
    }

    function test_impactPrices_whenSeveralLevelsAreNeeded_thenTheAverageRoundedAgainstItsSide() public {
        _rest(alice, ETH, BUY, 1990, 1 * ETH_LOTS);
        _rest(bob, ETH, BUY, 1980, 1 * ETH_LOTS);
        _rest(alice, ETH, SELL, 2000, 1 * ETH_LOTS);
        _rest(bob, ETH, SELL, 2010, 1 * ETH_LOTS);
        (uint256 bid,,) = book.impactPrices(ETH, 2980e18);
        assertEq(bid, 1_986_666_666_666_666_666_666, "2,980 for one and a half, down");
        (, uint256 ask,) = book.impactPrices(ETH, 3005e18);
        assertEq(ask, 2_003_333_333_333_333_333_334, "3,005 for one and a half, up");
    }

    function test_impactPrices_whenASideIsTooThin_thenZero() public {
        _rest(alice, ETH, BUY, 1990, 1 * ETH_LOTS);
        (uint256 bid, uint256 ask,) = book.impactPrices(ETH, 1990e18 + 1);
        assertEq(bid, 0, "a wei too much");
        assertEq(ask, 0, "empty");
    }

    function test_impactPrices_whenNoNotional_thenZero() public {
        _rest(alice, ETH, BUY, 1990, 1 * ETH_LOTS);
        (uint256 bid,,) = book.impactPrices(ETH, 0);
        assertEq(bid, 0, "nothing to sell");
    }

    function test_impactPrices_whenTheDepthLiesBeyondThe32ndLevel_thenItDoesNotCount() public {
        for (uint24 i; i < 33; ++i) {
            _rest(alice, ETH, BUY, 1000 - i, 1);
        }
        // The best 32 levels: a thousandth of 1,000 + 999 + … + 969.
        uint256 depth = 31.504e18;
        (uint256 bid,,) = book.impactPrices(ETH, depth);
        assertEq(bid, uint256(31_504e18) / 32, "the average of 32");
        (bid,,) = book.impactPrices(ETH, depth + 1);
        assertEq(bid, 0, "the 33rd is not read");
    }

    function test_impactPrices_whenTheBookChanges_thenItSaysWhen() public {
        uint64 orderId = _rest(alice, ETH, BUY, 1990, 10);
        _assertChanged(block.timestamp, "placed");
        _pass(1);
        _assertChanged(block.timestamp - 1, "nothing since");
        _take(bob, ETH, SELL, 1990, 1);
        _assertChanged(block.timestamp, "filled in part");
        _pass(1);
        _cancel(alice, orderId);
        _assertChanged(block.timestamp, "cancelled");
        (,, uint40 changedAt) = book.impactPrices(BTC, 1);
        assertEq(changedAt, 0, "the other market's never did");
    }

    function test_impactPrices_whenTheMarketIsUnknown_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.UnknownMarket.selector, 2));
        book.impactPrices(2, 1);
    }

    // --- what has expired ----------------------------------------------------------------------------------------

    function test_impactPrices_whenAnOrderHasExpired_thenItDoesNotCount() public {
        _order(alice, _expiring(BUY, 1995, 1 * ETH_LOTS, 10));
        _rest(bob, ETH, BUY, 1990, 1 * ETH_LOTS);
        (uint256 bid,,) = book.impactPrices(ETH, 1990e18);
        assertEq(bid, 1995e18, "as long as it can be filled");
        _pass(10);
        (bid,,) = book.impactPrices(ETH, 1990e18);
        assertEq(bid, 1990e18, "and not a second longer, though nobody has swept it");
        (, uint96[] memory lots,) = book.depth(ETH, BUY, 1);
        assertEq(lots[0], ETH_LOTS, "the depth shows it until then");
    }

    function test_impactPrices_whenALevelIsExpiredInPart_thenTheRestOfItCounts() public {
        _order(alice, _expiring(SELL, 2010, 600, 10));
        _rest(bob, ETH, SELL, 2010, 400);
        _order(alice, _expiring(SELL, 2010, 500, 20));
        _rest(bob, ETH, SELL, 2020, 1000);
        _pass(10);
        (, uint256 ask,) = book.impactPrices(ETH, 2010 * 0.9e18);
        assertEq(ask, 2010e18, "nine hundred lots are left");
        (, ask,) = book.impactPrices(ETH, 2010 * 0.9e18 + 1);
        assertTrue(ask > 2010e18, "and no more");
    }

    function test_impactPrices_whenWhatExpiredIsSwept_thenNothingChanges() public {
        (uint64 expired,) = _order(alice, _expiring(BUY, 1995, 600, 10));
        _rest(bob, ETH, BUY, 1995, 400);
        _rest(bob, ETH, BUY, 1990, 1000);
        _pass(10);
        (uint256 bid,,) = book.impactPrices(ETH, 1000e18);
        book.removeExpired(_ids(expired));
        (uint256 swept,,) = book.impactPrices(ETH, 1000e18);
        assertEq(bid, swept, "it did not count before");
    }

    function test_impactPrices_whenManyHaveExpired_thenSoManyAreLookedAtAndNoMore() public {
        uint256 most = book.MAX_IMPACT_ORDERS();
        for (uint256 i; i < most; ++i) {
            _order(alice, _expiring(BUY, 1995, 1, 10));
            // Every live order stands behind a hole.
            _cancel(carol, _rest(carol, ETH, BUY, 1995, 1));
        }
        _rest(bob, ETH, BUY, 1995, 1 * ETH_LOTS);
        _rest(bob, ETH, BUY, 1990, 1 * ETH_LOTS);
        _pass(10);
        vm.cool(address(book));
        uint256 used = gasleft();
        (uint256 bid,,) = book.impactPrices(ETH, 1990e18);
        assertAtMost(used - gasleft(), 500_000, "bounded work");
        assertEq(bid, 1990e18, "the 65th of the level is not looked at, the level behind is");
        // Whoever minds sweeps them.
        _order(dave, _params(SELL, 1995, 1, IBookTypes.TimeInForce.ImmediateOrCancel));
        (bid,,) = book.impactPrices(ETH, 1990e18);
        assertEq(bid, 1995e18, "then it counts");
    }

    function test_impactPrices_whenNothingInALevelExpires_thenItsTotalCountsHoweverLongItIs() public {
        for (uint256 i; i < 100; ++i) {
            _rest(alice, ETH, BUY, 1995, 10);
        }
        (uint256 bid,,) = book.impactPrices(ETH, 1995e18);
        assertEq(bid, 1995e18, "one read");
    }

    function test_updateFunding_whenAnOrderHasExpired_thenItDoesNotMoveTheRate() public {
        _rest(bob, ETH, SELL, 2010, 10 * ETH_LOTS);
        uint256 mark = vm.snapshotState();
        int256 without = _rateAfter(10);
        vm.revertToState(mark);
        _order(alice, _expiring(BUY, 2008, 10 * ETH_LOTS, 10));
        mark = vm.snapshotState();
        assertTrue(_rateAfter(9) != without, "FC-07 a bid above the index raises the rate");
        vm.revertToState(mark);
        assertEq(_rateAfter(10), without, "FC-07 once it has expired it does not");
    }

    /// @notice Whatever was placed, filled, cut, cancelled and swept: what counts is what can be filled.
    function testFuzz_impactPrices_whateverExpires_thenWhatCanBeFilledCounts(uint256 seed) public {
        _configure(3, 0, 0);
        for (uint256 i; i < 40; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            uint24 tick = uint24(1990 + (random >> 8) % 4);
            uint64 lots = uint64(3 + (random >> 16) % 20);
            uint256 kind = random % 8;
            uint64 head = book.level(ETH, BUY, tick).headId;
            if (kind < 3) _order(alice, _expiring(BUY, tick, lots, 1 + (random >> 32) % 20));
            else if (kind < 5) _rest(alice, ETH, BUY, tick, lots);
            else if (kind == 5) _order(bob, _params(SELL, tick, lots, IBookTypes.TimeInForce.ImmediateOrCancel));
            else if (kind == 6) _pass(1 + (random >> 32) % 5);
            else if (head != 0 && random >> 32 & 1 == 0) _cancel(alice, head);
            else if (head != 0) book.removeExpired(_ids(head, book.order(head).nextId));
        }
        uint256 fillable;
        for (uint24 tick = 1993; tick >= 1990; --tick) {
            fillable += uint256(tick) * _fillable(tick) * 1e15;
        }
        (uint256 bid,,) = book.impactPrices(ETH, fillable);
        assertTrue(fillable == 0 || bid != 0, "all that can be filled counts");
        (bid,,) = book.impactPrices(ETH, fillable + 1);
        assertEq(bid, 0, "and nothing else");
    }

    function testFuzz_impactPrices_whateverTheBook_thenWithinItsPrices(uint256 seed) public {
        for (uint256 i; i < 5; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            _rest(alice, ETH, BUY, uint24(bound(random, 1900, 1999)), uint64(bound(random >> 32, 1, 3000)));
            _rest(bob, ETH, SELL, uint24(bound(random >> 64, 2001, 2100)), uint64(bound(random >> 96, 1, 3000)));
        }
        uint256 notional = bound(seed, 1e18, 10_000e18);
        (uint256 bid, uint256 ask,) = book.impactPrices(ETH, notional);
        (uint24 bestBid, uint24 bestAsk) = book.best(ETH);
        assertTrue(bid == 0 || (bid <= bestBid * WAD && bid >= 1900e18), "no better than the best bid");
        assertTrue(ask == 0 || (ask >= bestAsk * WAD && ask <= 2100e18), "no better than the best ask");
    }

    /// @dev Lots of a bid level that a taker would get.
    function _fillable(uint24 tick) private view returns (uint256 lots) {
        for (uint64 orderId = book.level(ETH, BUY, tick).headId; orderId != 0;) {
            IBookTypes.OrderView memory order = book.order(orderId);
            if (order.expiry == 0 || order.expiry > block.timestamp) lots += order.lots;
            orderId = order.nextId;
        }
    }

    function _rateAfter(uint256 seconds_) private returns (int256 rate) {
        _pass(seconds_);
        engine.updateFunding(ETH);
        (, rate,,) = engine.fundingState(ETH);
    }

    function _assertChanged(uint256 at, string memory what) private view {
        (,, uint40 changedAt) = book.impactPrices(ETH, 1);
        assertEq(changedAt, at, what);
    }
}
