// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice What insurance can't pay is booked only within the hour that follows an hour of deleveraging. Alice is short of 204 at $1,700.
contract FlagDeficitTest is SystemChecks {
    IEngineTypes.Counterparty[] private _ranked;

    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 100_000);
        _fund(carol, 100_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
    }

    function test_flagDeficit_whenInsuranceHoldsLess_thenTheWindowOpens() public {
        _insure(100 * USD);
        _setPrice(ETH, 1700);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.DeficitFlagged(alice, 204e18, 100e18);
        vm.prank(dave);
        engine.flagDeficit(alice);
        (uint256 deficit, uint256 available, uint40 flaggedAt) = engine.deficitState(alice);
        assertEq(deficit, 204e18, "deficit");
        assertEq(available, 100e18, "what insurance has");
        assertEq(flaggedAt, block.timestamp, "since now");
    }

    function test_flagDeficit_whenSolvent_thenReverts() public {
        int256 equity = engine.equity(alice);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotBankrupt.selector, alice, equity));
        engine.flagDeficit(alice);
        (uint256 deficit,, uint40 flaggedAt) = engine.deficitState(alice);
        assertTrue(deficit == 0 && flaggedAt == 0, "nothing to flag");
    }

    function test_flagDeficit_whenInsuranceSuffices_thenReverts() public {
        _insure(204 * USD);
        _setPrice(ETH, 1700);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InsuranceSuffices.selector, 204e18, 204e18));
        engine.flagDeficit(alice);
    }

    function test_flagDeficit_whenFlaggedAgain_thenTheWindowStaysWhereItIs() public {
        _setPrice(ETH, 1700);
        engine.flagDeficit(alice);
        (,, uint40 first) = engine.deficitState(alice);
        _pass(2 hours);
        engine.flagDeficit(alice);
        (,, uint40 flaggedAt) = engine.deficitState(alice);
        assertEq(flaggedAt, first, "nobody can put it off");
        _pass(1);
        engine.flagDeficit(alice);
        (,, flaggedAt) = engine.deficitState(alice);
        assertEq(flaggedAt, first + 2 hours + 1, "once it is over it opens anew");
    }

    function test_liquidate_whenNotFlagged_thenDeleveragingComesFirst() public {
        _setPrice(ETH, 1700);
        _expectDeleverageFirst();
        _liquidate(carol, alice, ETH);
    }

    function test_liquidate_whenTheWindowIsOpen_thenDeleveragingComesFirst() public {
        _setPrice(ETH, 1700);
        engine.flagDeficit(alice);
        _pass(1 hours - 1);
        _expectDeleverageFirst();
        _liquidate(carol, alice, ETH);
        _pass(1);
        _liquidate(carol, alice, ETH);
        assertEq(engine.badDebt(), 204e18, "after the hour it is booked");
        (,, uint40 flaggedAt) = engine.deficitState(alice);
        assertEq(flaggedAt, 0, "and the flag is gone");
        _assertSound();
    }

    function test_liquidate_whenTheFlagIsOld_thenDeleveragingComesFirst() public {
        _setPrice(ETH, 1700);
        engine.flagDeficit(alice);
        _pass(2 hours + 1);
        _expectDeleverageFirst();
        _liquidate(carol, alice, ETH);
    }

    function test_liquidate_whenTheFlagIsInItsLastSecond_thenItIsBooked() public {
        _setPrice(ETH, 1700);
        engine.flagDeficit(alice);
        _pass(2 hours);
        _liquidate(carol, alice, ETH);
        assertEq(engine.badDebt(), 204e18, "booked");
        _assertSound();
    }

    function test_liquidate_whenInsuranceSuffices_thenNoWindowIsNeeded() public {
        _insure(204 * USD);
        _setPrice(ETH, 1700);
        _liquidate(carol, alice, ETH);
        assertEq(engine.badDebt(), 0, "paid");
        _assertSound();
    }

    function test_liquidate_whenBankruptAgainAfterADeleveraging_thenAnotherWindowIsNeeded() public {
        _setPrice(ETH, 1700);
        engine.flagDeficit(alice);
        _ranked.push(IEngineTypes.Counterparty(bob, 4 * ETH_LOTS));
        engine.deleverage(alice, ETH, _ranked);
        _setPrice(ETH, 2000);
        _fund(alice, 1000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _pass(1 hours);
        _setPrice(ETH, 1700);
        _expectDeleverageFirst();
        _liquidate(carol, alice, ETH);
    }

    function _expectDeleverageFirst() private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.DeleverageFirst.selector, alice));
    }
}
