// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineTypes} from "./IEngineTypes.sol";

/// @title Settlement of an auction's pairs, of bad debt and of fees
/// @notice Reached at the engine's own address: the core delegates it.
interface IEngineAuction is IEngineTypes {
    /// @notice Settles one pair of an auction: `buyer` buys `lots` from `seller` at `tick`, and both give back as many reserved lots.
    /// @dev Only the book. Neither takes: both are judged as makers are, and both pay half the sum of taker and maker rate, rounded
    /// up. Changes nothing unless `Filled`. Never reverts for what an account is; for the market's own state it does
    /// (`MarketIsSettling`, `StalePrice`), and for the vault's (`TooManyMarkets`, `ExposureCapExceeded` by its cap as liquidator of last
    /// resort, `StalePrice` in another market).
    /// @param buyer zero: the vault, which has nothing reserved
    /// @param seller likewise
    /// @return outcome the buyer's refusal, if any, before the seller's
    /// @return buyerRefused whose it is; of no meaning for `Filled`, `OpenInterestCap` and `SelfTrade`
    function settlePair(uint16 marketId, address buyer, address seller, uint24 tick, uint64 lots)
        external
        returns (FillOutcome outcome, bool buyerRefused);

    /// @notice Takes up to `assets` USDC units from the caller to repay booked bad debt, never more than is owed rounded up to a unit.
    /// Open to all; the insurance fund does it with what it is given. What is taken counts as accrued for insurance and repays from there.
    /// @dev Reverts `ZeroAmount` when nothing is owed or given.
    /// @return taken USDC units taken
    function repayBadDebt(uint256 assets) external returns (uint256 taken);

    /// @notice Pays the whole USDC units accrued for `sink`; the sub-unit rest stays accrued. Open to all.
    /// @dev What insurance has accrued repays booked bad debt first. Reverts `TransferMismatch` if vault or insurance, which book what
    /// they are told, would get another amount.
    /// @return assets USDC units paid
    function payFees(FeeSink sink) external returns (uint256 assets);
}
