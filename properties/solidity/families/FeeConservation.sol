// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {UserCalls} from "../handlers/UserCalls.sol";
import {SINKS, Shape} from "../system/Shape.sol";
import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";

/// @title Family FC: fees and money are conserved
abstract contract FeeConservation is UserCalls {
    /// @notice What accounts lost in fees is what sinks were credited with, and what each was credited with is what
    /// really arrived there, what is still owed to it, and the bad debt it repaid.
    function echidna_FC_01_charged_is_paid_and_accrued() external view returns (bool) {
        uint256 sum;
        for (uint256 sink; sink < SINKS; ++sink) {
            IPerpEngineV2.FeeSink which = IPerpEngineV2.FeeSink(sink);
            (uint256 charged, uint256 paid) = ENGINE.feeTotals(which);
            uint256 arrived = received[sink] * Shape.WAD_PER_ASSET;
            uint256 instead = which == IPerpEngineV2.FeeSink.Insurance ? repaid : 0;
            if (paid != arrived || charged != arrived + ENGINE.feesAccrued(which) + instead) return false;
            sum += charged;
        }
        return sum == collected;
    }

    /// @notice Every fee is shared out to the last wei.
    function echidna_FC_02_fee_splits_sum_to_the_fee() external view returns (bool) {
        return _holds(FC_02);
    }

    /// @notice The engine holds, to the last wei, what it owes: collateral, quotes and accrued fees less bad debt.
    function echidna_FC_03_engine_is_solvent() external view returns (bool) {
        Ledger memory ledger = _ledger();
        int256 owed = _holdings(ledger.accounts) - int256(ledger.badDebt);
        for (uint256 sink; sink < SINKS; ++sink) {
            owed += int256(ENGINE.feesAccrued(IPerpEngineV2.FeeSink(sink)));
        }
        uint256 held = USDC.balanceOf(address(ENGINE)) - donated[0];
        return owed == int256(held * Shape.WAD_PER_ASSET);
    }

    /// @notice Going from tokens to dollars and back gains nothing, and what is not whole is kept.
    function echidna_FC_04_unit_scaling_gains_nothing() external view returns (bool) {
        return _holds(FC_04);
    }
}
