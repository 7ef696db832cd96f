// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice A pause stops what grows risk, and nothing else. Dave is the guardian.
contract PauseTest is SystemChecks {
    IEngineTypes.Counterparty[] private _ranked;

    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 100_000);
        _fund(carol, 100_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        engine.setGuardian(dave);
    }

    function test_setGuardian_whenOwner_thenStoredAndAnnounced() public {
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.GuardianSet(carol);
        engine.setGuardian(carol);
        (address guardian,) = engine.pauseState();
        assertEq(guardian, carol, "read back");
    }

    function test_pause_whenGuardian_thenPausedUntilTheOwnerSaysSo() public {
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PausedSet(true, dave);
        _pause();
        (, bool paused) = engine.pauseState();
        assertTrue(paused, "paused");
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, dave));
        vm.prank(dave);
        engine.unpause();
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.PausedSet(false, owner);
        engine.unpause();
        (, paused) = engine.pauseState();
        assertFalse(paused, "unpaused");
        _trade(carol, bob, ETH, ETH_TICK, 1);
    }

    function test_pause_whenOwner_thenPaused() public {
        engine.pause();
        (, bool paused) = engine.pauseState();
        assertTrue(paused, "the owner may, too");
    }

    function test_pause_whenAnybodyElse_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotGuardian.selector, carol));
        vm.prank(carol);
        engine.pause();
        engine.setGuardian(address(0));
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotGuardian.selector, dave));
        _pause();
    }

    function test_place_whenPausedAndGrowing_thenReverts() public {
        _rest(bob, ETH, SELL, 2100, 1);
        _pause();
        _expectOnlyReducing(ETH);
        _place(carol, ETH, BUY, 2100, 1);
        _expectOnlyReducing(ETH);
        _place(carol, ETH, BUY, 1900, 1);
        _expectOnlyReducing(BTC);
        _place(carol, BTC, SELL, 60_000, 1);
    }

    function test_place_whenPausedAndReducing_thenItIsAllowed() public {
        uint64 growing = _rest(carol, ETH, SELL, 1999, 1);
        _pause();
        _rest(alice, ETH, SELL, 2000, 1 * ETH_LOTS);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRemoved(growing, carol, 1, IBookTypes.RemovalReason.MakerReduceOnly);
        _take(bob, ETH, BUY, 2000, 1 * ETH_LOTS);
        assertEq(_size(alice, ETH), 3e18, "both have reduced");
        _assertSound();
    }

    function test_cancel_whenPaused_thenItGoesOn() public {
        uint64 orderId = _rest(carol, ETH, BUY, 1900, 1);
        _pause();
        _cancel(carol, orderId);
        assertEq(engine.activeMarkets(carol), 0, "NS-01 cancelled");
    }

    function test_deposit_whenPaused_thenItGoesOn() public {
        _pause();
        _setPrice(ETH, 1800);
        _fund(alice, 1000);
        assertFalse(engine.isLiquidatable(alice), "a margin call is met");
    }

    function test_withdraw_whenPaused_thenFreeCollateralLeaves() public {
        _pause();
        vm.prank(carol);
        engine.withdraw(100_000 * USD);
        assertEq(usdc.balanceOf(carol), 100_000 * USD, "all of it");
    }

    function test_liquidate_whenPaused_thenItGoesOn() public {
        _pause();
        _setPrice(ETH, 1800);
        _liquidate(carol, alice, ETH);
        assertEq(_size(carol, ETH), 4e18, "though the liquidator grows");
    }

    function test_deleverage_whenPaused_thenItGoesOn() public {
        _pause();
        _setPrice(ETH, 1700);
        engine.flagDeficit(alice);
        _ranked.push(IEngineTypes.Counterparty(bob, 4 * ETH_LOTS));
        engine.deleverage(alice, ETH, _ranked);
        assertEq(engine.equity(alice), 0, "at zero");
    }

    function test_everythingElse_whenPaused_thenItGoesOn() public {
        _pause();
        engine.payFees(IEngineTypes.FeeSink.Vault);
        _pass(1);
        engine.updateFunding(ETH);
        _pass(1);
        engine.settleFunding(alice, ETH);
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        engine.settlePosition(alice, ETH);
        engine.settlePosition(bob, ETH);
        engine.sweepResidual(ETH);
        _assertSound();
    }

    function _pause() private {
        vm.prank(dave);
        engine.pause();
    }

    function _expectOnlyReducing(uint16 marketId) private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.OnlyReducing.selector, marketId));
    }
}
