// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice Resting and matching by price, then time.
contract PlaceTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 1_000_000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
    }

    function test_place_whenNothingCrosses_thenItRests() public {
        uint64 expected = book.nextOrderId(ETH, BUY, 1999);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderPlaced(expected, alice, ETH, BUY, 1999, 7);
        uint64 orderId = _rest(alice, ETH, BUY, 1999, 7);

        assertEq(orderId, uint64(ETH) << 57 | 1 << 56 | 1999 << 32 | 1, "market, side, tick and number");
        assertEq(book.nextOrderId(ETH, BUY, 1999), orderId + 1, "the next id");
        IBookTypes.OrderView memory order = book.order(orderId);
        assertEq(order.owner, alice, "owner");
        assertTrue(order.marketId == ETH && order.isBuy && order.tick == 1999 && order.lots == 7, "as placed");
        assertTrue(order.previousId == 0 && order.nextId == 0, "alone at its level");
        (uint24 bid, uint24 ask) = book.best(ETH);
        assertTrue(bid == 1999 && ask == 0, "the best bid");
        (uint64 bids, uint64 asks) = _openLots(alice, ETH);
        assertTrue(bids == 7 && asks == 0, "OI-03 reserved in the engine");
        _assertSound();
    }

    function test_place_whenLotsAreZero_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.ZeroLots.selector));
        _place(alice, ETH, BUY, ETH_TICK, 0);
    }

    function test_place_whenTheTickIsZero_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.InvalidTick.selector, 0));
        _place(alice, ETH, BUY, 0, 1);
    }

    function test_place_whenTheMarketIsUnknown_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.UnknownMarket.selector, 2));
        _place(alice, 2, BUY, ETH_TICK, 1);
    }

    function test_place_whenPricesDiffer_thenTheBestComesFirst() public {
        uint64 worst = _rest(alice, ETH, SELL, 2002, 1);
        uint64 best = _rest(bob, ETH, SELL, 2000, 1);
        uint64 middle = _rest(carol, ETH, SELL, 2001, 1);

        _fund(dave, 1000);
        _expectMatch(best, bob, 2000, 1);
        _expectMatch(middle, carol, 2001, 1);
        _take(dave, ETH, BUY, 2010, 2);
        assertEq(book.order(worst).lots, 1, "the worst is left");
        _assertSound();
    }

    function test_place_whenBuyersCompete_thenTheHighestBidComesFirst() public {
        uint64 low = _rest(alice, ETH, BUY, 1999, 1);
        uint64 high = _rest(bob, ETH, BUY, 2001, 1);
        _fund(dave, 1000);
        _expectMatch(high, bob, 2001, 1);
        _expectMatch(low, alice, 1999, 1);
        _take(dave, ETH, SELL, 1999, 2);
        _assertSound();
    }

    function test_place_whenPricesAreEqual_thenTheOldestComesFirst() public {
        uint64 first = _rest(alice, ETH, SELL, ETH_TICK, 1);
        uint64 second = _rest(bob, ETH, SELL, ETH_TICK, 1);
        uint64 third = _rest(carol, ETH, SELL, ETH_TICK, 1);
        _fund(dave, 1000);
        _expectMatch(first, alice, ETH_TICK, 1);
        _expectMatch(second, bob, ETH_TICK, 1);
        _take(dave, ETH, BUY, ETH_TICK, 2);
        assertEq(book.level(ETH, SELL, ETH_TICK).headId, third, "the youngest is next");
        _assertSound();
    }

    function test_place_whenAFillIsPartial_thenTheMakerKeepsItsPlace() public {
        uint64 first = _rest(alice, ETH, SELL, ETH_TICK, 10);
        uint64 second = _rest(bob, ETH, SELL, ETH_TICK, 10);
        _take(carol, ETH, BUY, ETH_TICK, 4);
        assertEq(book.order(first).lots, 6, "six are left");
        assertEq(book.level(ETH, SELL, ETH_TICK).totalLots, 16, "so says the level");
        assertEq(book.level(ETH, SELL, ETH_TICK).orderCount, 2, "of two orders");

        _take(carol, ETH, BUY, ETH_TICK, 7);
        assertEq(book.order(first).owner, address(0), "the first is filled before");
        assertEq(book.order(second).lots, 9, "the second is touched");
        _assertSound();
    }

    function test_place_whenItExceedsTheBook_thenTheRestRestsAtItsLimit() public {
        _rest(alice, ETH, SELL, 2000, 5);
        _rest(alice, ETH, SELL, 2003, 5);
        (uint64 orderId, uint64 filled) = _place(bob, ETH, BUY, 2002, 8);
        assertEq(filled, 5, "what its limit reaches");
        assertEq(book.order(orderId).lots, 3, "the rest");
        (uint24 bid, uint24 ask) = book.best(ETH);
        assertTrue(bid == 2002 && ask == 2003, "NS-02 not crossed");
        _assertSound();
    }

    function test_place_whenTheLimitIsBetterThanTheBook_thenItFillsAtTheBooksPrice() public {
        _rest(alice, ETH, SELL, 2000, 1000);
        _take(bob, ETH, BUY, 2500, 1000);
        assertEq(_quote(bob, ETH), -2000e18, "NS-04 the maker's price");
    }

    function test_place_whenALevelEmpties_thenItsTickIsUnmarked() public {
        _rest(alice, ETH, SELL, 2000, 1);
        _rest(alice, ETH, SELL, 2500, 1);
        _take(bob, ETH, BUY, 2000, 1);
        assertFalse(book.tickMarked(ETH, SELL, 2000), "NS-03 unmarked");
        assertTrue(book.tickMarked(ETH, SELL, 2500), "the other is still marked");
        (, uint24 ask) = book.best(ETH);
        assertEq(ask, 2500, "and is the best now");
        _assertSound();
    }

    function test_place_whenMarketsDiffer_thenTheirBooksAreApart() public {
        _rest(alice, ETH, SELL, 100, 1);
        _rest(bob, BTC, BUY, 100, 1);
        (uint24 bid, uint24 ask) = book.best(ETH);
        assertTrue(bid == 0 && ask == 100, "ETH has the ask");
        (bid, ask) = book.best(BTC);
        assertTrue(bid == 100 && ask == 0, "BTC has the bid");
        assertEq(book.level(ETH, SELL, 100).orderCount + book.level(BTC, BUY, 100).orderCount, 2, "one each");
        _assertSound();
    }

    function test_place_whenMarginIsMissing_thenNothingHasHappened() public {
        uint64 orderId = _rest(alice, ETH, SELL, ETH_TICK, 5);
        vm.expectRevert(_insufficientMargin(dave, -0.005e18, 1e18));
        _place(dave, ETH, BUY, ETH_TICK, 5);
        assertEq(book.order(orderId).lots, 5, "the maker's order is as it was");
        _assertSound();
    }

    function testFuzz_place_whateverOrders_thenTheBookStaysSound(uint256 seed) public {
        address[3] memory traders = [alice, bob, carol];
        for (uint256 i; i < 12; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            address trader = traders[random % 3];
            uint64 chosen = _anyOrder(random >> 8);
            if (random >> 72 & 3 == 0 && book.order(chosen).owner != address(0)) {
                _cancel(book.order(chosen).owner, chosen);
            } else {
                uint24 tick = uint24(bound(random >> 80, 1997, 2003));
                uint64 lots = uint64(bound(random >> 104, 1, 20));
                (uint64 orderId, uint64 filled) = _place(trader, ETH, random >> 255 == 0, tick, lots);
                assertEq(filled + book.order(orderId).lots, lots, "NS-04 filled or resting, nothing is lost");
            }
            _assertSound();
        }
    }

    /// @dev The head of one of the levels that the sequence plays on.
    function _anyOrder(uint256 random) private view returns (uint64) {
        return book.level(ETH, random & 1 == 0, uint24(bound(random >> 1, 1997, 2003))).headId;
    }

    function _expectMatch(uint64 orderId, address maker, uint24 tick, uint64 lots) private {
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderMatched(orderId, maker, dave, ETH, tick, lots);
    }
}
