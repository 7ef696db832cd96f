// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookExtension} from "../../interfaces/book/IBookExtension.sol";
import {IEngineExtension} from "../../interfaces/engine/IEngineExtension.sol";
import {IEngineTypes} from "../../interfaces/engine/IEngineTypes.sol";
import {Units} from "../../libraries/Units.sol";
import {BookLevels} from "./BookLevels.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Impact prices: what a given notional would trade at on average
abstract contract BookImpact is BookLevels, IBookExtension {
    /// @inheritdoc IBookExtension
    uint256 public constant MAX_IMPACT_LEVELS = 32;

    /// @inheritdoc IBookExtension
    function impactPrices(uint16 marketId, uint256 notional)
        external
        view
        returns (uint256 bid, uint256 ask, uint40 changedAt)
    {
        BookState storage state = _state();
        IEngineTypes.MarketParams memory params = IEngineExtension(address(state.engine)).marketParams(marketId);
        bid = _impactPrice(marketId, true, notional, params);
        ask = _impactPrice(marketId, false, notional, params);
        changedAt = state.books[marketId].changedAt;
    }

    /// @dev `notional / base traded`; the level that completes the notional counts in part. Divided once, so that the
    /// average is exact but for its last digit: bids down, asks up.
    function _impactPrice(uint16 marketId, bool isBuy, uint256 notional, IEngineTypes.MarketParams memory params)
        private
        view
        returns (uint256)
    {
        if (notional == 0) return 0;
        Side storage side = _side(marketId, isBuy);
        uint256 left = notional;
        uint256 baseBefore;
        uint24 tick = _best(marketId, isBuy);
        for (uint256 i; i < MAX_IMPACT_LEVELS && tick != 0; ++i) {
            uint256 price = uint256(tick) * params.tickSize;
            uint256 base = uint256(side.levels[tick].totalLots) * params.lotSize;
            uint256 value = base * price / Units.WAD;
            if (value >= left) {
                // notional / (baseBefore + left / price), both sides of the fraction times the price.
                uint256 scaledBase = baseBefore * price + left * Units.WAD;
                Math.Rounding rounding = isBuy ? Math.Rounding.Floor : Math.Rounding.Ceil;
                return Math.mulDiv(notional * Units.WAD, price, scaledBase, rounding);
            }
            left -= value;
            baseBefore += base;
            tick = _behind(side, isBuy, tick);
        }
        return 0;
    }
}
