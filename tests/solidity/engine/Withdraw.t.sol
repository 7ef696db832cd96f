// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

contract WithdrawTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 10_000);
    }

    function test_withdraw_whenFree_thenTokensLeave() public {
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.Withdrawn(alice, alice, 400 * USD);
        _withdraw(alice, 400 * USD);

        assertEq(usdc.balanceOf(alice), 400 * USD, "alice holds what she withdrew");
        assertEq(engine.collateralOf(alice), int256(600 * WAD), "and the rest is collateral");
        _assertSound();
    }

    function test_withdraw_whenZero_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAmount.selector));
        _withdraw(alice, 0);
    }

    function test_withdraw_whenOneUnitTooMuch_thenReverts() public {
        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        // 1,000 − fee of 1 − initial margin of 200.
        uint256 free = 799 * USD;
        assertEq(engine.withdrawable(alice), free, "what is left over the initial margin");
        _expectExceeds(free + 1, free);
        _withdraw(alice, free + 1);

        _withdraw(alice, free);
        assertEq(engine.equity(alice), int256(engine.initialMargin(alice)), "MS-02 exactly the initial margin is left");
        _assertSound();
    }

    function test_withdraw_whenProfitIsUnrealised_thenItIsNoCollateral() public {
        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        _setPrice(ETH, 2500);
        assertEq(engine.equity(alice), int256(1499 * WAD), "the profit shows in equity");
        assertEq(engine.withdrawable(alice), 749 * USD, "collateral 999 less the initial margin of 250");
    }

    function test_withdraw_whenLossIsUnrealised_thenEquityCounts() public {
        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        _setPrice(ETH, 1500);
        assertEq(engine.withdrawable(alice), 349 * USD, "equity 499 less the initial margin of 150");
    }

    function test_withdraw_whenOrdersRest_thenTheirMarginIsReserved() public {
        uint64 orderId = _rest(alice, ETH, BUY, ETH_TICK - 1, 2 * ETH_LOTS);
        assertEq(engine.initialMargin(alice), 400 * WAD, "two ETH at mark, 10 %");
        _expectExceeds(600 * USD + 1, 600 * USD);
        _withdraw(alice, 600 * USD + 1);

        _cancel(alice, orderId);
        _withdraw(alice, 1000 * USD);
        assertEq(engine.collateralOf(alice), 0, "a cancelled order reserves nothing");
    }

    function test_withdraw_whenBelowTheInitialMargin_thenNothingIsFree() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 1900);
        assertEq(engine.withdrawable(alice), 0, "not a negative amount");
        _expectExceeds(1, 0);
        _withdraw(alice, 1);
    }

    function test_withdraw_whenCollateralEndsInAFractionOfAUnit_thenTheFractionStays() public {
        // A price of one wei over the tick makes the initial margin end in a fraction of a USDC unit.
        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        _setPriceWad(ETH, ETH_TICK * WAD + 1);
        uint256 free = engine.withdrawable(alice);
        assertEq(free, 799 * USD - 1, "rounded down to whole units");
        _withdraw(alice, free);
        assertAtLeast(engine.equity(alice), int256(engine.initialMargin(alice)), "MS-02 after rounding too");
    }

    function test_withdraw_whenAMarkIsStale_thenOnlyAccountsThereMustWait() public {
        _rest(alice, ETH, BUY, ETH_TICK - 1, 1);
        _outdateAllBut(BTC);
        (, uint256 updatedAt) = oracle.lastPrice(ETH);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, ETH, updatedAt));
        _withdraw(alice, 1);

        _withdraw(bob, 10_000 * USD);
        assertEq(usdc.balanceOf(bob), 10_000 * USD, "an account that is active nowhere needs no mark");
    }

    /// @notice A delisted market counts at its final price, whatever the oracle says by then, fresh or not.
    function test_withdraw_whenAMarketIsSettling_thenItsFinalPriceCounts() public {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        uint256 collateral = uint256(engine.collateralOf(alice)) / 1e12;
        _setPrice(ETH, 1950);
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        _setPrice(ETH, 1900);
        vm.warp(block.timestamp + MAX_AGE + 1);
        // 200 lost for good, and a tenth of four times 1,950 as margin until the position is closed.
        uint256 free = collateral - 200 * USD - 780 * USD;
        assertEq(engine.withdrawable(alice), free, "at the final price");
        _expectExceeds(free + 1, free);
        _withdraw(alice, free + 1);
        _withdraw(alice, free);
        engine.settlePosition(alice, ETH);
        assertEq(engine.withdrawable(alice), 780 * USD, "and the margin when it is closed");
    }

    function testFuzz_withdraw_whatever_thenTheInitialMarginStays(uint64 lots, uint256 price, uint256 assets) public {
        lots = uint64(bound(lots, 1, 4 * ETH_LOTS));
        _trade(alice, bob, ETH, ETH_TICK, lots);
        _setPriceWad(ETH, bound(price, 1500 * WAD, 2500 * WAD));
        uint256 free = engine.withdrawable(alice);
        assets = bound(assets, 1, 2000 * USD);
        if (assets > free) _expectExceeds(assets, free);
        _withdraw(alice, assets);
        if (assets > free) return;

        int256 required = int256(engine.initialMargin(alice));
        assertAtLeast(engine.equity(alice), required, "MS-02 equity covers the initial margin");
        assertAtLeast(engine.collateralOf(alice), required, "MS-02 collateral covers it without unrealised profit");
        _assertSound();
    }

    function _withdraw(address account, uint256 assets) private {
        vm.prank(account);
        engine.withdraw(assets);
    }

    function _expectExceeds(uint256 requested, uint256 free) private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ExceedsWithdrawable.selector, requested, free));
    }
}
