// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {BookAdmin} from "./book/BookAdmin.sol";
import {BookImpact} from "./book/BookImpact.sol";
import {BookPages} from "./book/BookPages.sol";
import {BookQuotes} from "./book/BookQuotes.sol";
import {AuctionViews} from "./book/auction/AuctionViews.sol";
import {StopViews} from "./book/stops/StopViews.sol";
import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";

/// @title OrderbookV2Extension: what the book does seldom, and what clients see of auction and stops
/// @notice Runs only by delegation from `OrderbookV2`, on its storage and under its ownership; on its own it has no owner
/// and no engine, and nothing can be done with it. What it does not know either it delegates to `OrderbookV2Waiting`, whose
/// address is fixed in this code.
contract OrderbookV2Extension is Proxy, BookImpact, BookPages, BookQuotes, BookAdmin, AuctionViews, StopViews {
    /// @notice Code that selectors unknown here are delegated to.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address public immutable WAITING;

    /// @param waiting an `OrderbookV2Waiting`
    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(address waiting) {
        if (waiting.code.length == 0) revert ZeroAddress();
        WAITING = waiting;
    }

    /// @dev Where the fallback delegates to.
    function _implementation() internal view override returns (address) {
        return WAITING;
    }
}
