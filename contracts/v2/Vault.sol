// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "../interfaces/IFeeSink.sol";
import {IVault} from "../interfaces/IVault.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Vault: ERC-4626 shares over USDC
/// @notice OpenZeppelin's rounding (always for the vault) and virtual offset; assets are tracked, not read from the token.
contract Vault is ProofbookUpgradeable, ERC4626Upgradeable, IVault {
    /// @dev Virtual shares per asset unit are 10 ** offset: makes share inflation by the first depositor unprofitable.
    uint8 private constant DECIMALS_OFFSET = 6;

    /// @custom:storage-location erc7201:proofbook.vault.v2
    struct VaultState {
        address engine;
        uint256 assets;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.vault.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant VAULT_STATE_SLOT = 0x407a41bfb565de63d576c4112d72f9bd3388dcb7e41d1261b06666c616f3cf00;

    /// @notice Sets the owner and the asset. Once only.
    function initialize(address owner_, address asset_) external initializer {
        if (asset_ == address(0)) revert ZeroAddress();
        __Ownable_init(owner_);
        __ERC20_init("Proofbook Vault", "pbUSDC");
        __ERC4626_init(IERC20(asset_));
    }

    /// @inheritdoc IFeeSink
    function onFeesReceived(uint256 assets) external {
        if (msg.sender != _vaultState().engine) revert NotEngine(msg.sender);
        _vaultState().assets += assets;
        emit FeesReceived(assets);
    }

    /// @inheritdoc IVault
    function setEngine(address engine) external onlyOwner {
        if (engine == address(0)) revert ZeroAddress();
        _vaultState().engine = engine;
        emit EngineSet(engine);
    }

    /// @inheritdoc IERC4626
    function totalAssets() public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return _vaultState().assets;
    }

    /// @dev Tracks what comes in.
    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        super._deposit(caller, receiver, assets, shares);
        _vaultState().assets += assets;
    }

    /// @dev Tracks what goes out, before it goes.
    function _withdraw(address caller, address receiver, address owner_, uint256 assets, uint256 shares)
        internal
        override
    {
        _vaultState().assets -= assets;
        super._withdraw(caller, receiver, owner_, assets, shares);
    }

    function _decimalsOffset() internal pure override returns (uint8) {
        return DECIMALS_OFFSET;
    }

    function _vaultState() private pure returns (VaultState storage state) {
        assembly {
            state.slot := VAULT_STATE_SLOT
        }
    }
}
