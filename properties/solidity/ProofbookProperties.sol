// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AccessControl} from "./families/AccessControl.sol";
import {FeeConservation} from "./families/FeeConservation.sol";
import {MarginSafety} from "./families/MarginSafety.sol";
import {NoStuckOrders} from "./families/NoStuckOrders.sol";
import {OpenInterest} from "./families/OpenInterest.sol";
import {OracleSafety} from "./families/OracleSafety.sol";
import {Shares} from "./families/Shares.sol";
import {OwnerHandlers} from "./handlers/OwnerHandlers.sol";

/// @title The system, all handlers and all properties: the one entry contract of Echidna and Foundry
/// @notice Properties are the functions `echidna_<ID>_…`; every other state-changing function is a handler.
contract ProofbookProperties is
    MarginSafety,
    OpenInterest,
    FeeConservation,
    NoStuckOrders,
    OracleSafety,
    Shares,
    AccessControl,
    OwnerHandlers
{}
