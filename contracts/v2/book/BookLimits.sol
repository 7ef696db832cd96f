// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MarketWord} from "../../libraries/MarketWord.sol";
import {Units} from "../../libraries/Units.sol";
import {BookStorage} from "./BookStorage.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title A market's limits on orders, wherever they wait
abstract contract BookLimits is BookStorage {
    /// @dev The least lots and the least value. What a market order is worth shows at the first price it can get: its limit says
    /// only how far it would go.
    function _checkMinimum(Book storage book, MarketWord market, OrderParams memory params) internal view {
        uint32 minLots = market.minLots();
        if (params.lots < minLots) revert BelowMinimumLots(params.lots, minLots);
        uint256 minTickLots = market.minTickLots();
        if (minTickLots == 0) return;
        uint256 tick = params.tick;
        if (params.timeInForce == TimeInForce.Market) {
            uint24 best = market.best(!params.isBuy);
            if (best != 0) tick = best;
        }
        if (tick * params.lots < minTickLots) {
            uint256 unit = uint256(book.tickSize) * book.lotSize / Units.WAD;
            revert BelowMinimumNotional(tick * params.lots * unit, book.minNotional);
        }
    }

    /// @dev Refuses a limit farther from the mark than the band; a market order's limit moves into it.
    function _holdToBand(Book storage book, MarketWord market, OrderParams memory params) internal view {
        uint256 mark = _state().engine.mark(params.marketId);
        uint256 tickSize = book.tickSize;
        uint256 price = params.tick * tickSize;
        uint256 allowed = mark * market.bandPpm();
        uint256 distance = price > mark ? price - mark : mark - price;
        if (distance * Units.PPM <= allowed) return;
        if (params.timeInForce != TimeInForce.Market) revert OutsidePriceBand(price, mark);
        // On the other side of the mark the limit is already narrower than the band.
        if ((price > mark) != params.isBuy) return;
        // The last tick within: rounded down above the mark, up below it.
        uint256 last = params.isBuy
            ? (mark * Units.PPM + allowed) / (tickSize * Units.PPM)
            : Math.ceilDiv(mark * Units.PPM - allowed, tickSize * Units.PPM);
        params.tick = uint24(Math.min(last, type(uint24).max));
    }
}
