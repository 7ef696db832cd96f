// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookAuctionTypes} from "./IBookAuctionTypes.sol";

/// @title The call auction: orders gathered over an epoch trade at one price
/// @notice Reached at the book's own address. Prices are ticks, sizes lots, times unix seconds.
///
/// Epochs of a market are numbered from one and have no gaps: an epoch is opened by the first order sent after the last one's
/// end, and ends at the next multiple of the epoch length. Epochs are executed one after the other, while later ones gather.
///
/// An order's id says where it waits: market (8 bits), epoch (32), side (1), tick (24), number within the level (32). Within a
/// level a lower id is an older order. Waiting orders reserve open-order lots exactly as resting ones do.
///
/// Execution goes through these phases in bounded steps; where calls cut it makes no difference to what comes out:
/// 1. Pricing. The clearing tick is, of all ticks, the one with the largest volume `min(bids at it or above, asks at it or
///    below)`; of these the one with the smallest imbalance `|bids − asks|`; of these the nearest to the mark, the lower of two.
/// 2. Settling. The best bid at or above the clearing tick and the best ask at or below it (by price, then arrival) fill each
///    other at the clearing tick, until one side is used up. Both pay half the sum of taker and maker rate, rounded up. An
///    order whose owner the engine refuses is removed and its place goes to the next. Of two orders of one owner both lose the lots
///    they would have traded with each other, without a fill or a fee: nobody else's fills depend on it. Of a pair that would
///    raise open interest above its cap, the order with fewer lots (the bid of two equal ones) ends unfilled.
/// 3. VaultFill. What is left of the side with the surplus fills against the vault, at the clearing tick, by the same
///    priority: no more than the imbalance that pricing found, only while the clearing price is within `vaultBandPpm` of a fresh mark,
///    and within the vault's caps and margin: it takes an order's lots, or else half of them, a quarter … a 128th, and goes on with
///    what is left of the order.
/// 4. Closing. Every other order ends as its `unfilled` says, from the best bid down, then from the best ask up.
/// A settling market's epochs have only the last phase, and all orders end cancelled.
///
/// Cancelling works in every phase. Up to the first settling step the price is found anew without the order: nobody moves
/// the price by what they take back. After it, the rest goes on at the price that was struck.
interface IBookAuction is IBookAuctionTypes {
    // --- owner ---------------------------------------------------------------------------------------------------

    /// @notice Opens, changes or closes a market's auctions. An epoch that is open keeps its end. Only the owner.
    /// @dev Reverts `UnknownMarket` unless the market's book is open; `InvalidAuctionConfig` outside the bounds.
    function setAuctionConfig(uint16 marketId, AuctionConfig calldata config) external;

    // --- orders --------------------------------------------------------------------------------------------------

    /// @notice Sends an order to the market's auction and reserves its margin.
    /// @dev Refused, in this order: `UnknownMarket`, `AuctionsClosed`, `ZeroLots`, `TooManyLots`, `InvalidTick`,
    /// `BelowMinimumLots`, `BelowMinimumNotional` (at the limit), `OutsidePriceBand`; then by the engine as a resting order is:
    /// `MarketIsSettling`, `StalePrice`, `OnlyReducing`, `InsufficientMargin`.
    function placeInAuction(AuctionOrderParams calldata params) external returns (uint128 orderId);

    /// @notice As `placeInAuction`, for `owner`, by an operator that may place.
    /// @dev Reverts `NotOperator`.
    function placeInAuctionFor(address owner, AuctionOrderParams calldata params) external returns (uint128 orderId);

    /// @notice As `placeInAuction`, for `owner`, by anybody who brings the owner's EIP-712 signature.
    /// @dev Signed in the engine's domain is `PlaceInAuction(AuctionOrderParams action,uint256 nonce,uint256 deadline)` with
    /// `AuctionOrderParams(uint16 marketId,bool isBuy,uint24 tick,uint64 lots,uint8 unfilled,uint64 clientId)`.
    function placeInAuctionSigned(
        address owner,
        AuctionOrderParams calldata params,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint128 orderId);

    /// @notice Cancels those of the caller's orders that still wait, in every phase and every state of the system.
    /// @dev An id that does not wait is passed over; one of somebody else's reverts `NotAuctionOrderOwner`.
    /// @return cancelled how many were
    function cancelInAuction(uint128[] calldata orderIds) external returns (uint256 cancelled);

    /// @notice As `cancelInAuction`, for `owner`, by an operator that may cancel.
    function cancelInAuctionFor(address owner, uint128[] calldata orderIds) external returns (uint256 cancelled);

    // --- execution -----------------------------------------------------------------------------------------------

    /// @notice Executes the oldest epoch that is not done, by at most `maxSteps` steps. Open to all.
    /// @dev A step passes one price level, fills one pair, asks the vault once, passes one gap in a queue or ends one order. The call stops early,
    /// keeping its progress, where less gas is left than the next step may need: `STEP_GAS`, of the vault's phase `VAULT_STEP_GAS`, and
    /// `SUBMIT_GAS` more for an order that goes to the continuous book. Reverts `UnknownMarket`, `NothingToExecute`, `EpochNotEnded`,
    /// `InsufficientGas` when that is before the first step; `StalePrice` before closing, without a fresh mark.
    /// @return done true when the epoch is done
    function executeAuction(uint16 marketId, uint256 maxSteps) external returns (bool done);

    // --- bounds --------------------------------------------------------------------------------------------------

    function MIN_EPOCH_LENGTH() external view returns (uint32);
    function MAX_EPOCH_LENGTH() external view returns (uint32);
    function MAX_VAULT_BAND_PPM() external view returns (uint24);
    /// @notice The most gas a step of `executeAuction` may need outside the vault's phase and the continuous book.
    function STEP_GAS() external view returns (uint256);
    /// @notice The most gas a step of the vault's phase may need.
    function VAULT_STEP_GAS() external view returns (uint256);
}
