// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineExtension} from "../../interfaces/engine/IEngineExtension.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineFees} from "./EngineFees.sol";
import {EngineMargin} from "./EngineMargin.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Plain views
abstract contract EngineViews is EngineMargin, EngineFees, IEngineExtension {
    using SafeCast for uint256;

    /// @inheritdoc IEngineExtension
    function marketParams(uint16 marketId) external view returns (MarketParams memory) {
        Market storage market = _market(marketId);
        return MarketParams({
            tickSize: (uint256(market.tickNotional) * Units.WAD / market.lotSize).toUint128(),
            lotSize: market.lotSize,
            initialMarginPpm: market.terms.initialMarginPpm,
            maintenanceMarginPpm: market.maintenanceMarginPpm,
            takerFeePpm: market.takerFeePpm,
            makerFeePpm: market.makerFeePpm,
            liquidationFeePpm: market.liquidationFeePpm,
            liquidationTargetPpm: market.liquidationTargetPpm,
            minPositionLots: market.minPositionLots,
            openInterestCap: market.openInterestCap,
            accountNotionalCap: market.accountNotionalCap
        });
    }

    /// @inheritdoc IEngineExtension
    function fundingParams(uint16 marketId) external view returns (FundingParams memory) {
        Market storage market = _market(marketId);
        return FundingParams({
            impactNotional: market.impactNotional,
            interestPpm: market.interestPpm,
            bandPpm: market.bandPpm,
            capPpm: market.capPpm,
            premiumCapPpm: market.premiumCapPpm,
            maxInterval: market.terms.maxFundingInterval
        });
    }

    /// @inheritdoc IEngineExtension
    function marketState(uint16 marketId) external view returns (MarketState state, uint256 settlementPrice) {
        Market storage market = _market(marketId);
        return (market.terms.state, market.settlementPrice);
    }

    /// @inheritdoc IEngineExtension
    function marketCount() external view returns (uint16) {
        return _state().marketCount;
    }

    /// @inheritdoc IEngineExtension
    function openInterest(uint16 marketId) external view returns (uint256 longs, uint256 shorts) {
        Market storage market = _market(marketId);
        return (market.longOpenInterest, market.shortOpenInterest);
    }

    /// @inheritdoc IEngineExtension
    function fundingState(uint16 marketId)
        external
        view
        returns (int256 index, int64 rateWad, uint40 accruedAt, int256 residual)
    {
        Market storage market = _market(marketId);
        bool marked = _hasMarks(1 << marketId, type(uint16).max);
        index = marked ? _valuation(marketId, market).fundingIndex : market.terms.fundingIndex;
        return (index, market.terms.fundingRate, market.terms.fundingTime, market.residual);
    }

    /// @inheritdoc IEngineExtension
    function collateralOf(address account) external view returns (int256) {
        return _state().accounts[account].collateral;
    }

    /// @inheritdoc IEngineExtension
    function activeMarkets(address account) external view returns (uint256) {
        return _state().accounts[account].activeMarkets;
    }

    /// @inheritdoc IEngineExtension
    function position(address account, uint16 marketId)
        external
        view
        returns (int128 size, int128 quote, uint64 bidLots, uint64 askLots)
    {
        Position storage stored = _state().positions[account][marketId];
        return (stored.size, stored.quote, stored.bidLots, stored.askLots);
    }

    /// @inheritdoc IEngineExtension
    function fundingOwed(address account, uint16 marketId) external view returns (int256 owed, int128 entryIndex) {
        Position memory stored = _state().positions[account][marketId];
        Market storage market = _market(marketId);
        return (_owed(stored, _valuation(marketId, market).fundingIndex), stored.fundingEntry);
    }

    /// @inheritdoc IEngineExtension
    function accountHealth(address account)
        external
        view
        returns (int256 equity, uint256 initialMargin, uint256 maintenanceMargin, uint256 notional)
    {
        Health memory health = _health(account);
        return (health.equity, health.initialMargin, health.maintenanceMargin, health.notional);
    }

    /// @inheritdoc IEngineExtension
    function isLiquidatable(address account) external view returns (bool) {
        Health memory health = _solvency(account);
        return health.equity < int256(health.maintenanceMargin);
    }

    /// @inheritdoc IEngineExtension
    function badDebt() external view returns (uint256) {
        return _state().badDebt;
    }

    /// @inheritdoc IEngineExtension
    function badDebtRepaid() external view returns (uint256) {
        return _state().badDebtRepaid;
    }

    /// @inheritdoc IEngineExtension
    function modules()
        external
        view
        returns (
            address collateralToken,
            address book,
            address oracle,
            address vault,
            address insurance,
            address treasury
        )
    {
        EngineState storage state = _state();
        return (
            address(state.collateralToken),
            state.book,
            address(state.oracle),
            state.vault,
            address(state.insurance),
            state.treasury
        );
    }

    /// @inheritdoc IEngineExtension
    function feeSplit() external view returns (FeeSplit memory) {
        return _feeSplit();
    }

    /// @inheritdoc IEngineExtension
    function exposureCaps() external view returns (uint128 accountNotionalCap, uint128 backstopNotionalCap) {
        return (_state().accountNotionalCap, _state().backstopNotionalCap);
    }

    /// @inheritdoc IEngineExtension
    function pauseState() external view returns (address guardian, bool paused) {
        return (_state().guardian, _state().paused);
    }
}
