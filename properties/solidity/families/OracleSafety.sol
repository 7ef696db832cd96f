// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {OracleHandlers} from "../handlers/OracleHandlers.sol";
import {MARKETS} from "../system/Shape.sol";

/// @title Family OR: prices are fresh and within what the sources say
abstract contract OracleSafety is OracleHandlers {
    /// @notice No price is given out whose oldest reading is older than allowed, to anybody.
    function echidna_OR_01_no_stale_price_is_served() external view returns (bool) {
        for (uint16 id; id < MARKETS; ++id) {
            try ORACLE.price(id) returns (uint256) {
                if (!_fresh(id)) return false;
            } catch {
                continue;
            }
        }
        return _holds(OR_01);
    }

    /// @notice The stored price lies within the readings that it was made of.
    function echidna_OR_02_price_lies_within_its_sources() external view returns (bool) {
        for (uint16 id; id < MARKETS; ++id) {
            (uint256 stored, uint256 updatedAt) = ORACLE.lastPrice(id);
            if (stored < allowed[id].low || stored > allowed[id].high || updatedAt > block.timestamp) return false;
        }
        return _holds(OR_02);
    }
}
