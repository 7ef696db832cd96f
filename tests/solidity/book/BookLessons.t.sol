// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice What audits found in other order books, each by its name.
contract BookLessonsTest is BookCase {
    IBookTypes.OrderParams[] internal orders;

    function test_oldestOrderEviction_whenALevelIsFlooded_thenTheOldestStaysFirst() public {
        uint64 oldest = _rest(bob, ETH, SELL, ETH_TICK, 3);
        for (uint256 i; i < 300; ++i) {
            _rest(carol, ETH, SELL, ETH_TICK, 1);
            _rest(carol, ETH, SELL, ETH_TICK + uint24(i) + 1, 1);
        }
        assertEq(book.level(ETH, SELL, ETH_TICK).headId, oldest, "nobody's order makes room for another's");
        _take(alice, ETH, BUY, ETH_TICK, 3);
        assertEq(book.order(oldest).owner, address(0), "and it is the first to fill");
    }

    function test_maliciousOrder_whenItCannotBeFilled_thenItRevertsNobodysBatch() public {
        // Eve's order can't be filled: she is bankrupt at the new price.
        address eve = _trader("eve");
        others.push(eve);
        _fund(eve, 210);
        _rest(eve, ETH, SELL, ETH_TICK, ETH_LOTS);
        _rest(carol, ETH, SELL, ETH_TICK, ETH_LOTS);
        _setPrice(ETH, 4000);
        orders.push(_params(BUY, ETH_TICK, ETH_LOTS));
        orders.push(_params(BUY, ETH_TICK - 1, 5));
        vm.prank(bob);
        uint64[] memory placed = book.replace(new uint64[](0), orders);
        assertEq(_size(bob, ETH), 1e18, "filled by the one behind her");
        assertEq(book.order(placed[1]).lots, 5, "and the next order of the batch rests");
        _assertSound();
    }

    function test_maliciousOrder_whenItsOwnerCanActInNoMarket_thenTheTakerGoesOn() public {
        // Carol is active in a market whose price is stale: her margin can't be told.
        _rest(carol, BTC, BUY, BTC_TICK, 1);
        _rest(carol, ETH, SELL, ETH_TICK, 5);
        uint64 sound = _rest(alice, ETH, SELL, ETH_TICK, 5);
        _outdateAllBut(ETH);
        _take(bob, ETH, BUY, ETH_TICK, 5);
        assertEq(book.order(sound).owner, address(0), "the next maker fills");
    }

    function test_fillOrKill_whenTheMakerIsLeftWithDust_thenItDoesNotRevert() public {
        _configure(10, 0, 0);
        uint64 maker = _rest(alice, ETH, SELL, ETH_TICK, 25);
        _expectRemoved(maker, alice, 5, IBookTypes.RemovalReason.Dust);
        (, uint64 filled) = _order(bob, _params(BUY, ETH_TICK, 20, IBookTypes.TimeInForce.FillOrKill));
        assertEq(filled, 20, "dust is the maker's, and goes");
        _assertSound();
    }

    function test_amend_whenTheTickIsInvalid_thenItIsCheckedLikeANewOrders() public {
        _configure(1, 0, 100_000);
        uint64 orderId = _rest(alice, ETH, SELL, ETH_TICK, 5);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.InvalidTick.selector, 0));
        _amend(alice, orderId, 0, 5);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.OutsidePriceBand.selector, MAX_TICK * WAD, 2000e18));
        _amend(alice, orderId, MAX_TICK, 5);
    }

    function test_amend_whenItGrows_thenItDoesNotJumpTheQueue() public {
        uint64 first = _rest(alice, ETH, SELL, ETH_TICK, 1);
        uint64 second = _rest(carol, ETH, SELL, ETH_TICK, 1);
        _amend(alice, first, ETH_TICK, 100);
        _take(bob, ETH, BUY, ETH_TICK, 1);
        assertEq(book.order(second).owner, address(0), "who came second fills first");
        _assertSound();
    }

    function test_amend_whenItShrinksAndGrowsAgain_thenItIsLast() public {
        uint64 first = _rest(alice, ETH, SELL, ETH_TICK, 10);
        uint64 second = _rest(carol, ETH, SELL, ETH_TICK, 1);
        _amend(alice, first, ETH_TICK, 1);
        _amend(alice, first, ETH_TICK, 10);
        assertEq(book.level(ETH, SELL, ETH_TICK).headId, second, "a place given up is gone");
    }

    function test_tailOnly_whenOrdersLeaveAnywhere_thenNothingGrows() public {
        for (uint256 round; round < 20; ++round) {
            uint64[] memory ids = new uint64[](9);
            for (uint256 i; i < 9; ++i) {
                ids[i] = _rest(alice, ETH, SELL, ETH_TICK, 1);
            }
            // From the middle outwards: never only at the tail.
            for (uint256 i; i < 9; ++i) {
                _cancel(alice, ids[i % 2 == 0 ? 4 - i / 2 : 4 + (i + 1) / 2]);
            }
            assertEq(book.level(ETH, SELL, ETH_TICK).orderCount, 0, "empty");
            assertFalse(book.tickMarked(ETH, SELL, ETH_TICK), "and unmarked");
        }
        uint256 mark = vm.snapshotState();
        uint256 plain = _gasOfTaking(ETH_TICK + 1);
        vm.revertToState(mark);
        assertAtMost(_gasOfTaking(ETH_TICK), plain + 10_000, "what was there before costs nothing");
    }

    function test_instantExpiry_whenOrdersExpireAtOnce_thenTheyAreRefusedAndEvictNobody() public {
        uint64 real = _rest(alice, ETH, SELL, ETH_TICK, 5);
        _expectRefused(IBookTypes.InvalidExpiry.selector, block.timestamp);
        _order(carol, _expiring(SELL, ETH_TICK, 5, 0));
        for (uint256 i; i < 200; ++i) {
            _order(carol, _expiring(SELL, ETH_TICK, 1, 1));
        }
        _pass(1);
        _take(bob, ETH, BUY, ETH_TICK, 5);
        assertEq(book.order(real).owner, address(0), "the real one is first, and fills");
    }

    function test_othersOrders_whenAStrangerTries_thenNoneCanBeTouched() public {
        uint64 orderId = _rest(alice, ETH, SELL, ETH_TICK, 5);
        bytes[] memory tries = new bytes[](9);
        tries[0] = abi.encodeCall(book.cancel, (orderId));
        tries[1] = abi.encodeCall(book.cancelFor, (orderId));
        tries[2] = abi.encodeCall(book.cancelMany, (_ids(orderId)));
        tries[3] = abi.encodeCall(book.amend, (orderId, ETH_TICK, 1));
        tries[4] = abi.encodeCall(book.amendFor, (orderId, ETH_TICK, 1));
        tries[5] = abi.encodeCall(book.replace, (_ids(orderId), orders));
        tries[6] = abi.encodeCall(book.replaceFor, (alice, _ids(orderId), orders));
        tries[7] = abi.encodeCall(book.cancelAllFor, (alice, ETH, 0, 10));
        tries[8] = abi.encodeCall(book.submitFor, (alice, _params(BUY, ETH_TICK, 5)));
        for (uint256 i; i < tries.length; ++i) {
            vm.prank(carol);
            (bool ok,) = address(book).call(tries[i]);
            assertFalse(ok, "refused");
        }
        vm.prank(carol);
        book.cancelAll(ETH, 0, 10);
        vm.prank(carol);
        book.removeExpired(_ids(orderId));
        assertEq(book.order(orderId).lots, 5, "untouched");
        _assertSound();
    }

    function test_queueAndSettlement_whenOverManyLevels_thenBothGoByPriceAndTime() public {
        uint256 paid;
        for (uint24 i; i < 10; ++i) {
            // Placed from the worst to the best.
            _rest(i % 2 == 0 ? alice : carol, ETH, SELL, ETH_TICK + 9 - i, 10 + i);
            paid += uint256(ETH_TICK + 9 - i) * (10 + i);
        }
        _take(bob, ETH, BUY, MAX_TICK, 145);
        assertEq(_quote(bob, ETH), -int256(paid * 1e15), "each at its own price");
        _assertSound();
    }

    function test_settlementGas_whenSixtyFourMakersOpenAtSixtyFourLevels_thenItFitsIntoABlock() public {
        for (uint24 i; i < 64; ++i) {
            address maker = _trader(string(abi.encode(i)));
            others.push(maker);
            _fund(maker, 1000);
            _rest(maker, ETH, SELL, ETH_TICK + 300 * i, 1);
        }
        uint256 used = gasleft();
        _take(bob, ETH, BUY, MAX_TICK, 64);
        assertAtMost(used - gasleft(), 8_000_000, "eight million at most");
        _assertSound();
    }

    function test_releases_whenTheTakerFillsNothing_thenItsFundingIsNotTouched() public {
        _trade(bob, carol, ETH, ETH_TICK, 1000);
        _rest(alice, ETH, BUY, ETH_TICK + 50, 100_000);
        _pass(1);
        engine.updateFunding(ETH);
        _rest(bob, ETH, SELL, ETH_TICK + 60, 5);
        _pass(1 hours);
        (int256 owed,) = engine.fundingOwed(bob, ETH);
        assertTrue(owed != 0, "a rate runs");
        int256 quote = _quote(bob, ETH);
        _place(bob, ETH, BUY, ETH_TICK + 60, 5);
        (int256 after_,) = engine.fundingOwed(bob, ETH);
        assertTrue(_quote(bob, ETH) == quote && after_ == owed, "FC-03 only a fill or a touch settles it");
        _assertSound();
    }

    function test_releases_whenTheOwnersOrderIsReleasedBeforeAFill_thenItsMarginCounts() public {
        // Eve can carry ten lots. Her expired order for eight of them gives its margin back before her next one fills.
        address eve = _trader("eve");
        others.push(eve);
        _fundUnits(eve, 2_010_000);
        _order(eve, _expiring(SELL, ETH_TICK, 8, 10));
        _rest(eve, ETH, SELL, ETH_TICK, 2);
        _pass(10);
        _setPrice(ETH, 2005);
        _take(bob, ETH, BUY, ETH_TICK, 2);
        assertEq(_size(eve, ETH), -2e15, "not refused for margin that was already free");
        _assertSound();
    }

    // --- states --------------------------------------------------------------------------------------------------

    function test_placeOrder_whenPaused_thenOnlyWhatReduces() public {
        _trade(bob, carol, ETH, ETH_TICK, 10);
        _rest(alice, ETH, BUY, ETH_TICK - 1, 5);
        engine.pause();
        _expectRefused(IEngineTypes.OnlyReducing.selector, ETH);
        _place(dave, ETH, BUY, ETH_TICK - 2, 5);
        IBookTypes.OrderParams memory params = _params(SELL, ETH_TICK, 5);
        params.reduceOnly = true;
        (uint64 orderId,) = _order(bob, params);
        assertEq(book.order(orderId).lots, 5, "reducing may rest");
        // Carol closes against bob, who reduces by it.
        _take(carol, ETH, BUY, ETH_TICK, 5);
        assertEq(_size(bob, ETH), 5e15, "and fills");
        _assertSound();
    }

    function test_placeOrder_whenSettling_thenReverts() public {
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        _expectRefused(IEngineTypes.MarketIsSettling.selector, ETH);
        _order(alice, _params(BUY, ETH_TICK, 5));
    }

    function _gasOfTaking(uint24 tick) private returns (uint256 used) {
        _rest(alice, ETH, SELL, tick, 1);
        used = gasleft();
        _take(bob, ETH, BUY, tick, 1);
        used -= gasleft();
    }

    function _amend(address account, uint64 orderId, uint24 tick, uint64 lots) private {
        vm.prank(account);
        book.amend(orderId, tick, lots);
    }
}
