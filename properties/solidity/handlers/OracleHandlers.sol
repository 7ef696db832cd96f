// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MARKETS, Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {ChainlinkAggregatorMock} from "contracts/mocks/ChainlinkAggregatorMock.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";

/// @title Prices move, sources fail, readings get old
abstract contract OracleHandlers is UserCalls {
    uint32 private constant GRACE = 3600;
    /// @dev The sequencer's uptime feed, in use during an outage alone.
    ChainlinkAggregatorMock private immutable UPTIME = new ChainlinkAggregatorMock(0, 0, 1);

    /// @notice All sources of a market report a price up to a fifth away, some of them a little apart.
    function oracle_updatePrice_moved(uint8 market, int32 ppm, uint16 spreadPpm) external {
        uint16 id = _marketOf(market);
        (uint256 last,) = ORACLE.lastPrice(id);
        _repriced(id, last * uint256(int256(Shape.PPM) + int256(ppm) % 200_000) / Shape.PPM, spreadPpm);
    }

    /// @notice All sources of a market report a price up to two fifths away, or again what waits to be confirmed, and nobody helps.
    function oracle_updatePrice_jump(uint8 market, int32 ppm, bool again) external {
        uint16 id = _marketOf(market);
        (uint256 last,) = ORACLE.lastPrice(id);
        uint256 price = again && jumps[id].price != 0
            ? jumps[id].price
            : last * uint256(int256(Shape.PPM) + int256(ppm) % 400_000) / Shape.PPM;
        _agree(id, price, 0);
        _update(id);
        // Whoever updates twice in one transaction must not confirm a jump to himself.
        _update(id);
        _checkPrices();
    }

    /// @notice Somebody asks for averages: over a window that the history holds, over the longest, and beyond.
    function oracle_twap(uint8 market, uint16 seconds_) external {
        uint16 id = _marketOf(market);
        uint256 longest = _longest(id);
        if (ORACLE.longestWindow(id) != longest) _break(OR_05, "the history reaches back to another second");
        if (!_fresh(id)) return;
        if (longest != 0) {
            _checkAverage(id, _fold(seconds_, 1, longest));
            _checkAverage(id, longest);
        }
        try ORACLE.twap(id, longest + 1) {
            _break(OR_05, "a window longer than the history was answered");
        } catch {
            _count(Outcome.AverageAsked);
        }
    }

    /// @notice The sequencer goes down and comes back; until its grace period ends no price is stored.
    function oracle_updatePrice_outage(uint8 market, uint32 up) external {
        uint16 id = _marketOf(market);
        UPTIME.setRound(1, 0, 1, 1, 1);
        ORACLE.setSequencerFeed(address(UPTIME), GRACE);
        // Down for long: it must not pass for a status that has lasted out its grace period.
        _checkRefused(id, 1, 1);
        _checkRefused(id, 0, block.timestamp - _fold(up, 0, block.timestamp < GRACE ? block.timestamp - 1 : GRACE - 1));
        ORACLE.setSequencerFeed(address(0), 0);
        _count(Outcome.OutageRefused);
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
        _setBehaviour(id, index, PriceSourceMock.Behaviour(behaviour % 12 < 5 ? behaviour % 12 : 0));
        _update(id);
        _checkPrices();
    }

    /// @notice Somebody asks for the prices as time has left them, and then has the router read its sources as they are.
    function oracle_updatePrice(uint8 market) external {
        _checkPrices();
        _update(_marketOf(market));
        _checkPrices();
    }

    /// @dev All sources answer, freshly, and the owner accepts what jumps: `price` within bounds that keep the ticks on their grid; the router reads them.
    function _repriced(uint16 id, uint256 price, uint16 spreadPpm) internal {
        uint256 start = Shape.startPrice(id);
        if (price < start / 10) price = start / 10;
        if (price > start * 10) price = start * 10;
        _agree(id, price, spreadPpm);
        _update(id);
        if (jumps[id].price != 0) _accept(id);
        _checkPrices();
    }

    function _agree(uint16 id, uint256 price, uint16 spreadPpm) private {
        for (uint256 i; i < Shape.sourceCount(id); ++i) {
            _setBehaviour(id, i, PriceSourceMock.Behaviour.Answer);
            _set(id, i, price + price * spreadPpm * i / Shape.PPM, block.timestamp);
        }
    }

    /// @dev The average as it was, price by price and second by second: exactly, and within the prices in force.
    function _checkAverage(uint16 id, uint256 window) private {
        Change[] storage all = changes[id];
        uint256 end = block.timestamp;
        uint256 start = end - window;
        uint256 sum;
        for (uint256 i = all.length; end > start; --i) {
            uint256 since = all[i - 1].at > start ? all[i - 1].at : start;
            sum += all[i - 1].price * (end - since);
            end = since;
        }
        try ORACLE.twap(id, window) returns (uint256 average) {
            if (average != sum / window) _break(OR_05, "the average is not that of the prices in force");
        } catch {
            _break(OR_05, "an average that the history holds was refused");
        }
    }

    /// @dev Seconds since the oldest of the changes that must be kept.
    function _longest(uint16 id) private view returns (uint256) {
        Change[] storage all = changes[id];
        uint256 size = Shape.guards(id).historySize;
        return block.timestamp - all[all.length > size ? all.length - size : 0].at;
    }

    function _checkRefused(uint16 id, int256 status, uint256 since) private {
        UPTIME.setRound(1, status, since, since, 1);
        try ORACLE.updatePrice(id) {
            _break(OR_06, "a price was updated in an outage or right after it");
        } catch {
            _count(Outcome.UpdateRefused);
        }
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
