// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../../interfaces/IOracleRouter.sol";
import {BookStorage} from "./BookStorage.sol";

/// @title What auction and stops read of a market
abstract contract MarketReads is BookStorage {
    function _requireOpen(uint16 marketId) internal view {
        if (!_state().books[marketId].word.open()) revert UnknownMarket(marketId);
    }

    /// @dev The mark if it is fresh; unlike `engine.mark` the oracle's also while the market settles.
    function _freshMark(uint16 marketId) internal view returns (bool fresh, uint256 mark) {
        (,, address oracle,,,) = _state().engine.modules();
        fresh = IOracleRouter(oracle).isFresh(marketId);
        if (fresh) mark = IOracleRouter(oracle).price(marketId);
    }

    function _tickSize(uint16 marketId) internal view returns (uint256) {
        return _state().books[marketId].tickSize;
    }
}
