// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Verdicts} from "../system/Verdicts.sol";

/// @title Family MS: margin safety
/// @notice Checked where margin is at stake: `Matching`, `EngineHandlers`, `LiquidationHandlers`, `UserCalls`.
abstract contract MarginSafety is Verdicts {
    /// @notice After every fill each side has equity ≥ initial margin, or only reduced, is no less healthy and not bankrupt.
    function echidna_MS_01_margin_rule_holds_after_fills() external view returns (bool) {
        return _holds(MS_01);
    }

    /// @notice A withdrawal leaves the lesser of collateral and equity at or above the initial margin.
    function echidna_MS_02_withdrawals_leave_initial_margin() external view returns (bool) {
        return _holds(MS_02);
    }

    /// @notice Nobody with its maintenance margin is liquidated.
    function echidna_MS_03_only_the_unhealthy_are_liquidated() external view returns (bool) {
        return _holds(MS_03);
    }

    /// @notice A liquidation takes no more than is left, and never hurts the health of a solvent account.
    function echidna_MS_04_liquidation_leaves_the_solvent_healthier() external view returns (bool) {
        return _holds(MS_04);
    }

    /// @notice No user's call makes an account liquidatable, or a liquidatable one worse.
    function echidna_MS_05_no_call_makes_liquidatable() external view returns (bool) {
        return _holds(MS_05);
    }
}
