// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";

/// @notice The bitmap's edges, seen through the book: first and last tick, and the borders of its words and layers.
contract TickEdgesTest is SystemChecks {
    /// @dev Both sides of every kind of border: leaf words end at multiples of 2⁸, middle words at multiples of 2¹⁶.
    uint24[] internal edges =
        [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 131_071, 131_072, 8_388_608, MAX_TICK - 1, MAX_TICK];

    function setUp() public override {
        super.setUp();
        _fund(alice, 1_000_000_000);
        _fund(bob, 1_000_000_000);
    }

    function test_nextTick_whenAsksStandOnEveryEdge_thenTheWalkMeetsEach() public {
        for (uint256 i; i < edges.length; ++i) {
            _rest(alice, ETH, SELL, edges[(i * 7) % edges.length], 1);
        }
        (, uint24 tick) = book.best(ETH);
        for (uint256 i; i < edges.length; ++i) {
            assertEq(tick, edges[i], "upwards");
            tick = book.nextTick(ETH, SELL, tick);
        }
        assertEq(tick, 0, "nothing above the last tick");
        _assertSound();
    }

    function test_nextTick_whenBidsStandOnEveryEdge_thenTheWalkMeetsEach() public {
        for (uint256 i; i < edges.length; ++i) {
            _rest(alice, ETH, BUY, edges[(i * 7) % edges.length], 1);
        }
        (uint24 tick,) = book.best(ETH);
        for (uint256 i = edges.length; i > 0; --i) {
            assertEq(tick, edges[i - 1], "downwards");
            tick = book.nextTick(ETH, BUY, tick);
        }
        assertEq(tick, 0, "nothing below the first tick");
        _assertSound();
    }

    function test_nextTick_whenAskedFromEmptyTicks_thenTheNeighboursAreFound() public {
        _rest(alice, ETH, SELL, 65_536, 1);
        assertEq(book.nextTick(ETH, SELL, 0), 65_536, "from zero");
        assertEq(book.nextTick(ETH, SELL, 65_535), 65_536, "from the word before");
        assertEq(book.nextTick(ETH, SELL, 65_536), 0, "strictly above");
        assertEq(book.nextTick(ETH, SELL, MAX_TICK), 0, "from the last tick");
        assertEq(book.nextTick(ETH, BUY, MAX_TICK), 0, "the other side is empty");
        _rest(alice, ETH, BUY, 255, 1);
        assertEq(book.nextTick(ETH, BUY, MAX_TICK), 255, "from the last tick");
        assertEq(book.nextTick(ETH, BUY, 256), 255, "from the word above");
        assertEq(book.nextTick(ETH, BUY, 255), 0, "strictly below");
        assertEq(book.nextTick(ETH, BUY, 0), 0, "from zero");
    }

    function test_place_whenEveryEdgeIsTaken_thenMatchingWalksAllLayers() public {
        for (uint256 i; i < edges.length; ++i) {
            _rest(alice, ETH, SELL, edges[i], 1);
        }
        // At the last tick a lot costs $16,777.
        _take(bob, ETH, BUY, MAX_TICK, uint64(edges.length));
        (uint24 bid, uint24 ask) = book.best(ETH);
        assertTrue(bid == 0 && ask == 0, "the book is empty");
        for (uint256 i; i < edges.length; ++i) {
            assertFalse(book.tickMarked(ETH, SELL, edges[i]), "NS-03 unmarked");
        }
        _assertSound();
    }

    function test_place_whenTheLowestTickMeetsTheHighest_thenItFills() public {
        _rest(alice, ETH, BUY, MAX_TICK, 1);
        _take(bob, ETH, SELL, 1, 1);
        assertEq(_quote(bob, ETH), int256(uint256(MAX_TICK)) * 1e15, "at the maker's price");
        _assertSound();
    }

    function test_cancel_whenEveryEdgeIsCancelled_thenTheBitmapIsEmpty() public {
        uint64[] memory orderIds = new uint64[](edges.length);
        for (uint256 i; i < edges.length; ++i) {
            orderIds[i] = _rest(alice, ETH, BUY, edges[i], 1);
        }
        for (uint256 i; i < edges.length; ++i) {
            _cancel(alice, orderIds[i]);
            _assertSound();
        }
        (uint24 bid,) = book.best(ETH);
        assertEq(bid, 0, "empty");
        _rest(alice, ETH, BUY, MAX_TICK, 1);
        (bid,) = book.best(ETH);
        assertEq(bid, MAX_TICK, "and usable again");
    }
}
