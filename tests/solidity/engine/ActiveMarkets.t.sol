// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineLimits} from "../base/Initializers.sol";
import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice An account's bitmap of markets, and how many it may be active in.
contract ActiveMarketsTest is SystemChecks {
    uint16 internal most;

    function setUp() public override {
        super.setUp();
        _fund(alice, 1_000_000);
        _fund(bob, 1_000_000);
        most = uint16(IEngineLimits(address(engine)).MAX_MARKETS_PER_ACCOUNT());
        while (engine.marketCount() <= most) {
            _list(_ethParams(), ETH_TICK * WAD);
        }
    }

    function test_place_whenActiveInTheMostMarkets_thenOneMoreReverts() public {
        assertEq(most, 16, "the bound");
        for (uint16 marketId; marketId < most; ++marketId) {
            _rest(alice, marketId, BUY, 1, 1);
        }
        assertEq(engine.activeMarkets(alice), 0xffff, "a bit each");
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.TooManyMarkets.selector));
        _place(alice, most, BUY, 1, 1);

        _cancel(alice, book.level(0, BUY, 1).headId);
        _rest(alice, most, BUY, 1, 1);
        assertEq(engine.activeMarkets(alice), 0x1fffe, "one goes, another comes");
        _rest(alice, most, BUY, 1, 1);
        _assertSound();
    }

    function test_liquidate_whenTheLiquidatorIsActiveInTheMostMarkets_thenReverts() public {
        _fund(dave, 1000);
        _trade(dave, bob, most, ETH_TICK, 4 * ETH_LOTS);
        for (uint16 marketId; marketId < most; ++marketId) {
            _rest(alice, marketId, BUY, 1, 1);
        }
        _setPrice(most, 1800);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.TooManyMarkets.selector));
        _liquidate(alice, dave, most);
        _cancel(alice, book.level(1, BUY, 1).headId);
        _liquidate(alice, dave, most);
        assertEq(_size(alice, most), 4e18, "taken over");
        _assertSound();
    }

    function test_equity_whenPositionsInEveryMarket_thenAllCount() public {
        for (uint16 marketId; marketId < most; ++marketId) {
            _trade(alice, bob, marketId, 1000, 100);
        }
        int256 equity = engine.equity(alice);
        int256 expected = engine.collateralOf(alice);
        uint256 required;
        for (uint16 marketId; marketId < most; ++marketId) {
            int256 size = _size(alice, marketId);
            uint256 mark = oracle.price(marketId);
            IEngineTypes.MarketParams memory params = engine.marketParams(marketId);
            expected += size * int256(mark) / 1e18 + _quote(alice, marketId);
            required += uint256(size) * mark / 1e18 * params.maintenanceMarginPpm / 1e6;
        }
        assertEq(equity, expected, "sum over the markets");
        assertEq(engine.maintenanceMargin(alice), required, "sum over the markets");
        _assertSound();
    }
}
