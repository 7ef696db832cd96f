// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "../interfaces/IFeeSink.sol";
import {IInsuranceFund} from "../interfaces/IInsuranceFund.sol";
import {IPerpEngineV2} from "../interfaces/IPerpEngineV2.sol";
import {Units} from "../libraries/Units.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title InsuranceFund: pays deficits to the engine, and its owner only slowly and above a floor
contract InsuranceFund is ProofbookUpgradeable, IInsuranceFund {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @custom:storage-location erc7201:proofbook.insurance.v2
    struct FundState {
        IERC20 asset;
        address engine;
        uint256 balance;
        address guardian;
        uint32 withdrawalDelay;
        uint256 floor;
        Withdrawal withdrawal;
    }

    /// @notice Highest floor, USDC units: a thousand million dollars.
    uint256 public constant MAX_FLOOR = 1e15;
    /// @notice Shortest delay of a withdrawal.
    uint32 public constant MIN_WITHDRAWAL_DELAY = 1 days;
    /// @notice Longest delay of a withdrawal.
    uint32 public constant MAX_WITHDRAWAL_DELAY = 30 days;
    /// @notice How long a withdrawal can be executed once it is due: none is kept ready for ever to get around the delay.
    uint32 public constant WITHDRAWAL_WINDOW = 7 days;

    uint32 private constant INITIAL_WITHDRAWAL_DELAY = 2 days;

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.insurance.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant FUND_STATE_SLOT = 0xc4759a4e10f5d3fe45ab5ca3bb0273c899a8c0329b29a0b315f3da270e4b6600;

    modifier onlyEngine() {
        if (msg.sender != _state().engine) revert NotEngine(msg.sender);
        _;
    }

    /// @notice Sets the owner and the asset. Once only.
    function initialize(address owner_, address asset) external initializer {
        if (asset == address(0)) revert ZeroAddress();
        __Ownable_init(owner_);
        _state().asset = IERC20(asset);
        _setWithdrawalDelay(INITIAL_WITHDRAWAL_DELAY);
    }

    /// @inheritdoc IInsuranceFund
    function cover(uint256 assets) external onlyEngine returns (uint256 paid) {
        FundState storage state = _state();
        paid = Math.min(assets, state.balance);
        state.balance -= paid;
        emit Covered(assets, paid);
        if (paid == 0) return 0;
        IERC20 token = state.asset;
        uint256 before = token.balanceOf(msg.sender);
        token.safeTransfer(msg.sender, paid);
        uint256 received = token.balanceOf(msg.sender) - before;
        if (received != paid) revert TransferMismatch(paid, received);
    }

    /// @inheritdoc IFeeSink
    function onFeesReceived(uint256 assets) external onlyEngine {
        _state().balance += assets;
        emit FeesReceived(assets);
    }

    /// @inheritdoc IInsuranceFund
    function contribute(uint256 assets) external {
        if (assets == 0) revert ZeroAmount();
        FundState storage state = _state();
        IERC20 token = state.asset;
        // A re-entrant inflow inside the transfer would show in the balance twice and is refused with the rest.
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), assets);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != assets) revert TransferMismatch(assets, received);
        state.balance += assets;
        emit Contributed(msg.sender, assets);
        _repayBadDebt();
    }

    /// @inheritdoc IInsuranceFund
    function repayBadDebt() external returns (uint256 paid) {
        return _repayBadDebt();
    }

    /// @inheritdoc IInsuranceFund
    function announceWithdrawal(address receiver, uint256 assets) external onlyOwner {
        if (receiver == address(0)) revert ZeroAddress();
        if (assets == 0) revert ZeroAmount();
        FundState storage state = _state();
        if (state.withdrawal.assets != 0) revert WithdrawalPending();
        uint256 executableAt = block.timestamp + state.withdrawalDelay;
        state.withdrawal = Withdrawal({
            receiver: receiver,
            executableAt: executableAt.toUint40(),
            expiresAt: (executableAt + WITHDRAWAL_WINDOW).toUint40(),
            assets: assets,
            floor: state.floor
        });
        emit WithdrawalAnnounced(receiver, assets, executableAt);
    }

    /// @inheritdoc IInsuranceFund
    function cancelWithdrawal() external {
        FundState storage state = _state();
        if (msg.sender != state.guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        Withdrawal memory withdrawal = state.withdrawal;
        if (withdrawal.assets == 0) revert NoWithdrawal();
        delete state.withdrawal;
        emit WithdrawalCancelled(withdrawal.receiver, withdrawal.assets, msg.sender);
    }

    /// @inheritdoc IInsuranceFund
    function executeWithdrawal() external onlyOwner {
        FundState storage state = _state();
        Withdrawal memory withdrawal = state.withdrawal;
        if (withdrawal.assets == 0) revert NoWithdrawal();
        if (block.timestamp < withdrawal.executableAt) revert WithdrawalNotDue(withdrawal.executableAt);
        if (block.timestamp >= withdrawal.expiresAt) revert WithdrawalExpired(withdrawal.expiresAt);
        uint256 owed = _badDebt();
        if (owed != 0) revert BadDebtFirst(owed);
        uint256 floor = Math.max(state.floor, withdrawal.floor);
        uint256 left = Math.saturatingSub(state.balance, withdrawal.assets);
        if (withdrawal.assets > state.balance || left < floor) revert BelowFloor(left, floor);
        delete state.withdrawal;
        state.balance = left;
        emit WithdrawalExecuted(withdrawal.receiver, withdrawal.assets);
        state.asset.safeTransfer(withdrawal.receiver, withdrawal.assets);
    }

    /// @inheritdoc IInsuranceFund
    function setEngine(address engine_) external onlyOwner {
        if (engine_ == address(0)) revert ZeroAddress();
        if (engine_.code.length == 0) revert WrongEngine(engine_);
        (address token,,,,,) = IPerpEngineV2(engine_).modules();
        if (token != address(_state().asset)) revert WrongEngine(engine_);
        _state().engine = engine_;
        emit EngineSet(engine_);
    }

    /// @inheritdoc IInsuranceFund
    function setGuardian(address guardian) external onlyOwner {
        _state().guardian = guardian;
        emit GuardianSet(guardian);
    }

    /// @inheritdoc IInsuranceFund
    function setFloor(uint256 floor) external onlyOwner {
        if (floor > MAX_FLOOR) revert FloorOutOfBounds(floor, MAX_FLOOR);
        _state().floor = floor;
        emit FloorSet(floor);
    }

    /// @inheritdoc IInsuranceFund
    function setWithdrawalDelay(uint32 delay) external onlyOwner {
        _setWithdrawalDelay(delay);
    }

    /// @inheritdoc IInsuranceFund
    function balance() external view returns (uint256) {
        return _state().balance;
    }

    /// @inheritdoc IInsuranceFund
    function pendingWithdrawal() external view returns (Withdrawal memory) {
        return _state().withdrawal;
    }

    /// @inheritdoc IInsuranceFund
    function limits() external view returns (address guardian, uint256 floor, uint32 withdrawalDelay) {
        FundState storage state = _state();
        return (state.guardian, state.floor, state.withdrawalDelay);
    }

    /// @inheritdoc IInsuranceFund
    function engine() external view returns (address) {
        return _state().engine;
    }

    function _setWithdrawalDelay(uint32 delay) private {
        if (delay < MIN_WITHDRAWAL_DELAY || delay > MAX_WITHDRAWAL_DELAY) {
            revert DelayOutOfBounds(delay, MIN_WITHDRAWAL_DELAY, MAX_WITHDRAWAL_DELAY);
        }
        _state().withdrawalDelay = delay;
        emit WithdrawalDelaySet(delay);
    }

    /// @dev What is owed goes to the engine before anything else is done with it.
    function _repayBadDebt() private returns (uint256 paid) {
        FundState storage state = _state();
        // Rounded up: a debt below one unit is repaid with one.
        paid = Math.min(state.balance, Units.toAssetsUp(_badDebt()));
        if (paid == 0) return 0;
        state.balance -= paid;
        emit BadDebtPaid(paid);
        state.asset.forceApprove(state.engine, paid);
        IPerpEngineV2(state.engine).repayBadDebt(paid);
    }

    /// @dev WAD dollars; none before an engine is wired.
    function _badDebt() private view returns (uint256) {
        address engine_ = _state().engine;
        return engine_ == address(0) ? 0 : IPerpEngineV2(engine_).badDebt();
    }

    function _state() private pure returns (FundState storage state) {
        assembly {
            state.slot := FUND_STATE_SLOT
        }
    }
}
