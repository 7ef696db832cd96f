// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineTypes} from "./IEngineTypes.sol";

/// @title What runs often: collateral, settlement of fills, liquidation
interface IEngineCore is IEngineTypes {
    // --- users ---------------------------------------------------------------------------------------------------

    /// @notice Moves `assets` USDC units from the caller into its own collateral.
    /// @dev Reverts `ZeroAmount`; `TransferMismatch` if the token delivered a different amount.
    function deposit(uint256 assets) external;

    /// @notice Moves `assets` USDC units from the caller into the collateral of `account`.
    /// @dev Reverts `NotVault` where the account is the vault's and the caller is not: a gift would move its share price.
    function depositFor(address account, uint256 assets) external;

    /// @notice As `depositFor`, with an ERC-2612 permit of the caller for the engine.
    /// @dev A permit that was already used by somebody else is no failure as long as the allowance is there.
    function depositWithPermit(address account, uint256 assets, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;

    /// @notice Pays `assets` USDC units of the caller's free collateral to the caller.
    /// @dev Reverts `ZeroAmount`; `ExceedsWithdrawable`.
    function withdraw(uint256 assets) external;

    /// @notice Pays `assets` USDC units of the caller's free collateral to `receiver`.
    function withdrawTo(address receiver, uint256 assets) external;

    /// @notice Takes over a liquidatable account's position in one market at mark: what brings its equity back to
    /// the market's target, rounded up to a lot, or everything when less than the minimum position would remain.
    /// @dev Reverts `NotLiquidatable` when equity ≥ maintenance margin, `NoPosition`, `SelfLiquidation`, `DeleverageFirst`
    /// when the deficit exceeds insurance and the deleveraging window has not passed, `MarketIsSettling`, and
    /// `InsufficientMargin` when the caller would end below its own initial margin.
    function liquidate(address account, uint16 marketId) external;

    /// @notice As `liquidate`, with the vault taking the position over, up to its backstop cap.
    function liquidateToVault(address account, uint16 marketId) external;

    /// @notice Liquidates several accounts; one that can't be is skipped with `LiquidationSkipped`.
    /// @return done how many were liquidated
    function liquidateMany(LiquidationTarget[] calldata targets) external returns (uint256 done);

    /// @notice One liquidation of `liquidateMany`, apart so that its failure can be caught. Only the engine itself.
    function liquidateFor(address liquidator, address account, uint16 marketId) external;

    // --- order book ----------------------------------------------------------------------------------------------

    /// @notice Settles a taker's fills in order and, if none was refused, reserves `restLots` and checks its margin.
    /// @dev Only the book. Stops at the first fill whose outcome is not `Filled`; the book then removes that maker's order
    /// (or halts the taker) and calls again, with zero fills if nothing is left, so that the taker's check always runs.
    /// @param taker account that takes
    /// @param takerIsBuyer side of the taker
    /// @param fills proposed fills, best price first; releases among them take effect where they stand and always succeed
    /// @param restLots lots of the taker that will rest in the book afterwards
    /// @param context `started = false` on the first call, then what the previous call returned
    /// @return settled number of leading fills that were settled
    /// @return outcome of fill number `settled`, or `Filled` when all were settled and the taker passed its check
    /// @return context_ to be handed to the next call
    function settle(
        uint16 marketId,
        address taker,
        bool takerIsBuyer,
        Fill[] calldata fills,
        uint64 restLots,
        TakerContext calldata context
    ) external returns (uint256 settled, FillOutcome outcome, TakerContext memory context_);

    /// @notice Releases the reservation of `lots` open-order lots. Only the book; never reverts for account state.
    function releaseOrder(uint16 marketId, address account, bool isBuy, uint64 lots) external;

    // --- views ---------------------------------------------------------------------------------------------------

    /// @notice Most markets one account may be active in.
    function MAX_MARKETS_PER_ACCOUNT() external view returns (uint256);
    /// @notice The market's mark, WAD dollars per base unit: the oracle's price, or the final price once settling.
    /// @dev Reverts `UnknownMarket`, `StalePrice`.
    function mark(uint16 marketId) external view returns (uint256);
    /// @notice `collateral + Σ (unrealised − owed)` at mark, WAD dollars; unrealised floored, owed ceiled per market.
    function equity(address account) external view returns (int256);
    /// @notice `Σ ceil(worst × mark × imPpm)`, where worst is the position after the worse side of the open orders fills.
    function initialMargin(address account) external view returns (uint256);
    /// @notice `Σ ceil(|size| × mark × mmPpm)`.
    function maintenanceMargin(address account) external view returns (uint256);
    /// @notice `max(0, min(collateral, equity) − initialMargin)`, floored to USDC units.
    function withdrawable(address account) external view returns (uint256 assets);
    /// @notice Fees accrued and not yet paid, WAD dollars.
    function feesAccrued(FeeSink sink) external view returns (uint256);
    /// @notice Fees ever charged into and paid out of a sink, WAD dollars: `charged = paid + accrued + repaid bad debt`.
    function feeTotals(FeeSink sink) external view returns (uint256 charged, uint256 paid);
}
