// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineTypes} from "../interfaces/engine/IEngineTypes.sol";
import {Units} from "./Units.sol";

/// @title Fees on a notional and their split between the sinks
/// @notice Amounts are WAD dollars, rates ppm.
library FeeMath {
    /// @notice `notional × ratePpm`, rounded up: against the payer.
    function feeUp(uint256 notional, uint256 ratePpm) internal pure returns (uint256) {
        return (notional * ratePpm + Units.PPM - 1) / Units.PPM;
    }

    /// @notice The maker's fee: rounded up when it pays, a rebate rounded down when the rate is negative.
    function makerFee(uint256 notional, int256 ratePpm) internal pure returns (int256) {
        if (ratePpm >= 0) return int256(feeUp(notional, uint256(ratePpm)));
        return -int256(notional * uint256(-ratePpm) / Units.PPM);
    }

    /// @notice Each side's fee in an auction, where nobody takes: half of what a taker and a maker pay together, rounded up. Not
    /// negative, since a rebate is at most the taker's rate.
    function auctionFee(uint256 notional, uint256 takerPpm, int256 makerPpm) internal pure returns (uint256) {
        return (feeUp(notional, uint256(int256(takerPpm) + makerPpm)) + 1) / 2;
    }

    /// @notice Splits `fee`: vault and treasury rounded down, insurance takes what is left, so the parts sum to `fee`.
    function split(uint256 fee, IEngineTypes.FeeSplit memory rates)
        internal
        pure
        returns (uint256 vault, uint256 insurance, uint256 treasury)
    {
        vault = fee * rates.vaultPpm / Units.PPM;
        treasury = fee * rates.treasuryPpm / Units.PPM;
        insurance = fee - vault - treasury;
    }
}
