// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EngineAdmin} from "./engine/EngineAdmin.sol";
import {EngineAuthorization} from "./engine/EngineAuthorization.sol";
import {EngineDeleveraging} from "./engine/EngineDeleveraging.sol";
import {EngineFundingUpdates} from "./engine/EngineFundingUpdates.sol";
import {EngineSettling} from "./engine/EngineSettling.sol";
import {EngineViews} from "./engine/EngineViews.sol";

/// @title PerpEngineV2Extension: what the engine does seldom
/// @notice Runs only by delegation from `PerpEngineV2`, on its storage and under its
/// ownership; on its own it has no owner and nothing can be done with it.
contract PerpEngineV2Extension is
    EngineAuthorization,
    EngineFundingUpdates,
    EngineDeleveraging,
    EngineSettling,
    EngineViews,
    EngineAdmin
{}
