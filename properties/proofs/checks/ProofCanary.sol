// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Units} from "contracts/libraries/Units.sol";

/// @title Statements made to fail: a prover that does not refute them proves nothing
contract ProofCanary {
    /// @notice False: rounding loses up to a unit.
    function check_canaryRoundTripIsExact(uint256 wad) external pure {
        assert(Units.toWad(Units.toAssetsDown(wad)) == wad);
    }

    /// @notice True of nothing: every path reverts before it gets to the assertion.
    function check_canaryIsVacuous(uint256 wad) external pure {
        require(wad < Units.toAssetsDown(wad));
        assert(Units.toAssetsDown(wad) == 0);
    }
}
