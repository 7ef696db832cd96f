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

    /// @notice No reading far from the others enters the price, and enough of them are left.
    function echidna_OR_03_prices_come_from_sources_that_agree() external view returns (bool) {
        return _holds(OR_03);
    }

    /// @notice A price that jumps is stored only when it is confirmed in time, or by the owner.
    function echidna_OR_04_jumps_are_confirmed() external view returns (bool) {
        return _holds(OR_04);
    }

    /// @notice Averages are those of the prices in force, as far as the history reaches.
    function echidna_OR_05_averages_are_exact() external view returns (bool) {
        return _holds(OR_05);
    }

    /// @notice While the sequencer is down, and in its grace period after, no price is stored.
    function echidna_OR_06_no_price_is_stored_in_an_outage() external view returns (bool) {
        return _holds(OR_06);
    }

    /// @notice An adapter hands on what its upstream calls sound, scaled to WAD, and nothing else.
    function echidna_OR_07_adapters_hand_on_sound_prices_unchanged() external view returns (bool) {
        return _holds(OR_07);
    }

    function _checkPrices() internal override scratch {
        for (uint16 id; id < MARKETS; ++id) {
            (uint256 stored,) = ORACLE.lastPrice(id);
            if (stored < allowed[id].lowest || stored > allowed[id].highest) {
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
