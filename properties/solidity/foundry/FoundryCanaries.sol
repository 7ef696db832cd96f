// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {FoundryHarness} from "./FoundryHarness.sol";

/// @title The properties made to fail, each in a campaign of its own
contract FoundryCanaries is FoundryHarness {
    function invariant_canary_nobody_trades() external view {
        require(system.canary_nobody_trades(), "somebody traded");
    }

    function invariant_canary_nobody_is_liquidated() external view {
        require(system.canary_nobody_is_liquidated(), "somebody was liquidated");
    }

    function invariant_canary_nobody_cancels() external view {
        require(system.canary_nobody_cancels(), "somebody cancelled");
    }

    function invariant_canary_no_fee_is_paid() external view {
        require(system.canary_no_fee_is_paid(), "a fee was paid");
    }

    function invariant_canary_nobody_amends() external view {
        require(system.canary_nobody_amends(), "somebody amended");
    }

    function invariant_canary_nobody_quotes() external view {
        require(system.canary_nobody_quotes(), "somebody quoted");
    }

    function invariant_canary_nobody_acts_for_another() external view {
        require(system.canary_nobody_acts_for_another(), "somebody acted for another");
    }
}
