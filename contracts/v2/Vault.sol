// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {VaultAdmin} from "./vault/VaultAdmin.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Vault: ERC-4626 shares over USDC, with withdrawals in order after a cooldown
/// @notice OpenZeppelin's virtual offset; every division rounds for the vault. `vault/` holds shares, queue, allocation and
/// administration.
contract Vault is VaultAdmin {
    /// @notice Sets the owner and the asset. Once only.
    function initialize(address owner_, address asset_) external initializer {
        if (asset_ == address(0)) revert ZeroAddress();
        __Ownable_init(owner_);
        __ERC20_init("Proofbook Vault", "pbUSDC");
        __ERC4626_init(IERC20(asset_));
        __ReentrancyGuard_init();
        _setInitialLimits();
    }
}
