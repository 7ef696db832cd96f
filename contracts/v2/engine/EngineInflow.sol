// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EngineStorage} from "./EngineStorage.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Tokens taken in
abstract contract EngineInflow is EngineStorage {
    using SafeERC20 for IERC20;

    /// @dev Takes exactly `assets` USDC units from the caller, or reverts.
    function _receive(uint256 assets) internal {
        IERC20 token = _state().collateralToken;
        // A re-entrant inflow inside the transfer would show in the balance twice and is refused with the rest.
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), assets);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != assets) revert TransferMismatch(assets, received);
    }
}
