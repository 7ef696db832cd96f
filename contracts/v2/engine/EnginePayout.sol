// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "../../interfaces/IFeeSink.sol";
import {IEngineAuction} from "../../interfaces/engine/IEngineAuction.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineFees} from "./EngineFees.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Payment of accrued fees to their sinks
abstract contract EnginePayout is EngineFees, IEngineAuction {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @inheritdoc IEngineAuction
    function payFees(FeeSink sink) external returns (uint256 assets) {
        EngineState storage state = _state();
        if (sink == FeeSink.Insurance) _repayBadDebt();
        assets = Units.toAssetsDown(_accrued(sink));
        if (assets == 0) return 0;
        state.sinks[sink].paid += Units.toWad(assets).toUint128();
        emit FeesPaid(sink, assets);
        address receiver =
            sink == FeeSink.Treasury ? state.treasury : sink == FeeSink.Vault ? state.vault : address(state.insurance);
        IERC20 token = state.collateralToken;
        // Booked before they are sent: nobody who is called by the transfer finds fees that nobody counts.
        if (sink != FeeSink.Treasury) IFeeSink(receiver).onFeesReceived(assets);
        uint256 before = token.balanceOf(receiver);
        token.safeTransfer(receiver, assets);
        if (sink == FeeSink.Treasury) return assets;
        uint256 received = token.balanceOf(receiver) - before;
        if (received != assets) revert TransferMismatch(assets, received);
    }
}
