// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice How much a liquidation takes. Alice has 996 and is long 4 ETH from $2,000; the target is one and a half times the
/// maintenance margin of 5 %, the fee 1 %.
contract LiquidatePartialTest is SystemChecks {
    /// @dev Rounding of values, fees and margins, WAD dollars.
    int256 internal constant DUST = 10;

    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
        _setLiquidation(ETH, 1_500_000, 10);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
    }

    function test_liquidate_whenPartWillDo_thenTheFewestLotsThatReachTheTarget() public {
        _setPrice(ETH, 1840);
        // Equity 356. Taking n ETH: 356 − 18.4 n ≥ 1.5 × 92 × (4 − n) from n = 1.6388 up.
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.Liquidated(alice, ETH, carol, 1.639e18, 1840e18, 30.1576e18, 15.0788e18);
        _liquidate(carol, alice, ETH);
        assertEq(_size(alice, ETH), 2.361e18, "the rest is hers");
        assertEq(_size(carol, ETH), 1.639e18, "taken over");
        assertEq(engine.equity(alice), 356e18 - 30.1576e18, "for the fee");
        assertAtLeast(engine.equity(alice), _target(alice), "the target is reached");
        assertEq(engine.equity(carol), 1_000_000e18 + 15.0788e18, "half of the fee");
        _assertSound();
    }

    function test_liquidate_whenShort_thenPartToo() public {
        _fund(dave, 1000);
        _trade(bob, dave, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 2150);
        _liquidate(carol, dave, ETH);
        assertTrue(_size(dave, ETH) < 0 && _size(dave, ETH) > -4e18, "part of it");
        assertEq(_size(carol, ETH), -4e18 - _size(dave, ETH), "carol has the other part");
        assertAtLeast(engine.equity(dave), _target(dave), "the target is reached");
        _assertSound();
    }

    function test_liquidate_whenTheTargetIsReached_thenNotAgain() public {
        _setPrice(ETH, 1840);
        _liquidate(carol, alice, ETH);
        int256 equity = engine.equity(alice);
        uint256 required = engine.maintenanceMargin(alice);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotLiquidatable.selector, alice, equity, required));
        _liquidate(carol, alice, ETH);
    }

    function test_liquidate_whenTheRestWouldBeTheMinimum_thenItIsLeft() public {
        _setLiquidation(ETH, 1_500_000, 2361);
        _setPrice(ETH, 1840);
        _liquidate(carol, alice, ETH);
        assertEq(_size(alice, ETH), 2.361e18, "just enough");
    }

    function test_liquidate_whenTheRestWouldBeBelowTheMinimum_thenEverythingGoes() public {
        _setLiquidation(ETH, 1_500_000, 2362);
        _setPrice(ETH, 1840);
        _liquidate(carol, alice, ETH);
        assertEq(_size(alice, ETH), 0, "one lot too few would remain");
    }

    function test_liquidate_whenNoPartIsEnough_thenEverythingGoes() public {
        // Equity 36: a fee of 1 % of 7,040 is more.
        _setPrice(ETH, 1760);
        _liquidate(carol, alice, ETH);
        assertEq(_size(alice, ETH), 0, "whole");
        assertEq(engine.equity(alice), 0, "MS-04 the fee is what there was");
        _assertSound();
    }

    function test_liquidate_whenEquityIsZero_thenEverythingGoesWithoutAFee() public {
        _setPrice(ETH, 1751);
        assertEq(engine.equity(alice), 0, "nothing is left");
        _liquidate(carol, alice, ETH);
        assertEq(_size(alice, ETH), 0, "whole");
        assertEq(engine.collateralOf(alice), 0, "no fee, no deficit");
        assertEq(engine.badDebt(), 0, "none");
        _assertSound();
    }

    function test_liquidate_whenTheTargetIsTheMaintenanceMargin_thenJustThat() public {
        _setLiquidation(ETH, 1_000_000, 10);
        _setPrice(ETH, 1840);
        // 356 − 18.4 n ≥ 92 × (4 − n) from n = 0.163 up.
        _liquidate(carol, alice, ETH);
        assertEq(_size(alice, ETH), 3.836e18, "0.164 of 4");
        assertAtLeast(_headroom(alice), 0, "healthy again");
    }

    function test_liquidate_whenAnotherMarketIsTheCause_thenTheTargetIsTheWholeAccounts() public {
        _setLiquidation(BTC, 1_500_000, 10);
        _fund(alice, 1000);
        _trade(alice, bob, BTC, BTC_TICK, 2000);
        _setPrice(BTC, 44_500);
        _setPrice(ETH, 1880);
        // 1,996 − 4 − 480 − 1,100: 412 against 376 + 267.
        assertEq(engine.equity(alice), 412e18, "equity");
        _liquidate(carol, alice, ETH);
        int256 equity = engine.equity(alice);
        assertTrue(_size(alice, ETH) == 0 || equity >= _target(alice), "whole, or the account is at its target");
        _assertSound();
    }

    function testFuzz_liquidate_whatever_thenTheTargetIsReachedAndNotOvershotByMoreThanALot(
        uint256 price,
        uint32 targetPpm,
        uint64 minimum,
        uint256 fee
    ) public {
        targetPpm = uint32(bound(targetPpm, 1e6, 4e6));
        minimum = uint64(bound(minimum, 0, 5000));
        fee = bound(fee, 1, 49_000);
        IEngineTypes.MarketParams memory params = engine.marketParams(ETH);
        (params.liquidationTargetPpm, params.minPositionLots, params.liquidationFeePpm) =
        (targetPpm, minimum, uint24(fee));
        engine.setMarketParams(ETH, params);
        price = bound(price, 1751e18 + 1, 1843e18);
        _setPriceWad(ETH, price);
        int256 equity = engine.equity(alice);
        int256 headroom = _headroom(alice);
        _liquidate(carol, alice, ETH);

        uint256 taken = uint256(4e18 - _size(alice, ETH));
        assertEq(taken % 1e15, 0, "whole lots");
        assertAtLeast(_headroom(alice) + 1, headroom, "MS-04 not worse off, but for a wei of rounding");
        assertAtLeast(engine.equity(alice), 0, "MS-04 the fee fits into equity");
        _assertSound();
        if (taken == 4e18) return;
        assertAtLeast(engine.equity(alice), _target(alice), "the target is reached");
        assertAtLeast(uint256(4e18) - taken, uint256(minimum) * 1e15, "the minimum remains");
        // With a lot less the target would have been missed.
        uint256 lotFee = (price * fee / 1e9) + 1;
        int256 lotTarget = int256(price * 50_000 / 1e9 * targetPpm / 1e6) + 1;
        assertAtMost(engine.equity(alice) + int256(lotFee), _target(alice) + lotTarget + DUST, "no lot too many");
        assertTrue(engine.equity(alice) <= equity, "for a fee");
    }

    /// @dev Target × maintenance margin.
    function _target(address account) private view returns (int256) {
        return int256(engine.maintenanceMargin(account) * engine.marketParams(ETH).liquidationTargetPpm / 1e6);
    }

    function _setLiquidation(uint16 marketId, uint32 targetPpm, uint64 minimum) private {
        IEngineTypes.MarketParams memory params = engine.marketParams(marketId);
        (params.liquidationTargetPpm, params.minPositionLots) = (targetPpm, minimum);
        engine.setMarketParams(marketId, params);
    }
}
