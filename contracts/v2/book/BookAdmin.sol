// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookExtension} from "../../interfaces/book/IBookExtension.sol";
import {IEngineTypes} from "../../interfaces/engine/IEngineTypes.sol";
import {MarketWord} from "../../libraries/MarketWord.sol";
import {TickBitmap} from "../../libraries/TickBitmap.sol";
import {Units} from "../../libraries/Units.sol";
import {BookStorage} from "./BookStorage.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The owner's functions of the book
abstract contract BookAdmin is OwnableUpgradeable, BookStorage, IBookExtension {
    using TickBitmap for TickBitmap.Bitmap;

    /// @inheritdoc IBookExtension
    uint32 public constant MAX_MIN_LOTS = 1_000_000;
    /// @inheritdoc IBookExtension
    uint128 public constant MAX_MIN_NOTIONAL = 10_000e18;
    /// @inheritdoc IBookExtension
    uint24 public constant MIN_BAND_PPM = 10_000;

    /// @inheritdoc IBookExtension
    function openMarket(uint16 marketId) external onlyOwner {
        BookState storage state = _state();
        if (marketId >= state.engine.marketCount()) revert UnknownMarket(marketId);
        Book storage book = state.books[marketId];
        if (book.word.open()) revert MarketAlreadyOpen(marketId);
        // The engine never changes them.
        IEngineTypes.MarketParams memory params = state.engine.marketParams(marketId);
        book.tickSize = params.tickSize;
        book.lotSize = params.lotSize;
        book.word = book.word.opened();
        book.bids.prepare();
        book.asks.prepare();
        emit MarketOpened(marketId);
        _setConfig(marketId, book, BookConfig({minLots: 1, minNotional: 0, bandPpm: 0}));
    }

    /// @inheritdoc IBookExtension
    function setBookConfig(uint16 marketId, BookConfig calldata config) external onlyOwner {
        _setConfig(marketId, _opened(marketId), config);
    }

    /// @inheritdoc IBookExtension
    function bookConfig(uint16 marketId) external view returns (BookConfig memory) {
        Book storage book = _opened(marketId);
        MarketWord word = book.word;
        return BookConfig({minLots: word.minLots(), minNotional: book.minNotional, bandPpm: word.bandPpm()});
    }

    /// @dev The least value is kept as tick × lots, rounded up: an order is worth at least `minNotional` iff it has so many.
    function _setConfig(uint16 marketId, Book storage book, BookConfig memory config) private {
        bool validBand = config.bandPpm == 0 || (config.bandPpm >= MIN_BAND_PPM && config.bandPpm <= Units.PPM);
        bool validLots = config.minLots != 0 && config.minLots <= MAX_MIN_LOTS;
        if (!validBand || !validLots || config.minNotional > MAX_MIN_NOTIONAL) revert InvalidBookConfig(marketId);
        uint256 unit = uint256(book.tickSize) * book.lotSize / Units.WAD;
        uint96 minTickLots = uint96(Math.ceilDiv(config.minNotional, unit));
        book.minNotional = config.minNotional;
        book.word = book.word.withLimits(config.bandPpm, config.minLots, minTickLots);
        emit BookConfigSet(marketId, config);
    }

    function _opened(uint16 marketId) internal view returns (Book storage book) {
        book = _state().books[marketId];
        if (!book.word.open()) revert UnknownMarket(marketId);
    }
}
