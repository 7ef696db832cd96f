// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IInsuranceFund} from "../../interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "../../interfaces/IOracleRouter.sol";
import {IEngineTypes} from "../../interfaces/engine/IEngineTypes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title The engine's ERC-7201 storage
abstract contract EngineStorage is IEngineTypes {
    /// @dev One slot: 128 markets are as many as the bitmap holds.
    struct Account {
        int128 collateral;
        uint128 activeMarkets;
    }

    /// @dev Two slots: size and quote; the funding index they are settled to and the open order lots.
    struct Position {
        int128 size;
        int128 quote;
        int128 fundingEntry;
        uint64 bidLots;
        uint64 askLots;
    }

    /// @dev One slot, for every withdrawal and fill reads it for each of the account's markets: all that a position
    /// without open orders needs to be held to its initial margin. The rate is WAD per 8 h and holds from `fundingTime` on.
    /// The index is good for 1e13 dollars per base unit, which the highest rate there can be takes ninety years to reach at
    /// a billion dollars per base unit; the time, until 2106.
    struct MarginTerms {
        int104 fundingIndex;
        int64 fundingRate;
        uint32 fundingTime;
        uint24 maxFundingInterval;
        uint24 initialMarginPpm;
        MarketState state;
    }

    struct Market {
        MarginTerms terms;
        // Slot 1: what open orders, fills and liquidations need besides.
        uint96 lotSize;
        uint24 maintenanceMarginPpm;
        uint24 takerFeePpm;
        int24 makerFeePpm;
        uint24 liquidationFeePpm;
        uint32 liquidationTargetPpm;
        // Slot 2.
        uint128 longOpenInterest;
        uint128 shortOpenInterest;
        // Slot 3.
        uint128 openInterestCap;
        uint128 accountNotionalCap;
        // Slot 4: notional of one lot at tick 1, WAD dollars (`tickSize × lotSize / 1e18`); what funding rounding has left.
        uint128 tickNotional;
        int128 residual;
        // Slot 5: final price once settling; least lots a liquidation may leave.
        uint128 settlementPrice;
        uint64 minPositionLots;
        // Slot 6: how the funding rate is made.
        uint128 impactNotional;
        int24 interestPpm;
        uint24 bandPpm;
        uint24 capPpm;
        uint24 premiumCapPpm;
    }

    /// @dev Accrued is `charged − paid` (for insurance also less the bad debt repaid out of it).
    struct SinkTotals {
        uint128 charged;
        uint128 paid;
    }

    struct Operator {
        uint8 permissions;
        uint40 expiry;
    }

    /// @custom:storage-location erc7201:proofbook.engine.v2
    struct EngineState {
        IERC20 collateralToken;
        address book;
        uint16 marketCount;
        IOracleRouter oracle;
        bool paused;
        uint24 vaultPpm;
        uint24 insurancePpm;
        uint24 treasuryPpm;
        address vault;
        IInsuranceFund insurance;
        address treasury;
        address guardian;
        uint128 accountNotionalCap;
        uint128 backstopNotionalCap;
        uint128 badDebt;
        uint128 badDebtRepaid;
        mapping(FeeSink sink => SinkTotals) sinks;
        mapping(uint16 marketId => Market) markets;
        mapping(address account => Account) accounts;
        mapping(address account => mapping(uint16 marketId => Position)) positions;
        mapping(address account => uint40) deficitFlaggedAt;
        mapping(address owner => mapping(address operator => Operator)) operators;
        mapping(address owner => mapping(uint256 word => uint256)) usedNonces;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.engine.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ENGINE_STATE_SLOT = 0x57a48aa9ce78eb63484e99d1ba4967824121dc5f144f3d26cca845c523642f00;

    function _state() internal pure returns (EngineState storage state) {
        assembly {
            state.slot := ENGINE_STATE_SLOT
        }
    }

    /// @dev The market, or `UnknownMarket`.
    function _market(uint16 marketId) internal view returns (Market storage) {
        EngineState storage state = _state();
        if (marketId >= state.marketCount) revert UnknownMarket(marketId);
        return state.markets[marketId];
    }

    /// @dev The market unless it is settling.
    function _liveMarket(uint16 marketId) internal view returns (Market storage market) {
        market = _market(marketId);
        if (market.terms.state == MarketState.Settling) revert MarketIsSettling(marketId);
    }
}
