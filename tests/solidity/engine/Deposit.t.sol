// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {FeeOnTransferToken} from "../base/mocks/FeeOnTransferToken.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

contract DepositTest is SystemChecks {
    function test_deposit_whenApproved_thenTokensBecomeCollateral() public {
        usdc.mint(alice, 1500 * USD);
        vm.prank(alice);
        usdc.approve(address(engine), 1500 * USD);

        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.Deposited(alice, alice, 1500 * USD);
        vm.prank(alice);
        engine.deposit(1500 * USD);

        assertEq(engine.collateralOf(alice), int256(1500 * WAD), "one USDC unit is 1e12 WAD");
        assertEq(engine.equity(alice), int256(1500 * WAD), "equity of an account without positions");
        assertEq(engine.withdrawable(alice), 1500 * USD, "all of it is free");
        assertEq(usdc.balanceOf(address(engine)), 1500 * USD, "the engine holds the tokens");
        _assertSound();
    }

    function test_deposit_whenZero_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAmount.selector));
        engine.deposit(0);
    }

    function test_deposit_whenNotApproved_thenReverts() public {
        usdc.mint(alice, 1);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(engine), 0, 1));
        vm.prank(alice);
        engine.deposit(1);
    }

    function test_deposit_whenTheTokenDeliversLess_thenReverts() public {
        FeeOnTransferToken token = new FeeOnTransferToken();
        _deploySystem(address(token));
        token.mint(alice, 100);
        vm.prank(alice);
        token.approve(address(engine), 100);

        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.TransferMismatch.selector, 100, 99));
        vm.prank(alice);
        engine.deposit(100);
    }

    function test_transfer_whenUnsolicited_thenNobodyIsCredited() public {
        _fund(alice, 10);
        usdc.mint(address(engine), 5 * USD);
        assertEq(engine.collateralOf(alice), int256(10 * WAD), "a donation credits nobody");
        assertEq(engine.withdrawable(alice), 10 * USD, "and can't be withdrawn");
    }

    function testFuzz_deposit_whenWithdrawnAgain_thenNothingIsGainedOrLost(uint256 assets) public {
        assets = bound(assets, 1, 1e9 * USD);
        _fundUnits(alice, assets);
        assertEq(engine.collateralOf(alice), int256(assets * 1e12), "FC-04 scaled up exactly");
        vm.prank(alice);
        engine.withdraw(assets);
        assertEq(usdc.balanceOf(alice), assets, "FC-04 a round trip returns what went in");
        assertEq(engine.collateralOf(alice), 0, "FC-04 nothing is left behind");
        _assertSound();
    }
}
