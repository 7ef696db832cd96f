// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineCore} from "../../interfaces/engine/IEngineCore.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineFreeCollateral} from "./EngineFreeCollateral.sol";
import {EngineInflow} from "./EngineInflow.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Deposits and withdrawals
abstract contract EngineCollateral is EngineFreeCollateral, EngineInflow, IEngineCore {
    using SafeERC20 for IERC20;
    using SafeCast for *;

    /// @inheritdoc IEngineCore
    function deposit(uint256 assets) external {
        _deposit(msg.sender, assets);
    }

    /// @inheritdoc IEngineCore
    function depositFor(address account, uint256 assets) external {
        _deposit(account, assets);
    }

    /// @inheritdoc IEngineCore
    function depositWithPermit(address account, uint256 assets, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        IERC20Permit token = IERC20Permit(address(_state().collateralToken));
        // Anyone may have used the permit first; then the allowance is there and the transfer decides.
        try token.permit(msg.sender, address(this), assets, deadline, v, r, s) {} catch {}
        _deposit(account, assets);
    }

    /// @inheritdoc IEngineCore
    function withdraw(uint256 assets) external {
        _withdraw(msg.sender, assets);
    }

    /// @inheritdoc IEngineCore
    function withdrawTo(address receiver, uint256 assets) external {
        _withdraw(receiver, assets);
    }

    /// @inheritdoc IEngineCore
    function equity(address account) external view returns (int256) {
        return _solvency(account).equity;
    }

    /// @inheritdoc IEngineCore
    function initialMargin(address account) external view returns (uint256) {
        return _health(account).initialMargin;
    }

    /// @inheritdoc IEngineCore
    function maintenanceMargin(address account) external view returns (uint256) {
        return _solvency(account).maintenanceMargin;
    }

    /// @inheritdoc IEngineCore
    function withdrawable(address account) external view returns (uint256 assets) {
        return _withdrawable(account);
    }

    function _deposit(address account, uint256 assets) private {
        if (account == address(0)) revert ZeroAddress();
        if (assets == 0) revert ZeroAmount();
        EngineState storage state = _state();
        // The vault's share price is its equity: a gift must not move it.
        if (account != msg.sender && account == state.vault) revert NotVault(msg.sender);
        _receive(assets);
        state.accounts[account].collateral += Units.toWad(assets).toInt256().toInt128();
        emit Deposited(account, msg.sender, assets);
    }

    function _withdraw(address receiver, uint256 assets) private {
        if (receiver == address(0)) revert ZeroAddress();
        if (assets == 0) revert ZeroAmount();
        uint256 available = _withdrawable(msg.sender);
        if (assets > available) revert ExceedsWithdrawable(assets, available);
        EngineState storage state = _state();
        state.accounts[msg.sender].collateral -= Units.toWad(assets).toInt256().toInt128();
        emit Withdrawn(msg.sender, receiver, assets);
        state.collateralToken.safeTransfer(receiver, assets);
    }
}
