// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// @notice `deposit` and `mint`.
contract VaultDepositTest is VaultCase {
    function test_deposit_whenEmpty_thenSharesAtTheOffset() public {
        _approve(alice, 100 * USD);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IERC4626.Deposit(alice, bob, 100 * USD, 100e12);
        vm.prank(alice);
        assertEq(vault.deposit(100 * USD, bob), 100e12, "a million shares a unit");
        assertEq(vault.balanceOf(bob), 100e12, "shares for others, too");
        assertEq(vault.totalAssets(), 100 * USD, "tracked");
        assertEq(vault.decimals(), 12, "six of the asset, six of the offset");
        assertEq(vault.asset(), address(usdc), "the asset");
        assertTrue(keccak256(bytes(vault.symbol())) == keccak256("pbUSDC"), "the symbol");
        _assertBacked();
    }

    function test_mint_whenUsed_thenItCostsWhatThePreviewSaid() public {
        _enter(bob, 3 * USD);
        _payFees(1 * USD);
        uint256 cost = vault.previewMint(5e12);
        _approve(alice, cost);
        vm.prank(alice);
        assertEq(vault.mint(5e12, alice), cost, "as previewed");
        assertEq(vault.balanceOf(alice), 5e12, "all of them");
        _assertBacked();
    }

    function test_deposit_whenSharesRoundToNone_thenReverts() public {
        _enter(bob, 1);
        _payFees(10_000 * USD);
        _approve(alice, 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroShares.selector));
        vm.prank(alice);
        vault.deposit(1, alice);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroShares.selector));
        vault.mint(0, alice);
    }

    function test_deposit_whenTheEngineOwesFees_thenTheyArePaidFirst() public {
        _enter(alice, 100 * USD);
        _earn(1000 * 10);
        // 4 × 20,000 of notional charge 14 each side and trade: 28, half of it the vault's.
        assertEq(vault.pendingRewards(), 14 * USD, "owed");
        assertEq(vault.totalAssets(), 100 * USD, "and not counted before it is paid");
        uint256 previewed = vault.previewDeposit(114 * USD);
        uint256 shares = _enter(bob, 114 * USD);
        assertEq(shares, previewed, "the preview knows");
        assertEq(vault.pendingRewards(), 0, "paid");
        assertEq(vault.totalAssets(), 228 * USD, "with the deposit");
        assertAtMost(_worth(bob), 114 * USD, "bob has not bought into them");
        assertAtLeast(_worth(alice), 114 * USD - 1, "they are alice's, less what the virtual shares are due");
        _assertBacked();
    }

    function test_deposit_whenPaused_thenReverts() public {
        vm.prank(guardian);
        vault.pause();
        assertEq(vault.maxDeposit(alice), 0, "an honest limit");
        assertEq(vault.maxMint(alice), 0, "in shares, too");
        vm.expectRevert(abi.encodeWithSelector(IVault.VaultPaused.selector));
        vault.deposit(1, alice);
        vm.expectRevert(abi.encodeWithSelector(IVault.VaultPaused.selector));
        vault.mint(1, alice);
        vault.unpause();
        assertEq(vault.maxDeposit(alice), ALL, "no limit");
        assertEq(vault.maxMint(alice), ALL, "in shares neither");
        _enter(alice, 1);
    }

    function test_deposit_whenAPriceThatTheVaultNeedsIsStale_thenReverts() public {
        _enter(carol, 20_000 * USD);
        _allowAllocation();
        _allocate(10_000 * USD);
        _takeOver();
        _approve(dave, 1 * USD);
        uint256 updatedAt = block.timestamp;
        vm.warp(block.timestamp + MAX_AGE + 1);
        assertEq(vault.maxDeposit(dave), 0, "an honest limit, which does not revert");
        bytes memory stale = abi.encodeWithSelector(IOracleRouter.StalePrice.selector, ETH, updatedAt);
        vm.expectRevert(stale);
        vm.prank(dave);
        vault.deposit(1 * USD, dave);
        vm.expectRevert(stale);
        vault.totalAssets();
        vm.expectRevert(stale);
        vault.convertToAssets(1e12);
        vm.expectRevert(stale);
        vault.previewDeposit(1);
    }

    function test_deposit_whenPricesAreStaleThatTheVaultDoesNotNeed_thenItGoesOn() public {
        vm.warp(block.timestamp + MAX_AGE + 1);
        assertEq(vault.maxDeposit(alice), ALL, "nothing to value");
        _enter(alice, 1 * USD);
    }

    function test_deposit_whenNoEngineIsWired_thenItIsAPlainVault() public {
        vault = IVault(_proxy("Vault", _initialize(address(usdc))));
        _enter(alice, 1 * USD);
        assertEq(vault.pendingRewards(), 0, "nobody owes anything");
        assertEq(vault.claimRewards(), 0, "or pays");
        assertEq(vault.engineAssets(), 0, "nothing elsewhere");
        assertEq(_leave(alice), 1 * USD, "and out");
    }
}
