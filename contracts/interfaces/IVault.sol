// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeeSink} from "./IFeeSink.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title The liquidity vault: ERC-4626 shares over USDC that earn fees and back the engine's liquidations
/// @notice Assets are USDC base units. `totalAssets` is what lies idle plus the vault's equity at the engine at oracle mark; it
/// reverts while a price that it needs is stale, and so do `convertToShares`, `convertToAssets`, `previewDeposit` and `previewMint`.
/// Idle assets are tracked: an unsolicited transfer does not move the share price, and the engine credits nobody else's deposit to the vault.
///
/// Deposits work as in ERC-4626. Withdrawals are asynchronous, in the manner of ERC-7540: `requestRedeem` puts shares into a queue,
/// after the cooldown anybody may have the queue settled from its head, at the share price of that moment, and
/// what was settled is the controller's to take with `withdraw` or `redeem`. Therefore `maxWithdraw` and `maxRedeem` are
/// what can be taken now (settled and not yet taken), and `previewWithdraw` and `previewRedeem` always revert `AsynchronousWithdrawal`: no one
/// knows the price of a settlement to come. `convertToAssets` tells what shares are worth today.
interface IVault is IERC4626, IFeeSink {
    event FeesReceived(uint256 assets);
    event EngineSet(address engine);
    event GuardianSet(address guardian);
    event AllocatorSet(address allocator);
    event CooldownSet(uint32 cooldown);
    event AllocationLimitsSet(uint128 allocationCap, uint24 minIdlePpm);
    event UnwindSlippageSet(uint24 slippagePpm);
    event PausedSet(bool paused, address by);
    /// @param maturesAt unix seconds from which the request may be settled
    event RedeemRequested(
        uint256 indexed requestId, address indexed controller, address indexed owner, uint256 shares, uint256 maturesAt
    );
    event RequestCancelled(uint256 indexed requestId, address indexed controller, uint256 shares);
    /// @notice Shares of a request were burnt and assets set aside for its controller: all of it, or what could be paid.
    /// @param left shares of the request that still wait
    event RequestSettled(
        uint256 indexed requestId, address indexed controller, uint256 assets, uint256 shares, uint256 left
    );
    /// @notice Assets went to the engine as the vault's collateral.
    event Allocated(uint256 assets);
    /// @notice Assets came back from the engine: on the allocator's word or to settle requests.
    event Deallocated(uint256 assets);
    event Unwound(uint16 indexed marketId, bool isBuy, uint24 tick, uint64 lots);

    error NotEngine(address caller);
    error NotAllocator(address caller);
    error NotGuardian(address caller);
    error NotController(address caller, address controller);
    error ZeroAddress();
    error ZeroAmount();
    error ZeroShares();
    /// @notice The token delivered another amount than it was asked for.
    error TransferMismatch(uint256 expected, uint256 received);
    error VaultPaused();
    /// @notice The engine is no contract, or clears another token than the vault's asset.
    error WrongEngine(address engine);
    /// @notice The vault still has collateral or positions at the engine that it should leave.
    error EngineInUse(address engine);
    error CooldownOutOfBounds(uint256 cooldown, uint256 least, uint256 most);
    error AllocationLimitsOutOfBounds(uint256 allocationCap, uint256 minIdlePpm);
    error SlippageOutOfBounds(uint256 slippagePpm, uint256 most);
    error UnknownRequest(uint256 requestId);
    /// @notice A withdrawal's price is not known before its settlement.
    error AsynchronousWithdrawal();
    /// @notice The vault's account is worth less than nothing: what went in would pay for others.
    error EngineDeficit(int256 equity);
    error AllocationCapExceeded(uint256 allocated, uint256 cap);
    error IdleTooLow(uint256 idle, uint256 required);
    error NothingToUnwind(uint16 marketId, uint64 lots);
    error UnwindPriceTooFar(uint256 price, uint256 limit);

    // --- withdrawals ---------------------------------------------------------------------------------------------

    /// @notice Puts `shares` of `owner` into the withdrawal queue for `controller`. In every state of the system.
    /// @dev The caller is the owner, or spends its allowance of shares. Shares in the queue go on gaining and losing until they are
    /// settled. Reverts `ZeroShares`, `ZeroAddress`.
    /// @return requestId ids count up from 1; a request keeps its place in the queue until it is settled whole or cancelled
    function requestRedeem(uint256 shares, address controller, address owner) external returns (uint256 requestId);

    /// @notice Takes what waits of a request out of the queue; its shares go to the controller. Only the controller, in every state.
    /// @dev Reverts `UnknownRequest` once it is settled whole or cancelled, `NotController`.
    function cancelRequest(uint256 requestId) external returns (uint256 shares);

