// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {LogLedger} from "../base/LogLedger.sol";
import {RandomTrading} from "../base/RandomTrading.sol";
import {Vm, vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Everything the engine knows can be told from its logs: a long random run is rebuilt from them and compared exactly.
contract LogsTest is RandomTrading {
    LogLedger private _ledger;

    function setUp() public override {
        super.setUp();
        _ledger = new LogLedger();
        vm.recordLogs();
    }

    /// forge-config: default.fuzz.runs = 32
    /// forge-config: paris.fuzz.runs = 32
    function testFuzz_logs_whateverHappened_thenTheStateCanBeRebuiltFromThem(uint256 seed) public {
        _run(seed, 60);
        _settleAll(BTC);
        _compare();
    }

    function test_logs_whenALongRun_thenEveryActionWasTaken() public {
        _run(20, 2400);
        for (uint256 i; i < ACTIONS; ++i) {
            emit log_named_uint("times done", timesDone[i]);
            assertTrue(timesDone[i] > 0, "an action of the run never succeeded");
        }
        _settleAll(BTC);
        _assertSound();
        _compare();
    }

    function _before() internal override {
        _read(true);
    }

    /// @dev What a reverted call logged is recorded, too.
    function _after(uint256, bool ok) internal override {
        _read(ok);
    }

    function _settleAll(uint16 marketId) private {
        engine.setMarketState(marketId, IEngineTypes.MarketState.Settling);
        for (uint256 i; i < 4; ++i) {
            address account = _accounts()[i];
            if (_size(account, marketId) != 0) engine.settlePosition(account, marketId);
        }
        engine.sweepResidual(marketId);
    }

    function _compare() private {
        _read(true);
        for (uint256 i; i < 4; ++i) {
            address account = _accounts()[i];
            assertEq(_ledger.collateral(account), engine.collateralOf(account), "collateral");
            _comparePosition(account, ETH);
            _comparePosition(account, BTC);
        }
        _compareMarket(ETH);
        _compareMarket(BTC);
        for (uint256 i; i < 3; ++i) {
            (uint256 charged, uint256 paid) = engine.feeTotals(IEngineTypes.FeeSink(i));
            assertEq(_ledger.charged(i), charged, "fees charged");
            assertEq(_ledger.paid(i), paid, "fees paid");
        }
        assertEq(_ledger.badDebt(), engine.badDebt(), "bad debt");
        assertEq(_ledger.badDebtRepaid(), engine.badDebtRepaid(), "bad debt repaid");
    }

    function _read(bool valid) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        if (valid) _ledger.read(logs, address(engine), address(book));
    }

    function _comparePosition(address account, uint16 marketId) private view {
        (int256 size, int256 quote, int256 index, uint256 bids, uint256 asks) = _ledger.positions(account, marketId);
        (int128 size_, int128 quote_, uint64 bids_, uint64 asks_) = engine.position(account, marketId);
        assertEq(size, size_, "size");
        assertEq(quote, quote_, "quote");
        assertEq(bids, bids_, "bid lots");
        assertEq(asks, asks_, "ask lots");
        (, int128 index_) = engine.fundingOwed(account, marketId);
        assertEq(index, index_, "funding index");
    }

    function _compareMarket(uint16 marketId) private view {
        (int256 longs, int256 shorts,, int256 rate, int256 residual) = _ledger.markets(marketId);
        (uint256 longs_, uint256 shorts_) = engine.openInterest(marketId);
        (, int256 rate_,, int256 residual_) = engine.fundingState(marketId);
        assertEq(longs, int256(longs_), "long open interest");
        assertEq(shorts, int256(shorts_), "short open interest");
        assertEq(rate, rate_, "funding rate");
        assertEq(residual, residual_, "residual");
        if (marketId != BTC) return;
        // Settling: it stands where the last log left it.
        (int256 index,,,) = engine.fundingState(marketId);
        (,, int256 logged,,) = _ledger.markets(marketId);
        assertEq(logged, index, "funding index of the market");
    }
}
