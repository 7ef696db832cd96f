// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {LevelWord} from "contracts/libraries/LevelWord.sol";
import {OrderWord, OrderWordLib} from "contracts/libraries/OrderWord.sol";

/// @title NS-03: the states of an order, as its word and its level's say them
/// @dev Small and with few branches, for a prover that takes seconds for each.
contract OrderStateProofs {
    /// @notice Placed, made smaller, gone: in each state the words say what it is and nothing else.
    /// @param terms expiry (32 bits), post-only, reduce-only (1 each) and self-trade mode (2), as they stand in an order's word
    function check_orderStatesAreApart(uint160 owner, uint64 lots, uint64 left, uint40 terms) external pure {
        require(_both(_both(owner != 0, left > 0), _both(left < lots, lots <= OrderWordLib.MAX_LOTS)));
        require(terms < 1 << 36);
        OrderWord order = OrderWordLib.pack(address(owner), lots, 0, false, false, IBookTypes.SelfTrade.CancelOlder);
        order = OrderWord.wrap(OrderWord.unwrap(order) | terms);
        LevelWord level = LevelWord.wrap(0).appended(order);
        assert(_both(_rests(order, owner, lots, terms), _holds(level, 1, lots)));
        order = order.withLots(left);
        level = level.lessened(lots - left);
        assert(_both(_rests(order, owner, left, terms), _holds(level, 1, left)));
        level = level.without(order).withHead(2);
        assert(_both(_holds(level, 0, 0), level.head() == level.next()));
    }

    /// @notice A hole is no order, and tells its run; nor is the word of an order that never was, or was the head, either.
    function check_holesAreNoOrders(uint32 first, uint32 last, uint256 word) external pure {
        OrderWord hole = OrderWordLib.hole(first, last);
        assert(_both(_both(!hole.rests(), hole.isHole()), _both(hole.first() == first, hole.last() == last)));
        OrderWord any = OrderWord.wrap(word);
        assert(!_both(any.rests(), any.isHole()));
        assert(!OrderWord.wrap(0).rests() && !OrderWord.wrap(0).isHole());
    }

    function _rests(OrderWord order, uint160 owner, uint64 lots, uint40 terms) private pure returns (bool) {
        bool itself = _both(order.owner() == address(owner), order.lots() == lots);
        bool flags = _both(order.postOnly() == (terms & 8 != 0), order.reduceOnly() == (terms & 4 != 0));
        bool kept = _both(order.expiry() == terms >> 4, flags);
        return _both(_both(order.rests(), !order.isHole()), _both(itself, kept));
    }

    function _holds(LevelWord level, uint256 count, uint256 lots) private pure returns (bool) {
        return _both(level.count() == count, level.totalLots() == lots);
    }

    /// @dev Both, without a branch.
    function _both(bool one, bool other) private pure returns (bool result) {
        assembly {
            result := and(one, other)
        }
    }
}
