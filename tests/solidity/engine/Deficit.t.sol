// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice A deficit's way: insurance, then bad debt, then repaid by the insurance's later fees. Alice is long 4 ETH from $2,000 with
/// $996: at $1,700 she owes 204.
contract DeficitTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
    }

    function test_liquidate_whenInsuranceHoldsEnough_thenItPaysTheDeficit() public {
        _insure(1000 * USD);
        _setPrice(ETH, 1700);
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.Covered(204 * USD, 204 * USD);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.DeficitCovered(alice, 204e18, 204e18, 0);
        _liquidate(carol, alice, ETH);

        assertEq(engine.collateralOf(alice), 0, "the account starts anew");
        assertEq(insurance.balance(), 796 * USD, "insurance has paid");
        assertEq(engine.badDebt(), 0, "nothing is left to book");
        _assertSound();
    }

    function test_liquidate_whenInsuranceHoldsTooLittle_thenTheRestIsBadDebt() public {
        _insure(100 * USD);
        _setPrice(ETH, 1700);
        _outwait(alice);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.DeficitCovered(alice, 204e18, 100e18, 104e18);
        _liquidate(carol, alice, ETH);
        assertEq(insurance.balance(), 0, "insurance is empty");
        assertEq(engine.badDebt(), 104e18, "visible on chain");
        _assertSound();
    }

    function test_liquidate_whenInsuranceIsEmpty_thenAllIsBadDebt() public {
        _setPrice(ETH, 1700);
        _outwait(alice);
        _liquidate(carol, alice, ETH);
        assertEq(engine.badDebt(), 204e18, "all of it");
        assertEq(engine.collateralOf(alice), 0, "the account starts anew");
        _assertSound();
    }

    function test_liquidate_whenTheDeficitEndsInAFraction_thenTheSurplusAccruesToInsurance() public {
        _insure(1000 * USD);
        _setPriceWad(ETH, 1700e18 + 1);
        uint256 accrued = engine.feesAccrued(IEngineTypes.FeeSink.Insurance);
        _liquidate(carol, alice, ETH);
        // The deficit is 204 less 4 wei; whole units are paid.
        assertEq(insurance.balance(), 796 * USD, "rounded up to whole units");
        assertEq(engine.feesAccrued(IEngineTypes.FeeSink.Insurance) - accrued, 4, "what was paid too much is kept");
        _assertSound();
    }

    function test_liquidate_whenTheShortfallEndsInAFraction_thenItIsBookedExactly() public {
        _insure(204 * USD - 1);
        _setPriceWad(ETH, 1700e18 + 1);
        _outwait(alice);
        _liquidate(carol, alice, ETH);
        assertEq(engine.badDebt(), 1e12 - 4, "one unit less four wei");
        _assertSound();
    }

    function test_liquidate_whenAnotherPositionIsLeft_thenTheDeficitWaits() public {
        _fund(alice, 1000);
        _trade(alice, bob, BTC, BTC_TICK, 2000);
        _insure(5000 * USD);
        // ETH −2,000, BTC −600: equity 1,996 − 4 − 2,600 = −608.
        _setPrice(ETH, 1500);
        _setPrice(BTC, 47_000);
        _liquidate(carol, alice, ETH);
        assertEq(engine.collateralOf(alice), -8e18, "negative while a position is left");
        assertEq(insurance.balance(), 5000 * USD, "nobody has paid yet");
        assertEq(engine.withdrawable(alice), 0, "nothing can be withdrawn");
        _assertSound();

        _liquidate(carol, alice, BTC);
        assertEq(insurance.balance(), (5000 - 608) * USD, "with the last position");
        assertEq(engine.collateralOf(alice), 0, "the account starts anew");
        _assertSound();
    }

    function test_liquidate_whenAnOrderIsLeft_thenTheDeficitIsSettledAllTheSame() public {
        _rest(alice, BTC, BUY, 1, 1);
        _setPrice(ETH, 1700);
        _outwait(alice);
        _liquidate(carol, alice, ETH);
        assertEq(engine.badDebt(), 204e18, "an order is no position");
        assertEq(engine.collateralOf(alice), 0, "the account starts anew");
        _assertSound();
    }

    function test_payFees_whenThereIsBadDebt_thenInsuranceRepaysItFirst() public {
        _setPrice(ETH, 1700);
        _outwait(alice);
        _liquidate(carol, alice, ETH);
        (uint256 charged,) = engine.feeTotals(IEngineTypes.FeeSink.Insurance);
        // 30 % of 4 + 1.6.
        assertEq(charged, 1.68e18, "accrued so far");

        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.BadDebtRepaid(1.68e18, 202.32e18);
        assertEq(engine.payFees(IEngineTypes.FeeSink.Insurance), 0, "nothing is left to pay out");
        assertEq(engine.badDebt(), 202.32e18, "less");
        assertEq(engine.feesAccrued(IEngineTypes.FeeSink.Insurance), 0, "all of it went there");
        _assertSound();

        // 2 × 340,000 of notional charge 238 each, of which insurance gets 71.40.
        for (uint256 i; i < 3; ++i) {
            _trade(carol, bob, ETH, 1700, 200 * ETH_LOTS);
        }
        (charged,) = engine.feeTotals(IEngineTypes.FeeSink.Insurance);
        assertEq(charged, 1.68e18 + 3 * 71.4e18, "charged");
        uint256 paid = engine.payFees(IEngineTypes.FeeSink.Insurance);
        assertEq(engine.badDebt(), 0, "repaid");
        assertEq(paid, 11.88e6, "and what is left is paid: 214.20 less 202.32");
        assertEq(insurance.balance(), paid, "into the fund");
        _assertSound();
    }

    function test_payFees_whenThereIsBadDebt_thenTheOtherSinksArePaidAsUsual() public {
        _setPrice(ETH, 1700);
        _outwait(alice);
        _liquidate(carol, alice, ETH);
        assertEq(engine.payFees(IEngineTypes.FeeSink.Vault), 2.8e6, "50 % of 5.60");
        assertEq(engine.payFees(IEngineTypes.FeeSink.Treasury), 1.12e6, "20 %");
        assertEq(engine.badDebt(), 204e18, "untouched");
        _assertSound();
    }

    function testFuzz_liquidate_whateverInsuranceHolds_thenTheDeficitIsAccountedToTheWei(uint256 price, uint256 fund)
        public
    {
        fund = bound(fund, 0, 1500 * USD);
        _insure(fund);
        _setPriceWad(ETH, bound(price, 1400e18, 1750e18));
        uint256 deficit = uint256(-engine.equity(alice));
        if (deficit > fund * 1e12) _outwait(alice);
        uint256 accrued = engine.feesAccrued(IEngineTypes.FeeSink.Insurance);
        _liquidate(carol, alice, ETH);
        uint256 paid = fund - insurance.balance();
        uint256 surplus = engine.feesAccrued(IEngineTypes.FeeSink.Insurance) - accrued;
        assertEq(paid * 1e12 + engine.badDebt(), deficit + surplus, "paid + booked = deficit + surplus");
        assertTrue(surplus == 0 || engine.badDebt() == 0, "one of them at most");
        assertAtMost(surplus, 1e12 - 1, "less than a unit");
        _assertSound();
    }
}
