// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AttackHandlers} from "../handlers/AttackHandlers.sol";

/// @title What Echidna looks for the maximum of: the most that an attack has gained
/// @notice Property MS-14 says that it is never above zero. Searching for the maximum, an engine keeps what comes closer to a gain
/// although nothing is broken yet.
abstract contract MostGained is AttackHandlers {
    /// @notice The greatest gain so far of an account that dealt with itself, WAD × WAD dollars; the least number where none has.
    function most_MS_14_gained_by_dealing_with_oneself() external view returns (int256) {
        return mostGained;
    }
}
