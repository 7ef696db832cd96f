// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AccessControl} from "./families/AccessControl.sol";
import {Canaries} from "./families/Canaries.sol";
import {FeeConservation} from "./families/FeeConservation.sol";
import {MarginSafety} from "./families/MarginSafety.sol";
import {MostGained} from "./families/MostGained.sol";
import {NoStuckOrders} from "./families/NoStuckOrders.sol";
import {OpenInterest} from "./families/OpenInterest.sol";
import {OracleSafety} from "./families/OracleSafety.sol";
import {Shares} from "./families/Shares.sol";
import {Waiting} from "./families/Waiting.sol";
import {AccessHandlers} from "./handlers/AccessHandlers.sol";
import {AttackHandlers} from "./handlers/AttackHandlers.sol";
import {AuctionProbes} from "./handlers/AuctionProbes.sol";
import {EngineHandlers} from "./handlers/EngineHandlers.sol";
import {FundHandlers} from "./handlers/FundHandlers.sol";
import {FundingHandlers} from "./handlers/FundingHandlers.sol";
import {OwnerHandlers} from "./handlers/OwnerHandlers.sol";
import {SourceHandlers} from "./handlers/SourceHandlers.sol";
import {StopProbes} from "./handlers/StopProbes.sol";
import {VaultHandlers} from "./handlers/VaultHandlers.sol";

/// @title The system, all handlers and all properties: the one entry contract of Echidna and Foundry
/// @notice Properties are the functions `echidna_<ID>_…`, canaries `canary_…`; what changes state is a handler.
contract ProofbookProperties is
    MarginSafety,
    OpenInterest,
    FeeConservation,
    NoStuckOrders,
    OracleSafety,
    Shares,
    Waiting,
    AccessControl,
    Canaries,
    EngineHandlers,
    VaultHandlers,
    FundHandlers,
    FundingHandlers,
    AttackHandlers,
    AccessHandlers,
    OwnerHandlers,
    SourceHandlers,
    AuctionProbes,
    StopProbes,
    MostGained
{}
