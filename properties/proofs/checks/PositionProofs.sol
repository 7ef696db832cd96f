// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {PositionMath} from "contracts/libraries/PositionMath.sol";
import {SignedDivision} from "contracts/libraries/SignedDivision.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title FC-03: a trade conserves what it moves
contract PositionProofs {
    struct Outcome {
        int128 size;
        int128 quote;
        int256 realised;
    }

    /// @notice What a trade adds to the quote is afterwards in the quote or realised, to the last unit.
    function check_tradeConserves(int128 size, int128 quote, int120 sizeDelta, int120 quoteDelta) external pure {
        (int128 newSize, int128 newQuote, int256 realised) = PositionMath.applyTrade(size, quote, sizeDelta, quoteDelta);
        assert(int256(newSize) == int256(size) + sizeDelta);
        assert(int256(newQuote) + realised == int256(quote) + quoteDelta);
    }

    /// @notice Growing realises nothing.
    function check_growingRealisesNothing(int128 size, int128 quote, int120 sizeDelta, int120 quoteDelta)
        external
        pure
    {
        require(size == 0 || (size > 0) == (sizeDelta > 0));
        (,, int256 realised) = PositionMath.applyTrade(size, quote, sizeDelta, quoteDelta);
        assert(realised == 0);
    }

    /// @notice A position that is closed leaves no quote behind: all of it is realised.
    function check_closingLeavesNothing(int128 size, int128 quote, int120 quoteDelta) external pure {
        require(size != 0);
        (int128 newSize, int128 newQuote, int256 realised) =
            PositionMath.applyTrade(size, quote, -int256(size), quoteDelta);
        assert(newSize == 0 && newQuote == 0);
        assert(realised == int256(quote) + quoteDelta);
    }

    /// @notice A trade across zero is the same as one that closes, at its share of the proceeds, and one that opens.
    function check_crossingIsReduceThenGrow(int120 size, int120 quote, int120 sizeDelta, int120 quoteDelta)
        external
        pure
    {
        require(size > 0 ? int256(sizeDelta) < -int256(size) : size < 0 && int256(sizeDelta) > -int256(size));
        (Outcome memory crossed, Outcome memory closed, Outcome memory opened) =
            _threeTrades(size, quote, sizeDelta, quoteDelta);
        assert(closed.size == 0 && closed.quote == 0);
        assert(opened.size == crossed.size && opened.quote == crossed.quote);
        assert(closed.realised + opened.realised == crossed.realised);
    }

    function trace_closingLeavesNothing(int128 size, int128 quote, int120 quoteDelta)
        external
        pure
        returns (int256[] memory)
    {
        Outcome memory closed = _trade(size, quote, -int256(size), quoteDelta);
        return Trace.list(closed.size, closed.quote, closed.realised);
    }

    function trace_crossingIsReduceThenGrow(int120 size, int120 quote, int120 sizeDelta, int120 quoteDelta)
        external
        pure
        returns (int256[] memory numbers)
    {
        (Outcome memory crossed, Outcome memory closed, Outcome memory opened) =
            _threeTrades(size, quote, sizeDelta, quoteDelta);
        numbers = Trace.list(crossed.size, crossed.quote, crossed.realised);
        numbers = Trace.then(Trace.then(Trace.then(numbers, closed.size), closed.quote), closed.realised);
        return Trace.then(Trace.then(Trace.then(numbers, opened.size), opened.quote), opened.realised);
    }

    /// @dev Across zero at once; and as the part that closes at its share of the proceeds, then the part that opens.
    function _threeTrades(int120 size, int120 quote, int120 sizeDelta, int120 quoteDelta)
        private
        pure
        returns (Outcome memory crossed, Outcome memory closed, Outcome memory opened)
    {
        crossed = _trade(size, quote, sizeDelta, quoteDelta);
        int256 closing = SignedDivision.divFloor(int256(quoteDelta) * int256(_abs(size)), _abs(sizeDelta));
        closed = _trade(size, quote, -int256(size), closing);
        opened = _trade(0, 0, int256(sizeDelta) + size, quoteDelta - closing);
    }

    function _trade(int128 size, int128 quote, int256 sizeDelta, int256 quoteDelta)
        private
        pure
        returns (Outcome memory outcome)
    {
        (outcome.size, outcome.quote, outcome.realised) = PositionMath.applyTrade(size, quote, sizeDelta, quoteDelta);
    }

    function _abs(int256 value) private pure returns (uint256) {
        return uint256(value < 0 ? -value : value);
    }
}
