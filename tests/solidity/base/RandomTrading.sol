// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "./SystemChecks.sol";
import {vm} from "./Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title Four traders who do anything, in two markets whose prices jump
/// @dev Refusals are part of it. Liquidations are partial here.
abstract contract RandomTrading is SystemChecks {
    uint256 internal constant ACTIONS = 16;
    uint256 internal constant DELEVERAGE = 15;

    uint256[] internal timesDone = new uint256[](ACTIONS);
    uint256 private _random;
    IEngineTypes.Counterparty[] private _ranked;

    function setUp() public virtual override {
        super.setUp();
        IEngineTypes.MarketParams memory params = _ethParams();
        params.minPositionLots = 100;
        engine.setMarketParams(ETH, params);
        params = _btcParams();
        params.minPositionLots = 100;
        engine.setMarketParams(BTC, params);
    }

    function _before() internal virtual;

    function _after(uint256 action, bool ok) internal virtual;

    function _run(uint256 seed, uint256 steps) internal {
        _random = seed;
        _fund(alice, 3000);
        _fund(bob, 8000);
        _fund(carol, 2_000_000);
        _fund(dave, 3000);
        for (uint256 i; i < steps; ++i) {
            _act(_draw(ACTIONS));
        }
    }

    /// @dev One action of one account; hooks stand around the call itself.
    function _act(uint256 action) internal {
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
            (uint24 bid, uint24 ask) = book.best(marketId);
            // Half of the draws name an order that may be there: an end of the best level of a side.
            uint256 drawn = _draw(8);
            bool buys = drawn & 1 == 0;
            IBookTypes.LevelView memory level = book.level(marketId, buys, buys ? bid : ask);
            if (drawn < 4) account = book.order(drawn < 2 ? level.headId : level.tailId).owner;
            data = abi.encodeCall(book.cancel, (drawn & 2 == 0 ? level.headId : level.tailId));
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
        _before();
        vm.prank(account);
        (bool ok,) = target.call(data);
        _after(action, ok);
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
        if (ok) ++timesDone[action];
    }

    function _draw(uint256 below) private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}
