// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IInsuranceFund} from "../../interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "../../interfaces/IOracleRouter.sol";
import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title The engine's ERC-7201 storage
abstract contract EngineStorage is IPerpEngineV2 {
    /// @dev One slot: 128 markets are as many as the bitmap holds.
    struct Account {
        int128 collateral;
        uint128 activeMarkets;
    }

    /// @dev Two slots: size and quote; open order lots.
    struct Position {
        int128 size;
        int128 quote;
        uint64 bidLots;
        uint64 askLots;
    }

    /// @dev Slot 0 geometry, slot 1 rates and cap, slot 2 open interest, slot 3 what only liquidation reads.
    struct Market {
        uint128 tickSize;
        uint128 lotSize;
        uint128 openInterestCap;
        uint32 initialMarginPpm;
        uint32 maintenanceMarginPpm;
        uint32 takerFeePpm;
        int32 makerFeePpm;
        uint128 longOpenInterest;
        uint128 shortOpenInterest;
        uint32 liquidationFeePpm;
    }

    /// @dev Accrued is `charged − paid` (for insurance also less the bad debt repaid out of it).
    struct SinkTotals {
        uint128 charged;
        uint128 paid;
    }

    /// @custom:storage-location erc7201:proofbook.engine.v2
    struct EngineState {
        IERC20 collateralToken;
        address book;
        IOracleRouter oracle;
        address vault;
        IInsuranceFund insurance;
        address treasury;
        FeeSplit feeSplit;
        uint16 marketCount;
        uint128 badDebt;
        uint128 badDebtRepaid;
        mapping(FeeSink sink => SinkTotals) sinks;
        mapping(uint16 marketId => Market) markets;
        mapping(address account => Account) accounts;
        mapping(address account => mapping(uint16 marketId => Position)) positions;
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
}
