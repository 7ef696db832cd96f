// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "../../interfaces/IFeeSink.sol";
import {IEngineCore} from "../../interfaces/engine/IEngineCore.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineFees} from "./EngineFees.sol";
import {EngineInflow} from "./EngineInflow.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Payment of accrued fees to their sinks, and of bad debt by whoever will
abstract contract EnginePayout is EngineFees, EngineInflow, IEngineCore {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @inheritdoc IEngineCore
    function payFees(FeeSink sink) external returns (uint256 assets) {
        EngineState storage state = _state();
        if (sink == FeeSink.Insurance) _repayBadDebt();
        assets = Units.toAssetsDown(_accrued(sink));
        if (assets == 0) return 0;
        state.sinks[sink].paid += Units.toWad(assets).toUint128();
        emit FeesPaid(sink, assets);
        address receiver =
            sink == FeeSink.Treasury ? state.treasury : sink == FeeSink.Vault ? state.vault : address(state.insurance);
        // Booked before they are sent: nobody who is called by the transfer finds fees that nobody counts.
        if (sink != FeeSink.Treasury) IFeeSink(receiver).onFeesReceived(assets);
        state.collateralToken.safeTransfer(receiver, assets);
    }

    /// @inheritdoc IEngineCore
    function repayBadDebt(uint256 assets) external returns (uint256 taken) {
        EngineState storage state = _state();
        // Rounded up: less than a unit of debt costs one, whose rest stays accrued for insurance.
        taken = Math.min(assets, Units.toAssetsUp(state.badDebt));
        if (taken == 0) revert ZeroAmount();
        _receive(taken);
        _accrueToInsurance(Units.toWad(taken));
        _repayBadDebt();
    }

    /// @inheritdoc IEngineCore
    function feesAccrued(FeeSink sink) external view returns (uint256) {
        return _accrued(sink);
    }

    /// @inheritdoc IEngineCore
    function feeTotals(FeeSink sink) external view returns (uint256 charged, uint256 paid) {
        SinkTotals storage totals = _state().sinks[sink];
        return (totals.charged, totals.paid);
    }

    /// @dev Bad debt is repaid before insurance receives anything.
    function _repayBadDebt() private {
        EngineState storage state = _state();
        uint128 amount = Math.min(state.badDebt, _accrued(FeeSink.Insurance)).toUint128();
        if (amount == 0) return;
        state.badDebt -= amount;
        state.badDebtRepaid += amount;
        emit BadDebtRepaid(amount, state.badDebt);
    }
}
