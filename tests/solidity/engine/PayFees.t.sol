// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice How fees are charged, split, accrued and paid.
contract PayFeesTest is SystemChecks {
    IEngineTypes.FeeSink internal constant VAULT = IEngineTypes.FeeSink.Vault;
    IEngineTypes.FeeSink internal constant INSURANCE = IEngineTypes.FeeSink.Insurance;
    IEngineTypes.FeeSink internal constant TREASURY = IEngineTypes.FeeSink.Treasury;

    function setUp() public override {
        super.setUp();
        _fund(alice, 1_000_000);
        _fund(bob, 1_000_000);
    }

    function test_place_whenBothSidesPay_thenTheNetFeeIsSplit() public {
        _trade(alice, bob, ETH, ETH_TICK, 10 * ETH_LOTS);
        // 20,000 × (0.05 % + 0.02 %) = 14.
        _assertAccrued(7e18, 4.2e18, 2.8e18);
    }

    function test_place_whenTheMakerEarnsARebate_thenTheNetFeeIsSplit() public {
        _trade(alice, bob, BTC, BTC_TICK, 1 * BTC_LOTS);
        // 50,000 × (0.04 % − 0.01 %) = 15.
        _assertAccrued(7.5e18, 4.5e18, 3e18);
        assertEq(engine.collateralOf(alice), 1_000_000e18 - 20e18, "the taker pays all of its fee");
        assertEq(engine.collateralOf(bob), 1_000_000e18 + 5e18, "the maker's rebate comes out of it");
        _assertSound();
    }

    function test_place_whenTheRebateEatsTheWholeFee_thenNothingAccrues() public {
        IEngineTypes.MarketParams memory params = _ethParams();
        params.makerFeePpm = -500;
        uint16 market = _list(params, ETH_TICK * WAD);
        _trade(alice, bob, market, ETH_TICK, 1 * ETH_LOTS);
        assertEq(_feesAccrued(), 0, "taker + maker = 0");
        assertEq(engine.collateralOf(bob), 1_000_001e18, "all of the taker's fee");
        _assertSound();
    }

    function test_place_whenTheNotionalIsTheSmallestThereIs_thenFeesAreExact() public {
        // One lot at tick 1 is one USDC unit, 1e12 wei: any number of ppm of it is a whole number of wei.
        IEngineTypes.MarketParams memory params = _ethParams();
        (params.tickSize, params.lotSize) = (1e15, 1e15);
        (params.takerFeePpm, params.makerFeePpm) = (333, -77);
        uint16 market = _list(params, 1e15);
        _trade(alice, bob, market, 1, 1);
        assertEq(engine.collateralOf(alice), 1_000_000e18 - 333e6, "a fee of 333 ppm of one unit");
        assertEq(engine.collateralOf(bob), 1_000_000e18 + 77e6, "a rebate of 77 ppm of it");
        _assertSound();
    }

    function test_payFees_whenWholeUnits_thenEachSinkIsPaid() public {
        _trade(alice, bob, ETH, ETH_TICK, 10 * ETH_LOTS);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.FeesPaid(VAULT, 7 * USD);
        vm.expectEmit(true, true, true, true, address(vault));
        emit IVault.FeesReceived(7 * USD);
        assertEq(engine.payFees(VAULT), 7 * USD, "vault");
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.FeesReceived(4.2e6);
        assertEq(engine.payFees(INSURANCE), 4.2e6, "insurance");
        vm.prank(bob);
        assertEq(engine.payFees(TREASURY), 2.8e6, "treasury, called by anybody");

        assertEq(vault.totalAssets(), 7 * USD, "the vault has booked it");
        assertEq(insurance.balance(), 4.2e6, "insurance has booked it");
        assertEq(usdc.balanceOf(treasury), 2.8e6, "the treasury has it");
        _assertAccrued(0, 0, 0);
        _assertTotals(VAULT, 7e18, 7e18);
        _assertSound();
    }

    function test_payFees_whenLessThanAUnit_thenNothingIsPaidAndTheRestIsKept() public {
        // One lot at tick 1: a notional of 0.001, fees of 7e11 wei, 3.5e11 of them the vault's.
        _trade(alice, bob, ETH, 1, 1);
        _assertAccrued(3.5e11, 2.1e11, 1.4e11);
        assertEq(engine.payFees(VAULT), 0, "less than a unit");
        _assertAccrued(3.5e11, 2.1e11, 1.4e11);
        _trade(alice, bob, ETH, 1, 2);
        assertEq(engine.payFees(VAULT), 1, "FC-04 three times that is one unit");
        assertEq(engine.feesAccrued(VAULT), 0.05e12, "and the rest stays accrued");
        _assertTotals(VAULT, 1.05e12, 1e12);
        _assertSound();
    }

    function test_payFees_whenNothingAccrued_thenNothingHappens() public {
        assertEq(engine.payFees(VAULT), 0, "vault");
        assertEq(engine.payFees(INSURANCE), 0, "insurance");
        assertEq(engine.payFees(TREASURY), 0, "treasury");
    }

    function test_setFeeSplit_whenChanged_thenOnlyLaterFeesFollowIt() public {
        _trade(alice, bob, ETH, ETH_TICK, 10 * ETH_LOTS);
        engine.setFeeSplit(IEngineTypes.FeeSplit({vaultPpm: 0, insurancePpm: 0, treasuryPpm: 1e6}));
        _trade(alice, bob, ETH, ETH_TICK, 10 * ETH_LOTS);
        _assertAccrued(7e18, 4.2e18, 2.8e18 + 14e18);
    }

    function testFuzz_payFees_whateverTheSplit_thenEveryWeiIsAccountedFor(uint256 seed, uint24 tick, uint64 lots)
        public
    {
        uint32 toVault = uint32(bound(seed, 0, 1e6));
        uint32 toTreasury = uint32(bound(seed >> 64, 0, 1e6 - toVault));
        engine.setFeeSplit(
            IEngineTypes.FeeSplit({
                vaultPpm: toVault, insurancePpm: 1e6 - toVault - toTreasury, treasuryPpm: toTreasury
            })
        );
        tick = uint24(bound(tick, 1, 4000));
        lots = uint64(bound(lots, 1, 50 * ETH_LOTS));
        int256 before = engine.collateralOf(alice) + engine.collateralOf(bob);
        _trade(alice, bob, ETH, tick, lots);

        uint256 fees = uint256(before - engine.collateralOf(alice) - engine.collateralOf(bob));
        assertEq(_feesAccrued(), fees, "FC-02 the parts add up to the fee");
        for (uint256 i; i < 3; ++i) {
            IEngineTypes.FeeSink sink = IEngineTypes.FeeSink(i);
            (uint256 charged,) = engine.feeTotals(sink);
            uint256 assets = engine.payFees(sink);
            (, uint256 paid) = engine.feeTotals(sink);
            assertEq(paid, assets * 1e12, "FC-01 paid in whole units");
            assertEq(charged, paid + engine.feesAccrued(sink), "FC-01 charged = paid + accrued");
            assertAtMost(engine.feesAccrued(sink), 1e12 - 1, "FC-04 the rest is less than a unit");
        }
        _assertSound();
    }

    function _assertAccrued(uint256 toVault, uint256 toInsurance, uint256 toTreasury) private view {
        assertEq(engine.feesAccrued(VAULT), toVault, "vault's accrued fees");
        assertEq(engine.feesAccrued(INSURANCE), toInsurance, "insurance's accrued fees");
        assertEq(engine.feesAccrued(TREASURY), toTreasury, "treasury's accrued fees");
    }

    function _assertTotals(IEngineTypes.FeeSink sink, uint256 charged, uint256 paid) private view {
        (uint256 actualCharged, uint256 actualPaid) = engine.feeTotals(sink);
        assertEq(actualCharged, charged, "ever charged");
        assertEq(actualPaid, paid, "ever paid");
    }
}
