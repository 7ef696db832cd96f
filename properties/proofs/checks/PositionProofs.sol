// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {PositionMath} from "contracts/libraries/PositionMath.sol";

/// @title FC-03: a trade conserves what it moves
contract PositionProofs {
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
}
