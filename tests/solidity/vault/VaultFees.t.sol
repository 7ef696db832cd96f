// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

contract VaultFeesTest is VaultCase {
    function test_onFeesReceived_whenTheEngine_thenTheSharePriceRises() public {
        _enter(alice, 100 * USD);
        _enter(bob, 300 * USD);
        usdc.mint(address(vault), 40 * USD);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.FeesReceived(40 * USD);
        vm.prank(address(engine));
        vault.onFeesReceived(40 * USD);
        assertEq(_leave(alice), 110 * USD - 1, "a quarter of the fees, less what the virtual shares are due");
        assertEq(_leave(bob), 330 * USD, "three quarters, and what rounding took from alice");
    }

    function test_onFeesReceived_whenNobodyHoldsShares_thenTheFirstDepositorGetsNoneOfThem() public {
        _payFees(1000 * USD);
        _enter(alice, 100 * USD);
        uint256 worth = vault.previewRedeem(vault.balanceOf(alice));
        assertAtMost(worth, 100 * USD, "they belong to the virtual shares");
        assertAtLeast(worth, 100 * USD - 1100, "a share costs a thousandth of a dollar now: so much is rounded off");
    }

    function test_onFeesReceived_whenNotTheEngine_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.NotEngine.selector, alice));
        vm.prank(alice);
        vault.onFeesReceived(1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotEngine.selector, owner));
        vault.onFeesReceived(1);
    }

    function test_setEngine_whenOwner_thenOnlyTheNewOneMayPay() public {
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.EngineSet(alice);
        vault.setEngine(alice);
        vm.prank(alice);
        vault.onFeesReceived(0);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotEngine.selector, address(engine)));
        vm.prank(address(engine));
        vault.onFeesReceived(0);
    }

    function test_setEngine_whenZero_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroAddress.selector));
        vault.setEngine(address(0));
    }
}
