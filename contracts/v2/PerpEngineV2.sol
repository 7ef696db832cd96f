// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IInsuranceFund} from "../interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "../interfaces/IOracleRouter.sol";
import {IPerpEngineV2} from "../interfaces/IPerpEngineV2.sol";
import {Units} from "../libraries/Units.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {EngineCollateral} from "./engine/EngineCollateral.sol";
import {EngineLiquidation} from "./engine/EngineLiquidation.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title PerpEngineV2: the clearing house
/// @notice Owner's functions and plain views; the parts live in `engine/`.
contract PerpEngineV2 is ProofbookUpgradeable, EngineCollateral, EngineLiquidation {
    /// @notice Most markets that can be listed: one bit each in an account's bitmap.
    uint16 public constant MAX_MARKETS = 128;
    /// @notice `tickSize × lotSize` must be a multiple of it, so that no trade at a tick rounds.
    uint256 public constant TICK_LOT_UNIT = 1e30;
    /// @notice Highest taker fee, ppm: one per cent.
    uint32 public constant MAX_TAKER_FEE_PPM = 10_000;

    /// @notice Sets the owner and the collateral token (6 decimals). Once only.
    function initialize(address owner_, address collateralToken) external initializer {
        if (collateralToken == address(0)) revert ZeroAddress();
        __Ownable_init(owner_);
        _state().collateralToken = IERC20(collateralToken);
        _setFeeSplit(FeeSplit({vaultPpm: 0, insurancePpm: uint32(Units.PPM), treasuryPpm: 0}));
    }

    /// @inheritdoc IPerpEngineV2
    function listMarket(MarketParams calldata params) external onlyOwner returns (uint16 marketId) {
        EngineState storage state = _state();
        marketId = state.marketCount;
        if (marketId == MAX_MARKETS) revert TooManyMarkets();
        _checkParams(params);
        state.marketCount = marketId + 1;
        state.markets[marketId] = Market({
            tickSize: params.tickSize,
            lotSize: params.lotSize,
            openInterestCap: params.openInterestCap,
            initialMarginPpm: params.initialMarginPpm,
            maintenanceMarginPpm: params.maintenanceMarginPpm,
            takerFeePpm: params.takerFeePpm,
            makerFeePpm: params.makerFeePpm,
            longOpenInterest: 0,
            shortOpenInterest: 0,
            liquidationFeePpm: params.liquidationFeePpm
        });
        emit MarketListed(marketId, params);
    }

    /// @inheritdoc IPerpEngineV2
    function setOpenInterestCap(uint16 marketId, uint128 cap) external onlyOwner {
        _market(marketId).openInterestCap = cap;
        emit OpenInterestCapSet(marketId, cap);
    }

    /// @inheritdoc IPerpEngineV2
    function setFeeSplit(FeeSplit calldata split) external onlyOwner {
        _setFeeSplit(split);
    }

    /// @inheritdoc IPerpEngineV2
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

    /// @inheritdoc IPerpEngineV2
    function marketParams(uint16 marketId) external view returns (MarketParams memory) {
        Market storage market = _market(marketId);
        return MarketParams({
            tickSize: market.tickSize,
            lotSize: market.lotSize,
            initialMarginPpm: market.initialMarginPpm,
            maintenanceMarginPpm: market.maintenanceMarginPpm,
            takerFeePpm: market.takerFeePpm,
            makerFeePpm: market.makerFeePpm,
            liquidationFeePpm: market.liquidationFeePpm,
            openInterestCap: market.openInterestCap
        });
    }

    /// @inheritdoc IPerpEngineV2
    function marketCount() external view returns (uint16) {
        return _state().marketCount;
    }

    /// @inheritdoc IPerpEngineV2
    function openInterest(uint16 marketId) external view returns (uint256 longs, uint256 shorts) {
        Market storage market = _market(marketId);
        return (market.longOpenInterest, market.shortOpenInterest);
    }

    /// @inheritdoc IPerpEngineV2
    function collateralOf(address account) external view returns (int256) {
        return _state().accounts[account].collateral;
    }

    /// @inheritdoc IPerpEngineV2
    function activeMarkets(address account) external view returns (uint256) {
        return _state().accounts[account].activeMarkets;
    }

    /// @inheritdoc IPerpEngineV2
    function position(address account, uint16 marketId)
        external
        view
        returns (int128 size, int128 quote, uint64 bidLots, uint64 askLots)
    {
        Position storage stored = _state().positions[account][marketId];
        return (stored.size, stored.quote, stored.bidLots, stored.askLots);
    }

    /// @inheritdoc IPerpEngineV2
    function badDebt() external view returns (uint256) {
        return _state().badDebt;
    }

    /// @inheritdoc IPerpEngineV2
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

    /// @inheritdoc IPerpEngineV2
    function feeSplit() external view returns (FeeSplit memory) {
        return _state().feeSplit;
    }

    function _setFeeSplit(FeeSplit memory split) private {
        uint256 sum = uint256(split.vaultPpm) + split.insurancePpm + split.treasuryPpm;
        if (sum != Units.PPM) revert InvalidFeeSplit(sum);
        _state().feeSplit = split;
        emit FeeSplitSet(split);
    }

    function _checkParams(MarketParams calldata params) private pure {
        uint256 unit = uint256(params.tickSize) * params.lotSize;
        if (unit == 0 || unit % TICK_LOT_UNIT != 0) revert InvalidTickLot(params.tickSize, params.lotSize);
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
    }
}
