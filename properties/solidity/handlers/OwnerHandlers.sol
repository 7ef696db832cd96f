// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";

/// @title What the owner may change while everybody trades
abstract contract OwnerHandlers is UserCalls {
    /// @notice Another split of fees: vault and treasury take any part, insurance the rest.
    function owner_setFeeSplit(uint32 vaultPpm, uint32 treasuryPpm) external {
        uint256 vault = _fold(vaultPpm, 0, Shape.PPM);
        uint256 treasury = _fold(treasuryPpm, 0, Shape.PPM - vault);
        uint256 insurance = Shape.PPM - vault - treasury;
        ENGINE.setFeeSplit(IPerpEngineV2.FeeSplit(uint32(vault), uint32(insurance), uint32(treasury)));
        splitPpm = [vault, insurance, treasury];
    }

    /// @notice Another cap, 20 to 100 per cent of the first one; it may well lie below what is open.
    function owner_setOpenInterestCap(uint8 market, uint8 percent) external {
        uint16 id = _marketOf(market);
        uint256 cap = Shape.openInterestCap(id) * (20 + percent % 81) / 100;
        ENGINE.setOpenInterestCap(id, uint128(cap));
        openInterestCaps[id] = cap;
    }
}
