// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

contract RequestRedeemTest is VaultCase {
    function test_requestRedeem_whenOwner_thenTheSharesWaitInTheVault() public {
        uint256 shares = _enter(alice, 100 * USD);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.RedeemRequested(1, bob, alice, shares / 4, START + COOLDOWN);
        vm.prank(alice);
        assertEq(vault.requestRedeem(shares / 4, bob, alice), 1, "ids count from one");
        (address controller, uint256 waiting, uint256 maturesAt) = vault.request(1);
        assertEq(controller, bob, "for bob");
        assertEq(waiting, shares / 4, "so many");
        assertEq(maturesAt, START + COOLDOWN, "after the cooldown");
        (uint256 head, uint256 next, uint256 all, uint256 reserved) = vault.queue();
        assertTrue(head == 1 && next == 2 && reserved == 0, "one in the queue, nothing settled");
        assertEq(all, shares / 4, "that waits");
        assertEq(vault.totalSupply(), shares, "still shares: they go on gaining and losing");
        assertEq(vault.totalAssets(), 100 * USD, "of all assets");
        _assertBacked();
    }

    function test_requestRedeem_whenAnothersShares_thenAnAllowanceIsNeededAndSpent() public {
        uint256 shares = _enter(alice, 1 * USD);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, bob, 0, shares));
        vm.prank(bob);
        vault.requestRedeem(shares, bob, alice);
        vm.prank(alice);
        vault.approve(bob, shares);
        vm.prank(bob);
        vault.requestRedeem(shares, bob, alice);
        assertEq(vault.allowance(alice, bob), 0, "spent");
        _pass(COOLDOWN);
        vault.settleRequests(1);
        assertEq(_collect(bob), 1 * USD, "the controller's");
    }

    function test_requestRedeem_whenMoreThanHeld_thenReverts() public {
        uint256 shares = _enter(alice, 1 * USD);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, shares, shares + 1)
        );
        vm.prank(alice);
        vault.requestRedeem(shares + 1, alice, alice);
    }

    function test_requestRedeem_whenNoSharesOrNoController_thenReverts() public {
        _enter(alice, 1 * USD);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroShares.selector));
        _request(alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroAddress.selector));
        vm.prank(alice);
        vault.requestRedeem(1, address(0), alice);
    }

    function test_requestRedeem_whenPausedAndStale_thenItGoesOn() public {
        uint256 shares = _enter(alice, 20_000 * USD);
        _allowAllocation();
        _allocate(10_000 * USD);
        _takeOver();
        vault.pause();
        engine.pause();
        vm.warp(block.timestamp + MAX_AGE + 1);
        uint256 requestId = _request(alice, shares);
        vm.prank(alice);
        assertEq(vault.cancelRequest(requestId), shares, "and so does the way back");
    }
}
