// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EngineFees} from "contracts/v2/engine/EngineFees.sol";
import {Units} from "contracts/libraries/Units.sol";

/// @title FC-02: what the engine books of a fee
contract FeeEntryProofs is EngineFees {
    /// @notice Under any split, on top of anything booked before, the sinks are charged with exactly the fee.
    function check_bookedFeeIsWhole(uint112 fee, uint24 vaultPpm, uint24 insurancePpm, uint24 treasuryPpm, uint112 before)
        external
    {
        require(uint256(vaultPpm) + insurancePpm + treasuryPpm == Units.PPM);
        EngineState storage state = _state();
        (state.vaultPpm, state.insurancePpm, state.treasuryPpm) = (vaultPpm, insurancePpm, treasuryPpm);
        state.sinks[FeeSink.Vault].charged = before;
        FeeTally memory tally;
        _tally(tally, _feeSplit(), fee);
        _accrue(tally);
        uint256 charged = uint256(state.sinks[FeeSink.Vault].charged) + state.sinks[FeeSink.Insurance].charged
            + state.sinks[FeeSink.Treasury].charged;
        assert(charged == uint256(before) + fee);
        assert(_accrued(FeeSink.Treasury) == uint256(fee) * treasuryPpm / Units.PPM);
    }
}
