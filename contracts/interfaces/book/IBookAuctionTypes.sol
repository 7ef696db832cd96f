// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What the call auction's functions take, answer, emit and refuse with
/// @notice Prices are ticks, sizes lots, times unix seconds.
interface IBookAuctionTypes {
    /// @notice What becomes of what an auction does not fill.
    /// @param Cancel it is removed
    /// @param ToBook it is placed in the continuous book, good till cancelled, under its owner's margin then; what can't be
    /// placed ends cancelled with the reason
    /// @param NextEpoch it joins the epoch that gathers then, behind the orders of its tick that are there already
    enum Unfilled {
        Cancel,
        ToBook,
        NextEpoch
    }

    /// @notice Where an epoch is. `Gathering` until it is first executed, even after its end.
    enum AuctionPhase {
        None,
        Gathering,
        Pricing,
        Settling,
        VaultFill,
        Closing,
        Done
    }

    /// @notice Why lots of an order left the auction without being filled.
    /// @param Cancelled its owner took it back
    /// @param Unfilled the auction was over and its flag said so
    /// @param SelfTrade it met an order of its owner
    /// @param Margin its owner's margin did not allow the fill, or could not be told for want of a fresh mark
    /// @param Cap its owner would have exceeded an exposure cap
    /// @param ReduceOnly its owner would have grown while only reducing was allowed
    /// @param MarketClosed the market settles, or its auctions were closed before the order could join the next epoch
    enum AuctionRemoval {
        Cancelled,
        Unfilled,
        SelfTrade,
        Margin,
        Cap,
        ReduceOnly,
        MarketClosed
    }

    /// @notice A market's auctions, set by the owner.
    /// @param epochLength seconds, `MIN_EPOCH_LENGTH` … `MAX_EPOCH_LENGTH`; zero: no new orders, the last epoch is still executed
    /// @param vaultBandPpm farthest the clearing price may lie from the mark for the vault to fill, ppm of the mark, at most
    /// `MAX_VAULT_BAND_PPM`; zero: the vault never fills
    struct AuctionConfig {
        uint32 epochLength;
        uint24 vaultBandPpm;
    }

    /// @notice An order for the auction.
    /// @param tick the limit; never crossed against the owner
    /// @param clientId the client's own name for the order, told in the event; the book makes nothing of it
    struct AuctionOrderParams {
        uint16 marketId;
        bool isBuy;
        uint24 tick;
        uint64 lots;
        Unfilled unfilled;
        uint64 clientId;
    }

    /// @notice A waiting order; all zero when there is none of that id.
    /// @param lots what is left of it
    struct AuctionOrderView {
        address owner;
        uint16 marketId;
        uint32 epoch;
        bool isBuy;
        uint24 tick;
        uint64 lots;
        Unfilled unfilled;
    }

    /// @notice An epoch as it is now.
    /// @param phase where it is
    /// @param endsAt from when on it may be executed; zero for an epoch that was never opened
    /// @param tick clearing tick; zero before pricing is over, and when nothing crosses
    /// @param filledLots lots that orders have filled against each other
    /// @param vaultLots lots the vault has bought (positive) or sold (negative)
    /// @param imbalance bid lots − ask lots that could trade at the clearing tick, when it was found
    struct AuctionView {
        AuctionPhase phase;
        uint40 endsAt;
        uint24 tick;
        uint128 filledLots;
        int128 vaultLots;
        int128 imbalance;
    }

    event AuctionConfigSet(uint16 indexed marketId, AuctionConfig config);
    /// @notice An order waits in the auction. With the events below, the waiting orders can be told from logs alone.
    event AuctionOrderPlaced(
        uint128 indexed orderId, address indexed owner, uint64 lots, Unfilled unfilled, uint64 clientId
    );
    /// @notice Two orders, or an order and the vault (id zero), filled each other at the clearing tick.
    event AuctionMatched(uint128 indexed bidId, uint128 indexed askId, uint24 tick, uint64 lots);
    /// @notice Two orders of one owner lost lots to each other without a fill.
    event AuctionSelfTradePrevented(uint128 indexed bidId, uint128 indexed askId, uint64 lots);
    /// @param lots what was left of it
    event AuctionOrderRemoved(uint128 indexed orderId, address indexed owner, uint64 lots, AuctionRemoval reason);
    /// @notice What was left of an order went on to a later epoch, under another id.
    event AuctionOrderCarried(uint128 indexed orderId, uint128 indexed newId, address indexed owner, uint64 lots);
    /// @notice What was left of an order went to the continuous book.
    /// @param restingId id of the resting rest there, zero when nothing rests
    /// @param filledLots lots that filled there at once
    event AuctionOrderMoved(
        uint128 indexed orderId, uint64 indexed restingId, address indexed owner, uint64 lots, uint64 filledLots
    );
    /// @notice What was left of an order could not be placed in the continuous book and ended cancelled.
    /// @param reason the error placing it would have reverted with
    event AuctionOrderRefused(uint128 indexed orderId, address indexed owner, uint64 lots, bytes reason);
    /// @notice Pricing is over. It can be over again, if orders are cancelled before the first settling step.
    event AuctionPriced(uint16 indexed marketId, uint32 indexed epoch, uint24 tick, uint128 volume, int128 imbalance);
    /// @notice The vault could not fill even a small part of the next order, and closing began.
    /// @param reason the error that its cap or its state made the engine refuse with; empty for its margin
    event AuctionVaultDeclined(uint16 indexed marketId, uint32 indexed epoch, bytes reason);
    /// @notice An epoch is done; its fields are those of `AuctionView`.
    event AuctionExecuted(
        uint16 indexed marketId,
        uint32 indexed epoch,
        uint24 tick,
        uint128 filledLots,
        int128 vaultLots,
        int128 imbalance
    );

    error AuctionsClosed(uint16 marketId);
    error InvalidAuctionConfig(uint16 marketId);
    error NothingToExecute(uint16 marketId);
    error EpochNotEnded(uint16 marketId, uint40 endsAt);
    error NotAuctionOrderOwner(uint128 orderId, address caller);
}
