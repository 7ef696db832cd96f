// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "./IFeeSink.sol";

/// @title The fund that pays deficits before anybody else has to
/// @notice Balances are tracked in USDC base units: an unsolicited transfer changes nothing.
///
/// In comes insurance's share of fees and liquidation fees (`onFeesReceived`), and what anybody contributes. Out go deficits, on the engine's
/// demand and to the engine only; booked bad debt, as soon as the fund holds anything; and, after a delay and never below the floor, what
/// the owner withdraws.
interface IInsuranceFund is IFeeSink {
    /// @notice An announced withdrawal by the owner; all zero when there is none.
    /// @param receiver who is paid
    /// @param executableAt unix seconds from which it may be executed
    /// @param expiresAt unix seconds from which it may not be any more
    /// @param assets USDC units
    /// @param floor what must remain in the fund, as the floor was when the withdrawal was announced
    struct Withdrawal {
        address receiver;
        uint40 executableAt;
        uint40 expiresAt;
        uint256 assets;
        uint256 floor;
    }

    event FeesReceived(uint256 assets);
    event Contributed(address indexed from, uint256 assets);
    event Covered(uint256 requested, uint256 paid);
    event BadDebtPaid(uint256 assets);
    event EngineSet(address engine);
    event GuardianSet(address guardian);
    event FloorSet(uint256 floor);
    event WithdrawalDelaySet(uint32 delay);
    event WithdrawalAnnounced(address indexed receiver, uint256 assets, uint256 executableAt);
    event WithdrawalCancelled(address indexed receiver, uint256 assets, address by);
    event WithdrawalExecuted(address indexed receiver, uint256 assets);

    error NotEngine(address caller);
    error NotGuardian(address caller);
    error ZeroAddress();
    error ZeroAmount();
    error TransferMismatch(uint256 expected, uint256 received);
    /// @notice The engine is no contract, or clears another token than the fund's.
    error WrongEngine(address engine);
    error FloorOutOfBounds(uint256 floor, uint256 most);
    error DelayOutOfBounds(uint256 delay, uint256 least, uint256 most);
    error WithdrawalPending();
    error NoWithdrawal();
    error WithdrawalNotDue(uint256 executableAt);
    error WithdrawalExpired(uint256 expiresAt);
    error BelowFloor(uint256 left, uint256 floor);
    error BadDebtFirst(uint256 badDebt);

    // --- money ---------------------------------------------------------------------------------------------------

    /// @notice Pays up to `assets` USDC units to the engine. Only the engine. The floor does not bind it.
    /// @dev Reverts `TransferMismatch` if the engine, which books what it is told, would get another amount.
    /// @return paid what was paid: the request, or all the fund holds
    function cover(uint256 assets) external returns (uint256 paid);

    /// @notice Takes `assets` USDC units from the caller into the fund; booked bad debt is repaid at once. Open to all.
    /// @dev Reverts `ZeroAmount`, `TransferMismatch`.
    function contribute(uint256 assets) external;

    /// @notice Repays booked bad debt with what the fund holds. Open to all.
    /// @return paid USDC units paid to the engine
    function repayBadDebt() external returns (uint256 paid);

    // --- owner and guardian --------------------------------------------------------------------------------------

    /// @notice Announces a withdrawal, one at a time. Only the owner.
    /// @dev Reverts `ZeroAddress`, `ZeroAmount`, `WithdrawalPending`.
    function announceWithdrawal(address receiver, uint256 assets) external;
    /// @notice Withdraws the announced withdrawal. Guardian or owner.
    function cancelWithdrawal() external;
    /// @notice Pays what was announced, within the window that opens after the delay. Only the owner.
    /// @dev The higher floor of then and now binds, and bad debt goes first. Reverts `NoWithdrawal`, `WithdrawalNotDue`, `WithdrawalExpired`,
    /// `BadDebtFirst`, `BelowFloor`.
    function executeWithdrawal() external;

    /// @notice Wires the engine. Only the owner.
    /// @dev Reverts `ZeroAddress`, `WrongEngine`.
    function setEngine(address engine) external;
    /// @notice Names who may cancel a withdrawal besides the owner; zero for nobody. Only the owner.
    function setGuardian(address guardian) external;
    /// @notice USDC units below which withdrawals may not bring the fund. Only the owner.
    function setFloor(uint256 floor) external;
    /// @notice Seconds between announcement and execution, for withdrawals to come. Only the owner.
    function setWithdrawalDelay(uint32 delay) external;

    // --- views ---------------------------------------------------------------------------------------------------

    /// @notice USDC units held.
    function balance() external view returns (uint256);
    /// @notice The announced withdrawal.
    function pendingWithdrawal() external view returns (Withdrawal memory);
    /// @notice The parameters in force.
    function limits() external view returns (address guardian, uint256 floor, uint32 withdrawalDelay);
    /// @notice The wired engine.
    function engine() external view returns (address);
}
