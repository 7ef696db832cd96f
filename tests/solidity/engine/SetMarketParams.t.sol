// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineLimits} from "../base/Initializers.sol";
import {SystemFixture} from "../base/SystemFixture.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Changing a listed market: the bounds of listing, and its geometry is fixed.
contract SetMarketParamsTest is SystemFixture {
    IEngineTypes.MarketParams internal params;

    function setUp() public override {
        super.setUp();
        params = _ethParams();
    }

    function test_setMarketParams_whenWithinBounds_thenStoredAndAnnounced() public {
        (params.initialMarginPpm, params.maintenanceMarginPpm) = (1e6, 999_999);
        (params.takerFeePpm, params.makerFeePpm, params.liquidationFeePpm) = (10_000, -10_000, 989_998);
        (params.liquidationTargetPpm, params.minPositionLots) = (10e6, 7);
        (params.openInterestCap, params.accountNotionalCap) = (8, 9);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.MarketParamsSet(ETH, params);
        engine.setMarketParams(ETH, params);
        assertTrue(keccak256(abi.encode(engine.marketParams(ETH))) == keccak256(abi.encode(params)), "read back as set");
        assertTrue(
            keccak256(abi.encode(engine.marketParams(BTC))) == keccak256(abi.encode(_btcParams())),
            "the other market is untouched"
        );
    }

    function test_setMarketParams_whenTheGeometryDiffers_thenReverts() public {
        params.tickSize = 2e18;
        _expectGeometry();
        params.tickSize = 1e18;
        params.lotSize = 2e15;
        _expectGeometry();
        // The same notional per tick and lot, cut otherwise.
        (params.tickSize, params.lotSize) = (2e18, 5e14);
        _expectGeometry();
    }

    function test_setMarketParams_whenTheLiquidationTargetIsOutOfBounds_thenReverts() public {
        assertEq(IEngineLimits(address(engine)).MAX_LIQUIDATION_TARGET_PPM(), 10e6, "ten times");
        params.liquidationTargetPpm = 1e6;
        engine.setMarketParams(ETH, params);
        params.liquidationTargetPpm = 1e6 - 1;
        _expectTarget();
        params.liquidationTargetPpm = 10e6 + 1;
        _expectTarget();
    }

    function test_listMarket_whenTheLiquidationTargetIsOutOfBounds_thenReverts() public {
        params.liquidationTargetPpm = 0;
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidLiquidationTarget.selector, 0));
        engine.listMarket(params, _fundingParams());
    }

    function test_listMarket_whenTheFundingParamsAreOutOfBounds_thenReverts() public {
        IEngineTypes.FundingParams memory funding = _fundingParams();
        funding.maxInterval = 0;
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidFundingParams.selector));
        engine.listMarket(params, funding);
    }

    function test_setMarketParams_whenRatesAreOutOfBounds_thenReverts() public {
        params.maintenanceMarginPpm = params.initialMarginPpm;
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidMarginRates.selector, 100_000, 100_000));
        engine.setMarketParams(ETH, params);
        params = _ethParams();
        params.liquidationFeePpm = 49_500;
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidFees.selector, 500, 200, 49_500));
        engine.setMarketParams(ETH, params);
    }

    function test_setMarketParams_whenTheMarketIsUnknown_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, 2));
        engine.setMarketParams(2, params);
    }

    function test_fundingParams_whenListed_thenReadBack() public view {
        assertTrue(
            keccak256(abi.encode(engine.fundingParams(ETH))) == keccak256(abi.encode(_fundingParams())), "as listed"
        );
    }

    function _expectGeometry() private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.GeometryFixed.selector, ETH));
        engine.setMarketParams(ETH, params);
    }

    function _expectTarget() private {
        vm.expectRevert(
            abi.encodeWithSelector(IEngineTypes.InvalidLiquidationTarget.selector, params.liquidationTargetPpm)
        );
        engine.setMarketParams(ETH, params);
    }
}
