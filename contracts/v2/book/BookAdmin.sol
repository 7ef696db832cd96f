// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookExtension} from "../../interfaces/book/IBookExtension.sol";
import {BookStorage} from "./BookStorage.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";

/// @title The owner's functions of the book
abstract contract BookAdmin is OwnableUpgradeable, BookStorage, IBookExtension {
    /// @inheritdoc IBookExtension
    function openMarket(uint16 marketId) external onlyOwner {
        BookState storage state = _state();
        if (marketId >= state.engine.marketCount()) revert UnknownMarket(marketId);
        if (state.books[marketId].open) revert MarketAlreadyOpen(marketId);
        state.books[marketId].open = true;
        emit MarketOpened(marketId);
    }
}
