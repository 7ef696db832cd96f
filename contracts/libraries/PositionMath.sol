// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SignedDivision} from "./SignedDivision.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title What a trade does to a position
/// @notice Sizes are WAD base units, quotes and realised amounts WAD dollars.
library PositionMath {
    using SafeCast for int256;
    using SignedDivision for int256;

    /// @notice Applies a trade of `sizeDelta` base units against `quoteDelta` dollars.
    /// @dev Conserves exactly: `quote + quoteDelta == newQuote + realised`. Reducing releases the proportional part of
    /// `quote`, rounded down (against the owner; the remainder stays in `quote`). Crossing zero closes, then opens.
    /// @return newSize position afterwards
    /// @return newQuote quote afterwards
    /// @return realised dollars released into collateral
    function applyTrade(int128 size, int128 quote, int256 sizeDelta, int256 quoteDelta)
        internal
        pure
        returns (int128 newSize, int128 newQuote, int256 realised)
    {
        newSize = (int256(size) + sizeDelta).toInt128();
        if (size == 0 || (size > 0) == (sizeDelta > 0)) {
            return (newSize, (int256(quote) + quoteDelta).toInt128(), 0);
        }
        uint256 held = SignedMath.abs(size);
        uint256 traded = SignedMath.abs(sizeDelta);
        if (traded <= held) {
            int256 released = (int256(quote) * int256(traded)).divFloor(held);
            return (newSize, (int256(quote) - released).toInt128(), released + quoteDelta);
        }
        int256 closing = (quoteDelta * int256(held)).divFloor(traded);
        return (newSize, (quoteDelta - closing).toInt128(), int256(quote) + closing);
    }
}
