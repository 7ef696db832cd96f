// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {FeeMath} from "contracts/libraries/FeeMath.sol";
import {Units} from "contracts/libraries/Units.sol";

/// @title FC-02: fees round against their payer, and a split gives away exactly the fee
contract FeeProofs {
    /// @notice The three parts of a split add up to the fee, and none overflows on the way.
    function check_splitSumsToFee(uint128 fee, uint32 vaultPpm, uint32 insurancePpm, uint32 treasuryPpm) external pure {
        (uint256 vault, uint256 insurance, uint256 treasury) = _split(fee, vaultPpm, insurancePpm, treasuryPpm);
        assert(vault + insurance + treasury == fee);
    }

    /// @notice No sink is off its exact share by more than the rounding of the two floored parts.
    function check_splitSharesAreFair(uint128 fee, uint32 vaultPpm, uint32 insurancePpm, uint32 treasuryPpm)
        external
        pure
    {
        (uint256 vault, uint256 insurance, uint256 treasury) = _split(fee, vaultPpm, insurancePpm, treasuryPpm);
        uint256 whole = fee;
        assert(vault * Units.PPM <= whole * vaultPpm && (vault + 1) * Units.PPM > whole * vaultPpm);
        assert(treasury * Units.PPM <= whole * treasuryPpm && (treasury + 1) * Units.PPM > whole * treasuryPpm);
        assert(
            insurance * Units.PPM >= whole * insurancePpm
                && insurance * Units.PPM < whole * insurancePpm + 2 * Units.PPM
        );
    }

    /// @notice A fee is the smallest amount that is not below its rate.
    function check_feeRoundsUp(uint128 notional, uint32 ratePpm) external pure {
        uint256 fee = FeeMath.feeUp(notional, ratePpm);
        uint256 exact = uint256(notional) * ratePpm;
        assert(fee * Units.PPM >= exact);
        assert(fee == 0 || (fee - 1) * Units.PPM < exact);
    }

    /// @notice A rebate is never above its rate, and never above the taker's fee of the same fill.
    function check_rebateNeverExceedsTakerFee(uint128 notional, uint32 takerPpm, int32 makerPpm) external pure {
        require(int256(uint256(takerPpm)) + makerPpm >= 0);
        int256 taker = int256(FeeMath.feeUp(notional, takerPpm));
        int256 maker = FeeMath.makerFee(notional, makerPpm);
        assert(taker + maker >= 0);
        // One formula for both signs: a fee is rounded up, a rebate down.
        assert(maker * int256(Units.PPM) >= int256(uint256(notional)) * makerPpm);
    }

    function _split(uint256 fee, uint32 vaultPpm, uint32 insurancePpm, uint32 treasuryPpm)
        private
        pure
        returns (uint256 vault, uint256 insurance, uint256 treasury)
    {
        require(uint256(vaultPpm) + insurancePpm + treasuryPpm == Units.PPM);
        return FeeMath.split(
            fee, IEngineTypes.FeeSplit({vaultPpm: vaultPpm, insurancePpm: insurancePpm, treasuryPpm: treasuryPpm})
        );
    }
}
