// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineLimits} from "../base/Initializers.sol";
import {SystemFixture} from "../base/SystemFixture.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

contract ListMarketTest is SystemFixture {
    IEngineTypes.MarketParams internal params;

    function setUp() public override {
        super.setUp();
        params = _ethParams();
    }

    function test_listMarket_whenValid_thenStoredUnderTheNextId() public {
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.MarketListed(2, params);
        assertEq(engine.listMarket(params, _fundingParams()), 2, "ids count up");
        assertEq(engine.marketCount(), 3, "the count follows");
        assertEq(
            uint256(keccak256(abi.encode(engine.marketParams(2)))),
            uint256(keccak256(abi.encode(params))),
            "read back as listed"
        );
        (uint256 longs, uint256 shorts) = engine.openInterest(2);
        assertTrue(longs == 0 && shorts == 0, "nothing is open");
    }

    function test_views_whenTheMarketIsUnknown_thenRevert() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 2));
        engine.marketParams(2);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 2));
        engine.openInterest(2);
    }

    function test_listMarket_whenTickTimesLotRounds_thenReverts() public {
        (params.tickSize, params.lotSize) = (1e15, 1e15);
        engine.listMarket(params, _fundingParams());
        (params.tickSize, params.lotSize) = (1e15 + 1, 1e15);
        _expectTickLot();
        (params.tickSize, params.lotSize) = (1e15, 1e14);
        _expectTickLot();
        (params.tickSize, params.lotSize) = (0, 1e27);
        _expectTickLot();
        (params.tickSize, params.lotSize) = (1e30, 0);
        _expectTickLot();
    }

    function test_listMarket_whenMarginRatesAreOutOfOrder_thenReverts() public {
        (params.initialMarginPpm, params.maintenanceMarginPpm) = (1e6, 1e6 - 1);
        engine.listMarket(params, _fundingParams());
        (params.initialMarginPpm, params.maintenanceMarginPpm) = (1e6 - 1, 1e6 - 1);
        _expectMarginRates();
        (params.initialMarginPpm, params.maintenanceMarginPpm) = (1e6 + 1, 50_000);
        _expectMarginRates();
        (params.initialMarginPpm, params.maintenanceMarginPpm) = (50_000, 100_000);
        _expectMarginRates();
    }

    function test_listMarket_whenClosingCostsDoNotFitIntoTheMaintenanceMargin_thenReverts() public {
        (params.takerFeePpm, params.liquidationFeePpm) = (9999, 40_000);
        engine.listMarket(params, _fundingParams());
        params.liquidationFeePpm = 40_001;
        _expectFees();
        params.liquidationFeePpm = type(uint24).max;
        _expectFees();
    }

    function test_listMarket_whenClosingCostsNothing_thenReverts() public {
        (params.takerFeePpm, params.makerFeePpm, params.liquidationFeePpm) = (0, 0, 0);
        _expectFees();
        params.liquidationFeePpm = 1;
        engine.listMarket(params, _fundingParams());
    }

    function test_listMarket_whenTheTakerFeeIsAboveItsBound_thenReverts() public {
        assertEq(IEngineLimits(address(engine)).MAX_TAKER_FEE_PPM(), 10_000, "one per cent");
        params.takerFeePpm = 10_000;
        engine.listMarket(params, _fundingParams());
        params.takerFeePpm = 10_001;
        _expectFees();
    }

    function test_listMarket_whenTheMakerFeeIsAboveTheTakerFee_thenReverts() public {
        params.makerFeePpm = 500;
        engine.listMarket(params, _fundingParams());
        params.makerFeePpm = 501;
        _expectFees();
    }

    function test_listMarket_whenTheRebateIsAboveTheTakerFee_thenReverts() public {
        params.makerFeePpm = -500;
        engine.listMarket(params, _fundingParams());
        params.makerFeePpm = -501;
        _expectFees();
        params.makerFeePpm = type(int24).min;
        _expectFees();
    }

    function test_listMarket_when128AreListed_thenReverts() public {
        uint16 most = IEngineLimits(address(engine)).MAX_MARKETS();
        assertEq(most, 128, "one bit each");
        for (uint16 id = 2; id < most; ++id) {
            assertEq(engine.listMarket(params, _fundingParams()), id, "ids count up");
        }
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.TooManyMarkets.selector));
        engine.listMarket(params, _fundingParams());
    }

    function testFuzz_listMarket_whateverIsAccepted_thenIsWithinTheStatedBounds(
        uint24 im,
        uint24 mm,
        uint24 taker,
        uint24 maker,
        uint24 liquidation
    ) public {
        params.initialMarginPpm = uint24(bound(im, 0, 1_100_000));
        params.maintenanceMarginPpm = uint24(bound(mm, 0, 120_000));
        params.takerFeePpm = uint24(bound(taker, 0, 11_000));
        params.makerFeePpm = int24(int256(bound(maker, 0, 24_000))) - 12_000;
        params.liquidationFeePpm = uint24(bound(liquidation, 0, 110_000));
        uint256 closing = uint256(params.takerFeePpm) + params.liquidationFeePpm;
        bool valid = 0 < closing && closing < params.maintenanceMarginPpm
            && params.maintenanceMarginPpm < params.initialMarginPpm && params.initialMarginPpm <= 1e6
            && params.takerFeePpm <= 10_000 && params.makerFeePpm <= int256(uint256(params.takerFeePpm))
            && -params.makerFeePpm <= int256(uint256(params.takerFeePpm));
        try engine.listMarket(params, _fundingParams()) {
            assertTrue(valid, "accepted within bounds only");
        } catch {
            assertFalse(valid, "refused outside of bounds only");
        }
    }

    function _expectTickLot() private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidTickLot.selector, params.tickSize, params.lotSize));
        engine.listMarket(params, _fundingParams());
    }

    function _expectMarginRates() private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IEngineTypes.InvalidMarginRates.selector, params.initialMarginPpm, params.maintenanceMarginPpm
            )
        );
        engine.listMarket(params, _fundingParams());
    }

    function _expectFees() private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IEngineTypes.InvalidFees.selector, params.takerFeePpm, params.makerFeePpm, params.liquidationFeePpm
            )
        );
        engine.listMarket(params, _fundingParams());
    }
}
