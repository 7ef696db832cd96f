// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

contract CancelRequestTest is VaultCase {
    function test_cancelRequest_whenItWaits_thenTheControllerGetsTheShares() public {
        uint256 shares = _enter(alice, 100 * USD);
        vm.prank(alice);
        vault.requestRedeem(shares, bob, alice);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.RequestCancelled(1, bob, shares);
        vm.prank(bob);
        assertEq(vault.cancelRequest(1), shares, "all of them");
        assertEq(vault.balanceOf(bob), shares, "the controller's");
        (address controller, uint256 left, uint256 maturesAt) = vault.request(1);
        assertTrue(controller == address(0) && left == 0 && maturesAt == 0, "forgotten");
        _assertBacked();
    }

    function test_cancelRequest_whenNotTheController_thenReverts() public {
        uint256 shares = _enter(alice, 100 * USD);
        vm.prank(alice);
        vault.requestRedeem(shares, bob, alice);
        _expectNotController(alice, bob);
        vm.prank(alice);
        vault.cancelRequest(1);
    }

    function test_cancelRequest_whenUnknownCancelledOrSettled_thenReverts() public {
        uint256 shares = _enter(alice, 100 * USD);
        _assertUnknown(1);
        _request(alice, shares);
        vm.prank(alice);
        vault.cancelRequest(1);
        _assertUnknown(1);
        _leave(alice);
        _assertUnknown(2);
    }

    function test_cancelRequest_whenSettledInPart_thenTheRestComesBackAndThePaidPartStays() public {
        uint256 shares = _enter(alice, 20_000 * USD);
        _allowAllocation();
        _allocate(18_000 * USD);
        _takeOver();
        _request(alice, shares);
        _pass(COOLDOWN);
        vault.settleRequests(1);
        uint256 paid = vault.maxWithdraw(alice);
        (, uint256 left,) = vault.request(1);
        assertTrue(paid > 0 && left > 0, "in part");
        vm.prank(alice);
        assertEq(vault.cancelRequest(1), left, "what still waited");
        assertEq(vault.balanceOf(alice), left, "comes back");
        assertEq(_collect(alice), paid, "what was settled stays settled");
        _assertBacked();
    }

    function test_cancelRequest_whenInTheMiddle_thenTheQueueGoesOverIt() public {
        _enter(alice, 30 * USD);
        for (uint256 i; i < 3; ++i) {
            _request(alice, 10e12);
        }
        vm.prank(alice);
        vault.cancelRequest(2);
        _pass(COOLDOWN);
        assertEq(vault.settleRequests(ALL), 3, "three places passed");
        assertEq(_collect(alice), 20 * USD, "two of them paid");
        assertEq(_worth(alice), 10 * USD, "one kept");
    }

    function _assertUnknown(uint256 requestId) private {
        vm.expectRevert(abi.encodeWithSelector(IVault.UnknownRequest.selector, requestId));
        vm.prank(alice);
        vault.cancelRequest(requestId);
    }
}
