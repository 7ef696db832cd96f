// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice `onFeesReceived`, `claimRewards` and `pendingRewards`.
contract VaultFeesTest is VaultCase {
    function test_onFeesReceived_whenTheEngine_thenTheSharePriceRises() public {
        _enter(alice, 100 * USD);
        _enter(bob, 300 * USD);
        usdc.mint(address(vault), 40 * USD);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.FeesReceived(40 * USD);
        vm.prank(address(engine));
        vault.onFeesReceived(40 * USD);
        assertEq(_leave(alice), 110 * USD - 1, "a quarter of the fees, less what the virtual shares are due");
        assertEq(_leave(bob), 330 * USD, "three quarters, and what rounding took from alice");
    }

    function test_onFeesReceived_whenNobodyHoldsShares_thenTheFirstDepositorGetsNoneOfThem() public {
        _payFees(1000 * USD);
        _enter(alice, 100 * USD);
        assertAtMost(_worth(alice), 100 * USD, "they belong to the virtual shares");
        assertAtLeast(
            _worth(alice), 100 * USD - 1100, "a share costs a thousandth of a dollar now: so much is rounded off"
        );
    }

    function test_onFeesReceived_whenNotTheEngine_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.NotEngine.selector, alice));
        vm.prank(alice);
        vault.onFeesReceived(1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotEngine.selector, owner));
        vault.onFeesReceived(1);
    }

    function test_claimRewards_whenOwed_thenAnybodyHasThemPaid() public {
        _enter(alice, 100 * USD);
        _earn(1000 * 10);
        assertEq(vault.pendingRewards(), 14 * USD, "owed");
        vm.prank(dave);
        assertEq(vault.claimRewards(), 14 * USD, "paid");
        assertEq(vault.idleAssets(), 114 * USD, "booked");
        assertEq(vault.pendingRewards(), 0, "nothing more");
        assertEq(vault.claimRewards(), 0, "twice is no more");
        _assertBacked();
        _assertSound();
    }

    function test_pendingRewards_whenLessThanAUnit_thenNone() public {
        _fund(carol, 100);
        _fund(dave, 100);
        _trade(carol, dave, ETH, 1, 1);
        assertEq(vault.pendingRewards(), 0, "0.35 of a unit");
        assertEq(engine.feesAccrued(IEngineTypes.FeeSink.Vault), 3.5e11, "stays accrued");
    }

    function test_pendingRewards_whenTheEngineHasAnotherVault_thenNone() public {
        _enter(alice, 100 * USD);
        _earn(1000 * 10);
        engine.setModules(address(book), address(oracle), carol, address(insurance), treasury);
        assertEq(vault.pendingRewards(), 0, "they are the other's");
        assertEq(vault.claimRewards(), 0, "and stay there");
        assertEq(_leave(alice), 100 * USD, "who is in can still leave");
    }

    function test_liquidationShare_whenTheVaultTakesOver_thenTheSharePriceRises() public {
        _enter(carol, 20_000 * USD);
        _allowAllocation();
        _allocate(10_000 * USD);
        uint256 price = vault.convertToAssets(1e18);
        _takeOver();
        assertEq(vault.totalAssets(), 20_036 * USD, "half of the liquidation fee of 72");
        assertAtLeast(vault.convertToAssets(1e18), price, "to the shareholders");
        _setPrice(ETH, 1810);
        assertEq(vault.totalAssets(), 20_076 * USD, "at the oracle's mark, both ways");
        _setPrice(ETH, 1790);
        assertEq(vault.totalAssets(), 19_996 * USD, "at the oracle's mark");
        _assertSound();
    }

    /// @dev The engine settles what the book proposes: an auction's residual reaches the vault as a fill of its account.
    function test_auctionResidual_whenTheVaultIsAMaker_thenItsPositionCounts() public {
        _enter(carol, 20_000 * USD);
        _allowAllocation();
        _allocate(10_000 * USD);
        _fund(alice, 100_000);
        IEngineTypes.Fill[] memory fills = new IEngineTypes.Fill[](1);
        fills[0].maker = address(vault);
        fills[0].tick = ETH_TICK;
        fills[0].lots = 1000;
        vm.prank(address(vault));
        _restForVault();
        IEngineTypes.TakerContext memory context;
        vm.prank(address(book));
        engine.settle(ETH, alice, BUY, fills, 0, context);
        assertEq(_size(address(vault), ETH), -1e18, "short what the auction lacked");
        // The maker's fee of 0.02 % of 2,000.
        assertEq(vault.totalAssets(), 19_999.6e6, "less the fee");
        _setPrice(ETH, 1900);
        assertEq(vault.totalAssets(), 20_099.6e6, "and at mark from then on");
    }

    /// @dev A fill of a maker takes from what it has resting.
    function _restForVault() private {
        book.place(ETH, SELL, ETH_TICK, 1000);
    }
}
