// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// @notice `withdraw` and `redeem`: what was settled is taken, and nothing else.
contract TakeSettledTest is VaultCase {
    function setUp() public override {
        super.setUp();
        _enter(alice, 100 * USD);
        _payFees(7 * USD + 1);
        _request(alice, vault.balanceOf(alice));
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
    }

    function test_withdraw_whenSettled_thenPaid() public {
        uint256 most = vault.maxWithdraw(alice);
        assertEq(most, 107 * USD, "the whole units of alice's part");
        vm.expectEmit(true, true, true, true, address(vault));
        emit IERC4626.Withdraw(alice, bob, alice, most, 100e12);
        vm.prank(alice);
        assertEq(vault.withdraw(most, bob, alice), 100e12, "all shares");
        assertEq(usdc.balanceOf(bob), most, "to whom alice says");
        assertTrue(vault.maxWithdraw(alice) == 0 && vault.maxRedeem(alice) == 0, "taken");
        _assertBacked();
    }

    function test_withdraw_whenInParts_thenTheSumIsTheSame() public {
        uint256 most = vault.maxWithdraw(alice);
        vm.prank(alice);
        // 33 of 107 dollars cost 30.84… of 100 share units, rounded up.
        assertEq(vault.withdraw(33 * USD, alice, alice), 30_841_121_495_328, "rounded up");
        vm.prank(alice);
        uint256 redeemed = vault.redeem(10e12, alice, alice);
        assertAtMost(redeemed, 10_700_000, "rounded down");
        uint256 left = vault.maxRedeem(alice);
        vm.prank(alice);
        assertEq(33 * USD + redeemed + vault.redeem(left, alice, alice), most, "the last share takes what is left");
        assertEq(vault.maxWithdraw(alice), 0, "nothing is stuck");
        _assertBacked();
    }

    function test_withdraw_whenMoreThanSettled_thenReverts() public {
        uint256 most = vault.maxWithdraw(alice);
        vm.expectRevert(
            abi.encodeWithSelector(ERC4626Upgradeable.ERC4626ExceededMaxWithdraw.selector, alice, most + 1, most)
        );
        vm.prank(alice);
        vault.withdraw(most + 1, alice, alice);
        vm.expectRevert(
            abi.encodeWithSelector(ERC4626Upgradeable.ERC4626ExceededMaxRedeem.selector, alice, 100e12 + 1, 100e12)
        );
        vm.prank(alice);
        vault.redeem(100e12 + 1, alice, alice);
    }

    function test_withdraw_whenNothing_thenNothing() public {
        vm.prank(bob);
        assertEq(vault.withdraw(0, bob, bob), 0, "no shares");
        vm.prank(bob);
        assertEq(vault.redeem(0, bob, bob), 0, "no assets");
    }

    function test_withdraw_whenNotTheController_thenRevertsWhateverWasApproved() public {
        vm.prank(alice);
        vault.approve(bob, ALL);
        _expectNotController(bob, alice);
        vm.prank(bob);
        vault.withdraw(1, bob, alice);
        _expectNotController(bob, alice);
        vm.prank(bob);
        vault.redeem(1, bob, alice);
    }

    function test_previews_whenAsked_thenTheySayThatNobodyKnows() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.AsynchronousWithdrawal.selector));
        vault.previewWithdraw(1);
        vm.expectRevert(abi.encodeWithSelector(IVault.AsynchronousWithdrawal.selector));
        vault.previewRedeem(1);
    }
}
