// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineAuction} from "../../interfaces/engine/IEngineAuction.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineFees} from "./EngineFees.sol";
import {EngineInflow} from "./EngineInflow.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Repayment of booked bad debt by whoever will
abstract contract EngineRepayment is EngineFees, EngineInflow, IEngineAuction {
    /// @inheritdoc IEngineAuction
    function repayBadDebt(uint256 assets) external returns (uint256 taken) {
        // Rounded up: less than a unit of debt costs one, whose rest stays accrued for insurance.
        taken = Math.min(assets, Units.toAssetsUp(_state().badDebt));
        if (taken == 0) revert ZeroAmount();
        _receive(taken);
        _accrueToInsurance(Units.toWad(taken));
        _repayBadDebt();
    }
}
