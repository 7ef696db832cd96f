// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {IVault} from "../../interfaces/IVault.sol";
import {Units} from "../../libraries/Units.sol";
import {ProofbookUpgradeable} from "../base/ProofbookUpgradeable.sol";
import {VaultAllocation} from "./VaultAllocation.sol";

/// @title The owner's and the guardian's functions
abstract contract VaultAdmin is ProofbookUpgradeable, VaultAllocation {
    /// @notice Shortest cooldown.
    uint32 public constant MIN_COOLDOWN = 1 hours;
    /// @notice Longest cooldown.
    uint32 public constant MAX_COOLDOWN = 30 days;
    /// @notice Highest allocation cap, USDC units: a thousand million dollars.
    uint128 public constant MAX_ALLOCATION_CAP = 1e15;
    /// @notice Least share of the assets that must stay idle, ppm.
    uint24 public constant MIN_IDLE_PPM = 50_000;
    /// @notice Most that unwinding may give away against the oracle's price, ppm.
    uint24 public constant MAX_UNWIND_SLIPPAGE_PPM = 50_000;

    uint32 private constant INITIAL_COOLDOWN = 1 days;
    uint24 private constant INITIAL_SLIPPAGE_PPM = 10_000;

    /// @inheritdoc IVault
    function setEngine(address engine_) external onlyOwner {
        if (engine_ == address(0)) revert ZeroAddress();
        if (engine_.code.length == 0) revert WrongEngine(engine_);
        (address token,,,,,) = IPerpEngineV2(engine_).modules();
        if (token != asset()) revert WrongEngine(engine_);
        IPerpEngineV2 old = _engine();
        if (address(old) != address(0) && address(old) != engine_) {
            bool used = old.collateralOf(address(this)) != 0 || old.activeMarkets(address(this)) != 0;
            if (used) revert EngineInUse(address(old));
        }
        _vaultState().engine = engine_;
        emit EngineSet(engine_);
    }

    /// @inheritdoc IVault
    function setGuardian(address guardian) external onlyOwner {
        _vaultState().guardian = guardian;
        emit GuardianSet(guardian);
    }

    /// @inheritdoc IVault
    function setAllocator(address allocator) external onlyOwner {
        _vaultState().allocator = allocator;
        emit AllocatorSet(allocator);
    }

    /// @inheritdoc IVault
    function setCooldown(uint32 cooldown) external onlyOwner {
        _setCooldown(cooldown);
    }

    /// @inheritdoc IVault
    function setAllocationLimits(uint128 allocationCap, uint24 minIdlePpm) external onlyOwner {
        _setAllocationLimits(allocationCap, minIdlePpm);
    }

    /// @inheritdoc IVault
    function setUnwindSlippage(uint24 slippagePpm) external onlyOwner {
        _setUnwindSlippage(slippagePpm);
    }

    /// @inheritdoc IVault
    function pause() external {
        if (msg.sender != _vaultState().guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        _vaultState().paused = true;
        emit PausedSet(true, msg.sender);
    }

    /// @inheritdoc IVault
    function unpause() external onlyOwner {
        _vaultState().paused = false;
        emit PausedSet(false, msg.sender);
    }

    /// @inheritdoc IVault
    function engine() external view returns (address) {
        return _vaultState().engine;
    }

    /// @inheritdoc IVault
    function roles() external view returns (address guardian, address allocator, bool paused) {
        VaultState storage state = _vaultState();
        return (state.guardian, state.allocator, state.paused);
    }

    /// @inheritdoc IVault
    function limits()
        external
        view
        returns (uint32 cooldown, uint128 allocationCap, uint24 minIdlePpm, uint24 unwindSlippagePpm)
    {
        VaultState storage state = _vaultState();
        return (state.cooldown, state.allocationCap, state.minIdlePpm, state.unwindSlippagePpm);
    }

    /// @dev What a new vault starts with: nothing leaves for the engine before the owner says so.
    function _setInitialLimits() internal {
        _vaultState().queueHead = 1;
        _vaultState().queueNext = 1;
        _setCooldown(INITIAL_COOLDOWN);
        _setAllocationLimits(0, uint24(Units.PPM));
        _setUnwindSlippage(INITIAL_SLIPPAGE_PPM);
    }

    function _setCooldown(uint32 cooldown) private {
        if (cooldown < MIN_COOLDOWN || cooldown > MAX_COOLDOWN) {
            revert CooldownOutOfBounds(cooldown, MIN_COOLDOWN, MAX_COOLDOWN);
        }
        _vaultState().cooldown = cooldown;
        emit CooldownSet(cooldown);
    }

    function _setAllocationLimits(uint128 allocationCap, uint24 minIdlePpm) private {
        if (allocationCap > MAX_ALLOCATION_CAP || minIdlePpm < MIN_IDLE_PPM || minIdlePpm > Units.PPM) {
            revert AllocationLimitsOutOfBounds(allocationCap, minIdlePpm);
        }
        _vaultState().allocationCap = allocationCap;
        _vaultState().minIdlePpm = minIdlePpm;
        emit AllocationLimitsSet(allocationCap, minIdlePpm);
    }

    function _setUnwindSlippage(uint24 slippagePpm) private {
        if (slippagePpm > MAX_UNWIND_SLIPPAGE_PPM) revert SlippageOutOfBounds(slippagePpm, MAX_UNWIND_SLIPPAGE_PPM);
        _vaultState().unwindSlippagePpm = slippagePpm;
        emit UnwindSlippageSet(slippagePpm);
    }
}
