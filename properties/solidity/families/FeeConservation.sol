// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account} from "../ghosts/Margin.sol";
import {UserCalls} from "../handlers/UserCalls.sol";
import {MARKETS, PARTIES, SINKS, Shape} from "../system/Shape.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title Family FC: fees and money are conserved
abstract contract FeeConservation is UserCalls {
    /// @notice What accounts lost in fees is what sinks were credited with, and what each was credited with is what
    /// really arrived there, what is still owed to it, and the bad debt it repaid.
    function echidna_FC_01_charged_is_paid_and_accrued() external view returns (bool) {
        return _holds(FC_01);
    }

    /// @notice Every fee is shared out to the last wei, as the split says.
    function echidna_FC_02_fee_splits_sum_to_the_fee() external view returns (bool) {
        return _holds(FC_02);
    }

    /// @notice The engine holds, to the last wei, what it owes: collateral, quotes, accrued fees and what rounding has left,
    /// less bad debt.
    function echidna_FC_03_engine_is_solvent() external view returns (bool) {
        return _holds(FC_03);
    }

    /// @notice Going from tokens to dollars and back gains nothing, and what is not whole is kept.
    function echidna_FC_04_unit_scaling_gains_nothing() external view returns (bool) {
        return _holds(FC_04);
    }

    /// @notice Bad debt is booked when insurance is empty and the window of deleveraging has passed, and leaves only
    /// by repayment.
    function echidna_FC_05_bad_debt_is_the_last_resort() external view returns (bool) {
        return _holds(FC_05);
    }

    /// @notice A payout is all the whole units that are due; what is below one stays accrued.
    function echidna_FC_06_payouts_are_all_whole_units() external view returns (bool) {
        return _holds(FC_06);
    }

    /// @notice The rate that a sample sets is what the impact prices and the limits say.
    function echidna_FC_07_the_funding_rate_is_the_books() external view returns (bool) {
        return _holds(FC_07);
    }

    /// @notice Sampling moves nothing that was owed, settling moves exactly that, and nobody else is touched.
    function echidna_FC_08_funding_settles_what_was_owed() external view returns (bool) {
        return _holds(FC_08);
    }

    /// @notice When nobody holds a position any more the residual is not negative and goes to insurance, and not
    /// before.
    function echidna_FC_09_the_residual_is_never_negative() external view returns (bool) {
        return _holds(FC_09);
    }

    /// @notice A position of a settling market closes whole at the final price; elsewhere nobody is closed that way.
    function echidna_FC_10_settling_closes_at_the_final_price() external view returns (bool) {
        return _holds(FC_10);
    }

    /// @notice A fill costs both sides together exactly the fees that the rates say.
    function echidna_FC_11_fills_charge_the_stated_fees() external view returns (bool) {
        return _holds(FC_11);
    }

    /// @notice A liquidator gets the position at mark and half of the fee, and insurance the rest.
    function echidna_FC_12_takeovers_are_at_mark() external view returns (bool) {
        return _holds(FC_12);
    }

    function _checkMoney(Ledger memory ledger, bool known) internal override scratch {
        uint256 sum;
        int256 owed = _booked(ledger.accounts) - int256(badDebt);
        for (uint256 sink; sink < SINKS; ++sink) {
            IEngineTypes.FeeSink which = IEngineTypes.FeeSink(sink);
            (uint256 charged, uint256 paid) = ENGINE.feeTotals(which);
            uint256 accrued = ENGINE.feesAccrued(which);
            uint256 arrived = received[sink] * Shape.WAD_PER_ASSET;
            uint256 instead = sink == INSURANCE_SINK ? repaid : 0;
            if (paid != arrived || charged != arrived + accrued + instead) {
                _break(FC_01, "a sink's fees are not what it was paid and is still owed");
            }
            if (known && charged != credited[sink]) {
                _break(FC_02, "a sink was credited with another share than its own");
            }
            credited[sink] = charged;
            sum += charged;
            owed += int256(accrued);
        }
        if (sum != collected) _break(FC_01, "the sinks were credited with other than the accounts were charged");
        if (ENGINE.badDebt() != badDebt) _break(FC_05, "bad debt was not repaid out of what insurance was due");
        uint256 held = USDC.balanceOf(address(ENGINE)) - donated[0];
        if (owed != int256(held * Shape.WAD_PER_ASSET)) _break(FC_03, "the engine holds other than it owes");
    }

    /// @dev Collateral and quotes as stored, and the markets' residuals.
    function _booked(Account[PARTIES] memory accounts) private view returns (int256 sum) {
        for (uint16 id; id < MARKETS; ++id) {
            (,,, int256 residual) = ENGINE.fundingState(id);
            sum += residual;
            for (uint256 who; who < PARTIES; ++who) {
                sum += accounts[who].quote[id];
            }
        }
        for (uint256 who; who < PARTIES; ++who) {
            sum += accounts[who].collateral;
        }
    }
}
