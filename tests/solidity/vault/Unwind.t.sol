// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// @notice The vault is long 4 ETH at $1,800.
contract UnwindTest is VaultCase {
    function setUp() public override {
        super.setUp();
        _enter(carol, 20_000 * USD);
        _allowAllocation();
        _allocate(10_000 * USD);
        _takeOver();
    }

    function test_unwind_whenSomebodyBids_thenThePositionShrinks() public {
        _rest(bob, ETH, BUY, 1790, 3 * ETH_LOTS);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.Unwound(ETH, SELL, 1785, 3 * ETH_LOTS);
        assertEq(_unwind(1785, 4 * ETH_LOTS), 3 * ETH_LOTS, "as much as there was");
        assertEq(_size(address(vault), ETH), 1e18, "one is left");
        (uint64 bids, uint64 asks) = _openLots(address(vault), ETH);
        assertTrue(bids == 0 && asks == 0, "nothing rests");
        _assertSound();
    }

    function test_unwind_whenShort_thenItBuys() public {
        _rest(bob, ETH, BUY, 1800, 4 * ETH_LOTS);
        _unwind(1800, 4 * ETH_LOTS);
        _fund(dave, 1000);
        _trade(bob, dave, ETH, 1800, 4 * ETH_LOTS);
        _setPrice(ETH, 2000);
        engine.liquidateToVault(dave, ETH);
        assertEq(_size(address(vault), ETH), -4e18, "short");
        _rest(bob, ETH, SELL, 2020, 4 * ETH_LOTS);
        vm.expectRevert(abi.encodeWithSelector(IVault.UnwindPriceTooFar.selector, 2021e18, 2020e18));
        _unwind(2021, 4 * ETH_LOTS);
        assertEq(_unwind(2020, 4 * ETH_LOTS), 4 * ETH_LOTS, "one per cent above the mark");
        assertEq(_size(address(vault), ETH), 0, "flat");
        _assertSound();
    }

    function test_unwind_whenTooFarFromTheMark_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.UnwindPriceTooFar.selector, 1781e18, 1782e18));
        _unwind(1781, 1);
        assertEq(_unwind(1782, 1), 0, "one per cent below: nobody bids, and nothing rests");
        (, uint64 asks) = _openLots(address(vault), ETH);
        assertEq(asks, 0, "nothing rests");
    }

    function test_unwind_whenMoreThanHeldOrNothing_thenReverts() public {
        _assertNothing(ETH, 4 * ETH_LOTS + 1);
        _assertNothing(ETH, 0);
        _assertNothing(BTC, 1);
    }

    function test_unwind_whenPaused_thenItGoesOn() public {
        _rest(bob, ETH, BUY, 1800, 4 * ETH_LOTS);
        vault.pause();
        engine.pause();
        assertEq(_unwind(1800, 4 * ETH_LOTS), 4 * ETH_LOTS, "reducing is never stopped");
    }

    function test_unwind_whenThePriceIsStale_thenReverts() public {
        uint256 updatedAt = block.timestamp;
        vm.warp(block.timestamp + MAX_AGE + 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.StalePrice.selector, ETH, updatedAt));
        _unwind(1800, 1);
    }

    function _unwind(uint24 tick, uint64 lots) private returns (uint64) {
        vm.prank(allocator);
        return vault.unwind(ETH, tick, lots);
    }

    function _assertNothing(uint16 marketId, uint64 lots) private {
        vm.expectRevert(abi.encodeWithSelector(IVault.NothingToUnwind.selector, marketId, lots));
        vm.prank(allocator);
        vault.unwind(marketId, 1800, lots);
    }
}
