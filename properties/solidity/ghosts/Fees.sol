// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SINKS, Shape} from "../system/Shape.sol";
import {Orders} from "./Orders.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title Fees as the accounts lost them and as the sinks really received them
/// @notice WAD dollars, except where "assets" is said. Sinks in the order of `FeeSink`: vault, insurance, treasury.
abstract contract Fees is Orders {
    uint256 internal constant INSURANCE_SINK = uint256(IEngineTypes.FeeSink.Insurance);

    /// @dev What left collateral and quotes into the sinks.
    uint256 internal collected;
    /// @dev What each sink should have been credited with.
    uint256[SINKS] internal credited;
    /// @dev Token units that arrived at each sink.
    uint256[SINKS] internal received;
    /// @dev Bad debt that was repaid out of insurance's share.
    uint256 internal repaid;
    /// @dev Bad debt that stands.
    uint256 internal badDebt;
    /// @dev Unsolicited token units by proxy: engine, book, oracle, vault, insurance.
    uint256[5] internal donated;
    /// @dev The split as the owner's handler has set it, ppm by sink.
    uint256[SINKS] internal splitPpm;

    constructor() {
        splitPpm = [uint256(500_000), 300_000, 200_000];
    }

    /// @dev Taker's fee: up. Rates are ppm.
    function _takerFee(uint16 id, uint256 notional) internal pure returns (int256) {
        return int256(_ceil(notional * Shape.takerFeePpm(id), Shape.PPM));
    }

    /// @dev Maker's fee: up; a rebate: down.
    function _makerFee(uint16 id, uint256 notional) internal pure returns (int256) {
        int256 rate = Shape.makerFeePpm(id);
        if (rate < 0) return -int256(notional * uint256(-rate) / Shape.PPM);
        return int256(_ceil(notional * uint256(rate), Shape.PPM));
    }

    /// @dev Adds one fee to the shares of the sinks: vault and treasury down, insurance the rest.
    function _share(uint256[SINKS] memory shares, uint256 fee) internal view {
        uint256 vault = fee * splitPpm[uint256(IEngineTypes.FeeSink.Vault)] / Shape.PPM;
        uint256 treasury = fee * splitPpm[uint256(IEngineTypes.FeeSink.Treasury)] / Shape.PPM;
        shares[uint256(IEngineTypes.FeeSink.Vault)] += vault;
        shares[uint256(IEngineTypes.FeeSink.Treasury)] += treasury;
        shares[INSURANCE_SINK] += fee - vault - treasury;
    }

    function _ceil(uint256 numerator, uint256 denominator) internal pure returns (uint256) {
        return numerator / denominator + (numerator % denominator == 0 ? 0 : 1);
    }
}
