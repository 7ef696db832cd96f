// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {FeeMath} from "../../libraries/FeeMath.sol";
import {MarginMath} from "../../libraries/MarginMath.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineTrading} from "./EngineTrading.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Liquidation by takeover, and what happens to a deficit
abstract contract EngineLiquidation is EngineTrading {
    using SafeCast for *;

    /// @dev The liquidator gets `1 / LIQUIDATOR_SHARE` of the liquidation fee, insurance the rest.
    uint256 private constant LIQUIDATOR_SHARE = 2;

    /// @inheritdoc IPerpEngineV2
    function liquidate(address account, uint16 marketId) external {
        if (account == msg.sender) revert SelfLiquidation(account);
        Market storage market = _market(marketId);
        Health memory health = _solvency(account);
        if (health.equity >= int256(health.maintenanceMargin)) {
            revert NotLiquidatable(account, health.equity, health.maintenanceMargin);
        }
        _takeOver(account, marketId, market, health.equity);
        health = _health(msg.sender);
        if (health.equity < int256(health.initialMargin)) {
            revert InsufficientMargin(msg.sender, health.equity, health.initialMargin);
        }
        _coverDeficit(account);
    }

    /// @dev Moves the account's whole position in the market to the caller, at mark.
    function _takeOver(address account, uint16 marketId, Market storage market, int256 equity_) private {
        uint256 mark = _state().oracle.price(marketId);
        Party memory party = _load(account, marketId);
        Party memory liquidator = _load(msg.sender, marketId);
        int128 size = party.position.size;
        if (size == 0) revert NoPosition(account, marketId);
        int128 liquidatorSize = liquidator.position.size;

        uint256 fee = _liquidationFee(market, SignedMath.abs(size), mark, equity_);
        uint256 bounty = fee / LIQUIDATOR_SHARE;
        // The liquidator takes exactly what the account gives up: the floored mark value, so that equity stands still.
        int256 value = MarginMath.valueFloor(size, mark);
        _tradeAndStore(party, marketId, -int256(size), value, int256(fee));
        _tradeAndStore(liquidator, marketId, size, -value, -int256(bounty));

        _storeOpenInterest(market, size, liquidatorSize, liquidator.position.size);
        FeeTally memory tally;
        tally.insurance = fee - bounty;
        _accrue(tally);
        emit Liquidated(account, marketId, msg.sender, size, mark, fee);
    }

    function _tradeAndStore(Party memory party, uint16 marketId, int256 sizeDelta, int256 quoteDelta, int256 fee)
        private
    {
        int256 realised = _trade(party, sizeDelta, quoteDelta, fee);
        _store(party, marketId);
        emit PositionChanged(party.owner, marketId, party.position.size, party.position.quote, realised, fee);
    }

    /// @dev Never more than the equity that is left: a fee may not make somebody else pay.
    function _liquidationFee(Market storage market, uint256 absSize, uint256 mark, int256 equity_)
        private
        view
        returns (uint256)
    {
        if (equity_ <= 0) return 0;
        uint256 notional = Math.ceilDiv(absSize * mark, Units.WAD);
        return Math.min(FeeMath.feeUp(notional, market.liquidationFeePpm), uint256(equity_));
    }

    function _storeOpenInterest(Market storage market, int256 taken, int256 before, int256 afterwards) private {
        (uint256 longs, uint256 shorts) =
            _moveOpenInterest(market.longOpenInterest, market.shortOpenInterest, before, afterwards);
        (longs, shorts) = _moveOpenInterest(longs, shorts, taken, 0);
        market.longOpenInterest = longs.toUint128();
        market.shortOpenInterest = shorts.toUint128();
    }

    /// @dev An account without positions that still owes: insurance pays, what it can't pay is booked as bad debt.
    function _coverDeficit(address account) private {
        EngineState storage state = _state();
        Account memory stored = state.accounts[account];
        if (stored.collateral >= 0 || _hasPosition(account, stored.activeMarkets)) return;
        uint256 deficit = uint256(-int256(stored.collateral));
        state.accounts[account].collateral = 0;
        uint256 paid = Units.toWad(state.insurance.cover(Units.toAssetsUp(deficit)));
        uint256 booked;
        if (paid >= deficit) {
            // Insurance pays whole units: the sub-unit surplus goes back to it as accrued.
            FeeTally memory surplus;
            surplus.insurance = paid - deficit;
            _accrue(surplus);
        } else {
            booked = deficit - paid;
            state.badDebt += booked.toUint128();
        }
        emit DeficitCovered(account, deficit, paid, booked);
    }

    function _hasPosition(address account, uint256 bitmap) private view returns (bool) {
        for (; bitmap != 0; bitmap &= bitmap - 1) {
            if (_state().positions[account][_lowestMarket(bitmap)].size != 0) return true;
        }
        return false;
    }
}
