// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

uint256 constant ACTORS = 3;
/// @dev Accounts of the engine: the actors', and after them the vault's.
uint256 constant PARTIES = 4;
uint8 constant VAULT_PARTY = 3;
uint16 constant MARKETS = 2;
/// @dev Most price sources of one market.
uint256 constant SOURCES = 3;
uint256 constant SINKS = 3;

/// @title The shape of the system under test: how many of what, and on which terms
/// @notice Known here and not asked of the contracts, so that a contract can't misstate them.
/// Prices and sizes WAD, rates ppm.
library Shape {
    uint256 internal constant WAD = 1e18;
    uint256 internal constant PPM = 1e6;
    uint256 internal constant WAD_PER_ASSET = 1e12;
    uint256 internal constant MAX_FILLS = 64;
    /// @dev Above it the oracle takes no reading.
    uint256 internal constant MAX_PRICE = 1e30;
    /// @dev Seconds; the fuzzers' delays add up to it within a sequence.
    uint32 internal constant MAX_AGE = 3600;

    /// @notice Market 0 has the finest geometry allowed (one tick × one lot is one USDC unit) and charges its makers;
    /// market 1 is coarse and pays them a rebate. The caps are within the reach of the actors' collateral.
    function market(uint16 id) internal pure returns (IEngineTypes.MarketParams memory) {
        return IEngineTypes.MarketParams({
            tickSize: uint128(tickSize(id)),
            lotSize: uint96(lotSize(id)),
            initialMarginPpm: uint24(initialMarginPpm(id)),
            maintenanceMarginPpm: uint24(maintenanceMarginPpm(id)),
            takerFeePpm: uint24(takerFeePpm(id)),
            makerFeePpm: int24(makerFeePpm(id)),
            liquidationFeePpm: uint24(liquidationFeePpm(id)),
            liquidationTargetPpm: uint32(liquidationTargetPpm(id)),
            minPositionLots: uint64(minPositionLots(id)),
            openInterestCap: uint128(openInterestCap(id)),
            accountNotionalCap: uint128(accountNotionalCap(id))
        });
    }

    /// @notice Market 0 has no funding: every limit of its rate is zero. Market 1 has, at limits that a few orders reach.
    function funding(uint16 id) internal pure returns (IEngineTypes.FundingParams memory) {
        return IEngineTypes.FundingParams({
            impactNotional: 1000e18,
            interestPpm: id == 0 ? int24(0) : int24(100),
            bandPpm: id == 0 ? 0 : 500,
            capPpm: id == 0 ? 0 : 20_000,
            premiumCapPpm: id == 0 ? 0 : 50_000,
            maxInterval: 3600
        });
    }

    function tickSize(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 1e16 : 1e15;
    }

    /// @notice No whole number of base units in either market: at whole ones funding would never have to round.
    function lotSize(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 1e14 : 1e17;
    }

    function initialMarginPpm(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 100_000 : 200_000;
    }

    function maintenanceMarginPpm(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 50_000 : 80_000;
    }

    function takerFeePpm(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 500 : 1000;
    }

    function makerFeePpm(uint16 id) internal pure returns (int256) {
        return id == 0 ? int256(100) : -400;
    }

    function liquidationFeePpm(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 10_000 : 15_000;
    }

    function openInterestCap(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 60e18 : 30_000e18;
    }

    /// @notice Whether positions of the market ever owe funding.
    function funded(uint16 id) internal pure returns (bool) {
        return id == 1;
    }

    function liquidationTargetPpm(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 1_250_000 : 1_500_000;
    }

    /// @notice A liquidation that would leave fewer lots takes everything.
    function minPositionLots(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 1000 : 100;
    }

    /// @notice The most an account may hold in the market, WAD dollars.
    function accountNotionalCap(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 100_000e18 : 50_000e18;
    }

    /// @notice The most an account may hold in all markets, WAD dollars.
    function accountNotionalCap() internal pure returns (uint256) {
        return 120_000e18;
    }

    /// @notice The most the vault may hold as liquidator of last resort, WAD dollars.
    function backstopNotionalCap() internal pure returns (uint256) {
        return 40_000e18;
    }

    /// @notice Price at the start.
    function startPrice(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 2000e18 : 2e18;
    }

    /// @notice Ticks between two levels that handlers use: orders meet at the same levels even after the mark has moved.
    function grid(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 1000 : 10;
    }

    /// @notice Dollars (WAD) of one lot at one tick.
    function unit(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 1e12 : 1e14;
    }

    function sourceCount(uint16 id) internal pure returns (uint256) {
        return id == 0 ? 3 : 2;
    }

    /// @notice Market 1 believes less at once; both keep so few changes that their histories come round.
    function guards(uint16 id) internal pure returns (IOracleRouter.PriceGuards memory) {
        return IOracleRouter.PriceGuards({
            maxDeviationPpm: id == 0 ? 30_000 : 15_000,
            maxJumpPpm: id == 0 ? 250_000 : 150_000,
            confirmDelay: id == 0 ? 60 : 5,
            historySize: id == 0 ? 5 : 3
        });
    }

    function minSources(uint16 id) internal pure returns (uint8) {
        return id == 0 ? 2 : 1;
    }
}
