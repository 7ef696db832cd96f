// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {AuctionCase} from "./AuctionCase.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IBookWaiting} from "contracts/interfaces/book/IBookWaiting.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice What becomes of what an auction does not fill, and of what is sent meanwhile.
contract UnfilledTest is AuctionCase {
    IBookAuctionTypes.Unfilled internal constant TO_BOOK = IBookAuctionTypes.Unfilled.ToBook;
    IBookAuctionTypes.Unfilled internal constant NEXT = IBookAuctionTypes.Unfilled.NextEpoch;

    function test_unfilled_whenToCancel_thenItIsRemovedAndItsMarginFree() public {
        uint128 bid = _send(alice, BUY, 1990, 5);
        _endEpoch();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderRemoved(bid, alice, 5, IBookAuctionTypes.AuctionRemoval.Unfilled);
        _execute();
        assertEq(engine.initialMargin(alice), 0, "nothing is reserved");
        _assertSound();
    }

    function test_unfilled_whenToTheBook_thenWhatIsLeftRestsThere() public {
        _send(alice, BUY, 1995, 5, TO_BOOK);
        _send(bob, SELL, 1990, 3);
        _endAndExecute();
        (uint24 best,) = book.best(ETH);
        assertEq(best, 1995, "at its own limit");
        assertEq(book.level(ETH, BUY, 1995).totalLots, 2, "what the auction left of it");
        (uint64 bids,) = _openLots(alice, ETH);
        assertEq(bids, 2, "reserved once");
        _assertSound();
    }

    function test_unfilled_whenToTheBookAndItCrossesThere_thenItFills() public {
        _rest(bob, ETH, SELL, 1994, 5);
        _send(alice, BUY, 1995, 5, TO_BOOK);
        _endAndExecute();
        assertEq(_lots(alice), 5, "filled in the book");
        assertEq(_quote(alice, ETH), -9.97e18, "at the resting price");
        _assertSound();
    }

    function test_unfilled_whenTheBookRefusesIt_thenItEndsCancelledWithTheReason() public {
        uint128 bid = _send(alice, BUY, 1995, 5, TO_BOOK);
        _endEpoch();
        engine.pause();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderRefused(
            bid, alice, 5, abi.encodeWithSelector(IEngineTypes.OnlyReducing.selector, ETH)
        );
        _execute();
        (uint64 bids,) = _openLots(alice, ETH);
        assertEq(bids, 0, "nothing is reserved");
        _assertSound();
    }

    function test_unfilled_whenForTheNextEpoch_thenItTradesThere() public {
        uint128 bid = _send(alice, BUY, 1995, 5, NEXT);
        _endAndExecute();
        assertEq(_lotsOf(bid), 0, "its id has changed");
        (, uint32 executing, uint32 gathering,,,) = book.auctionState(ETH, 0);
        assertEq(executing, gathering, "it waits in an epoch that gathers");
        _send(bob, SELL, 1990, 5);
        _endAndExecute();
        assertEq(_lots(alice), 5, "and trades there");
        _assertSound();
    }

    function test_unfilled_whenForTheNextEpoch_thenItStandsBehindThoseWhoWaitThere() public {
        _send(alice, BUY, 1995, 5, NEXT);
        _endEpoch();
        uint128 waits = _send(carol, BUY, 1995, 5);
        _execute();
        (uint128 head,, uint32 count) = book.auctionLevel(ETH, 2, BUY, 1995);
        assertEq(count, 2, "both wait");
        assertEq(head, waits, "who was there first is first");
    }

    function test_unfilled_whenAuctionsAreClosed_thenNothingIsCarriedIntoNowhere() public {
        _send(alice, BUY, 1995, 5, NEXT);
        book.setAuctionConfig(ETH, IBookAuctionTypes.AuctionConfig({epochLength: 0, vaultBandPpm: 0}));
        _endAndExecute();
        (uint64 bids,) = _openLots(alice, ETH);
        assertEq(bids, 0, "cancelled");
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IBookAuctionTypes.AuctionsClosed.selector, ETH));
        book.placeInAuction(_params(BUY, 1995, 5, NEXT));
    }

    function test_epoch_whenOrdersAreSentAfterItsEnd_thenTheyWaitForTheNext() public {
        _send(alice, BUY, 2010, 5);
        _send(bob, SELL, 1990, 5);
        _endEpoch();
        book.executeAuction(ETH, 1);
        uint128 late = _send(carol, BUY, 2020, 5);
        _execute();
        assertEq(_lots(carol), 0, "not part of this one");
        assertEq(_lots(alice), 5, "which takes who was there");
        assertEq(_lotsOf(late), 5, "and waits");
        _assertSound();
    }

    function test_epoch_whenNobodyExecutes_thenLaterOnesPileUpAndAreExecutedInOrder() public {
        for (uint256 i; i < 3; ++i) {
            _send(alice, BUY, 2010, 1);
            _send(bob, SELL, 1990, 1);
            _endEpoch();
        }
        for (uint32 epoch = 1; epoch <= 3; ++epoch) {
            _execute();
            assertEq(_lots(alice), int256(uint256(epoch)), "one after the other");
        }
        vm.expectRevert(abi.encodeWithSelector(IBookAuctionTypes.NothingToExecute.selector, ETH));
        book.executeAuction(ETH, 1);
    }

    function test_epoch_whenNotOver_thenItIsNotExecuted() public {
        _send(alice, BUY, 2010, 5);
        uint40 endsAt = book.auctionEpoch(ETH, 1).endsAt;
        assertEq(endsAt % LENGTH, 0, "epochs end at multiples of their length");
        vm.warp(endsAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IBookAuctionTypes.EpochNotEnded.selector, ETH, endsAt));
        book.executeAuction(ETH, 1);
        _pass(1);
        _execute();
    }

    function test_execute_whenThereIsTooLittleGasForAStep_thenNothingIsDone() public {
        _send(alice, BUY, 1995, 5, TO_BOOK);
        _endEpoch();
        uint256 enough = book.STEP_GAS() + 200_000;
        assertFalse(book.executeAuction{gas: enough}(ETH, 2), "pricing is done");
        vm.expectRevert(abi.encodeWithSelector(IBookWaiting.InsufficientGas.selector));
        book.executeAuction{gas: enough}(ETH, 1);
        (uint64 bids,) = _openLots(alice, ETH);
        assertEq(bids, 5, "the order is still there");
        _execute();
        assertEq(book.level(ETH, BUY, 1995).totalLots, 5, "and placed by whoever brings enough");
    }
}
