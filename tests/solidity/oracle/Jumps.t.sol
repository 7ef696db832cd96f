// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {OracleCase} from "./OracleCase.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";

/// @notice OR-04: `updatePrice` and `acceptPrice` where the price jumps: by more than a fifth, to be confirmed after a minute.
contract JumpsTest is OracleCase {
    uint256 internal constant DELAY = 60;

    function setUp() public override {
        super.setUp();
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
    }

    function test_updatePrice_whenWithinTheLimit_thenStoredAtOnce() public {
        _update(2400 * WAD);
        _assertStored(2400 * WAD);
        _update(1920 * WAD);
        _assertStored(1920 * WAD);
    }

    function test_updatePrice_whenAWeiBeyondTheLimit_thenPendingAndAnnounced() public {
        _setAll(2400 * WAD + 1);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.JumpPending(MARKET, 2400 * WAD + 1, 2000 * WAD, START + DELAY);
        assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "what is stored");
        _assertPending(2400 * WAD + 1, START);
        _assertServed(2000 * WAD);
    }

    function test_updatePrice_whenItFallsBeyondTheLimit_thenPending() public {
        _update(1600 * WAD - 1);
        _assertPending(1600 * WAD - 1, START);
        _assertServed(2000 * WAD);
    }

    function test_updatePrice_whenConfirmedAfterTheDelay_thenTheSecondPriceIsStored() public {
        _update(3000 * WAD);
        vm.warp(START + DELAY);
        _setAll(3010 * WAD);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.PriceUpdated(MARKET, 3010 * WAD, START + DELAY);
        oracle.updatePrice(MARKET);
        _assertStored(3010 * WAD);
    }

    function test_updatePrice_whenConfirmedASecondEarly_thenStillPendingSinceTheFirst() public {
        _update(3000 * WAD);
        vm.warp(START + DELAY - 1);
        _update(3000 * WAD);
        _assertPending(3000 * WAD, START);
        _assertServed(2000 * WAD);
        vm.warp(START + DELAY);
        _update(3000 * WAD);
        _assertStored(3000 * WAD);
    }

    function test_updatePrice_whenTheSecondDisagrees_thenItWaitsAnew() public {
        _update(3000 * WAD);
        vm.warp(START + DELAY);
        _update(3600 * WAD + 1);
        _assertPending(3600 * WAD + 1, START + DELAY);
        _assertServed(2000 * WAD);
    }

    function test_updatePrice_whenTheSecondAgreesAtTheEdge_thenStored() public {
        _update(3000 * WAD);
        vm.warp(START + DELAY);
        _update(3600 * WAD);
        _assertStored(3600 * WAD);
    }

    function test_updatePrice_whenTheSecondComesTooLate_thenItWaitsAnew() public {
        _update(3000 * WAD);
        vm.warp(START + DELAY + MAX_AGE + 1);
        _update(3000 * WAD);
        _assertPending(3000 * WAD, START + DELAY + MAX_AGE + 1);
    }

    function test_updatePrice_whenTheSecondComesJustInTime_thenStored() public {
        _update(3000 * WAD);
        vm.warp(START + DELAY + MAX_AGE);
        _update(3000 * WAD);
        _assertStored(3000 * WAD);
    }

    function test_updatePrice_whenTheSourcesComeBack_thenTheJumpIsDiscarded() public {
        _update(3000 * WAD);
        _setAll(2001 * WAD);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.JumpDiscarded(MARKET, 3000 * WAD);
        oracle.updatePrice(MARKET);
        _assertStored(2001 * WAD);
    }

    function test_updatePrice_whenAJumpIsPending_thenTheOldPriceGrowsStaleAllTheSame() public {
        _update(3000 * WAD);
        vm.warp(START + MAX_AGE + 1);
        assertFalse(oracle.isFresh(MARKET), "a pending jump keeps nothing fresh");
    }

    function test_updatePrice_whenThePriceIsTheFirst_thenItIsNoJump() public {
        IOracleRouter.OracleConfig memory config = IOracleRouter.OracleConfig(MAX_AGE, 2);
        oracle.configureMarket(MARKET + 1, config, feeds);
        assertEq(oracle.updatePrice(MARKET + 1), 2000 * WAD, "there is nothing to jump from");
    }

    function test_acceptPrice_whenWithinWhatTheOwnerNames_thenStoredWithoutWaiting() public {
        _setAll(3000 * WAD);
        assertEq(oracle.acceptPrice(MARKET, 3000 * WAD, 3000 * WAD), 3000 * WAD, "at once");
        _assertStored(3000 * WAD);
    }

    function test_acceptPrice_whenAJumpIsPending_thenItIsSettled() public {
        _update(3000 * WAD);
        oracle.acceptPrice(MARKET, 2900 * WAD, 3100 * WAD);
        _assertStored(3000 * WAD);
    }

    function test_acceptPrice_whenOutsideWhatTheOwnerNames_thenReverts() public {
        _setAll(3000 * WAD);
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IOracleRouter.PriceNotAccepted.selector, MARKET, 3000 * WAD));
            oracle.acceptPrice(MARKET, i == 0 ? 3000 * WAD + 1 : 0, i == 0 ? type(uint256).max : 3000 * WAD - 1);
        }
        _assertStored(2000 * WAD);
    }

    function test_acceptPrice_whenTooFewSourcesOrUnknown_thenReverts() public {
        mocks[0].set(0, block.timestamp);
        vm.expectRevert(_tooFew(1, 2));
        oracle.acceptPrice(MARKET, 0, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.UnknownMarket.selector, MARKET + 1));
        oracle.acceptPrice(MARKET + 1, 0, type(uint256).max);
    }

    function test_acceptPrice_whenNotTheOwner_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, alice));
        vm.prank(alice);
        oracle.acceptPrice(MARKET, 0, type(uint256).max);
    }

    function testFuzz_updatePrice_howeverItMoves_thenOneUpdateNeverStoresMoreThanTheLimit(uint256 price) public {
        price = bound(price, 1, 1e30);
        _update(price);
        (uint256 stored,) = oracle.lastPrice(MARKET);
        uint256 moved = stored > 2000 * WAD ? stored - 2000 * WAD : 2000 * WAD - stored;
        assertAtMost(moved, 400 * WAD, "OR-04 a fifth at most");
        (uint256 jump,) = oracle.pendingJump(MARKET);
        assertTrue(stored == price ? jump == 0 : stored == 2000 * WAD && jump == price, "OR-04 all or nothing");
    }

    function _assertServed(uint256 price) private view {
        assertEq(oracle.price(MARKET), price, "the price in force");
    }

    function _assertStored(uint256 price) private view {
        _assertServed(price);
        _assertPending(0, 0);
    }

    function _assertPending(uint256 price, uint256 since) private view {
        (uint256 jump, uint256 seen) = oracle.pendingJump(MARKET);
        assertEq(jump, price, "the pending price");
        assertEq(seen, since, "and when it was seen first");
    }
}
