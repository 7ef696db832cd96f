// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Verdicts} from "../system/Verdicts.sol";

/// @title Family NS, the part of orders that wait outside the continuous book
abstract contract Waiting is Verdicts {
    /// @notice An auction clears where brute force says, and fills by price, then arrival.
    function echidna_NS_05_auctions_clear_at_the_best_tick_in_turn() external view returns (bool) {
        return _holds(NS_05);
    }

    /// @notice The vault fills no more than the imbalance, and only within its band.
    function echidna_NS_06_vault_fills_within_band_and_imbalance() external view returns (bool) {
        return _holds(NS_06);
    }

    /// @notice Every auction ends, its orders can be taken back until then, and nothing stays reserved.
    function echidna_NS_07_auctions_end_and_release() external view returns (bool) {
        return _holds(NS_07);
    }

    /// @notice Stops fire on a fresh price at or beyond the trigger, once, and never before.
    function echidna_NS_08_stops_fire_when_crossed() external view returns (bool) {
        return _holds(NS_08);
    }
}
