// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookAuctionTypes} from "../../../interfaces/book/IBookAuctionTypes.sol";
import {TickBitmap} from "../../../libraries/TickBitmap.sol";

/// @title The call auction's ERC-7201 storage
abstract contract AuctionStorage is IBookAuctionTypes {
    /// @dev One slot. Zero where no order waits: never placed, filled, or left.
    struct AuctionOrder {
        address owner;
        uint64 lots;
        Unfilled unfilled;
    }

    /// @dev One slot. Orders of a level are numbered from one; `head` is the oldest that can still wait, `next` the next to be given.
    struct AuctionLevel {
        uint32 head;
        uint32 next;
        uint32 count;
        uint128 totalLots;
    }

    /// @dev An order's key is its tick and its number.
    struct AuctionSide {
        TickBitmap.Bitmap ticks;
        mapping(uint24 tick => AuctionLevel) levels;
        mapping(uint56 key => AuctionOrder) orders;
    }

    /// @dev How far pricing has looked, one slot: bids down to `bidTick`, asks up to `askTick` (zero: none), and the lots there.
    struct Cursor {
        uint24 bidTick;
        uint24 askTick;
        uint104 bids;
        uint104 asks;
    }

    /// @dev Three slots. `firm` once settling has changed anything: from then on the price stands.
    struct Epoch {
        uint40 endsAt;
        AuctionPhase phase;
        bool firm;
        uint24 tick;
        uint128 filledLots;
        int128 vaultLots;
        int128 imbalance;
        Cursor cursor;
    }

    /// @dev `halvings`: how often what the vault is asked to take of the order whose turn it is has been halved.
    struct Batch {
        Epoch epoch;
        AuctionSide bids;
        AuctionSide asks;
        uint8 halvings;
    }

    /// @dev First slot: settings and where the epochs are. `executing` is one above `gathering` when every epoch is done.
    struct Auction {
        uint32 epochLength;
        uint24 vaultBandPpm;
        uint32 executing;
        uint32 gathering;
        uint40 gatheringEndsAt;
        mapping(uint32 epoch => Batch) batches;
    }

    /// @custom:storage-location erc7201:proofbook.book.auction.v2
    struct AuctionState {
        mapping(uint16 marketId => Auction) auctions;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.book.auction.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant AUCTION_STATE_SLOT = 0x339c4374dd50162b219c6ce8fde1c3d653496e22d755f98123f0627186f06b00;

    function _auction(uint16 marketId) internal view returns (Auction storage) {
        AuctionState storage state;
        assembly {
            state.slot := AUCTION_STATE_SLOT
        }
        return state.auctions[marketId];
    }

    function _batch(uint16 marketId, uint32 epoch) internal view returns (Batch storage) {
        return _auction(marketId).batches[epoch];
    }

    function _sideOf(Batch storage batch, bool isBuy) internal view returns (AuctionSide storage) {
        return isBuy ? batch.bids : batch.asks;
    }
}
