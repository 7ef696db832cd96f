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
        fresh = _oracle().isFresh(marketId);
        if (fresh) mark = _oracle().price(marketId);
    }

    function _oracle() internal view returns (IOracleRouter) {
        (,, address oracle,,,) = _state().engine.modules();
        return IOracleRouter(oracle);
    }

    function _tickSize(uint16 marketId) internal view returns (uint256) {
        return _state().books[marketId].tickSize;
    }
}
