// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {FeeMath} from "../../libraries/FeeMath.sol";
import {EngineStorage} from "./EngineStorage.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Accrual of fees by sink
abstract contract EngineFees is EngineStorage {
    using SafeCast for uint256;

    /// @dev Fees of one call by sink, WAD dollars, summed before storage is touched once.
    struct FeeTally {
        uint256 vault;
        uint256 insurance;
        uint256 treasury;
    }

    /// @dev The split in force, read at once.
    function _feeSplit() internal view returns (FeeSplit memory) {
        EngineState storage state = _state();
        return FeeSplit(state.vaultPpm, state.insurancePpm, state.treasuryPpm);
    }

    /// @dev Splits one fee into the tally; the parts sum to the fee.
    function _tally(FeeTally memory tally, FeeSplit memory rates, uint256 fee) internal pure {
        (uint256 vault, uint256 insurance, uint256 treasury) = FeeMath.split(fee, rates);
        tally.vault += vault;
        tally.insurance += insurance;
        tally.treasury += treasury;
    }

    /// @dev Books an amount that is insurance's alone.
    function _accrueToInsurance(uint256 amount) internal {
        FeeTally memory tally;
        tally.insurance = amount;
        _accrue(tally);
    }

    /// @dev Books what a call has charged.
    function _accrue(FeeTally memory tally) internal {
        if (tally.vault + tally.insurance + tally.treasury == 0) return;
        mapping(FeeSink => SinkTotals) storage sinks = _state().sinks;
        sinks[FeeSink.Vault].charged += tally.vault.toUint128();
        sinks[FeeSink.Insurance].charged += tally.insurance.toUint128();
        sinks[FeeSink.Treasury].charged += tally.treasury.toUint128();
        emit FeesCharged(tally.vault, tally.insurance, tally.treasury);
    }

    function _accrued(FeeSink sink) internal view returns (uint256) {
        EngineState storage state = _state();
        SinkTotals storage totals = state.sinks[sink];
        uint256 repaid = sink == FeeSink.Insurance ? state.badDebtRepaid : 0;
        return totals.charged - totals.paid - repaid;
    }

    /// @dev Bad debt is repaid before insurance receives anything.
    function _repayBadDebt() internal {
        EngineState storage state = _state();
        uint128 amount = Math.min(state.badDebt, _accrued(FeeSink.Insurance)).toUint128();
        if (amount == 0) return;
        state.badDebt -= amount;
        state.badDebtRepaid += amount;
        emit BadDebtRepaid(amount, state.badDebt);
    }
}
