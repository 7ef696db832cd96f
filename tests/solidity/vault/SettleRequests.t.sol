// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// @notice SH-03: in order, after the cooldown, in part where not all can be paid, and never held up.
contract SettleRequestsTest is VaultCase {
    function test_settleRequests_whenASecondEarly_thenNothing() public {
        uint256 shares = _enter(alice, 100 * USD);
        _request(alice, shares);
        _pass(COOLDOWN - 1);
        assertEq(vault.settleRequests(ALL), 0, "SH-03 not before the cooldown");
        assertEq(vault.maxWithdraw(alice), 0, "nothing to take");
        _pass(1);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.RequestSettled(1, alice, 100 * USD, shares, 0);
        assertEq(vault.settleRequests(ALL), 1, "to the second");
        assertEq(vault.totalSupply(), 0, "burnt");
        assertEq(vault.totalAssets(), 0, "set aside");
        (,,, uint256 reserved) = vault.queue();
        assertEq(reserved, 100 * USD, "for alice");
        _assertBacked();
    }

    function test_settleRequests_whenSettled_thenLaterGainsAreNotShared() public {
        _enter(alice, 100 * USD);
        _enter(bob, 100 * USD);
        _request(alice, vault.balanceOf(alice));
        _payFees(20 * USD);
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        _payFees(1000 * USD);
        assertEq(_collect(alice), 110 * USD - 1, "the gains until the settlement, rounded down");
    }

    function test_settleRequests_whenSeveral_thenInTheOrderOfTheirRequests() public {
        _enter(alice, 100 * USD);
        _enter(bob, 100 * USD);
        _request(bob, vault.balanceOf(bob));
        _request(alice, vault.balanceOf(alice));
        _pass(COOLDOWN);
        assertEq(vault.settleRequests(1), 1, "one");
        assertEq(vault.maxWithdraw(bob), 100 * USD, "SH-03 the older");
        assertEq(vault.maxWithdraw(alice), 0, "not the younger");
        assertEq(vault.settleRequests(0), 0, "none");
        assertEq(vault.settleRequests(5), 1, "the rest");
        assertEq(vault.maxWithdraw(alice), 100 * USD, "the younger");
    }

    function test_settleRequests_whenAYoungerMaturesFirst_thenItWaitsForTheOlder() public {
        _enter(alice, 100 * USD);
        _enter(bob, 100 * USD);
        vault.setCooldown(30 days);
        _request(alice, vault.balanceOf(alice));
        vault.setCooldown(1 hours);
        _request(bob, vault.balanceOf(bob));
        _pass(1 hours);
        assertEq(vault.settleRequests(ALL), 0, "SH-03 in order");
        vm.prank(alice);
        vault.cancelRequest(1);
        assertEq(vault.settleRequests(ALL), 2, "over the empty place");
        assertEq(vault.maxWithdraw(bob), 100 * USD, "bob's");
    }

    function test_settleRequests_whenIdleIsTooLittle_thenTheEngineSendsTheRest() public {
        _enter(alice, 100 * USD);
        _allowAllocation();
        _allocate(90 * USD);
        _request(alice, vault.balanceOf(alice));
        _pass(COOLDOWN);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.Deallocated(90 * USD);
        vault.settleRequests(ALL);
        assertEq(_collect(alice), 100 * USD, "all of it");
        assertEq(engine.collateralOf(address(vault)), 0, "all came back");
        _assertBacked();
        _assertSound();
    }

    function test_settleRequests_whenMarginIsBound_thenInPartAndTheRestStaysFirst() public {
        _enter(carol, 20_000 * USD);
        _enter(dave, 1000 * USD);
        _allowAllocation();
        _allocate(18_000 * USD);
        _takeOver();
        // 36 of bounty. Initial margin of 7,200: 720 stay at the engine.
        assertEq(vault.totalAssets(), 21_036 * USD, "before");
        uint256 shares = vault.balanceOf(carol);
        _request(carol, shares);
        _request(dave, vault.balanceOf(dave));
        _pass(COOLDOWN);
        uint256 price = vault.convertToAssets(1e18);
        assertEq(vault.settleRequests(ALL), 1, "the first whole");
        uint256 first = vault.maxWithdraw(carol);
        assertAtLeast(first, 20_034 * USD, "its share of the bounty");
        uint256 second = vault.maxWithdraw(dave);
        // 2.80 of fees for the trade that alice made came in with the settlement.
        assertEq(first + second, 21_036 * USD + 2.8e6 - 720 * USD, "all that is liquid is paid");
        (, uint256 left,) = vault.request(2);
        assertTrue(left > 0, "dave waits for the rest");
        assertEq(vault.idleAssets(), 0, "nothing idle");
        assertEq(engine.withdrawable(address(vault)), 0, "nothing free");
        assertAtLeast(vault.convertToAssets(1e18), price, "SH-01 nobody who stays has lost");
        assertEq(vault.settleRequests(ALL), 0, "SH-03 nothing to pay with, and nobody overtakes");

        _rest(bob, ETH, BUY, 1790, 4 * ETH_LOTS);
        vm.prank(allocator);
        vault.unwind(ETH, 1790, 4 * ETH_LOTS);
        assertEq(vault.settleRequests(ALL), 1, "the rest");
        assertEq(vault.totalSupply(), 0, "everybody is out");
        _assertBacked();
        _assertSound();
    }

    function test_settleRequests_whenAPriceIsStale_thenRevertsAndNothingIsLost() public {
        _enter(carol, 20_000 * USD);
        _allowAllocation();
        _allocate(10_000 * USD);
        _takeOver();
        _request(carol, vault.balanceOf(carol));
        uint256 updatedAt = block.timestamp;
        vm.warp(block.timestamp + COOLDOWN);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, ETH, updatedAt));
        vault.settleRequests(ALL);
        _setPrice(ETH, 1800);
        vault.settleRequests(ALL);
        assertTrue(vault.maxWithdraw(carol) > 0, "as soon as it is known what the shares are worth");
    }

    function test_settleRequests_whenPaused_thenItGoesOn() public {
        _enter(alice, 100 * USD);
        _request(alice, vault.balanceOf(alice));
        vault.pause();
        engine.pause();
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        assertEq(_collect(alice), 100 * USD, "a pause stops nobody from leaving");
    }

    function test_settleRequests_whenFeesAreOwed_thenWhoLeavesGetsItsPart() public {
        _enter(alice, 100 * USD);
        _earn(1000 * 10);
        _request(alice, vault.balanceOf(alice));
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        assertEq(_collect(alice), 114 * USD - 1, "fees, too, but for what the virtual shares are due");
    }

    function test_settleRequests_whenWorthNothing_thenTheSharesAreBurntForNothing() public {
        _enter(alice, 1 * USD);
        _request(alice, 1);
        _pass(COOLDOWN);
        assertEq(vault.settleRequests(ALL), 1, "a share worth less than a unit does not hold up the queue");
        assertEq(vault.maxWithdraw(alice), 0, "rounded down");
        assertEq(vault.maxRedeem(alice), 1, "burnt");
        vm.prank(alice);
        assertEq(vault.redeem(1, alice, alice), 0, "for nothing");
    }
}
