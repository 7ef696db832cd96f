// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Deposits for somebody else, with and without a permit.
contract DepositForTest is SystemChecks {
    bytes32 internal constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    struct Permit {
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    function setUp() public override {
        super.setUp();
        usdc.mint(alice, 500 * USD);
    }

    function test_depositFor_whenApproved_thenThePayerPaysAndTheAccountIsCredited() public {
        vm.prank(alice);
        usdc.approve(address(engine), 500 * USD);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.Deposited(bob, alice, 500 * USD);
        vm.prank(alice);
        engine.depositFor(bob, 500 * USD);
        assertEq(engine.collateralOf(bob), 500e18, "bob has it");
        assertEq(engine.collateralOf(alice), 0, "alice does not");
        assertEq(usdc.balanceOf(alice), 0, "though she paid");
        _assertSound();
    }

    function test_depositFor_whenTheAccountIsZero_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAddress.selector));
        engine.depositFor(address(0), 1);
    }

    function test_depositFor_whenZero_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAmount.selector));
        engine.depositFor(bob, 0);
    }

    function test_depositFor_whenTheAmountDoesNotFit_thenReverts() public {
        // The most a balance of collateral holds is 2 ** 127 wei.
        uint256 assets = uint256(type(uint128).max) / 1e12;
        usdc.mint(alice, assets);
        vm.prank(alice);
        usdc.approve(address(engine), assets);
        vm.prank(alice);
        try engine.depositFor(bob, assets) {
            assertTrue(false, "it would be cut off");
        } catch {
            assertEq(engine.collateralOf(bob), 0, "nothing is credited");
        }
    }

    function test_depositWithPermit_whenSigned_thenNoApprovalIsNeeded() public {
        Permit memory permit = _permit(300 * USD, block.timestamp);
        vm.prank(alice);
        engine.depositWithPermit(bob, 300 * USD, block.timestamp, permit.v, permit.r, permit.s);
        assertEq(engine.collateralOf(bob), 300e18, "credited");
        assertEq(usdc.allowance(alice, address(engine)), 0, "the allowance is used up");
        _assertSound();
    }

    function test_depositWithPermit_whenSomebodyUsedThePermitFirst_thenTheDepositGoesOn() public {
        Permit memory permit = _permit(300 * USD, block.timestamp);
        vm.prank(carol);
        usdc.permit(alice, address(engine), 300 * USD, block.timestamp, permit.v, permit.r, permit.s);
        vm.prank(alice);
        engine.depositWithPermit(alice, 300 * USD, block.timestamp, permit.v, permit.r, permit.s);
        assertEq(engine.collateralOf(alice), 300e18, "credited");
    }

    function test_depositWithPermit_whenThePermitIsAnotherAmounts_thenTheTransferIsRefused() public {
        Permit memory permit = _permit(300 * USD, block.timestamp);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(engine), 0, 301 * USD)
        );
        vm.prank(alice);
        engine.depositWithPermit(alice, 301 * USD, block.timestamp, permit.v, permit.r, permit.s);
    }

    function test_depositWithPermit_whenSentByAnother_thenTheSignersMoneyIsSafe() public {
        Permit memory permit = _permit(300 * USD, block.timestamp);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(engine), 0, 300 * USD)
        );
        vm.prank(carol);
        engine.depositWithPermit(carol, 300 * USD, block.timestamp, permit.v, permit.r, permit.s);
    }

    function _permit(uint256 assets, uint256 deadline) private view returns (Permit memory permit) {
        bytes32 structHash =
            keccak256(abi.encode(PERMIT_TYPEHASH, alice, address(engine), assets, usdc.nonces(alice), deadline));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", usdc.DOMAIN_SEPARATOR(), structHash));
        (permit.v, permit.r, permit.s) = vm.sign(_key("alice"), digest);
    }
}
