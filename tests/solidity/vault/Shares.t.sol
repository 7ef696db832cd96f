// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

contract SharesTest is VaultCase {
    function test_deposit_whenEmpty_thenSharesAtTheOffset() public {
        assertEq(_enter(alice, 100 * USD), 100 * USD * SHARES_PER_ASSET, "a million shares a unit");
        assertEq(vault.totalAssets(), 100 * USD, "tracked");
        assertEq(usdc.balanceOf(address(vault)), 100 * USD, "and held");
        assertEq(vault.decimals(), 12, "six of the asset, six of the offset");
        assertEq(vault.asset(), address(usdc), "the asset");
        assertTrue(keccak256(bytes(vault.symbol())) == keccak256("pbUSDC"), "the symbol");
    }

    function test_redeem_whenNothingHappened_thenAllComesBack() public {
        _enter(alice, 100 * USD);
        assertEq(_leave(alice), 100 * USD, "all of it");
        assertTrue(vault.totalSupply() == 0 && vault.totalAssets() == 0, "the vault is empty again");
    }

    function test_mintAndWithdraw_whenUsed_thenAssetsAreTracked() public {
        usdc.mint(alice, 10 * USD);
        vm.prank(alice);
        usdc.approve(address(vault), 10 * USD);
        vm.prank(alice);
        assertEq(vault.mint(4e12, bob), 4 * USD, "shares for others, too");
        assertEq(vault.balanceOf(bob), 4e12, "bob has them");
        vm.prank(bob);
        assertEq(vault.withdraw(1 * USD, carol, bob), 1e12, "burnt for one dollar");
        assertEq(usdc.balanceOf(carol), 1 * USD, "which carol has");
        assertEq(vault.totalAssets(), 3 * USD, "tracked");
    }

    function test_withdraw_whenMoreThanTheSharesAreWorth_thenReverts() public {
        _enter(alice, 100 * USD);
        _enter(bob, 100 * USD);
        vm.expectRevert(
            abi.encodeWithSelector(
                ERC4626Upgradeable.ERC4626ExceededMaxWithdraw.selector, alice, 100 * USD + 1, 100 * USD
            )
        );
        vm.prank(alice);
        vault.withdraw(100 * USD + 1, alice, alice);
    }

    function test_redeem_whenMoreThanHeld_thenReverts() public {
        uint256 shares = _enter(alice, 1 * USD);
        vm.expectRevert(
            abi.encodeWithSelector(ERC4626Upgradeable.ERC4626ExceededMaxRedeem.selector, alice, shares + 1, shares)
        );
        vm.prank(alice);
        vault.redeem(shares + 1, alice, alice);
    }

    function test_redeem_whenAnothersShares_thenAnAllowanceIsNeeded() public {
        uint256 shares = _enter(alice, 1 * USD);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, bob, 0, shares));
        vm.prank(bob);
        vault.redeem(shares, bob, alice);
        vm.prank(alice);
        vault.approve(bob, shares);
        vm.prank(bob);
        assertEq(vault.redeem(shares, bob, alice), 1 * USD, "with it");
    }

    function test_transfer_whenDonated_thenNothingChanges() public {
        _enter(alice, 100 * USD);
        uint256 price = vault.convertToAssets(1e18);
        usdc.mint(address(vault), 1_000_000 * USD);
        assertEq(vault.totalAssets(), 100 * USD, "SH-02 tracked, not read from the token");
        assertEq(vault.convertToAssets(1e18), price, "SH-02 nor has the share price moved");
        assertEq(_leave(alice), 100 * USD, "SH-02 nobody gets it");
    }

    function testFuzz_deposit_whenTheFirstDepositorAttacks_thenItDoesNotPay(
        uint256 seed,
        uint256 donation,
        uint256 victims
    ) public {
        uint256 stake = bound(seed, 1, 1000);
        donation = bound(donation, 0, 1_000_000 * USD);
        victims = bound(victims, 1, 1_000_000 * USD);
        // The donation is made on the costliest way for the others: as fees, which do count.
        _enter(alice, stake);
        _payFees(donation);
        _enter(bob, victims);

        uint256 attackers = _leave(alice);
        uint256 back = _leave(bob);
        assertAtMost(attackers, stake + donation, "SH-01 the attacker gets back less than it put in");
        // What rounding can cost the victim is less than one share's worth, a millionth of the price of a unit.
        assertAtLeast(back + (stake + donation) / stake / 1e6 + 2, victims, "SH-01 the victim keeps its deposit");
    }

    function testFuzz_roundTrip_whateverTheVaultHolds_thenNobodyGains(uint256 seed) public {
        _enter(bob, bound(seed, 1, 1e6 * USD));
        _payFees(bound(seed >> 64, 0, 1e4 * USD));
        uint256 assets = bound(seed >> 128, 1, 1e6 * USD);
        uint256 bobs = vault.previewRedeem(vault.balanceOf(bob));
        _enter(alice, assets);
        assertAtLeast(vault.previewRedeem(vault.balanceOf(bob)), bobs, "SH-01 nobody else loses on the way in");
        assertAtMost(_leave(alice), assets, "SH-01 deposit and redeem");
        assertAtLeast(vault.previewRedeem(vault.balanceOf(bob)), bobs, "SH-01 nor on the way out");

        uint256 shares = bound(seed >> 192, 1, 1e18);
        uint256 cost = vault.previewMint(shares);
        usdc.mint(alice, cost);
        vm.prank(alice);
        usdc.approve(address(vault), cost);
        vm.prank(alice);
        vault.mint(shares, alice);
        uint256 most = vault.maxWithdraw(alice);
        assertAtMost(most, cost, "SH-01 mint and withdraw");
        vm.prank(alice);
        vault.withdraw(most, alice, alice);
        assertAtLeast(vault.previewRedeem(vault.balanceOf(bob)), bobs, "SH-01 still nobody has lost");
    }

    function testFuzz_sharePrice_whateverHappens_thenItNeverFalls(uint256 seed) public {
        address[3] memory holders = [alice, bob, carol];
        for (uint256 i; i < 10; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            (uint256 assets, uint256 supply) = (vault.totalAssets() + 1, vault.totalSupply() + SHARES_PER_ASSET);
            address holder = holders[random % 3];
            uint256 kind = random >> 8 & 3;
            if (kind == 0) _payFees(bound(random >> 16, 0, 1000));
            else if (kind == 1) _enter(holder, bound(random >> 16, 0, 1000 * USD));
            else if (kind == 2) _leave(holder);
            else _withdrawSome(holder, random >> 16);
            // assets / supply before ≤ after, multiplied out.
            assertAtLeast(
                (vault.totalAssets() + 1) * supply,
                assets * (vault.totalSupply() + SHARES_PER_ASSET),
                "SH-01 the share price never falls"
            );
            assertEq(usdc.balanceOf(address(vault)), vault.totalAssets(), "tracked assets are held");
        }
    }

    function _withdrawSome(address holder, uint256 seed) private {
        uint256 assets = bound(seed, 0, vault.maxWithdraw(holder));
        vm.prank(holder);
        vault.withdraw(assets, holder, holder);
    }
}
