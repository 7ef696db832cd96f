// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Units} from "contracts/libraries/Units.sol";

/// @title FC-04: scaling between USDC units and WAD dollars
contract UnitsProofs {
    /// @notice What goes out and comes back is never more, and the difference is a remainder below one unit.
    function check_roundTripNeverGains(uint256 wad) external pure {
        uint256 returned = Units.toWad(Units.toAssetsDown(wad));
        assert(returned <= wad);
        assert(wad - returned < Units.WAD_PER_ASSET);
    }

    /// @notice Whole units survive the round trip exactly.
    function check_wholeUnitsAreExact(uint256 assets) external pure {
        require(assets < 1 << 200);
        uint256 wad = Units.toWad(assets);
        assert(Units.toAssetsDown(wad) == assets);
        assert(Units.toAssetsUp(wad) == assets);
    }

    /// @notice Rounding up covers the amount, and one unit fewer would not.
    function check_roundingUpIsTheFewest(uint256 wad) external pure {
        require(wad < 1 << 255);
        uint256 assets = Units.toAssetsUp(wad);
        assert(Units.toWad(assets) >= wad);
        assert(assets == 0 || Units.toWad(assets - 1) < wad);
    }
}
