// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice What a given notional would trade at on average.
contract ImpactPricesTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 1_000_000);
        _fund(bob, 1_000_000);
    }

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

    function _assertChanged(uint256 at, string memory what) private view {
        (,, uint40 changedAt) = book.impactPrices(ETH, 1);
        assertEq(changedAt, at, what);
    }
}
