// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {AuctionCase} from "./AuctionCase.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice NS-01: a waiting order can be taken back by its owner in every phase and every state, and moves no price then.
contract TakeBackTest is AuctionCase {
    function test_cancel_whenGathering_thenTheOrderIsGoneAndItsMarginFree() public {
        uint128 bid = _send(alice, BUY, 2010, 5);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderRemoved(bid, alice, 5, IBookAuctionTypes.AuctionRemoval.Cancelled);
        _takeBack(alice, bid);
        assertEq(engine.initialMargin(alice), 0, "nothing is reserved");
        assertEq(book.auctionNextTick(ETH, 1, BUY, 0), 0, "its level is empty");
        _assertSound();
    }

    function test_cancel_whenNotTheOwner_thenReverts() public {
        uint128[] memory ids = new uint128[](1);
        ids[0] = _send(alice, BUY, 2010, 5);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IBookAuctionTypes.NotAuctionOrderOwner.selector, ids[0], bob));
        book.cancelInAuction(ids);
    }

    function test_cancel_whenTheOrderIsGone_thenItIsPassedOver() public {
        uint128[] memory ids = new uint128[](2);
        ids[0] = _send(alice, BUY, 2010, 5);
        ids[1] = _send(alice, BUY, 2011, 5);
        _takeBack(alice, ids[0]);
        vm.prank(alice);
        assertEq(book.cancelInAuction(ids), 1, "one was left");
    }

    function test_cancel_whenPausedStaleOrSettling_thenItWorks() public {
        uint128 first = _send(alice, BUY, 2010, 5);
        uint128 second = _send(alice, BUY, 2009, 5);
        uint128 third = _send(alice, BUY, 2008, 5);
        engine.pause();
        _takeBack(alice, first);
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        _takeBack(alice, second);
        vm.warp(block.timestamp + 1 days);
        _takeBack(alice, third);
        (uint64 bids,) = _openLots(alice, ETH);
        assertEq(bids, 0, "nothing stays reserved");
    }

    function test_cancel_whenPricingHasSeenTheOrder_thenThePriceIsFoundWithoutIt() public {
        // A large bid would draw the price up to the ask at 2500.
        uint128 spoof = _send(carol, BUY, 3000, 100);
        _send(alice, BUY, 2010, 5);
        _send(bob, SELL, 1990, 5);
        _send(dave, SELL, 2500, 90);
        _endEpoch();
        for (uint256 steps; book.auctionEpoch(ETH, 1).phase != IBookAuctionTypes.AuctionPhase.Settling; ++steps) {
            book.executeAuction(ETH, 1);
        }
        assertEq(book.auctionEpoch(ETH, 1).tick, 2500, "with it");
        _takeBack(carol, spoof);
        IBookAuctionTypes.AuctionView memory open = book.auctionEpoch(ETH, 1);
        assertTrue(open.phase == IBookAuctionTypes.AuctionPhase.Pricing, "the price is open again");
        assertTrue(open.tick == 0 && open.imbalance == 0, "and none is shown");
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.tick, 2000, "without it");
        assertEq(done.filledLots, 5, "all that crosses");
        _assertSound();
    }

    function test_cancel_whenTheFirstPairIsSettled_thenThePriceStandsAndTheRestGoesOn() public {
        _send(carol, BUY, 3000, 50);
        uint128 second = _send(carol, BUY, 2999, 50);
        _send(bob, SELL, 1990, 50);
        _send(dave, SELL, 2500, 60);
        _endEpoch();
        while (book.auctionEpoch(ETH, 1).filledLots == 0) {
            book.executeAuction(ETH, 1);
        }
        uint24 struck = book.auctionEpoch(ETH, 1).tick;
        _takeBack(carol, second);
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.tick, struck, "what has been traded at stays the price");
        assertEq(done.filledLots, 50, "and nothing more is filled");
        assertEq(_lots(dave), 0, "nobody is left to sell to");
        _assertSound();
    }

    /// @dev After every number of steps, whichever order is taken back: what remains is executed as if it had never been
    /// there, unless something had been settled already.
    function test_cancel_whenInAnyStepOfPricing_thenTheResultIsThatWithoutTheOrder() public {
        for (uint256 steps; steps < 9; ++steps) {
            for (uint256 which; which < 8; ++which) {
                uint256 state = vm.snapshotState();
                bytes32 without = _ladder(8, which, 0);
                vm.revertToState(state);
                state = vm.snapshotState();
                bytes32 taken = _ladder(which, 8, steps);
                assertTrue(taken == without || _firm, "as if it had never been there");
                vm.revertToState(state);
            }
        }
    }

    bool private _firm;

    /// @dev Sends eight orders but `leftOut`, takes `takenBack` back after `steps` steps and tells what came out.
    function _ladder(uint256 takenBack, uint256 leftOut, uint256 steps) private returns (bytes32) {
        uint128[8] memory ids;
        address[4] memory who = [alice, bob, carol, dave];
        uint24[8] memory ticks = [uint24(2050), 2010, 2030, 1980, 2020, 1999, 2040, 2001];
        uint64[8] memory lots = [uint64(9), 4, 6, 3, 2, 8, 5, 7];
        for (uint256 i; i < 8; ++i) {
            if (i != leftOut) ids[i] = _send(who[i % 4], i % 2 == 0, ticks[i], lots[i]);
        }
        _endEpoch();
        for (uint256 i; i < steps; ++i) {
            book.executeAuction(ETH, 1);
        }
        _firm = book.auctionEpoch(ETH, 1).filledLots != 0;
        if (takenBack < 8) _takeBack(who[takenBack % 4], ids[takenBack]);
        IBookAuctionTypes.AuctionView memory done = _execute();
        _assertSound();
        return keccak256(
            abi.encode(done.tick, done.filledLots, done.imbalance, _lots(alice), _lots(bob), _lots(carol), _lots(dave))
        );
    }

    function test_cancel_whenAnOperator_thenOnlyWithPermission() public {
        uint128[] memory ids = new uint128[](1);
        ids[0] = _send(alice, BUY, 2010, 5);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotOperator.selector, alice, bob));
        book.cancelInAuctionFor(alice, ids);
        vm.prank(alice);
        engine.setOperator(bob, 2, uint40(block.timestamp + 1));
        vm.prank(bob);
        assertEq(book.cancelInAuctionFor(alice, ids), 1, "cancelled");
    }
}
