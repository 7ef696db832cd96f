// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {FundCase} from "./FundCase.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";

/// @notice The owner's way to the money: announced, delayed, cancellable, above the floor, after bad debt.
contract FundWithdrawalTest is FundCase {
    uint256 internal constant DELAY = 2 days;

    function setUp() public override {
        super.setUp();
        _insure(1000 * USD);
        insurance.setFloor(600 * USD);
    }

    function test_withdrawal_whenAnnouncedAndDue_thenPaid() public {
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.WithdrawalAnnounced(alice, 400 * USD, START + DELAY);
        insurance.announceWithdrawal(alice, 400 * USD);
        IInsuranceFund.Withdrawal memory pending = insurance.pendingWithdrawal();
        assertTrue(pending.receiver == alice && pending.assets == 400 * USD && pending.floor == 600 * USD, "announced");
        assertEq(pending.expiresAt, START + DELAY + 7 days, "for a week");

        vm.warp(START + DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.WithdrawalNotDue.selector, START + DELAY));
        insurance.executeWithdrawal();
        vm.warp(START + DELAY);
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.WithdrawalExecuted(alice, 400 * USD);
        insurance.executeWithdrawal();
        assertEq(usdc.balanceOf(alice), 400 * USD, "paid");
        assertEq(insurance.balance(), 600 * USD, "to the floor");
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NoWithdrawal.selector));
        insurance.executeWithdrawal();
    }

    function test_withdrawal_whenTheGuardianOrTheOwnerCancels_thenItIsGone() public {
        address[2] memory cancellers = [guardian, owner];
        for (uint256 i; i < 2; ++i) {
            insurance.announceWithdrawal(alice, 1);
            vm.expectEmit(true, true, true, true, address(insurance));
            emit IInsuranceFund.WithdrawalCancelled(alice, 1, cancellers[i]);
            vm.prank(cancellers[i]);
            insurance.cancelWithdrawal();
            vm.warp(block.timestamp + DELAY);
            vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NoWithdrawal.selector));
            insurance.executeWithdrawal();
        }
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NoWithdrawal.selector));
        insurance.cancelWithdrawal();
    }

    function test_withdrawal_whenNotTheirs_thenReverts() public {
        insurance.announceWithdrawal(alice, 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotGuardian.selector, alice));
        vm.prank(alice);
        insurance.cancelWithdrawal();
    }

    function test_withdrawal_whenItWouldGoBelowTheFloor_thenReverts() public {
        _announceAndWait(400 * USD + 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.BelowFloor.selector, 600 * USD - 1, 600 * USD));
        insurance.executeWithdrawal();
        insurance.cancelWithdrawal();
        _announceAndWait(1001 * USD);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.BelowFloor.selector, 0, 600 * USD));
        insurance.executeWithdrawal();
    }

    function test_withdrawal_whenTheFloorIsLoweredMeanwhile_thenThatOfTheAnnouncementBinds() public {
        insurance.announceWithdrawal(alice, 900 * USD);
        insurance.setFloor(0);
        vm.warp(block.timestamp + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.BelowFloor.selector, 100 * USD, 600 * USD));
        insurance.executeWithdrawal();
    }

    function test_withdrawal_whenTheFloorIsRaisedMeanwhile_thenTheNewOneBinds() public {
        insurance.announceWithdrawal(alice, 400 * USD);
        insurance.setFloor(700 * USD);
        vm.warp(block.timestamp + DELAY);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.BelowFloor.selector, 600 * USD, 700 * USD));
        insurance.executeWithdrawal();
    }

    function test_withdrawal_whenTheFloorIsZero_thenStillNotMoreThanItHolds() public {
        insurance.setFloor(0);
        _announceAndWait(1001 * USD);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.BelowFloor.selector, 0, 0));
        insurance.executeWithdrawal();
    }

    function test_withdrawal_whenBadDebtIsBooked_thenItGoesFirst() public {
        insurance.setFloor(0);
        vm.prank(address(engine));
        insurance.cover(1000 * USD);
        _bookBadDebt(1700e18);
        _insure(1000 * USD);
        _announceAndWait(1 * USD);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.BadDebtFirst.selector, engine.badDebt()));
        insurance.executeWithdrawal();
        insurance.repayBadDebt();
        assertEq(engine.badDebt(), 0, "repaid out of what the fund holds");
        insurance.executeWithdrawal();
        assertEq(usdc.balanceOf(alice), 1 * USD, "then the owner");
    }

    /// @notice An announcement kept ready would be a way around the delay.
    function test_attackDelayBypass_whenAnAnnouncementIsKept_thenItExpires() public {
        insurance.announceWithdrawal(alice, 1);
        vm.warp(START + DELAY + 7 days);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.WithdrawalExpired.selector, START + DELAY + 7 days));
        insurance.executeWithdrawal();
    }

    /// @notice Neither a second announcement nor another delay makes the first one due earlier, or larger.
    function test_attackDelayBypass_whenTheDelayIsShortened_thenTheAnnouncedOneStands() public {
        insurance.announceWithdrawal(alice, 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.WithdrawalPending.selector));
        insurance.announceWithdrawal(alice, 400 * USD);
        insurance.setWithdrawalDelay(1 days);
        vm.warp(START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.WithdrawalNotDue.selector, START + DELAY));
        insurance.executeWithdrawal();
    }

    function test_announce_whenNothingOrToNobody_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ZeroAddress.selector));
        insurance.announceWithdrawal(address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ZeroAmount.selector));
        insurance.announceWithdrawal(alice, 0);
    }

    function _announceAndWait(uint256 assets) private {
        insurance.announceWithdrawal(alice, assets);
        vm.warp(block.timestamp + DELAY);
    }
}
