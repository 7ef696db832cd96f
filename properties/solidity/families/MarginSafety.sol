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

    /// @notice Equity, initial and maintenance margin are what the specification computes from the same account.
    function echidna_MS_06_the_engine_tells_the_specified_margins() external view returns (bool) {
        return _holds(MS_06);
    }

    /// @notice Whoever takes a position over has its initial margin afterwards.
    function echidna_MS_07_liquidators_carry_what_they_take() external view returns (bool) {
        return _holds(MS_07);
    }

    /// @notice A liquidation takes what restores the target and no more, but leaves no crumb and nothing of a
    /// bankrupt position.
    function echidna_MS_08_liquidation_takes_what_the_target_needs() external view returns (bool) {
        return _holds(MS_08);
    }

    /// @notice Only an account with less than nothing, and less than insurance can make up for, is flagged or
    /// deleveraged.
    function echidna_MS_09_only_uninsured_deficits_are_deleveraged() external view returns (bool) {
        return _holds(MS_09);
    }

    /// @notice Who is deleveraged against only reduces, keeps its collateral and loses no more than its profit.
    function echidna_MS_10_counterparties_lose_at_most_their_profit() external view returns (bool) {
        return _holds(MS_10);
    }

    /// @notice An account that deleveraging closed whole is worth exactly nothing.
    function echidna_MS_11_the_deleveraged_end_at_zero() external view returns (bool) {
        return _holds(MS_11);
    }

    /// @notice One account that can not be liquidated does not stop the rest of a batch.
    function echidna_MS_12_batches_skip_what_cannot_be_liquidated() external view returns (bool) {
        return _holds(MS_12);
    }

    /// @notice The time of a flag in force is not moved.
    function echidna_MS_13_a_flag_in_force_stands() external view returns (bool) {
        return _holds(MS_13);
    }

    /// @notice Nobody gains by dealing with himself within one transaction.
    function echidna_MS_14_dealing_with_oneself_gains_nothing() external view returns (bool) {
        return _holds(MS_14);
    }
}