    /// @notice Settles matured requests from the head of the queue: burns their shares and sets aside what those are worth now, out
    /// of idle assets and withdrawable collateral at the engine. Open to all, so that nobody can hold the queue up.
    /// @dev Where less can be paid than the head is due, it is settled in part and stays the head. No token moves to a controller here:
    /// none can make it fail. Reverts while the assets can't be valued (`StalePrice` of the oracle).
    /// @param maxRequests queue places to pass at most, cancelled ones included
    /// @return passed queue places that are done with
    function settleRequests(uint256 maxRequests) external returns (uint256 passed);

    // --- fees ----------------------------------------------------------------------------------------------------

    /// @notice Has the engine pay what it owes the vault in fees. Open to all; every deposit and settlement does it first, so that
    /// nobody buys into fees earned before, or leaves without them.
    /// @return assets USDC units received
    function claimRewards() external returns (uint256 assets);

    // --- allocator -----------------------------------------------------------------------------------------------

    /// @notice Moves idle assets into the vault's collateral at the engine. Only the allocator.
    /// @dev Never above the allocation cap, and never so that less stays idle than the minimum share of all assets plus what waiting requests are
    /// worth. While vault or engine is paused only up to where equity is the initial margin. Reverts `ZeroAmount`, `VaultPaused`, `EngineDeficit`,
    /// `AllocationCapExceeded`, `IdleTooLow`.
    function allocate(uint256 assets) external;

    /// @notice Moves withdrawable collateral back. Only the allocator; settlements do it by themselves.
    function deallocate(uint256 assets) external;

    /// @notice Reduces a position that the vault has taken over, by an order that fills at once or not at all. Only the allocator, paused or not.
    /// @dev Not at a price further than the unwind slippage from the oracle's fresh price. Reverts `NothingToUnwind` when there are not so many lots to
    /// reduce, `UnwindPriceTooFar`.
    /// @return filledLots lots by which the position was reduced
    function unwind(uint16 marketId, uint24 tick, uint64 lots) external returns (uint64 filledLots);

    // --- owner and guardian --------------------------------------------------------------------------------------

    /// @notice Wires the engine. Only the owner.
    /// @dev Reverts `ZeroAddress`, `WrongEngine`, `EngineInUse`.
    function setEngine(address engine) external;
    /// @notice Names who may pause besides the owner; zero for nobody. Only the owner.
    function setGuardian(address guardian) external;
    /// @notice Names who allocates; zero for nobody. Only the owner.
    function setAllocator(address allocator) external;
    /// @notice Seconds between a request and its settlement, for requests to come. Only the owner.
    function setCooldown(uint32 cooldown) external;
    /// @notice The most the vault may have at the engine, USDC units, and the least share of all assets to stay idle, ppm. Only the owner.
    function setAllocationLimits(uint128 allocationCap, uint24 minIdlePpm) external;
    /// @notice How far from the oracle's price positions may be unwound, ppm. Only the owner.
    function setUnwindSlippage(uint24 slippagePpm) external;
    /// @notice Stops deposits and allocation. Guardian or owner. Requests, settlements, withdrawals, cancels, deallocation and unwinding go on.
    function pause() external;
    /// @notice Only the owner.
    function unpause() external;

    // --- views ---------------------------------------------------------------------------------------------------

    /// @notice USDC units that lie in the vault for its shares; what is set aside for settled requests is not among them.
    function idleAssets() external view returns (uint256);
    /// @notice The vault's equity at the engine at oracle mark, floored to USDC units; zero when negative. Reverts while a price is stale.
    function engineAssets() external view returns (uint256);
    /// @notice Fees that the engine owes the vault, whole USDC units; not part of `totalAssets` until they are paid.
    function pendingRewards() external view returns (uint256);
    /// @notice A request; all zero when none of that id waits.
    function request(uint256 requestId) external view returns (address controller, uint256 shares, uint256 maturesAt);
    /// @notice The withdrawal queue.
    /// @return head the oldest place not yet done with
    /// @return next the id that the next request will get; nothing waits when it is the head
    /// @return waitingShares shares of all requests in the queue
    /// @return reserved USDC units set aside for settled requests and not yet taken
    function queue() external view returns (uint256 head, uint256 next, uint256 waitingShares, uint256 reserved);
    /// @notice The wired engine.
    function engine() external view returns (address);
    /// @notice Who may pause, who allocates, and whether the vault is paused.
    function roles() external view returns (address guardian, address allocator, bool paused);
    /// @notice The parameters in force.
    function limits()
        external
        view
        returns (uint32 cooldown, uint128 allocationCap, uint24 minIdlePpm, uint24 unwindSlippagePpm);
}
