// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {IBookTypes} from "../../interfaces/book/IBookTypes.sol";
import {OrderQueue} from "../../libraries/OrderQueue.sol";
import {TickBitmap} from "../../libraries/TickBitmap.sol";

/// @title The book's ERC-7201 storage
abstract contract BookStorage is IBookTypes {
    struct Side {
        TickBitmap.Bitmap ticks;
        mapping(uint24 tick => OrderQueue.Level) levels;
    }

    /// @dev `changedAt` is when the resting orders last changed, unix seconds.
    struct Book {
        bool open;
        uint40 changedAt;
        Side bids;
        Side asks;
    }

    /// @custom:storage-location erc7201:proofbook.book.v2
    struct BookState {
        IPerpEngineV2 engine;
        uint64 nextOrderId;
        mapping(uint64 orderId => OrderQueue.Order) orders;
        mapping(uint16 marketId => Book) books;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.book.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BOOK_STATE_SLOT = 0x3bcc6fc2762fd0f28d72811bee06f84db8817c6fd9b7f24c9dc7b033aceae600;

    function _state() internal pure returns (BookState storage state) {
        assembly {
            state.slot := BOOK_STATE_SLOT
        }
    }

    function _side(uint16 marketId, bool isBuy) internal view returns (Side storage) {
        Book storage book = _state().books[marketId];
        return isBuy ? book.bids : book.asks;
    }
}
