// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {BitScan} from "../../libraries/BitScan.sol";
import {FundingMath} from "../../libraries/FundingMath.sol";
import {MarginMath} from "../../libraries/MarginMath.sol";
import {EngineStorage} from "./EngineStorage.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Equity and margin requirements of an account over all its markets
abstract contract EngineMargin is EngineStorage {
    using SafeCast for uint256;

    /// @dev WAD dollars: what the account is worth, what its positions and open orders require, what its positions are worth.
    struct Health {
        int256 equity;
        uint256 initialMargin;
        uint256 maintenanceMargin;
        uint256 notional;
    }

    /// @dev What of an account's health is asked for; the rest of it stays zero.
    enum Extent {
        Whole,
        Solvency
    }

    /// @dev Price and funding index a market is valued at, now. A price has at most 104 bits: more is no price in dollars.
    struct Valuation {
        uint256 mark;
        int256 fundingIndex;
    }

    uint16 private constant NO_MARKET = type(uint16).max;

    /// @dev Oracle price and funding as of now; a settling market stands still at its final price.
    function _valuation(uint16 marketId, Market storage market) internal view returns (Valuation memory) {
        if (market.terms.state == MarketState.Settling) {
            return Valuation(market.settlementPrice, market.terms.fundingIndex);
        }
        return _valuationAt(market.terms, _state().oracle.price(marketId), block.timestamp);
    }

    /// @dev The market at a price, with its funding run up to `time` (never back).
    function _valuationAt(MarginTerms storage terms, uint256 mark, uint256 time)
        internal
        view
        returns (Valuation memory at)
    {
        at.mark = mark.toUint104();
        at.fundingIndex = terms.fundingIndex;
        int256 rate = terms.fundingRate;
        if (rate == 0) return at;
        uint256 since = terms.fundingTime;
        if (time <= since) return at;
        uint256 elapsed = Math.min(time - since, terms.maxFundingInterval);
        at.fundingIndex += FundingMath.indexDelta(rate, mark, elapsed);
    }

    /// @dev The account as stored.
    function _health(address account) internal view returns (Health memory health) {
        Account memory stored = _state().accounts[account];
        health.equity = stored.collateral;
        _addMarkets(health, account, stored.activeMarkets, NO_MARKET, Extent.Whole);
    }

    /// @dev Everything but the initial margin. That needs no mark where the account has nothing but open orders: an order in
    /// a market without a fresh price must not shield its owner from liquidation.
    function _solvency(address account) internal view returns (Health memory health) {
        Account memory stored = _state().accounts[account];
        health.equity = stored.collateral;
        _addMarkets(health, account, stored.activeMarkets, NO_MARKET, Extent.Solvency);
    }

    /// @dev The account as it would be with `changed` and `position_` in place of what is stored for one market.
    function _healthWith(
        address account,
        Account memory changed,
        uint16 marketId,
        Position memory position_,
        Market storage market,
        Valuation memory at
    ) internal view returns (Health memory health) {
        health.equity = changed.collateral;
        _addMarket(health, position_, market, at, Extent.Whole);
        _addMarkets(health, account, changed.activeMarkets, marketId, Extent.Whole);
    }

    /// @dev Collateral + unrealised − owed − maintenance margin of one market alone. Differences of it are differences of
    /// the account's whole equity − maintenance margin while the other markets stand still.
    function _headroom(int256 collateral, Position memory position_, Market storage market, Valuation memory at)
        internal
        view
        returns (int256)
    {
        return collateral + _worth(position_, at)
            - int256(MarginMath.requirementUp(SignedMath.abs(position_.size), at.mark, market.maintenanceMarginPpm));
    }

    /// @dev Unrealised − owed, WAD dollars.
    function _worth(Position memory position_, Valuation memory at) internal pure returns (int256) {
        if (position_.size == 0) return position_.quote;
        return MarginMath.valueFloor(position_.size, at.mark) + position_.quote - _owed(position_, at.fundingIndex);
    }

    /// @dev Funding since the position's entry index, WAD dollars, rounded against the account.
    function _owed(Position memory position_, int256 fundingIndex) internal pure returns (int256) {
        return FundingMath.owedUp(position_.size, fundingIndex - position_.fundingEntry);
    }

    /// @dev Size after the worse side of the open orders fills, WAD base units.
    function _worst(Position memory position_, Market storage market) internal view returns (uint256) {
        if (position_.bidLots == 0 && position_.askLots == 0) return SignedMath.abs(position_.size);
        uint256 lotSize = market.lotSize;
        return MarginMath.worstSize(position_.size, position_.bidLots * lotSize, position_.askLots * lotSize);
    }

    /// @dev True iff every market of the bitmap but `except` has a mark, so that the account's health can be told.
    function _hasMarks(uint256 bitmap, uint16 except) internal view returns (bool) {
        EngineState storage state = _state();
        for (bitmap &= ~(1 << except); bitmap != 0; bitmap &= bitmap - 1) {
            uint16 marketId = _lowestMarket(bitmap);
            bool settling = state.markets[marketId].terms.state == MarketState.Settling;
            if (!settling && !state.oracle.isFresh(marketId)) return false;
        }
        return true;
    }

    /// @dev The market of the bitmap's lowest bit: its index is below 256, whatever the word.
    function _lowestMarket(uint256 bitmap) internal pure returns (uint16) {
        return uint16(BitScan.lowest(bitmap));
    }

    function _addMarkets(Health memory health, address account, uint256 bitmap, uint16 except, Extent extent)
        private
        view
    {
        EngineState storage state = _state();
        mapping(uint16 marketId => Position) storage positions_ = state.positions[account];
        for (; bitmap != 0; bitmap &= bitmap - 1) {
            uint16 marketId = _lowestMarket(bitmap);
            if (marketId == except) continue;
            Position memory position_ = positions_[marketId];
            if (extent == Extent.Solvency && position_.size == 0) continue;
            Market storage market = state.markets[marketId];
            _addMarket(health, position_, market, _valuation(marketId, market), extent);
        }
    }

    function _addMarket(
        Health memory health,
        Position memory position_,
        Market storage market,
        Valuation memory at,
        Extent extent
    ) private view {
        // Each summand is the quotient of a checked product by at least 1e18, or 128 bits wide: 16 of them are far from 256.
        unchecked {
            health.equity += _worth(position_, at);
            if (extent != Extent.Solvency) {
                uint256 worst = _worst(position_, market);
                health.initialMargin += MarginMath.requirementUp(worst, at.mark, market.terms.initialMarginPpm);
            }
            uint256 absSize = SignedMath.abs(position_.size);
            health.maintenanceMargin += MarginMath.requirementUp(absSize, at.mark, market.maintenanceMarginPpm);
            health.notional += MarginMath.notionalUp(absSize, at.mark);
        }
    }
}
