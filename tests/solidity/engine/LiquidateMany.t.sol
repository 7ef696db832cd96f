// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Several liquidations in one call: one that can't be made is skipped and says why.
contract LiquidateManyTest is SystemChecks {
    IEngineTypes.LiquidationTarget[] private _targets;

    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
        _fund(dave, 1000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _trade(dave, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 1800);
    }

    function test_liquidateMany_whenSomeAreBad_thenTheyAreSkippedWithTheirReason() public {
        _target(bob, ETH);
        _target(alice, 9);
        _target(alice, ETH);
        _target(alice, ETH);
        _target(dave, BTC);
        _target(carol, ETH);
        _target(dave, ETH);
        int256 equity = engine.equity(bob);
        uint256 required = engine.maintenanceMargin(bob);
        _expectSkipped(bob, ETH, abi.encodeWithSelector(IEngineTypes.NotLiquidatable.selector, bob, equity, required));
        _expectSkipped(alice, 9, abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 9));
        _expectSkipped(alice, ETH, abi.encodeWithSelector(IEngineTypes.NotLiquidatable.selector, alice, 124e18, 0));
        _expectSkipped(dave, BTC, abi.encodeWithSelector(IEngineTypes.NoPosition.selector, dave, BTC));
        _expectSkipped(carol, ETH, abi.encodeWithSelector(IEngineTypes.SelfLiquidation.selector, carol));
        vm.prank(carol);
        assertEq(engine.liquidateMany(_targets), 2, "alice and dave");
        assertEq(_size(carol, ETH), 8e18, "both taken over by the caller");
        assertEq(engine.equity(carol), 1_000_072e18, "with both bounties");
        _assertSound();
    }

    function test_liquidateMany_whenTheCallersMarginRunsOut_thenTheFirstOnesStand() public {
        address eve = _trader("eve");
        others.push(eve);
        _fund(eve, 800);
        _target(alice, ETH);
        _target(dave, ETH);
        vm.prank(eve);
        assertEq(engine.liquidateMany(_targets), 1, "one fits");
        assertEq(_size(eve, ETH), 4e18, "alice's");
        assertEq(_size(dave, ETH), 4e18, "dave keeps his");
        _assertSound();
    }

    function test_liquidateMany_whenEmpty_thenNothingHappens() public {
        assertEq(engine.liquidateMany(_targets), 0, "none");
    }

    function test_liquidateFor_whenNotTheEngine_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotSelf.selector, dave));
        vm.prank(dave);
        engine.liquidateFor(carol, alice, ETH);
    }

    function _target(address account, uint16 marketId) private {
        _targets.push(IEngineTypes.LiquidationTarget(account, marketId));
    }

    function _expectSkipped(address account, uint16 marketId, bytes memory reason) private {
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.LiquidationSkipped(account, marketId, reason);
    }
}
