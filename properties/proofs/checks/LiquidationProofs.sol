// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {LiquidationMath} from "contracts/libraries/LiquidationMath.sol";
import {MarginMath} from "contracts/libraries/MarginMath.sol";
import {Units} from "contracts/libraries/Units.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title MS-04: how much a liquidation takes
/// @dev Sizes are of 127 bits and worth less than 2^128 WAD dollars at mark. The account's other markets are the part of its maintenance margin that this position does not require.
contract LiquidationProofs {
    /// @dev A lot of rounding: what the fee, the margins and the target are rounded by, WAD dollars.
    uint256 private constant DUST = 40;

    /// @dev Rates are those that the listing allows.
    struct Position {
        uint120 equity;
        uint120 otherMargin;
        uint104 mark;
        uint96 lotSize;
        uint64 lots;
        uint64 minLots;
        uint24 maintenanceMarginPpm;
        uint24 feePpm;
        uint32 targetPpm;
    }

    /// @notice What is taken brings equity back to the target, or it is all.
    function check_sizeReachesTarget(
        uint120 equity,
        uint120 otherMargin,
        uint104 mark,
        uint96 lotSize,
        uint64 lots,
        uint64 minLots,
        uint24 marginPpm,
        uint24 feePpm,
        uint32 targetPpm
    ) external pure {
        Position memory held = Position(equity, otherMargin, mark, lotSize, lots, minLots, marginPpm, feePpm, targetPpm);
        uint256 taken = _taken(held);
        assert(0 < taken && taken <= lots);
        if (taken < lots) {
            assert(lots - taken >= minLots);
            // The worst that flooring the value of two parts instead of one can cost.
            assert(int256(Units.PPM) * (_equityAfter(held, taken) - 1) >= _target(held, taken));
        }
    }

    /// @notice With one lot less the account would have stayed below the target, but for dust.
    function check_sizeOvershootsByNoMoreThanALot(
        uint120 equity,
        uint120 otherMargin,
        uint104 mark,
        uint96 lotSize,
        uint64 lots,
        uint64 minLots,
        uint24 marginPpm,
        uint24 feePpm,
        uint32 targetPpm
    ) external pure {
        Position memory held = Position(equity, otherMargin, mark, lotSize, lots, minLots, marginPpm, feePpm, targetPpm);
        uint256 taken = _taken(held);
        if (taken < lots) {
            int256 beyond = int256(Units.PPM) * _equityAfter(held, taken - 1) - _target(held, taken - 1);
            assert(beyond < int256(DUST * Units.PPM));
        }
    }

    function trace_sizeReachesTarget(
        uint120 equity,
        uint120 otherMargin,
        uint104 mark,
        uint96 lotSize,
        uint64 lots,
        uint64 minLots,
        uint24 marginPpm,
        uint24 feePpm,
        uint32 targetPpm
    ) external pure returns (int256[] memory) {
        Position memory held = Position(equity, otherMargin, mark, lotSize, lots, minLots, marginPpm, feePpm, targetPpm);
        uint256 taken = _taken(held);
        return Trace.list(int256(taken), _equityAfter(held, taken), _target(held, taken));
    }

    function trace_sizeOvershootsByNoMoreThanALot(
        uint120 equity,
        uint120 otherMargin,
        uint104 mark,
        uint96 lotSize,
        uint64 lots,
        uint64 minLots,
        uint24 marginPpm,
        uint24 feePpm,
        uint32 targetPpm
    ) external pure returns (int256[] memory) {
        Position memory held = Position(equity, otherMargin, mark, lotSize, lots, minLots, marginPpm, feePpm, targetPpm);
        uint256 taken = _taken(held);
        return Trace.list(int256(taken), _equityAfter(held, taken - 1), _target(held, taken - 1));
    }

    function _taken(Position memory held) private pure returns (uint256) {
        require(held.maintenanceMarginPpm < Units.PPM && held.feePpm < held.maintenanceMarginPpm);
        require(held.targetPpm >= Units.PPM && held.targetPpm <= 10 * Units.PPM);
        require(held.mark > 0 && held.lotSize > 0 && held.lots > 0);
        uint256 size = uint256(held.lots) * held.lotSize;
        require(size < 1 << 127 && size * held.mark < Units.WAD << 128);
        uint256 margin = held.otherMargin + _requirement(held, held.lots, held.maintenanceMarginPpm);
        require(held.equity > 0 && held.equity < margin);
        return LiquidationMath.lots(
            LiquidationMath.Terms({
                equity: held.equity,
                maintenanceMargin: margin,
                targetPpm: held.targetPpm,
                maintenanceMarginPpm: held.maintenanceMarginPpm,
                feePpm: held.feePpm,
                mark: held.mark,
                lotSize: held.lotSize,
                minLots: held.minLots
            }),
            held.lots
        );
    }

    function _equityAfter(Position memory held, uint256 taken) private pure returns (int256) {
        return int256(uint256(held.equity)) - int256(_requirement(held, taken, held.feePpm));
    }

    /// @dev The target at what is left, times 1e6.
    function _target(Position memory held, uint256 taken) private pure returns (int256) {
        uint256 margin = held.otherMargin + _requirement(held, held.lots - taken, held.maintenanceMarginPpm);
        return int256(margin * held.targetPpm);
    }

    function _requirement(Position memory held, uint256 lots, uint256 ratePpm) private pure returns (uint256) {
        return MarginMath.requirementUp(lots * held.lotSize, held.mark, ratePpm);
    }
}
