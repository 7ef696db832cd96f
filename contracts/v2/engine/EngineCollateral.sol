// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineMargin} from "./EngineMargin.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Deposits and withdrawals
abstract contract EngineCollateral is EngineMargin {
    using SafeERC20 for IERC20;
    using SafeCast for *;

    /// @inheritdoc IPerpEngineV2
    function deposit(uint256 assets) external {
        if (assets == 0) revert ZeroAmount();
        EngineState storage state = _state();
        // A re-entrant deposit inside the transfer would show in the balance twice and is refused with the rest.
        uint256 before = state.collateralToken.balanceOf(address(this));
        state.collateralToken.safeTransferFrom(msg.sender, address(this), assets);
        uint256 received = state.collateralToken.balanceOf(address(this)) - before;
        if (received != assets) revert TransferMismatch(assets, received);
        state.accounts[msg.sender].collateral += Units.toWad(assets).toInt256().toInt128();
        emit Deposited(msg.sender, assets);
    }

    /// @inheritdoc IPerpEngineV2
    function withdraw(uint256 assets) external {
        if (assets == 0) revert ZeroAmount();
        uint256 available = _withdrawable(msg.sender);
        if (assets > available) revert ExceedsWithdrawable(assets, available);
        EngineState storage state = _state();
        state.accounts[msg.sender].collateral -= Units.toWad(assets).toInt256().toInt128();
        emit Withdrawn(msg.sender, assets);
        state.collateralToken.safeTransfer(msg.sender, assets);
    }
}
