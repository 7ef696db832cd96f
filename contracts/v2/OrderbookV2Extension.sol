// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {BookAdmin} from "./book/BookAdmin.sol";
import {BookImpact} from "./book/BookImpact.sol";
import {BookPages} from "./book/BookPages.sol";
import {BookQuotes} from "./book/BookQuotes.sol";

/// @title OrderbookV2Extension: what the book does seldom
/// @notice Runs only by delegation from `OrderbookV2`, on its storage and under its ownership; on its own it has no owner
/// and no engine, and nothing can be done with it.
contract OrderbookV2Extension is BookImpact, BookPages, BookQuotes, BookAdmin {}
