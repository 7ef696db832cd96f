// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookAuction} from "../../../interfaces/book/IBookAuction.sol";
import {IEngineTypes} from "../../../interfaces/engine/IEngineTypes.sol";
import {AuctionOrderId} from "../../../libraries/AuctionOrderId.sol";
import {MarketWord} from "../../../libraries/MarketWord.sol";
import {BookWaiting} from "../BookWaiting.sol";
import {AuctionPricing} from "./AuctionPricing.sol";

/// @title Sending orders to the auction and taking them back
abstract contract AuctionOrders is BookWaiting, AuctionPricing, IBookAuction {
    bytes32 private constant ORDER_TYPE_HASH = keccak256(
        "AuctionOrderParams(uint16 marketId,bool isBuy,uint24 tick,uint64 lots,uint8 unfilled,uint64 clientId)"
    );
    bytes32 private constant PLACE_TYPE_HASH = keccak256(
        "PlaceInAuction(AuctionOrderParams action,uint256 nonce,uint256 deadline)AuctionOrderParams(uint16 marketId,bool isBuy,uint24 tick,uint64 lots,uint8 unfilled,uint64 clientId)"
    );

    /// @inheritdoc IBookAuction
    function placeInAuction(AuctionOrderParams calldata params) external returns (uint128 orderId) {
        return _sendToAuction(msg.sender, params);
    }

    /// @inheritdoc IBookAuction
    function placeInAuctionFor(address owner, AuctionOrderParams calldata params) external returns (uint128 orderId) {
        _requireOperator(owner, MAY_PLACE);
        return _sendToAuction(owner, params);
    }

    /// @inheritdoc IBookAuction
    function placeInAuctionSigned(
        address owner,
        AuctionOrderParams calldata params,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint128 orderId) {
        // The members are encoded as the ABI does: left-padded words, which is what EIP-712 asks for.
        bytes32 action = keccak256(abi.encode(ORDER_TYPE_HASH, params));
        _state().engine.useAuthorization(owner, PLACE_TYPE_HASH, action, nonce, deadline, signature);
        return _sendToAuction(owner, params);
    }

    /// @inheritdoc IBookAuction
    function cancelInAuction(uint128[] calldata orderIds) external returns (uint256 cancelled) {
        return _takeBack(msg.sender, orderIds);
    }

    /// @inheritdoc IBookAuction
    function cancelInAuctionFor(address owner, uint128[] calldata orderIds) external returns (uint256 cancelled) {
        _requireOperator(owner, MAY_CANCEL);
        return _takeBack(owner, orderIds);
    }

    /// @dev Puts an order into the epoch that gathers now.
    function _gather(uint16 marketId, bool isBuy, uint24 tick, AuctionOrder memory order)
        internal
        returns (uint128 orderId)
    {
        uint32 epoch = _gatheringEpoch(_auction(marketId));
        uint56 key = _enqueue(_sideOf(_batch(marketId, epoch), isBuy), tick, order);
        return AuctionOrderId.encode(marketId, epoch, isBuy, key);
    }

    function _sendToAuction(address owner, AuctionOrderParams calldata params) private returns (uint128 orderId) {
        (uint16 marketId, bool isBuy, uint64 lots) = (params.marketId, params.isBuy, params.lots);
        _requireOpen(marketId);
        if (_auction(marketId).epochLength == 0) revert AuctionsClosed(marketId);
        _checkTerms(params.tick, lots);
        _checkMarketLimits(params);
        // Reserves and checks margin as for an order that rests without having matched anything.
        IEngineTypes.TakerContext memory context;
        _state().engine.settle(marketId, owner, isBuy, new IEngineTypes.Fill[](0), lots, context);
        orderId = _gather(marketId, isBuy, params.tick, AuctionOrder(owner, lots, params.unfilled));
        emit AuctionOrderPlaced(orderId, owner, lots, params.unfilled, params.clientId);
    }

    /// @dev Least lots, least value and band, as of an order that would rest.
    function _checkMarketLimits(AuctionOrderParams calldata params) private view {
        Book storage book = _state().books[params.marketId];
        MarketWord market = book.word;
        OrderParams memory limited;
        limited.marketId = params.marketId;
        limited.isBuy = params.isBuy;
        limited.tick = params.tick;
        limited.lots = params.lots;
        _checkMinimum(book, market, limited);
        if (market.bandPpm() != 0) _holdToBand(book, market, limited);
    }

    /// @dev The newest epoch while it lasts, else one more, up to the next multiple of the epoch length.
    function _gatheringEpoch(Auction storage auction) private returns (uint32 epoch) {
        epoch = auction.gathering;
        if (block.timestamp < auction.gatheringEndsAt) return epoch;
        uint256 length = auction.epochLength;
        uint40 endsAt = uint40((block.timestamp / length + 1) * length);
        auction.gathering = ++epoch;
        auction.gatheringEndsAt = endsAt;
        Epoch storage opened = auction.batches[epoch].epoch;
        opened.endsAt = endsAt;
        opened.phase = AuctionPhase.Gathering;
    }

    function _takeBack(address owner, uint128[] calldata orderIds) private returns (uint256 cancelled) {
        for (uint256 i; i < orderIds.length; ++i) {
            uint128 orderId = orderIds[i];
            bool isBuy = AuctionOrderId.isBuyOf(orderId);
            uint16 marketId = AuctionOrderId.marketOf(orderId);
            Batch storage batch = _batch(marketId, AuctionOrderId.epochOf(orderId));
            AuctionOrder memory order = _sideOf(batch, isBuy).orders[uint56(orderId)];
            if (order.owner == address(0)) continue;
            if (order.owner != owner) revert NotAuctionOrderOwner(orderId, owner);
            bool empty = _lessen(_sideOf(batch, isBuy), uint56(orderId), order, order.lots);
            _reprice(batch, isBuy, AuctionOrderId.tickOf(orderId), order.lots, empty);
            emit AuctionOrderRemoved(orderId, owner, order.lots, AuctionRemoval.Cancelled);
            _state().engine.releaseOrder(marketId, owner, isBuy, order.lots);
            ++cancelled;
        }
    }

    /// @dev Pricing goes on without the order, if nothing has been settled at the price it has found.
    function _reprice(Batch storage batch, bool isBuy, uint24 tick, uint64 lots, bool empty) private {
        Epoch storage epoch = batch.epoch;
        AuctionPhase phase = epoch.phase;
        // The vault is asked anew: it may be another order's turn.
        if (phase == AuctionPhase.VaultFill) batch.halvings = 0;
        if (phase == AuctionPhase.Settling && !epoch.firm) {
            // What was struck is void: nobody is to read a price that may not be found again.
            (epoch.phase, epoch.tick, epoch.imbalance) = (AuctionPhase.Pricing, 0, 0);
        } else if (phase != AuctionPhase.Pricing) {
            return;
        }
        Cursor memory cursor = epoch.cursor;
        _forget(batch, cursor, isBuy, tick, lots, empty);
        epoch.cursor = cursor;
    }
}
