// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookExtension} from "../../interfaces/book/IBookExtension.sol";
import {LevelWord} from "../../libraries/LevelWord.sol";
import {MarketWord} from "../../libraries/MarketWord.sol";
import {OrderId} from "../../libraries/OrderId.sol";
import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {OrderWord} from "../../libraries/OrderWord.sol";
import {Units} from "../../libraries/Units.sol";
import {BookLevels} from "./BookLevels.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Impact prices: what a given notional would trade at on average
/// @dev A level without orders that expire counts by its total, one read. In any other, orders are looked at one by one, so that
/// what has expired does not count though it was not swept yet; so many of a side at most, and what lies behind them in their
/// level does not count either: who props a price up has to do it with orders that can be filled.
abstract contract BookImpact is BookLevels, IBookExtension {
    /// @inheritdoc IBookExtension
    uint256 public constant MAX_IMPACT_LEVELS = 32;
    /// @inheritdoc IBookExtension
    uint256 public constant MAX_IMPACT_ORDERS = 64;

    /// @dev A walk from the best level of a side on; base and notional in WAD. `room`: orders that may still be looked at.
    struct Walk {
        uint16 marketId;
        bool isBuy;
        uint256 tickSize;
        uint256 lotSize;
        uint256 notional;
        uint256 changedAt;
        uint256 room;
    }

    /// @inheritdoc IBookExtension
    function impactPrices(uint16 marketId, uint256 notional)
        external
        view
        returns (uint256 bid, uint256 ask, uint40 changedAt)
    {
        Book storage book = _state().books[marketId];
        MarketWord market = book.word;
        if (!market.open()) revert UnknownMarket(marketId);
        Walk memory walk = Walk(marketId, true, book.tickSize, book.lotSize, notional, market.emptiedAt(), 0);
        bid = _impactPrice(walk, market.best(true));
        walk.isBuy = false;
        ask = _impactPrice(walk, market.best(false));
        changedAt = uint40(walk.changedAt);
    }

    /// @dev `notional / base traded`; the level that completes the notional counts in part. Divided once, so that the
    /// average is exact but for its last digit: bids down, asks up.
    function _impactPrice(Walk memory walk, uint24 tick) private view returns (uint256) {
        if (walk.notional == 0) return 0;
        BookState storage state = _state();
        walk.room = MAX_IMPACT_ORDERS;
        uint256 left = walk.notional;
        uint256 baseBefore;
        for (uint256 i; i < MAX_IMPACT_LEVELS && tick != 0; ++i) {
            uint32 key = OrderId.levelKey(walk.marketId, walk.isBuy, tick);
            LevelWord level = state.levels[key];
            walk.changedAt = Math.max(walk.changedAt, level.changedAt());
            uint256 price = uint256(tick) * walk.tickSize;
            uint256 base = _alive(walk, key, level) * walk.lotSize;
            uint256 value = base * price / Units.WAD;
            if (value >= left) {
                // notional / (baseBefore + left / price), both sides of the fraction times the price.
                uint256 scaledBase = baseBefore * price + left * Units.WAD;
                Math.Rounding rounding = walk.isBuy ? Math.Rounding.Floor : Math.Rounding.Ceil;
                return Math.mulDiv(walk.notional * Units.WAD, price, scaledBase, rounding);
            }
            left -= value;
            baseBefore += base;
            tick = _behind(walk.marketId, walk.isBuy, tick);
        }
        return 0;
    }

    /// @dev Lots of a level that can be filled, of its oldest orders as far as they may be looked at.
    function _alive(Walk memory walk, uint32 key, LevelWord level) private view returns (uint256 lots) {
        if (level.expiring() == 0) return level.totalLots();
        BookState storage state = _state();
        (uint32 number, OrderWord order) = OrderQueue.from(state.orders, key, level, level.head());
        for (; number != 0 && walk.room != 0; --walk.room) {
            if (!order.hasExpired()) lots += order.lots();
            (number, order) = OrderQueue.from(state.orders, key, level, number + 1);
        }
    }
}
