// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "../../interfaces/IFeeSink.sol";
import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {FeeMath} from "../../libraries/FeeMath.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineStorage} from "./EngineStorage.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Accrual and payment of fees
abstract contract EngineFees is EngineStorage {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @dev Fees of one call by sink, WAD dollars, summed before storage is touched once.
    struct FeeTally {
        uint256 vault;
        uint256 insurance;
        uint256 treasury;
    }

    /// @inheritdoc IPerpEngineV2
    function payFees(FeeSink sink) external returns (uint256 assets) {
        EngineState storage state = _state();
        if (sink == FeeSink.Insurance) _repayBadDebt();
        assets = Units.toAssetsDown(_accrued(sink));
        if (assets == 0) return 0;
        state.sinks[sink].paid += Units.toWad(assets).toUint128();
        emit FeesPaid(sink, assets);
        address receiver =
            sink == FeeSink.Treasury ? state.treasury : sink == FeeSink.Vault ? state.vault : address(state.insurance);
        state.collateralToken.safeTransfer(receiver, assets);
        if (sink != FeeSink.Treasury) IFeeSink(receiver).onFeesReceived(assets);
    }

    /// @inheritdoc IPerpEngineV2
    function feesAccrued(FeeSink sink) external view returns (uint256) {
        return _accrued(sink);
    }

    /// @inheritdoc IPerpEngineV2
    function feeTotals(FeeSink sink) external view returns (uint256 charged, uint256 paid) {
        SinkTotals storage totals = _state().sinks[sink];
        return (totals.charged, totals.paid);
    }

    /// @dev Splits one fee into the tally; the parts sum to the fee.
    function _tally(FeeTally memory tally, FeeSplit memory rates, uint256 fee) internal pure {
        (uint256 vault, uint256 insurance, uint256 treasury) = FeeMath.split(fee, rates);
        tally.vault += vault;
        tally.insurance += insurance;
        tally.treasury += treasury;
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

    function _accrued(FeeSink sink) private view returns (uint256) {
        EngineState storage state = _state();
        SinkTotals storage totals = state.sinks[sink];
        uint256 repaid = sink == FeeSink.Insurance ? state.badDebtRepaid : 0;
        return totals.charged - totals.paid - repaid;
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
