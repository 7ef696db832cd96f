// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {IBookTypes} from "../../interfaces/book/IBookTypes.sol";
import {LevelWord} from "../../libraries/LevelWord.sol";
import {MarketWord} from "../../libraries/MarketWord.sol";
import {OrderWord} from "../../libraries/OrderWord.sol";
import {TickBitmap} from "../../libraries/TickBitmap.sol";

/// @title The book's ERC-7201 storage
abstract contract BookStorage is IBookTypes {
    /// @dev `word` is what every order reads, tick and lot size only what has a band or only reduces.
    struct Book {
        MarketWord word;
        uint128 tickSize;
        uint96 lotSize;
        uint128 minNotional;
        TickBitmap.Bitmap bids;
        TickBitmap.Bitmap asks;
    }

    /// @custom:storage-location erc7201:proofbook.book.v2
    struct BookState {
        IPerpEngineV2 engine;
        mapping(uint64 orderId => OrderWord) orders;
        mapping(uint32 levelKey => LevelWord) levels;
        mapping(uint16 marketId => Book) books;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.book.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BOOK_STATE_SLOT = 0x3bcc6fc2762fd0f28d72811bee06f84db8817c6fd9b7f24c9dc7b033aceae600;

    function _state() internal pure returns (BookState storage state) {
        assembly {
            state.slot := BOOK_STATE_SLOT
        }
    }

    /// @dev The non-empty ticks of a side.
    function _ticks(uint16 marketId, bool isBuy) internal view returns (TickBitmap.Bitmap storage) {
        Book storage book = _state().books[marketId];
        return isBuy ? book.bids : book.asks;
    }

    modifier onlySelf() {
        if (msg.sender != address(this)) revert NotSelf(msg.sender);
        _;
    }
}
