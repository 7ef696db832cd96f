// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Units} from "contracts/libraries/Units.sol";
import {EngineScene} from "properties/proofs/checks/EngineScene.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title MS-04: what a liquidation does to the account, on the engine's own entry point
contract TakeoverProofs is EngineScene {
    struct Held {
        int64 lots;
        uint96 lotSize;
        uint104 mark;
        int120 collateral;
        int120 quote;
        uint64 minLots;
        uint24 marginPpm;
        uint24 feePpm;
        uint32 targetPpm;
    }

    address private constant ACCOUNT = address(1);
    address private constant LIQUIDATOR = address(2);

    /// @notice Of an account that still has equity, equity less maintenance margin never falls.
    function check_liquidationNeverLowersHeadroom(
        int64 lots,
        uint96 lotSize,
        uint104 mark,
        int120 collateral,
        int120 quote,
        uint64 minLots,
        uint24 marginPpm,
        uint24 feePpm,
        uint32 targetPpm
    ) external {
        (Health memory before, Health memory afterwards) =
            _liquidated(Held(lots, lotSize, mark, collateral, quote, minLots, marginPpm, feePpm, targetPpm));
        assert(
            afterwards.equity - int256(afterwards.maintenanceMargin) >= before.equity - int256(before.maintenanceMargin)
        );
        assert(afterwards.equity >= 0 || _sizeOf(ACCOUNT) != 0);
    }

    function trace_liquidationNeverLowersHeadroom(
        int64 lots,
        uint96 lotSize,
        uint104 mark,
        int120 collateral,
        int120 quote,
        uint64 minLots,
        uint24 marginPpm,
        uint24 feePpm,
        uint32 targetPpm
    ) external returns (int256[] memory numbers) {
        (Health memory before, Health memory afterwards) = _liquidated(
            Held(lots, lotSize, mark, collateral, quote, minLots, marginPpm, feePpm, targetPpm)
        );
        numbers = Trace.list(before.equity, int256(before.maintenanceMargin), _sizeOf(ACCOUNT));
        numbers = Trace.then(Trace.then(numbers, _quoteOf(ACCOUNT)), _collateralOf(ACCOUNT));
        return Trace.then(Trace.then(numbers, afterwards.equity), int256(afterwards.maintenanceMargin));
    }

    function _liquidated(Held memory held) private returns (Health memory before, Health memory afterwards) {
        require(held.marginPpm < Units.PPM && held.feePpm < held.marginPpm);
        require(held.targetPpm >= Units.PPM && held.targetPpm <= 10 * Units.PPM);
        // A lot is worth at least two millionths of a millionth of a dollar.
        require(uint256(held.lotSize) * held.mark >= 2e6 * Units.WAD);
        Market storage market = _openMarket(held.mark, held.lotSize, 0);
        market.maintenanceMarginPpm = held.marginPpm;
        market.liquidationFeePpm = held.feePpm;
        market.liquidationTargetPpm = held.targetPpm;
        market.minPositionLots = held.minLots;
        int256 size = int256(held.lots) * int256(uint256(held.lotSize));
        _requireModest(uint256(size < 0 ? -size : size));
        _give(ACCOUNT, held.collateral, size, held.quote);
        _give(address(3), 0, -size, 0);
        _give(LIQUIDATOR, 1 << 126, 0, 0);
        before = _solvency(ACCOUNT);
        require(before.equity > 0 && before.equity < int256(before.maintenanceMargin));
        this.liquidateFor(LIQUIDATOR, ACCOUNT, MARKET);
        afterwards = _solvency(ACCOUNT);
    }
}
