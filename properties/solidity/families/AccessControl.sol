// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Verdicts} from "../system/Verdicts.sol";

/// @title Family AC: who may do what
/// @notice Checked by `AccessHandlers`, `FundHandlers` and `OperatorHandlers`.
abstract contract AccessControl is Verdicts {
    /// @notice Nobody initialises an implementation, or a proxy twice.
    function echidna_AC_01_initialisers_are_locked() external view returns (bool) {
        return _holds(AC_01);
    }

    /// @notice Owner's functions are the owner's, modules' functions their module's.
    function echidna_AC_02_restricted_functions_refuse_strangers() external view returns (bool) {
        return _holds(AC_02);
    }

    /// @notice The owner takes out of the insurance fund only what it announced, after the delay, above the floor, with no bad debt booked.
    function echidna_AC_04_the_fund_is_left_slowly() external view returns (bool) {
        return _holds(AC_04);
    }

    /// @notice Who acts for an account was allowed to do just that, and still is.
    function echidna_AC_05_operators_stay_within_their_permissions() external view returns (bool) {
        return _holds(AC_05);
    }
}
