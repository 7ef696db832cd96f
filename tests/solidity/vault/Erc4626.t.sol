// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";

/// @notice What every user of an ERC-4626 vault relies on, from any state: conversions monotone and without loss, previews exact, limits honest.
/// @dev A seed makes the state: depositors, fees paid and owed, assets at the engine, a position with profit or loss, requests that wait.
contract Erc4626Test is VaultCase {
    function testFuzz_conversions_whateverTheState_thenMonotoneAndRoundedDown(uint256 seed, uint256 a, uint256 b)
        public
    {
        _makeState(seed);
        a = bound(a, 0, 1e18);
        b = bound(b, a, 1e18);
        assertAtMost(vault.convertToShares(a), vault.convertToShares(b), "more assets are no fewer shares");
        assertAtMost(vault.convertToAssets(a), vault.convertToAssets(b), "more shares are no fewer assets");
        assertAtMost(vault.convertToAssets(vault.convertToShares(a)), a, "there and back gains nothing");
        assertAtMost(vault.convertToShares(vault.convertToAssets(a)), a, "nor the other way round");
        assertEq(vault.convertToAssets(0) + vault.convertToShares(0), 0, "nothing is nothing");
    }

    function testFuzz_conversions_whoeverAsks_thenTheSame(uint256 seed, address caller, uint256 amount) public {
        _makeState(seed);
        amount = bound(amount, 0, 1e18);
        (uint256 shares, uint256 assets) = (vault.convertToShares(amount), vault.convertToAssets(amount));
        vm.prank(caller);
        assertEq(vault.convertToShares(amount), shares, "shares");
        vm.prank(caller);
        assertEq(vault.convertToAssets(amount), assets, "assets");
    }

    function testFuzz_deposit_whateverTheState_thenExactlyAsPreviewed(uint256 seed, uint256 assets) public {
        _makeState(seed);
        assets = bound(assets, 1, 1e6 * USD);
        uint256 previewed = vault.previewDeposit(assets);
        if (previewed == 0) return;
        assertAtMost(previewed, vault.convertToShares(assets), "a preview includes what the conversion leaves out");
        uint256 total = vault.totalAssets() + vault.pendingRewards();
        assertEq(_enter(dave, assets), previewed, "as previewed");
        assertEq(vault.balanceOf(dave), previewed, "received");
        assertEq(vault.totalAssets(), total + assets, "counted, with the fees that were owed");
        _assertBacked();
    }

    function testFuzz_mint_whateverTheState_thenExactlyAsPreviewed(uint256 seed, uint256 shares) public {
        _makeState(seed);
        shares = bound(shares, 1, 1e18);
        uint256 cost = vault.previewMint(shares);
        assertAtMost(shares, vault.previewDeposit(cost), "who pays the price of a mint gets no fewer for it");
        _approve(dave, cost);
        vm.prank(dave);
        assertEq(vault.mint(shares, dave), cost, "as previewed");
        assertEq(usdc.balanceOf(dave), 0, "paid");
        assertAtMost(_worth(dave), cost, "SH-01 and worth no more");
        _assertBacked();
    }

    function testFuzz_limits_whateverTheState_thenWhatTheySayCanBeDone(uint256 seed) public {
        _makeState(seed);
        assertEq(vault.maxDeposit(dave), ALL, "no limit");
        assertEq(vault.maxMint(dave), ALL, "no limit");
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        address[3] memory holders = [alice, bob, carol];
        for (uint256 i; i < 3; ++i) {
            address holder = holders[i];
            uint256 most = vault.maxWithdraw(holder);
            uint256 half = vault.maxRedeem(holder) / 2;
            vm.prank(holder);
            uint256 paid = vault.redeem(half, holder, holder);
            assertAtMost(paid, most / 2, "half of the shares, rounded down");
            assertEq(vault.maxWithdraw(holder), most - paid, "so much less");
            vm.prank(holder);
            vault.withdraw(most - paid, holder, holder);
            assertEq(vault.maxWithdraw(holder), 0, "and then nothing");
        }
        _assertBacked();
    }

    function testFuzz_roundTrip_whateverTheState_thenNobodyGains(uint256 seed, uint256 assets, bool mints) public {
        _makeState(seed);
        // What rounding takes from others who leave goes to whoever stays: they leave first.
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        assets = bound(assets, 1, 1e6 * USD);
        if (vault.previewDeposit(assets) == 0) return;
        uint256 bobs = _worth(bob);
        uint256 paid = assets;
        if (mints) {
            uint256 shares = vault.previewDeposit(assets);
            paid = vault.previewMint(shares);
            _approve(dave, paid);
            vm.prank(dave);
            vault.mint(shares, dave);
        } else {
            _enter(dave, assets);
        }
        assertAtLeast(_worth(bob), bobs, "SH-01 nobody else loses on the way in");
        uint256 back = _leave(dave);
        assertAtMost(back + _worth(dave), paid, "SH-01 in and out");
        assertAtLeast(_worth(bob), bobs, "SH-01 nor on the way out");
        _assertBacked();
    }

    function testFuzz_sharePrice_whateverHappensButAtTheEngine_thenItNeverFalls(uint256 seed) public {
        address[3] memory holders = [alice, bob, carol];
        for (uint256 i; i < 12; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            (uint256 assets, uint256 supply) = (vault.totalAssets() + 1, vault.totalSupply() + SHARES_PER_ASSET);
            _act(holders[random % 3], random >> 8);
            // assets / supply before ≤ after, multiplied out.
            assertAtLeast(
                (vault.totalAssets() + 1) * supply,
                assets * (vault.totalSupply() + SHARES_PER_ASSET),
                "SH-01 the share price never falls"
            );
            _assertBacked();
        }
    }

    function testFuzz_transfer_whateverIsDonated_thenNothingChanges(uint256 seed, uint256 donation) public {
        _makeState(seed);
        (uint256 total, uint256 price) = (vault.totalAssets(), vault.convertToAssets(1e18));
        usdc.mint(address(vault), bound(donation, 1, 1e15));
        assertEq(vault.totalAssets(), total, "SH-02 tracked, not read from the token");
        assertEq(vault.convertToAssets(1e18), price, "SH-02 nor has the share price moved");
    }

    function _act(address holder, uint256 random) private {
        uint256 kind = random % 6;
        uint256 amount = random >> 8;
        uint256 shares = vault.balanceOf(holder);
        if (kind == 0) _payFees(bound(amount, 0, 1000));
        else if (kind == 1) _enter(holder, bound(amount, 1, 1000 * USD));
        else if (kind == 2 && shares > 0) _request(holder, bound(amount, 1, shares));
        else if (kind == 3) _pass(bound(amount, 1, COOLDOWN));
        else if (kind == 4) vault.settleRequests(bound(amount, 0, 3));
        else _collect(holder);
    }

    /// @dev Deposits of three, fees paid and owed, and half of the time a position of the vault's that has gained or lost.
    function _makeState(uint256 seed) private {
        _enter(alice, bound(seed & 0xffffffff, 1, 1e6 * USD));
        _enter(bob, bound(seed >> 32 & 0xffffffff, 1, 1e6 * USD));
        _enter(carol, 20_000 * USD);
        _payFees(bound(seed >> 64 & 0xffffffff, 0, 1e4 * USD));
        if (seed >> 96 & 1 == 1) {
            _allowAllocation();
            _allocate(bound(seed >> 100 & 0xffffffff, 2000 * USD, 15_000 * USD));
            address alice_ = alice;
            alice = _trader("the liquidated");
            _takeOver();
            alice = alice_;
            _setPrice(ETH, bound(seed >> 140 & 0xffff, 1700, 2500));
        }
        if (seed >> 97 & 1 == 1) _earn(1000);
        _request(bob, vault.balanceOf(bob) / 3 + 1);
        _request(alice, vault.balanceOf(alice));
    }
}
