// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "../../interfaces/IFeeSink.sol";
import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {IVault} from "../../interfaces/IVault.sol";
import {IEngineTypes} from "../../interfaces/engine/IEngineTypes.sol";
import {Units} from "../../libraries/Units.sol";
import {VaultStorage} from "./VaultStorage.sol";
import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {ReentrancyGuardUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/ReentrancyGuardUpgradeable.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title What shares are worth, and how they are bought
/// @dev Whatever tokens move, assets are booked so that their sum is right at every call that leaves the vault: who reads the share price from
/// within a transfer reads no other than before or after.
abstract contract VaultShares is ERC4626Upgradeable, ReentrancyGuardUpgradeable, VaultStorage, IVault {
    using Math for uint256;

    /// @dev Virtual shares per asset unit are 10 ** offset: makes share inflation by the first depositor unprofitable.
    uint8 private constant DECIMALS_OFFSET = 6;

    modifier onlyEngine() {
        if (msg.sender != _vaultState().engine) revert NotEngine(msg.sender);
        _;
    }

    /// @inheritdoc IERC4626
    function deposit(uint256 assets, address receiver)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        returns (uint256 shares)
    {
        _prepareDeposit();
        // Rounded down: the depositor gets no more than it pays for.
        shares = _convertToShares(assets, Math.Rounding.Floor);
        _enter(receiver, assets, shares);
    }

    /// @inheritdoc IERC4626
    function mint(uint256 shares, address receiver)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        returns (uint256 assets)
    {
        _prepareDeposit();
        // Rounded up: the depositor pays for all it gets.
        assets = _convertToAssets(shares, Math.Rounding.Ceil);
        _enter(receiver, assets, shares);
    }

    /// @inheritdoc IVault
    function claimRewards() external nonReentrant returns (uint256 assets) {
        return _collectFees();
    }

    /// @inheritdoc IFeeSink
    function onFeesReceived(uint256 assets) external onlyEngine {
        _vaultState().assets += assets;
        emit FeesReceived(assets);
    }

    /// @inheritdoc IERC4626
    function totalAssets() public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return _vaultState().assets + engineAssets();
    }

    /// @inheritdoc IVault
    function engineAssets() public view returns (uint256) {
        IPerpEngineV2 engine_ = _engine();
        if (address(engine_) == address(0)) return 0;
        int256 equity = engine_.equity(address(this));
        // Rounded down: less than a unit can't be withdrawn. An account below zero is the engine's loss, not the shareholders'.
        return equity > 0 ? Units.toAssetsDown(uint256(equity)) : 0;
    }

    /// @inheritdoc IVault
    function idleAssets() external view returns (uint256) {
        return _vaultState().assets;
    }

    /// @inheritdoc IVault
    function pendingRewards() public view returns (uint256) {
        IPerpEngineV2 engine_ = _engine();
        if (address(engine_) == address(0)) return 0;
        (,,, address beneficiary,,) = engine_.modules();
        // An engine that was given another vault owes this one nothing any more.
        if (beneficiary != address(this)) return 0;
        return Units.toAssetsDown(engine_.feesAccrued(IEngineTypes.FeeSink.Vault));
    }

    /// @inheritdoc IERC4626
    function previewDeposit(uint256 assets) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return assets.mulDiv(_shareUnits(), _assetsBeforeDeposit(), Math.Rounding.Floor);
    }

    /// @inheritdoc IERC4626
    function previewMint(uint256 shares) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return shares.mulDiv(_assetsBeforeDeposit(), _shareUnits(), Math.Rounding.Ceil);
    }

    /// @notice Without limit while deposits are possible; zero while paused or while the assets can't be valued.
    function maxDeposit(address) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        if (_vaultState().paused) return 0;
        // The one thing that can stop the valuation is a price out of date; an honest limit answers instead of failing.
        try this.totalAssets() {
            return type(uint256).max;
        } catch {
            return 0;
        }
    }

    /// @notice As `maxDeposit`, in shares.
    function maxMint(address receiver) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return maxDeposit(receiver);
    }

    /// @notice Always reverts `AsynchronousWithdrawal`: the price of a settlement to come is not known.
    function previewWithdraw(uint256) public pure override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        revert AsynchronousWithdrawal();
    }

    /// @notice Always reverts `AsynchronousWithdrawal`.
    function previewRedeem(uint256) public pure override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        revert AsynchronousWithdrawal();
    }

    /// @dev Has the engine pay what it owes in fees.
    function _collectFees() internal returns (uint256 assets) {
        if (pendingRewards() == 0) return 0;
        return _engine().payFees(IEngineTypes.FeeSink.Vault);
    }

    function _decimalsOffset() internal pure override returns (uint8) {
        return DECIMALS_OFFSET;
    }

    function _prepareDeposit() private {
        if (_vaultState().paused) revert VaultPaused();
        _collectFees();
    }

    /// @dev Tokens first, then both books at once.
    function _enter(address receiver, uint256 assets, uint256 shares) private {
        if (shares == 0) revert ZeroShares();
        uint256 before = _balance();
        _deposit(msg.sender, receiver, assets, shares);
        _requireReceived(before, assets);
        _vaultState().assets += assets;
    }

    /// @dev USDC units that the vault holds, whoever sent them.
    function _balance() internal view returns (uint256) {
        return IERC20(asset()).balanceOf(address(this));
    }

    /// @dev What is booked has come, no less and no more: a re-entrant inflow is refused with the rest.
    function _requireReceived(uint256 before, uint256 assets) internal view {
        uint256 received = _balance() - before;
        if (received != assets) revert TransferMismatch(assets, received);
    }

    /// @dev Shares with the virtual ones.
    function _shareUnits() private view returns (uint256) {
        return totalSupply() + 10 ** DECIMALS_OFFSET;
    }

    /// @dev Assets with the virtual one, as a deposit will find them: it collects the fees first.
    function _assetsBeforeDeposit() private view returns (uint256) {
        return totalAssets() + pendingRewards() + 1;
    }
}
