// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BlockingToken} from "../base/mocks/BlockingToken.sol";
import {VaultCase} from "./VaultCase.sol";
import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @notice A withdrawal that fails on its way is not lost, wherever it fails: the token shuts somebody out, as USDC's issuer can.
contract FailedPaymentsTest is VaultCase {
    BlockingToken private _token;

    function setUp() public override {
        super.setUp();
        _enter(alice, 100 * USD);
        _enter(bob, 100 * USD);
    }

    function _newToken() internal override returns (USDCMock) {
        _token = new BlockingToken();
        return _token;
    }

    function test_attackFailedQueuedWithdrawal_whenTheReceiverIsShutOut_thenItsClaimStaysAndTheQueueGoesOn() public {
        _request(alice, vault.balanceOf(alice));
        _request(bob, vault.balanceOf(bob));
        _token.setBlocked(alice, true);
        _pass(COOLDOWN);
        assertEq(vault.settleRequests(ALL), 2, "SH-03 nobody's receiver holds up the queue");
        assertEq(_collect(bob), 100 * USD, "the one behind is paid");

        vm.expectRevert(abi.encodeWithSelector(BlockingToken.Blocked.selector, alice));
        vm.prank(alice);
        vault.withdraw(100 * USD, alice, alice);
        assertEq(vault.maxWithdraw(alice), 100 * USD, "SH-04 all of it is still there");
        _payFees(50 * USD);
        assertEq(vault.maxWithdraw(alice), 100 * USD, "set aside from what comes later");
        uint256 half = vault.maxRedeem(alice) / 2;
        vm.prank(alice);
        vault.redeem(half, carol, alice);
        assertEq(usdc.balanceOf(carol), 50 * USD, "to somebody who is not shut out");
        _token.setBlocked(alice, false);
        assertEq(_collect(alice), 50 * USD, "or as soon as it no longer is");
        _assertBacked();
    }

    function test_attackFailedQueuedWithdrawal_whenTheEngineCannotSendItsPart_thenTheRequestKeepsItsPlace() public {
        _allowAllocation();
        _allocate(150 * USD);
        uint256 first = _request(alice, vault.balanceOf(alice));
        _request(bob, vault.balanceOf(bob));
        _pass(COOLDOWN);
        _token.setBlocked(address(engine), true);
        vm.expectRevert(abi.encodeWithSelector(BlockingToken.Blocked.selector, address(engine)));
        vault.settleRequests(ALL);
        (uint256 head,, uint256 waiting, uint256 reserved) = vault.queue();
        assertTrue(head == first && reserved == 0, "SH-03 still the first");
        assertEq(waiting, 200e12, "SH-04 all shares wait as before");

        _token.setBlocked(address(engine), false);
        assertEq(vault.settleRequests(ALL), 2, "SH-03 in their order");
        assertEq(_collect(alice), 100 * USD, "in full");
        assertEq(_collect(bob), 100 * USD, "both");
        _assertBacked();
        _assertSound();
    }
}
