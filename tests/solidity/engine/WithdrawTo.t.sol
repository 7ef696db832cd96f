// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

contract WithdrawToTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 10_000);
    }

    function test_withdrawTo_whenFree_thenTheReceiverIsPaidAndTheCallerDebited() public {
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.Withdrawn(alice, carol, 400 * USD);
        vm.prank(alice);
        engine.withdrawTo(carol, 400 * USD);
        assertEq(usdc.balanceOf(carol), 400 * USD, "carol is paid");
        assertEq(engine.collateralOf(alice), 600e18, "by alice");
        assertEq(engine.collateralOf(carol), 0, "and has no collateral of it");
        _assertSound();
    }

    function test_withdrawTo_whenTheReceiverIsZero_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAddress.selector));
        vm.prank(alice);
        engine.withdrawTo(address(0), 1);
    }

    function test_withdrawTo_whenMoreThanFree_thenReverts() public {
        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ExceedsWithdrawable.selector, 799 * USD + 1, 799 * USD));
        vm.prank(alice);
        engine.withdrawTo(carol, 799 * USD + 1);
    }

    function test_withdrawTo_whenTheReceiverIsTheEngine_thenNobodyIsCredited() public {
        vm.prank(alice);
        engine.withdrawTo(address(engine), 400 * USD);
        assertEq(engine.collateralOf(alice), 600e18, "debited");
        assertEq(engine.collateralOf(address(engine)), 0, "a gift to nobody");
        assertEq(usdc.balanceOf(address(engine)), 11_000 * USD, "the engine holds it");
    }
}
