// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineLimits} from "../base/Initializers.sol";
import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Several calls in one, each made as the caller.
contract MulticallTest is SystemChecks {
    bytes[] private _calls;

    function setUp() public override {
        super.setUp();
        usdc.mint(alice, 1000 * USD);
        vm.prank(alice);
        usdc.approve(address(engine), 1000 * USD);
    }

    function test_multicall_whenOfBothHalves_thenAllAreMadeAsTheCaller() public {
        _calls.push(abi.encodeCall(engine.deposit, (1000 * USD)));
        _calls.push(abi.encodeCall(engine.setOperator, (bob, 1, uint40(block.timestamp + 1))));
        _calls.push(abi.encodeCall(engine.withdrawTo, (carol, 300 * USD)));
        _calls.push(abi.encodeCall(engine.collateralOf, (alice)));
        bytes[] memory answers = _multicall(alice);
        assertEq(engine.collateralOf(alice), 700e18, "deposited and withdrawn");
        assertTrue(engine.isOperator(alice, bob, 1), "granted by alice");
        assertEq(usdc.balanceOf(carol), 300 * USD, "paid");
        assertEq(abi.decode(answers[3], (int256)), 700e18, "answers are handed back");
        _assertSound();
    }

    function test_multicall_whenOneFails_thenNoneIsMade() public {
        _calls.push(abi.encodeCall(engine.deposit, (1000 * USD)));
        _calls.push(abi.encodeCall(engine.withdraw, (1001 * USD)));
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ExceedsWithdrawable.selector, 1001 * USD, 1000 * USD));
        _multicall(alice);
        assertEq(engine.collateralOf(alice), 0, "nothing happened");
    }

    function test_multicall_whenACallIsTheEnginesAlone_thenTheCallerIsNoEngine() public {
        _calls.push(abi.encodeCall(engine.liquidateFor, (bob, alice, ETH)));
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotSelf.selector, alice));
        _multicall(alice);
    }

    function test_multicall_whenACallIsTheOwners_thenTheCallerIsNoOwner() public {
        _calls.push(abi.encodeCall(engine.pause, ()));
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotGuardian.selector, alice));
        _multicall(alice);
    }

    function test_transfer_whenEther_thenTheEngineTakesNone() public {
        (bool ok,) = address(engine).call{value: 1}("");
        assertFalse(ok, "no function receives it");
        (ok,) = address(engine).call{value: 1}(abi.encodeCall(engine.unpause, ()));
        assertFalse(ok, "nor in a call of the other half");
        assertEq(address(engine).balance, 0, "none is stuck");
    }

    function _multicall(address account) private returns (bytes[] memory) {
        vm.prank(account);
        return IEngineLimits(address(engine)).multicall(_calls);
    }
}
