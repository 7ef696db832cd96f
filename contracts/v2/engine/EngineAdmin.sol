// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IInsuranceFund} from "../../interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "../../interfaces/IOracleRouter.sol";
import {IEngineExtension} from "../../interfaces/engine/IEngineExtension.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineFunding} from "./EngineFunding.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title The owner's and the guardian's functions
abstract contract EngineAdmin is OwnableUpgradeable, EngineFunding, IEngineExtension {
    using SafeCast for uint256;

    /// @notice Most markets that can be listed: one bit each in an account's bitmap.
    uint16 public constant MAX_MARKETS = 128;
    /// @notice `tickSize × lotSize` must be a multiple of it, so that no trade at a tick rounds.
    uint256 public constant TICK_LOT_UNIT = 1e30;
    /// @notice Highest taker fee, ppm: one per cent.
    uint24 public constant MAX_TAKER_FEE_PPM = 10_000;
    /// @notice Highest liquidation target, ppm of maintenance margin.
    uint32 public constant MAX_LIQUIDATION_TARGET_PPM = 10e6;
    /// @notice Highest funding rate, interest, band and premium, ppm.
    uint24 public constant MAX_FUNDING_PPM = 100_000;
    /// @notice Longest interval one accrual may count.
    uint24 public constant MAX_FUNDING_INTERVAL = 7 days;

    /// @inheritdoc IEngineExtension
    function listMarket(MarketParams calldata params, FundingParams calldata funding)
        external
        onlyOwner
        returns (uint16 marketId)
    {
        EngineState storage state = _state();
        marketId = state.marketCount;
        if (marketId == MAX_MARKETS) revert TooManyMarkets();
        _checkGeometry(params);
        state.marketCount = marketId + 1;
        Market storage market = state.markets[marketId];
        market.lotSize = params.lotSize;
        market.tickNotional = (uint256(params.tickSize) * params.lotSize / Units.WAD).toUint128();
        market.terms.fundingTime = block.timestamp.toUint32();
        _writeParams(market, params);
        _writeFundingParams(market, funding);
        emit MarketListed(marketId, params);
        emit FundingParamsSet(marketId, funding);
    }

    /// @inheritdoc IEngineExtension
    function setMarketParams(uint16 marketId, MarketParams calldata params) external onlyOwner {
        Market storage market = _liveMarket(marketId);
        bool sameGeometry = params.lotSize == market.lotSize
            && uint256(params.tickSize) * params.lotSize == market.tickNotional * Units.WAD;
        if (!sameGeometry) revert GeometryFixed(marketId);
        _writeParams(market, params);
        emit MarketParamsSet(marketId, params);
    }

    /// @inheritdoc IEngineExtension
    function setFundingParams(uint16 marketId, FundingParams calldata params) external onlyOwner {
        Market storage market = _liveMarket(marketId);
        _accrueFunding(marketId, market, _valuation(marketId, market));
        _writeFundingParams(market, params);
        emit FundingParamsSet(marketId, params);
    }

    /// @inheritdoc IEngineExtension
    function setMarketState(uint16 marketId, MarketState state) external onlyOwner {
        Market storage market = _liveMarket(marketId);
        if (state == MarketState.Settling) {
            (uint256 price, uint256 updatedAt) = _state().oracle.lastPrice(marketId);
            // Without a price ever stored there is nothing to settle at.
            if (price == 0) revert InvalidMarketState(marketId);
            // Funding runs up to the price's own time at most: the oracle may have been silent since.
            Valuation memory at = _valuationAt(market.terms, price, updatedAt);
            _accrueFunding(marketId, market, at);
            market.settlementPrice = price.toUint128();
        }
        market.terms.state = state;
        emit MarketStateSet(marketId, state, market.settlementPrice);
    }

    /// @inheritdoc IEngineExtension
    function setFeeSplit(FeeSplit calldata split) external onlyOwner {
        uint256 sum = uint256(split.vaultPpm) + split.insurancePpm + split.treasuryPpm;
        if (sum != Units.PPM) revert InvalidFeeSplit(sum);
        EngineState storage state = _state();
        (state.vaultPpm, state.insurancePpm, state.treasuryPpm) =
        (
            uint256(split.vaultPpm).toUint24(),
            uint256(split.insurancePpm).toUint24(),
            uint256(split.treasuryPpm).toUint24()
        );
        emit FeeSplitSet(split);
    }

    /// @inheritdoc IEngineExtension
    function setModules(address book, address oracle, address vault, address insurance, address treasury)
        external
        onlyOwner
    {
        if (
            book == address(0) || oracle == address(0) || vault == address(0) || insurance == address(0)
                || treasury == address(0)
        ) revert ZeroAddress();
        EngineState storage state = _state();
        if (state.book != address(0) && state.book != book) revert BookAlreadySet(state.book);
        state.book = book;
        state.oracle = IOracleRouter(oracle);
        state.vault = vault;
        state.insurance = IInsuranceFund(insurance);
        state.treasury = treasury;
        emit ModulesSet(book, oracle, vault, insurance, treasury);
    }

    /// @inheritdoc IEngineExtension
    function setExposureCaps(uint128 accountNotionalCap, uint128 backstopNotionalCap) external onlyOwner {
        _state().accountNotionalCap = accountNotionalCap;
        _state().backstopNotionalCap = backstopNotionalCap;
        emit ExposureCapsSet(accountNotionalCap, backstopNotionalCap);
    }

    /// @inheritdoc IEngineExtension
    function setGuardian(address guardian) external onlyOwner {
        _state().guardian = guardian;
        emit GuardianSet(guardian);
    }

    /// @inheritdoc IEngineExtension
    function pause() external {
        if (msg.sender != _state().guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        _state().paused = true;
        emit PausedSet(true, msg.sender);
    }

    /// @inheritdoc IEngineExtension
    function unpause() external onlyOwner {
        _state().paused = false;
        emit PausedSet(false, msg.sender);
    }

    function _writeParams(Market storage market, MarketParams calldata params) private {
        _checkRates(params);
        market.terms.initialMarginPpm = params.initialMarginPpm;
        market.maintenanceMarginPpm = params.maintenanceMarginPpm;
        market.takerFeePpm = params.takerFeePpm;
        market.makerFeePpm = params.makerFeePpm;
        market.liquidationFeePpm = params.liquidationFeePpm;
        market.liquidationTargetPpm = params.liquidationTargetPpm;
        market.minPositionLots = params.minPositionLots;
        market.openInterestCap = params.openInterestCap;
        market.accountNotionalCap = params.accountNotionalCap;
    }

    function _writeFundingParams(Market storage market, FundingParams calldata params) private {
        int24 interest = params.interestPpm;
        if (
            interest > int24(MAX_FUNDING_PPM) || interest < -int24(MAX_FUNDING_PPM) || params.bandPpm > MAX_FUNDING_PPM
                || params.capPpm > MAX_FUNDING_PPM || params.premiumCapPpm > MAX_FUNDING_PPM || params.maxInterval == 0
                || params.maxInterval > MAX_FUNDING_INTERVAL
        ) revert InvalidFundingParams();
        market.impactNotional = params.impactNotional;
        market.interestPpm = interest;
        market.bandPpm = params.bandPpm;
        market.capPpm = params.capPpm;
        market.premiumCapPpm = params.premiumCapPpm;
        market.terms.maxFundingInterval = params.maxInterval;
    }

    function _checkGeometry(MarketParams calldata params) private pure {
        uint256 unit = uint256(params.tickSize) * params.lotSize;
        if (unit == 0 || unit % TICK_LOT_UNIT != 0) revert InvalidTickLot(params.tickSize, params.lotSize);
    }

    function _checkRates(MarketParams calldata params) private pure {
        int256 taker = int256(uint256(params.takerFeePpm));
        // The two costs of being closed must fit inside the maintenance margin, or a solvent account could not be.
        uint256 closing = uint256(params.takerFeePpm) + params.liquidationFeePpm;
        if (
            params.takerFeePpm > MAX_TAKER_FEE_PPM || params.makerFeePpm > taker || taker + params.makerFeePpm < 0
                || closing == 0 || closing >= params.maintenanceMarginPpm
        ) revert InvalidFees(params.takerFeePpm, params.makerFeePpm, params.liquidationFeePpm);
        if (params.maintenanceMarginPpm >= params.initialMarginPpm || params.initialMarginPpm > Units.PPM) {
            revert InvalidMarginRates(params.initialMarginPpm, params.maintenanceMarginPpm);
        }
        if (params.liquidationTargetPpm < Units.PPM || params.liquidationTargetPpm > MAX_LIQUIDATION_TARGET_PPM) {
            revert InvalidLiquidationTarget(params.liquidationTargetPpm);
        }
    }
}
