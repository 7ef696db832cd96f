// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {UserCalls} from "../handlers/UserCalls.sol";
import {MARKETS} from "../system/Shape.sol";

/// @title Family OR: prices are fresh and within what the sources say
abstract contract OracleSafety is UserCalls {
    /// @notice No price is given out whose oldest reading is older than allowed, to anybody.
    function echidna_OR_01_no_stale_price_is_served() external view returns (bool) {
        return _holds(OR_01);
    }

    /// @notice The stored price lies within the readings that it was made of.
    function echidna_OR_02_price_lies_within_its_sources() external view returns (bool) {
        return _holds(OR_02);
    }

    function _checkPrices() internal override scratch {
        for (uint16 id; id < MARKETS; ++id) {
            (uint256 stored,) = ORACLE.lastPrice(id);
            if (stored < allowed[id].low || stored > allowed[id].high) {
                _break(OR_02, "the stored price lies outside its sources' range");
            }
            try ORACLE.price(id) returns (uint256 price) {
                if (!_fresh(id)) _break(OR_01, "a price was given out that is older than allowed");
                if (price != stored) _break(OR_02, "another price is given out than is stored");
            } catch {
                _count(Outcome.PriceStale);
            }
        }
    }
}
