// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IUpgradeable} from "../base/Initializers.sol";
import {vm} from "../base/Vm.sol";
import {VaultNext} from "../base/mocks/Successors.sol";
import {GovernanceCase} from "./GovernanceCase.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";

/// @notice The whole path: proposed, waited for, executed, and all state kept.
contract GovernedUpgradeTest is GovernanceCase {
    function test_ownership_whenHandedOver_thenTheTimelockOwnsEverythingAndTheDeployerNothing() public {
        for (uint256 i; i < 5; ++i) {
            IUpgradeable target = IUpgradeable(_contracts()[i]);
            assertEq(target.owner(), address(timelock), "the timelock");
            assertEq(target.pendingOwner(), address(0), "and nobody is next");
            vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, owner));
            target.upgradeToAndCall(address(0), "");
        }
    }

    function test_upgrade_whenProposedAndExecuted_thenTheStateIsKept() public {
        usdc.mint(alice, 100 * USD);
        vm.prank(alice);
        usdc.approve(address(vault), 100 * USD);
        vm.prank(alice);
        uint256 shares = vault.deposit(100 * USD, alice);
        vm.prank(alice);
        uint256 requestId = vault.requestRedeem(shares / 2, alice, alice);

        address next = address(new VaultNext());
        bytes memory data = abi.encodeCall(IUpgradeable.upgradeToAndCall, (next, ""));
        bytes32 id = _schedule(address(vault), data, "");
        vm.warp(block.timestamp + DELAY - 1);
        vm.expectRevert(_notReady(id));
        _execute(address(vault), data, "");
        _pass(1);
        _execute(address(vault), data, "");

        assertEq(VaultNext(address(vault)).version(), 3, "the new code");
        assertEq(vault.balanceOf(alice), shares - shares / 2, "shares are kept");
        (, uint256 waiting,) = vault.request(requestId);
        assertEq(waiting, shares / 2, "requests are kept");
        assertEq(vault.totalAssets(), 100 * USD, "assets are kept");
        assertEq(vault.engine(), address(engine), "wiring is kept");
        assertEq(IUpgradeable(address(vault)).owner(), address(timelock), "the owner is kept");
        assertEq(vault.settleRequests(1), 1, "and the queue goes on");
        vm.prank(alice);
        vault.withdraw(50 * USD, alice, alice);
    }

    function test_upgrade_whenAllFive_thenInOneBatchAndTradingGoesOn() public {
        _fund(alice, 1000);
        _fund(bob, 10_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        string[5] memory names = ["PerpEngineV2", "OrderbookV2", "OracleRouter", "Vault", "InsuranceFund"];
        address[] memory targets = new address[](5);
        bytes[] memory calls = new bytes[](5);
        for (uint256 i; i < 5; ++i) {
            targets[i] = _contracts()[i];
            calls[i] = abi.encodeCall(IUpgradeable.upgradeToAndCall, (_implementation(names[i]), ""));
        }
        uint256[] memory values = new uint256[](5);
        vm.prank(proposer);
        timelock.scheduleBatch(targets, values, calls, 0, "", DELAY);
        _pass(DELAY);
        vm.prank(executor);
        timelock.executeBatch(targets, values, calls, 0, "");
        assertEq(_size(alice, ETH), 4e18, "kept");
        _trade(bob, alice, ETH, ETH_TICK, 4 * ETH_LOTS);
        _assertSound();
    }

    function test_setter_whenThroughTheTimelock_thenSet() public {
        _govern(address(vault), abi.encodeCall(vault.setCooldown, (2 days)));
        (uint32 cooldown,,,) = vault.limits();
        assertEq(cooldown, 2 days, "set");
    }

    function test_ownership_whenMovedOn_thenInTwoStepsAgain() public {
        address next = address(_deployTimelock(3 days));
        _govern(address(vault), abi.encodeCall(IUpgradeable.transferOwnership, (next)));
        assertEq(IUpgradeable(address(vault)).owner(), address(timelock), "not before it is accepted");
        vm.prank(next);
        IUpgradeable(address(vault)).acceptOwnership();
        assertEq(IUpgradeable(address(vault)).owner(), next, "accepted");
    }

    function test_guardian_whenSomethingIsWrong_thenPausesAtOnceAndOnlyTheTimelockEndsIt() public {
        vm.prank(guardian);
        engine.pause();
        vm.prank(guardian);
        vault.pause();
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, guardian));
        vm.prank(guardian);
        vault.unpause();
        _govern(address(vault), abi.encodeCall(vault.unpause, ()));
        (,, bool paused) = vault.roles();
        assertFalse(paused, "ended");
    }

    function test_guardian_whenAWithdrawalFromTheFundIsUnwanted_thenCancelsItBeforeItIsDue() public {
        _insure(100 * USD);
        _govern(address(insurance), abi.encodeCall(insurance.announceWithdrawal, (alice, 1)));
        vm.prank(guardian);
        insurance.cancelWithdrawal();
        assertEq(insurance.pendingWithdrawal().assets, 0, "gone");
    }
}
