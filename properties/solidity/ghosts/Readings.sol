// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MARKETS, SOURCES, Shape} from "../system/Shape.sol";
import {Accounts} from "./Accounts.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";

/// @title What the price sources say, and what an honest router could have stored
abstract contract Readings is Accounts {
    /// @dev One source as this contract has set it.
    struct Reading {
        uint256 price;
        uint256 updatedAt;
        bool answers;
    }

    /// @dev What the readings allowed when a price was last stored: the range of those that agree, that of all usable ones, and
    /// the oldest reading that agrees.
    struct Allowed {
        uint256 low;
        uint256 high;
        uint256 lowest;
        uint256 highest;
        uint256 oldest;
    }

    /// @dev A jump as it was first seen; a price of zero where none is pending.
    struct Jump {
        uint256 price;
        uint256 since;
    }

    /// @dev A price and the second from which it was in force.
    struct Change {
        uint256 price;
        uint256 at;
    }

    Reading[SOURCES][MARKETS] internal readings;
    Allowed[MARKETS] internal allowed;
    Jump[MARKETS] internal jumps;
    /// @dev All prices that were in force, each for a second or more.
    Change[][MARKETS] internal changes;

    constructor() {
        for (uint16 id; id < MARKETS; ++id) {
            for (uint256 i; i < Shape.sourceCount(id); ++i) {
                readings[id][i] = Reading(Shape.startPrice(id), block.timestamp, true);
            }
            uint256 start = Shape.startPrice(id);
            allowed[id] = Allowed(start, start, start, start, block.timestamp);
            changes[id].push(Change(start, block.timestamp));
        }
    }

    /// @dev Whether a price of the market may be given out now.
    function _fresh(uint16 id) internal view returns (bool) {
        return block.timestamp <= allowed[id].oldest + Shape.MAX_AGE;
    }

    /// @dev Whether margin in the market can be told now: a settling one has its final price.
    function _marked(uint16 id) internal view returns (bool) {
        return _settling(id) || _fresh(id);
    }

    function _set(uint16 id, uint256 index, uint256 price, uint256 updatedAt) internal {
        readings[id][index].price = price;
        readings[id][index].updatedAt = updatedAt;
        sources[id][index].set(price, updatedAt);
    }

    function _setBehaviour(uint16 id, uint256 index, PriceSourceMock.Behaviour behaviour) internal {
        readings[id][index].answers = behaviour == PriceSourceMock.Behaviour.Answer;
        sources[id][index].setBehaviour(behaviour);
    }

    /// @dev Has the router read its sources, and books what it was allowed to make of them.
    function _update(uint16 id) internal scratch {
        (uint256 before,) = ORACLE.lastPrice(id);
        (uint256 survivors, Allowed memory now_) = _survivors(id);
        try ORACLE.updatePrice(id) returns (uint256 price) {
            if (survivors < Shape.minSources(id)) _break(OR_03, "a price was made of too few sources");
            (uint256 pending,) = ORACLE.pendingJump(id);
            if (pending != 0) _sighted(id, pending, price == before, now_);
            else _checkJump(id, before, price);
            if (pending == 0) _booked(id, price, now_);
        } catch {
            _count(Outcome.UpdateRefused);
        }
    }

    /// @dev Has the owner accept whatever the sources say.
    function _accept(uint16 id) internal scratch {
        (uint256 survivors, Allowed memory now_) = _survivors(id);
        try ORACLE.acceptPrice(id, 0, type(uint256).max) returns (uint256 price) {
            if (survivors < Shape.minSources(id)) _break(OR_03, "a price was made of too few sources");
            _booked(id, price, now_);
        } catch {
            _count(Outcome.UpdateRefused);
        }
    }

    /// @dev Whether `price` is at most `ppm` parts of `other` away from it.
    function _near(uint256 price, uint256 other, uint256 ppm) internal pure returns (bool) {
        uint256 apart = price > other ? price - other : other - price;
        return apart * Shape.PPM <= other * ppm;
    }

    /// @dev A jump is pending after an update; a new one begins to wait now.
    function _sighted(uint16 id, uint256 pending, bool kept, Allowed memory now_) private {
        Jump storage jump = jumps[id];
        if (!kept) _break(OR_04, "a price was stored although a jump is pending");
        _count(Outcome.JumpPending);
        if (jump.price == pending && block.timestamp <= _lastConfirmation(id)) return;
        if (pending < now_.low || pending > now_.high) _break(OR_04, "a jump is pending that no source has made");
        (jump.price, jump.since) = (pending, block.timestamp);
    }

    /// @dev A price was stored: further than allowed only as the second one that agrees, in its time.
    function _checkJump(uint16 id, uint256 before, uint256 price) private {
        uint256 most = Shape.guards(id).maxJumpPpm;
        if (_near(price, before, most)) return;
        Jump storage jump = jumps[id];
        if (jump.price == 0) _break(OR_04, "a jump was stored at once");
        else if (block.timestamp < jump.since + Shape.guards(id).confirmDelay) _break(OR_04, "a jump was stored early");
        else if (block.timestamp > _lastConfirmation(id)) _break(OR_04, "a jump was confirmed too late");
        else if (!_near(price, jump.price, most)) _break(OR_04, "a jump was confirmed by another one");
        _count(Outcome.JumpConfirmed);
    }

    function _lastConfirmation(uint16 id) private view returns (uint256) {
        return jumps[id].since + Shape.guards(id).confirmDelay + Shape.MAX_AGE;
    }

    function _booked(uint16 id, uint256 price, Allowed memory now_) private {
        if (price < now_.low || price > now_.high) {
            bool said = price >= now_.lowest && price <= now_.highest;
            if (said) _break(OR_03, "the price lies beyond the sources that agree");
            else _break(OR_02, "the price lies beyond its sources");
        }
        allowed[id] = now_;
        delete jumps[id];
        _count(Outcome.PriceUpdated);
        Change[] storage all = changes[id];
        Change storage last = all[all.length - 1];
        if (last.at == block.timestamp) last.price = price;
        else if (last.price != price) all.push(Change(price, block.timestamp));
    }

    /// @dev How many sources may count, and what may be made of them.
    function _survivors(uint16 id) private view returns (uint256 count, Allowed memory range) {
        range = Allowed(type(uint256).max, 0, type(uint256).max, 0, block.timestamp);
        uint256 middle = _median(id);
        for (uint256 i; i < Shape.sourceCount(id); ++i) {
            Reading memory reading = readings[id][i];
            if (!_usable(reading)) continue;
            if (reading.price < range.lowest) range.lowest = reading.price;
            if (reading.price > range.highest) range.highest = reading.price;
            if (!_near(reading.price, middle, Shape.guards(id).maxDeviationPpm)) continue;
            ++count;
            if (reading.price < range.low) range.low = reading.price;
            if (reading.price > range.high) range.high = reading.price;
            if (reading.updatedAt < range.oldest) range.oldest = reading.updatedAt;
        }
    }

    /// @dev Of at most three readings: the only one, the mean of two, or that which is neither least nor greatest.
    function _median(uint16 id) private view returns (uint256) {
        uint256 count;
        uint256 sum;
        uint256 least = type(uint256).max;
        uint256 greatest;
        for (uint256 i; i < Shape.sourceCount(id); ++i) {
            Reading memory reading = readings[id][i];
            if (!_usable(reading)) continue;
            ++count;
            sum += reading.price;
            if (reading.price < least) least = reading.price;
            if (reading.price > greatest) greatest = reading.price;
        }
        if (count == 3) return sum - least - greatest;
        return count == 2 ? sum / 2 : sum;
    }

    function _usable(Reading memory reading) private view returns (bool) {
        if (!reading.answers || reading.price == 0 || reading.price > Shape.MAX_PRICE) return false;
        return reading.updatedAt <= block.timestamp && block.timestamp <= reading.updatedAt + Shape.MAX_AGE;
    }
}
