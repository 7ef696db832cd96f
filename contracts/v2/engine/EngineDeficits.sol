// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Units} from "../../libraries/Units.sol";
import {EngineFees} from "./EngineFees.sol";
import {EngineMargin} from "./EngineMargin.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title What happens to a loss that an account can't pay
abstract contract EngineDeficits is EngineMargin, EngineFees {
    using SafeCast for *;

    /// @dev How long a flagged account may only be deleveraged before its deficit may be booked; the flag lasts as long again.
    uint256 internal constant DELEVERAGING_WINDOW = 1 hours;

    /// @dev WAD dollars insurance could pay now.
    function _insuranceAvailable() internal view returns (uint256) {
        return Units.toWad(_state().insurance.balance());
    }

    /// @dev Has insurance pay up to `amount` WAD dollars; what whole units pay too much goes back to it as accrued.
    /// @return paid WAD dollars, at most `amount`
    function _drawInsurance(uint256 amount) internal returns (uint256 paid) {
        paid = Units.toWad(_state().insurance.cover(Units.toAssetsUp(amount)));
        if (paid <= amount) return paid;
        _accrueToInsurance(paid - amount);
        return amount;
    }

    /// @dev An account without positions that still owes: insurance pays, and what it can't pay is booked as bad debt.
    function _coverDeficit(address account) internal {
        EngineState storage state = _state();
        Account memory stored = state.accounts[account];
        if (stored.collateral >= 0 || _hasPosition(account, stored.activeMarkets)) return;
        uint256 deficit = uint256(-int256(stored.collateral));
        state.accounts[account].collateral = 0;
        delete state.deficitFlaggedAt[account];
        uint256 paid = _drawInsurance(deficit);
        uint256 booked = deficit - paid;
        if (booked > 0) state.badDebt += booked.toUint128();
        emit DeficitCovered(account, deficit, paid, booked);
    }

    /// @dev Bad debt is booked only after counterparties in profit had their hour: insurance first, deleveraging second.
    function _requireBookable(address account, int256 equity_) internal view {
        if (equity_ >= 0 || uint256(-equity_) <= _insuranceAvailable()) return;
        uint256 flaggedAt = _state().deficitFlaggedAt[account];
        uint256 opens = flaggedAt + DELEVERAGING_WINDOW;
        if (flaggedAt == 0 || block.timestamp < opens || block.timestamp > opens + DELEVERAGING_WINDOW) {
            revert DeleverageFirst(account);
        }
    }

    function _hasPosition(address account, uint256 bitmap) private view returns (bool) {
        for (; bitmap != 0; bitmap &= bitmap - 1) {
            if (_state().positions[account][_lowestMarket(bitmap)].size != 0) return true;
        }
        return false;
    }
}
