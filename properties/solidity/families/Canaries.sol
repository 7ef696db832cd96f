// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Outcomes} from "../system/Outcomes.sol";

/// @title Properties made to fail
/// @notice An engine that does not break them has not reached what the real properties are about: its silence means nothing.
abstract contract Canaries is Outcomes {
    /// @notice "Nobody ever trades."
    function canary_nobody_trades() external view returns (bool) {
        return _never(Outcome.Filled);
    }

    /// @notice "Nobody is ever liquidated."
    function canary_nobody_is_liquidated() external view returns (bool) {
        return _never(Outcome.Liquidated);
    }

    /// @notice "No order is ever cancelled."
    function canary_nobody_cancels() external view returns (bool) {
        return _never(Outcome.Cancelled);
    }

    /// @notice "No fee is ever paid out."
    function canary_no_fee_is_paid() external view returns (bool) {
        return _never(Outcome.FeesPaid);
    }

    /// @notice "No order is ever amended."
    function canary_nobody_amends() external view returns (bool) {
        return _never(Outcome.Amended);
    }

    /// @notice "No quote of a fill is ever held against what placing did."
    function canary_nobody_quotes() external view returns (bool) {
        return _never(Outcome.Quoted);
    }

    /// @notice "Nobody ever acts for another."
    function canary_nobody_acts_for_another() external view returns (bool) {
        return _never(Outcome.ActedFor);
    }
}
