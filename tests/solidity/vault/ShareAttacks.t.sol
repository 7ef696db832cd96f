// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Attacks on the shareholders, each with the attacker's best profit over all that it can choose.
contract ShareAttacksTest is VaultCase {
    address internal attacker = _trader("attacker");

    // --- first depositor -----------------------------------------------------------------------------------------

    /// @notice The price is inflated on the only way that counts, as fees, before the victim comes.
    function testFuzz_attackFirstDepositor_whateverItSpends_thenItLosesAndTheVictimDoesNot(
        uint256 stake,
        uint256 gift,
        uint256 victims
    ) public {
        stake = bound(stake, 1, 1000);
        gift = bound(gift, 0, 1_000_000 * USD);
        victims = bound(victims, 1, 1_000_000 * USD);
        _enter(attacker, stake);
        _payFees(gift);
        if (vault.previewDeposit(victims) == 0) return;
        _enter(bob, victims);
        assertAtMost(_leave(attacker), stake + gift, "SH-01 the attacker gets back less than it put in");
        // What rounding can cost the victim is less than one share's worth, a millionth of the price of a unit.
        assertAtLeast(_leave(bob) + (stake + gift) / stake / 1e6 + 2, victims, "SH-01 the victim keeps its deposit");
    }

    function test_attackFirstDepositor_whenItTriesEverySize_thenItsBestProfitIsALoss() public {
        int256 best = type(int256).min;
        for (uint256 stake = 1; stake <= 1e6; stake *= 10) {
            for (uint256 gift = 1; gift <= 1e12; gift *= 100) {
                uint256 snapshot = vm.snapshotState();
                _enter(attacker, stake);
                _payFees(gift);
                _enter(bob, 10_000 * USD);
                int256 profit = int256(_leave(attacker)) - int256(stake + gift);
                if (profit > best) best = profit;
                vm.revertToState(snapshot);
            }
        }
        emit log_named_decimal_int("best profit of a first depositor", best, 6);
        assertAtMost(best, int256(-1), "SH-01 every size loses");
    }

    // --- donation ------------------------------------------------------------------------------------------------

    function test_attackDonation_whenTokensAreSentOrDepositedForTheVault_thenThePriceStandsStill() public {
        _enter(alice, 100 * USD);
        uint256 price = vault.convertToAssets(1e18);
        usdc.mint(attacker, 2_000_000 * USD);
        vm.prank(attacker);
        usdc.transfer(address(vault), 1_000_000 * USD);
        assertEq(vault.convertToAssets(1e18), price, "SH-02 tokens sent to the vault");
        vm.prank(attacker);
        usdc.approve(address(engine), 1_000_000 * USD);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotVault.selector, attacker));
        vm.prank(attacker);
        engine.depositFor(address(vault), 1_000_000 * USD);
        assertEq(vault.convertToAssets(1e18), price, "SH-02 collateral given to the vault");
        assertEq(_leave(alice), 100 * USD, "SH-02 nobody gets it");
    }

    function test_attackDonation_whenSharesAreSentToTheVault_thenTheQueueDoesNotCountThem() public {
        uint256 shares = _enter(alice, 100 * USD);
        _enter(bob, 100 * USD);
        vm.prank(alice);
        vault.transfer(address(vault), shares / 2);
        (,, uint256 waiting,) = vault.queue();
        assertEq(waiting, 0, "nobody asked for them");
        assertEq(_leave(bob), 100 * USD, "the others lose nothing");
        assertEq(_leave(alice), 50 * USD, "who sent them did");
    }

    // --- sandwich ------------------------------------------------------------------------------------------------

    /// @notice In just before fees are paid, out as soon as may be.
    function test_attackSandwich_whenFeesArePaid_thenItsBestProfitIsNothing() public {
        _enter(alice, 1000 * USD);
        _earn(1000 * 100);
        assertEq(vault.pendingRewards(), 140 * USD, "to be had");
        int256 best = type(int256).min;
        for (uint256 stake = 1 * USD; stake <= 1e7 * USD; stake *= 10) {
            uint256 snapshot = vm.snapshotState();
            _enter(attacker, stake);
            engine.payFees(IEngineTypes.FeeSink.Vault);
            int256 profit = int256(_leave(attacker)) - int256(stake);
            if (profit > best) best = profit;
            vm.revertToState(snapshot);
        }
        emit log_named_decimal_int("best profit of a sandwich of fees", best, 6);
        assertAtMost(best, int256(0), "SH-01 deposits collect what is owed before they buy");
    }

    /// @notice In just before a price that it has seen is stored, out before it can turn: there is no way out in between.
    function test_attackSandwich_whenAPriceIsAboutToRise_thenNothingCanBeTakenBeforeTheCooldown() public {
        _enter(carol, 20_000 * USD);
        _allowAllocation();
        _allocate(15_000 * USD);
        _takeOver();
        uint256 shares = _enter(attacker, 20_000 * USD);
        uint256 requestId = _request(attacker, shares);
        _setPrice(ETH, 1900);
        assertTrue(vault.convertToAssets(shares) > 20_000 * USD, "on paper");
        assertEq(vault.settleRequests(ALL), 0, "SH-03 not now");
        assertEq(vault.maxWithdraw(attacker) + vault.maxRedeem(attacker), 0, "nothing to take");
        // The mark comes back within the cooldown: what was on paper is gone.
        _pass(COOLDOWN / 2);
        _setPrice(ETH, 1800);
        _pass(COOLDOWN / 2);
        vault.settleRequests(ALL);
        (, uint256 left,) = vault.request(requestId);
        assertAtMost(
            int256(_collect(attacker) + vault.convertToAssets(left)) - 20_000 * int256(USD),
            int256(0),
            "SH-01 its best profit is that of everybody who held shares all the time"
        );
    }

    /// @notice A request kept ready for bad news: it can't be, for anybody settles it.
    function test_attackStandingRequest_whenKeptReady_thenAnybodySettlesIt() public {
        _enter(attacker, 1000 * USD);
        _enter(alice, 1000 * USD);
        _request(attacker, vault.balanceOf(attacker));
        _pass(COOLDOWN);
        vm.prank(alice);
        assertEq(vault.settleRequests(ALL), 1, "out, at today's price, whether it wants or not");
        _payFees(500 * USD);
        assertEq(_collect(attacker), 1000 * USD, "nothing of what came later");
    }

    // --- withdrawal delay ----------------------------------------------------------------------------------------

    function test_attackDelayBypass_whenRequestsAreCancelledTransferredOrOthersUsed_thenEachWaits() public {
        _enter(attacker, 1000 * USD);
        _enter(alice, 1000 * USD);
        uint256 half = vault.balanceOf(attacker) / 2;
        uint256 ripe = _request(attacker, half);
        _pass(COOLDOWN);
        // Cancelled and asked for again: the clock starts anew.
        vm.prank(attacker);
        vault.cancelRequest(ripe);
        _request(attacker, half);
        assertEq(vault.settleRequests(ALL), 1, "the empty place, and not the new one");
        // Sent to an accomplice whose own request is ripe: the shares were not part of it.
        vm.prank(attacker);
        vault.transfer(alice, half);
        _request(alice, vault.balanceOf(alice));
        assertEq(vault.settleRequests(ALL), 0, "SH-03 each from its own request");
        // The owner of the fund's shortest cooldown for what comes later does not shorten what waits.
        vault.setCooldown(1 hours);
        _pass(1 hours);
        assertEq(vault.settleRequests(ALL), 0, "SH-03 as it was promised when it was asked");
        vm.prank(attacker);
        assertEq(vault.withdraw(0, attacker, attacker), 0, "nothing to take");
        _pass(COOLDOWN - 1 hours);
        assertEq(vault.settleRequests(ALL), 2, "in time");
    }

    function test_attackDust_whenTheQueueIsFlooded_thenItStillPassesInBoundedCalls() public {
        _enter(attacker, 1 * USD);
        _enter(alice, 100 * USD);
        for (uint256 i; i < 300; ++i) {
            uint256 requestId = _request(attacker, 1);
            if (i % 3 == 0) {
                vm.prank(attacker);
                vault.cancelRequest(requestId);
            }
        }
        _request(alice, vault.balanceOf(alice));
        _pass(COOLDOWN);
        uint256 calls;
        uint256 gas = gasleft();
        for (; vault.maxWithdraw(alice) == 0; ++calls) {
            assertEq(vault.settleRequests(50), calls < 6 ? 50 : 1, "SH-03 every call moves the queue on");
        }
        assertEq(calls, 7, "as many as it takes");
        assertAtMost((gas - gasleft()) / 301, 60_000, "less gas a place than it cost to take it");
    }

    // --- queued withdrawals --------------------------------------------------------------------------------------

    /// @notice A receiver that can't be paid (a blacklisted one) holds up nobody, and loses nothing itself.
    function test_attackFailedPayment_whenTheTokenRefusesTheReceiver_thenNothingIsLostAndNobodyWaits() public {
        _enter(attacker, 100 * USD);
        _enter(alice, 100 * USD);
        _request(attacker, vault.balanceOf(attacker));
        _request(alice, vault.balanceOf(alice));
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        assertEq(_collect(alice), 100 * USD, "the one behind it is paid");
        // OpenZeppelin's token refuses the zero address as USDC does blacklisted ones.
        vm.prank(attacker);
        try vault.withdraw(100 * USD, address(0), attacker) {
            assertTrue(false, "the token refuses");
        } catch {}
        assertEq(vault.maxWithdraw(attacker), 100 * USD, "SH-04 still there");
        vm.prank(attacker);
        vault.withdraw(100 * USD, bob, attacker);
        assertEq(usdc.balanceOf(bob), 100 * USD, "to another receiver");
    }

    // --- rounding ------------------------------------------------------------------------------------------------

    /// @notice Splitting anything into small parts to have rounding on one's side.
    function testFuzz_attackRounding_whateverThePrice_thenManySmallStepsGainNoMoreThanOneLarge(
        uint256 fees,
        uint256 parts
    ) public {
        _enter(alice, 1000 * USD);
        _payFees(bound(fees, 0, 1e6 * USD));
        parts = bound(parts, 2, 10);
        uint256 spent;
        uint256 unit = vault.previewMint(1e10 + 7);
        for (uint256 i; i < parts; ++i) {
            _enter(attacker, unit);
            spent += unit;
        }
        uint256 slice = vault.balanceOf(attacker) / parts;
        for (uint256 i; i + 1 < parts; ++i) {
            _request(attacker, slice);
        }
        uint256 back = _leave(attacker);
        assertAtMost(back + _worth(attacker), spent, "SH-01 no rounding for the user");
        _assertBacked();
    }
}
