// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineCore} from "../../interfaces/engine/IEngineCore.sol";
import {EngineFees} from "./EngineFees.sol";

/// @title What each sink was charged, was paid and is owed
abstract contract EngineFeeViews is EngineFees, IEngineCore {
    /// @inheritdoc IEngineCore
    function feesAccrued(FeeSink sink) external view returns (uint256) {
        return _accrued(sink);
    }

    /// @inheritdoc IEngineCore
    function feeTotals(FeeSink sink) external view returns (uint256 charged, uint256 paid) {
        SinkTotals storage totals = _state().sinks[sink];
        return (totals.charged, totals.paid);
    }
}
