// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MARKETS, Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";

/// @title Prices move, sources fail, readings get old
abstract contract OracleHandlers is UserCalls {
    /// @notice All sources of a market report a price up to a fifth away, some of them a little apart.
    function oracle_updatePrice_moved(uint8 market, int32 ppm, uint16 spreadPpm) external {
        uint16 id = _marketOf(market);
        (uint256 last,) = ORACLE.lastPrice(id);
        _repriced(id, last * uint256(int256(Shape.PPM) + int256(ppm) % 200_000) / Shape.PPM, spreadPpm);
    }

    /// @notice One source fails, or says something of its own: a price between nothing and the double, or any number at
    /// all, of any age up to beyond the limit.
    function oracle_updatePrice_source(uint8 market, uint8 source, uint256 drawn, uint16 age, uint8 behaviour)
        external
    {
        uint16 id = _marketOf(market);
        uint256 index = source % Shape.sourceCount(id);
        (uint256 last,) = ORACLE.lastPrice(id);
        uint256 price = drawn % 16 == 0 ? drawn : last * (drawn % (2 * Shape.PPM)) / Shape.PPM;
        // A reading from the future is drawn too: an age of zero turns into a minute ahead.
        uint256 updatedAt = age == 0 ? block.timestamp + 60 : _ago(_fold(age, 1, Shape.MAX_AGE + 600));
        _set(id, index, price, updatedAt);
        // It answers more often than it fails.
        _setBehaviour(id, index, PriceSourceMock.Behaviour(behaviour % 8 < 3 ? behaviour % 8 : 0));
        _update(id);
        _checkPrices();
    }

    /// @notice Somebody asks for the prices as time has left them, and then has the router read its sources as they are.
    function oracle_updatePrice(uint8 market) external {
        _checkPrices();
        _update(_marketOf(market));
        _checkPrices();
    }

    /// @dev All sources answer, freshly, `price` within bounds that keep the ticks on their grid; the router reads them.
    function _repriced(uint16 id, uint256 price, uint16 spreadPpm) internal {
        uint256 start = Shape.startPrice(id);
        if (price < start / 10) price = start / 10;
        if (price > start * 10) price = start * 10;
        for (uint256 i; i < Shape.sourceCount(id); ++i) {
            _setBehaviour(id, i, PriceSourceMock.Behaviour.Answer);
            _set(id, i, price + price * spreadPpm * i / Shape.PPM, block.timestamp);
        }
        _update(id);
        _checkPrices();
    }

    function _ago(uint256 seconds_) private view returns (uint256) {
        // Time zero means "never" to the router.
        return block.timestamp > seconds_ ? block.timestamp - seconds_ : 1;
    }

    /// @dev Prices of all markets as they were, read anew: for calls that are about something else than their age.
    function _refresh() internal {
        for (uint16 id; id < MARKETS; ++id) {
            if (_fresh(id)) continue;
            (uint256 last,) = ORACLE.lastPrice(id);
            _repriced(id, last, 0);
        }
    }
}
