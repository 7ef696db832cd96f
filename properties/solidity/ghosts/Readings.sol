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

    /// @dev What the readings allowed when a price was last stored: its range, and the oldest reading in it.
    struct Allowed {
        uint256 low;
        uint256 high;
        uint256 oldest;
    }

    Reading[SOURCES][MARKETS] internal readings;
    Allowed[MARKETS] internal allowed;

    constructor() {
        for (uint16 id; id < MARKETS; ++id) {
            for (uint256 i; i < Shape.sourceCount(id); ++i) {
                readings[id][i] = Reading(Shape.startPrice(id), block.timestamp, true);
            }
            allowed[id] = Allowed(Shape.startPrice(id), Shape.startPrice(id), block.timestamp);
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
        (uint256 survivors, Allowed memory now_) = _survivors(id);
        try ORACLE.updatePrice(id) {
            if (survivors < Shape.minSources(id)) _break(OR_02, "a price was stored from too few sources");
            allowed[id] = now_;
            _count(Outcome.PriceUpdated);
        } catch {
            _count(Outcome.UpdateRefused);
        }
    }

    function _survivors(uint16 id) private view returns (uint256 count, Allowed memory range) {
        range = Allowed(type(uint256).max, 0, block.timestamp);
        for (uint256 i; i < Shape.sourceCount(id); ++i) {
            Reading memory reading = readings[id][i];
            if (!reading.answers || reading.price == 0 || reading.price > Shape.MAX_PRICE) continue;
            if (reading.updatedAt > block.timestamp || block.timestamp > reading.updatedAt + Shape.MAX_AGE) continue;
            ++count;
            if (reading.price < range.low) range.low = reading.price;
            if (reading.price > range.high) range.high = reading.price;
            if (reading.updatedAt < range.oldest) range.oldest = reading.updatedAt;
        }
    }
}
