// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

contract OpenInterestCapTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 100_000);
        _fund(bob, 100_000);
        _fund(carol, 100_000);
        _setOpenInterestCap(ETH, 2e18);
    }

    function test_place_whenAFillEndsExactlyAtTheCap_thenItIsMade() public {
        _trade(alice, bob, ETH, ETH_TICK, 2 * ETH_LOTS);
        (uint256 longs, uint256 shorts) = engine.openInterest(ETH);
        assertEq(longs, 2e18, "OI-02 at the cap");
        assertEq(shorts, 2e18, "OI-01 both sides");
    }

    function test_place_whenAFillWouldExceedTheCap_thenTheTakerHaltsAndTheMakerStays() public {
        uint64 first = _rest(bob, ETH, SELL, ETH_TICK, 1 * ETH_LOTS);
        uint64 second = _rest(bob, ETH, SELL, ETH_TICK + 1, 1001);

        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.RemainderDropped(alice, ETH, 2 * ETH_LOTS, IBookTypes.RemovalReason.OpenInterestCap);
        (uint64 orderId, uint64 filled) = _place(alice, ETH, BUY, 2100, 3 * ETH_LOTS);

        assertEq(filled, 1 * ETH_LOTS, "the fill before it stands");
        assertEq(orderId, 0, "the rest does not rest: it would cross");
        assertEq(book.order(first).owner, address(0), "the filled order is gone");
        assertEq(book.order(second).lots, 1001, "the refused maker keeps its order");
        _assertSound();
    }

    function test_place_whenHaltedByTheCap_thenTheTakersMarginIsStillChecked() public {
        _fund(dave, 100);
        _rest(bob, ETH, SELL, ETH_TICK, 1 * ETH_LOTS);
        _rest(bob, ETH, SELL, ETH_TICK, 2 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(dave, 99e18, 200e18));
        _place(dave, ETH, BUY, ETH_TICK, 3 * ETH_LOTS);
    }

    function test_place_whenThePositionOnlyChangesHands_thenTheCapDoesNotMatter() public {
        _trade(alice, bob, ETH, ETH_TICK, 2 * ETH_LOTS);
        _setOpenInterestCap(ETH, 1e18);
        // Alice sells her long to carol: open interest stays above the lowered cap, and does not grow.
        _trade(carol, alice, ETH, ETH_TICK, 1 * ETH_LOTS);
        (uint256 longs,) = engine.openInterest(ETH);
        assertEq(longs, 2e18, "a lowered cap takes nothing away");
        // Both close: always allowed.
        _trade(bob, alice, ETH, ETH_TICK, 1 * ETH_LOTS);
        (longs,) = engine.openInterest(ETH);
        assertEq(longs, 1e18, "reducing is never blocked");
        _assertSound();
    }

    function test_place_whenFlippingRaisesOpenInterestAboveTheCap_thenHalts() public {
        _trade(alice, bob, ETH, ETH_TICK, 2 * ETH_LOTS);
        uint64 orderId = _rest(carol, ETH, BUY, ETH_TICK, 3 * ETH_LOTS);
        // Alice from long 2 to short 1, carol to long 3: open interest 3.
        (, uint64 filled) = _place(alice, ETH, SELL, ETH_TICK, 3 * ETH_LOTS);
        assertEq(filled, 0, "one fill is made whole or not at all");
        // Up to flat it only changes hands.
        _take(alice, ETH, SELL, ETH_TICK, 2 * ETH_LOTS);
        assertEq(book.order(orderId).lots, 1 * ETH_LOTS, "carol's rest waits");
        _assertSound();
    }

    function test_place_whenTheCapIsZero_thenOrdersRestButNoneFills() public {
        _setOpenInterestCap(ETH, 0);
        _rest(bob, ETH, SELL, ETH_TICK, 1);
        (, uint64 filled) = _place(alice, ETH, BUY, ETH_TICK, 1);
        assertEq(filled, 0, "nothing opens");
        _rest(alice, ETH, BUY, ETH_TICK - 1, 1);
        _assertSound();
    }

    function testFuzz_place_whatever_thenARaisingFillEndsWithinTheCap(uint256 seed) public {
        for (uint256 i; i < 6; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            _setOpenInterestCap(ETH, uint128(bound(random, 0, 4e18)));
            (uint256 before,) = engine.openInterest(ETH);
            address maker = random >> 254 & 1 == 0 ? bob : carol;
            bool isBuy = random >> 255 == 0;
            _place(maker, ETH, !isBuy, ETH_TICK, uint64(bound(random >> 64, 1, 3 * ETH_LOTS)));
            _place(alice, ETH, isBuy, ETH_TICK, uint64(bound(random >> 128, 1, 3 * ETH_LOTS)));
            (uint256 longs,) = engine.openInterest(ETH);
            assertTrue(longs <= before || longs <= engine.marketParams(ETH).openInterestCap, "OI-02 the cap holds");
            _assertSound();
        }
    }
}
