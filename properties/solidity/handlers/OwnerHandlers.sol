// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title What the owner may change while everybody trades
abstract contract OwnerHandlers is UserCalls {
    /// @notice Another split of fees: vault and treasury take any part, insurance the rest.
    function owner_setFeeSplit(uint32 vaultPpm, uint32 treasuryPpm) external {
        uint256 vault = _fold(vaultPpm, 0, Shape.PPM);
        uint256 treasury = _fold(treasuryPpm, 0, Shape.PPM - vault);
        uint256 insurance = Shape.PPM - vault - treasury;
        ENGINE.setFeeSplit(IEngineTypes.FeeSplit(uint32(vault), uint32(insurance), uint32(treasury)));
        splitPpm = [vault, insurance, treasury];
    }

    /// @notice Other caps of a market, 20 to 100 per cent of the first ones; they may well lie below what is open.
    function owner_setMarketParams(uint8 market, uint8 interestPercent, uint8 accountPercent) external {
        uint16 id = _marketOf(market);
        if (_settling(id)) return;
        IEngineTypes.MarketParams memory params = Shape.market(id);
        params.openInterestCap = uint128(_part(params.openInterestCap, interestPercent));
        params.accountNotionalCap = uint128(_part(params.accountNotionalCap, accountPercent));
        ENGINE.setMarketParams(id, params);
        (openInterestCaps[id], accountCaps[id]) = (params.openInterestCap, params.accountNotionalCap);
    }

    /// @notice Other caps of accounts and of the vault's backstop, 20 to 100 per cent of the first ones.
    function owner_setExposureCaps(uint8 accountPercent, uint8 backstopPercent) external {
        accountCap = _part(Shape.accountNotionalCap(), accountPercent);
        backstopCap = _part(Shape.backstopNotionalCap(), backstopPercent);
        ENGINE.setExposureCaps(uint128(accountCap), uint128(backstopCap));
    }

    /// @notice Pauses once in eight times, and ends the pause in the others.
    function owner_pause(uint8 luck) external {
        paused = luck % 8 == 0;
        if (paused) ENGINE.pause();
        else ENGINE.unpause();
        if (paused) _count(Outcome.Paused);
    }

    /// @notice Makes a market active, seldom reduce-only, and very seldom settles it for good at the last price.
    function owner_setMarketState(uint8 market, uint8 luck) external {
        uint16 id = _marketOf(market);
        if (_settling(id)) return;
        IEngineTypes.MarketState state = luck % 8 == 0
            ? IEngineTypes.MarketState.ReduceOnly
            : luck % 64 == 1 ? IEngineTypes.MarketState.Settling : IEngineTypes.MarketState.Active;
        ENGINE.setMarketState(id, state);
        states[id] = state;
        if (!_settling(id)) return;
        (finalPrices[id],) = ORACLE.lastPrice(id);
        _count(Outcome.Settling);
    }

    function _part(uint256 whole, uint8 percent) private pure returns (uint256) {
        return whole * (20 + percent % 81) / 100;
    }
}
