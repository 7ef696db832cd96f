// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {LogLedger} from "../base/LogLedger.sol";
import {SystemChecks} from "../base/SystemChecks.sol";
import {Vm, vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Everything the engine knows can be told from its logs: a long random run is rebuilt from them and compared exactly.
contract LogsTest is SystemChecks {
    uint256 internal constant STEPS = 60;
    uint256 internal constant ACTIONS = 16;

    LogLedger private _ledger;
    uint256 private _random;
    uint256[] private _done = new uint256[](ACTIONS);
    IEngineTypes.Counterparty[] private _ranked;

    function setUp() public override {
        super.setUp();
        _ledger = new LogLedger();
        IEngineTypes.MarketParams memory params = _ethParams();
        params.minPositionLots = 100;
        engine.setMarketParams(ETH, params);
        params = _btcParams();
        params.minPositionLots = 100;
        engine.setMarketParams(BTC, params);
        vm.recordLogs();
    }

    function testFuzz_logs_whateverHappened_thenTheStateCanBeRebuiltFromThem(uint256 seed) public {
        _random = seed;
        _fund(alice, 3000);
        _fund(bob, 8000);
        _fund(carol, 2_000_000);
        _fund(dave, 3000);
        for (uint256 i; i < STEPS; ++i) {
            _act(_draw(ACTIONS));
        }
        _assertSound();
        _settleAll(BTC);
        _compare();
    }

    function test_logs_whenALongRun_thenEveryActionWasTaken() public {
        _random = 20;
        _fund(alice, 3000);
        _fund(bob, 8000);
        _fund(carol, 2_000_000);
        _fund(dave, 3000);
        for (uint256 i; i < 40 * STEPS; ++i) {
            _act(_draw(ACTIONS));
        }
        for (uint256 i; i < ACTIONS; ++i) {
            emit log_named_uint("times done", _done[i]);
        }
        for (uint256 i; i < ACTIONS; ++i) {
            assertTrue(_done[i] > 0, "an action of the run never succeeded");
        }
        _settleAll(BTC);
        _assertSound();
        _compare();
    }

    function _act(uint256 action) private {
        address account = _accounts()[_draw(4)];
        address other = _accounts()[_draw(4)];
        uint16 marketId = _draw(2) == 0 ? ETH : BTC;
        bytes memory data;
        address target = address(engine);
        if (action < 6) {
            (uint256 price,) = oracle.lastPrice(marketId);
            uint24 tick = uint24(price * (980 + _draw(41)) / 1000 / 1e18);
            data = abi.encodeCall(book.place, (marketId, _draw(2) == 0, tick, uint64(1 + _draw(1500))));
            target = address(book);
        } else if (action == 6) {
            data = abi.encodeCall(book.cancel, (uint64(1 + _draw(book.nextOrderId()))));
            target = address(book);
        } else if (action == 7) {
            (uint256 price,) = oracle.lastPrice(marketId);
            price = bound(price * (900 + _draw(201)) / 1000, marketId == ETH ? 1500e18 : 38_000e18, 70_000e18);
            if (marketId == ETH && price > 2600e18) price = 2600e18;
            _setPriceWad(marketId, price);
            return _count(action, true);
        } else if (action == 8) {
            _pass(1 + _draw(2 hours));
            return _count(action, true);
        } else if (action == 9) {
            _pass(1);
            data = abi.encodeCall(engine.updateFunding, (marketId));
        } else if (action == 10) {
            data = abi.encodeCall(engine.settleFunding, (account, marketId));
        } else if (action == 11) {
            // What is liquidatable goes to carol, who is the richest, or to bob.
            other = _first(true);
            account = other == carol ? bob : carol;
            data = abi.encodeCall(engine.liquidate, (other, _size(other, ETH) != 0 ? ETH : BTC));
        } else if (action == 12) {
            data = abi.encodeCall(engine.withdraw, (1 + _draw(2000 * USD)));
        } else if (action == 13) {
            _fundUnits(account, 1 + _draw(500 * USD));
            data = abi.encodeCall(engine.payFees, (IEngineTypes.FeeSink(_draw(3))));
        } else if (action == 14) {
            data = abi.encodeCall(engine.flagDeficit, (_first(false)));
        } else {
            // Whoever is bankrupt against whoever has the largest score, a third of what both hold.
            account = _first(false);
            marketId = _size(account, ETH) != 0 ? ETH : BTC;
            other = _winner(marketId);
            (int256 size, int256 otherSize) = (_size(account, marketId), _size(other, marketId));
            uint256 least = uint256(size < 0 ? -size : size);
            uint256 others_ = uint256(otherSize < 0 ? -otherSize : otherSize);
            if (others_ < least) least = others_;
            delete _ranked;
            _ranked.push(
                IEngineTypes.Counterparty(other, uint64(least / engine.marketParams(marketId).lotSize / 3 + 1))
            );
            data = abi.encodeCall(engine.deleverage, (account, marketId, _ranked));
        }
        _read(true);
        vm.prank(account);
        (bool ok,) = target.call(data);
        // What a reverted call logged is recorded, too.
        _read(ok);
        _count(action, ok);
    }

    /// @dev The first account that is liquidatable, or bankrupt; alice when there is none.
    function _first(bool liquidatable) private view returns (address) {
        for (uint256 i; i < 4; ++i) {
            address account = _accounts()[i];
            if (liquidatable ? engine.isLiquidatable(account) : engine.equity(account) < 0) return account;
        }
        return alice;
    }

    function _winner(uint16 marketId) private view returns (address winner) {
        uint256 best;
        for (uint256 i; i < 4; ++i) {
            uint256 score = engine.adlScore(_accounts()[i], marketId);
            if (score >= best) (winner, best) = (_accounts()[i], score);
        }
    }

    function _count(uint256 action, bool ok) private {
        if (ok) ++_done[action];
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

    function _draw(uint256 below) private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}
