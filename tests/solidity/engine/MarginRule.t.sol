// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice The taker's side of the margin rule; the maker's is `MakerMargin.t.sol`. Alice deposits $1,000 and buys 4 ETH at $2,000: a fee of $4 leaves
/// equity 996, against an initial margin of 800 and a maintenance margin of 400.
contract MarginRuleTest is SystemChecks {
    /// @dev Below the initial margin (744), above the maintenance margin (372): equity is 996 − 560 = 436.
    uint256 internal constant WEAK = 1860;

    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 1_000_000);
    }

    function test_place_whenEquityEqualsTheInitialMargin_thenItIsAllowed() public {
        // n lots: 1,000 − 0.0005 × 2n = 0.1 × 2n at n = 4,975.12…: 4,975 leave 995.025 over 995.
        _rest(bob, ETH, SELL, ETH_TICK, 10 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(alice, 995.024e18, 995.2e18));
        _place(alice, ETH, BUY, ETH_TICK, 4976);

        _take(alice, ETH, BUY, ETH_TICK, 4975);
        vm.prank(alice);
        engine.withdraw(0.025e6);
        assertEq(engine.equity(alice), int256(engine.initialMargin(alice)), "equity is exactly the initial margin");

        // Resting a lot would need two tenths of a dollar more.
        vm.expectRevert(_insufficientMargin(alice, 995e18, 995.2e18));
        _place(alice, ETH, BUY, 1999, 1);
    }

    function test_place_whenAnyMoreIsBoughtAtABadPrice_thenTheLossCounts() public {
        // Paying 2,200 for what is worth 2,000: 800 lost on 4 ETH at once, and 8.80 − 4 less … equity 195.6 < 800.
        _rest(bob, ETH, SELL, 2200, 4 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(alice, 195.6e18, 800e18));
        _place(alice, ETH, BUY, 2200, 4 * ETH_LOTS);
    }

    function test_place_whenWeakAndGrowing_thenReverts() public {
        _openAndWeaken();
        _rest(bob, ETH, SELL, uint24(WEAK), 1);
        vm.expectRevert(_insufficientMargin(alice, 436e18 - 0.00093e18, 744.186e18));
        _place(alice, ETH, BUY, uint24(WEAK), 1);
    }

    function test_place_whenWeakAndReducingAtMark_thenItIsAllowed() public {
        _openAndWeaken();
        int256 before = _headroom(alice);
        _rest(bob, ETH, BUY, uint24(WEAK), 1 * ETH_LOTS);
        _take(alice, ETH, SELL, uint24(WEAK), 1 * ETH_LOTS);
        assertEq(_headroom(alice) - before, 93e18 - 0.93e18, "a maintenance margin of 93 released for a fee of 0.93");
        assertTrue(
            engine.equity(alice) < int256(engine.initialMargin(alice)), "still weak: the second half of the rule let it"
        );
        _assertSound();
    }

    function test_place_whenWeakAndReducingAtTheWorstPrice_thenHeadroomDecides() public {
        _openAndWeaken();
        // Selling 1 ETH at p: headroom moves by (p − 1,860) − 0.0005 p + 93, which is ≥ 0 from p = 1,767.88… up.
        _rest(bob, ETH, BUY, 1767, 1 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(alice, 436e18 - 93e18 - 0.8835e18, 558e18));
        _place(alice, ETH, SELL, 1767, 1 * ETH_LOTS);

        int256 before = _headroom(alice);
        _rest(bob, ETH, BUY, 1768, 1 * ETH_LOTS);
        _take(alice, ETH, SELL, 1768, 1 * ETH_LOTS);
        assertEq(_headroom(alice) - before, 1e18 - 0.884e18, "one tick better leaves it 0.116 better off");
        _assertSound();
    }

    function test_place_whenWeakAndCrossingZero_thenTheInitialMarginDecides() public {
        _openAndWeaken();
        _rest(bob, ETH, BUY, uint24(WEAK), 10 * ETH_LOTS);
        // From long 4 to short 4: the maintenance margin is the same, but this is no reduction.
        vm.expectRevert(_insufficientMargin(alice, 436e18 - 7.44e18, 744e18));
        _place(alice, ETH, SELL, uint24(WEAK), 8 * ETH_LOTS);
        // One lot short needs an initial margin of 0.186 only.
        _take(alice, ETH, SELL, uint24(WEAK), 4001);
        _assertSound();
    }

    function test_place_whenJustAboveMaintenanceAtABadPrice_thenItCannotFallBelow() public {
        _open();
        // Equity 996 − 4 × 172 = 308 against a maintenance margin of 365.6: liquidatable. At 1,844: 372 ≥ 368.8.
        _setPrice(ETH, 1844);
        assertEq(_headroom(alice), 3.2e18, "3.2 above maintenance");
        // (p − 1,844) − 0.0005 p + 92.2 ≥ 0 from p = 1,752.67… up.
        _rest(bob, ETH, BUY, 1752, 1 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(alice, 372e18 - 92e18 - 0.876e18, 553.2e18));
        _place(alice, ETH, SELL, 1752, 1 * ETH_LOTS);

        _rest(bob, ETH, BUY, 1753, 1 * ETH_LOTS);
        _take(alice, ETH, SELL, 1753, 1 * ETH_LOTS);
        assertAtLeast(_headroom(alice), 3.2e18, "MS-05 a healthy account stays healthy");
    }

    function test_place_whenLiquidatableButSolvent_thenItMayStillReduce() public {
        _open();
        _setPrice(ETH, 1800);
        assertEq(_headroom(alice), 196e18 - 360e18, "liquidatable");
        _rest(bob, ETH, BUY, 1800, 4 * ETH_LOTS);
        _take(alice, ETH, SELL, 1800, 4 * ETH_LOTS);
        assertEq(engine.equity(alice), 196e18 - 3.6e18, "closed with what was left");
        _assertSound();
    }

    function test_place_whenBankrupt_thenReducingDoesNotHelp() public {
        _open();
        _setPrice(ETH, 1750);
        assertEq(engine.equity(alice), -4e18, "bankrupt");
        // Headroom rises by more than 80, equity stays below zero.
        _rest(bob, ETH, BUY, 1750, 1 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(alice, -4.875e18, 525e18));
        _place(alice, ETH, SELL, 1750, 1 * ETH_LOTS);
    }

    function test_place_whenBankruptAndThePriceMakesItSolvent_thenItIsAllowed() public {
        _open();
        _setPrice(ETH, 1750);
        _rest(bob, ETH, BUY, 1755, 1 * ETH_LOTS);
        _take(alice, ETH, SELL, 1755, 1 * ETH_LOTS);
        assertEq(engine.equity(alice), -4e18 + 5e18 - 0.8775e18, "equity is not negative afterwards");
        _assertSound();
    }

    function test_place_whenTheLastFeeExceedsEquity_thenReverts() public {
        _open();
        // Equity 0: reducing at mark releases margin, but the fee of 0.8755 would have to come from others.
        _setPrice(ETH, 1751);
        assertEq(engine.equity(alice), 0, "nothing left");
        _rest(bob, ETH, BUY, 1751, 1 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(alice, -0.8755e18, 525.3e18));
        _place(alice, ETH, SELL, 1751, 1 * ETH_LOTS);
    }

    function test_place_whenTheFeeIsLargerThanTheRelief_thenReverts() public {
        // Fees of 1 % against a maintenance margin of 1.0001 %: at mark the relief is larger by 2 × 10⁻³, one tick below it is not.
        IEngineTypes.MarketParams memory params = _ethParams();
        (params.takerFeePpm, params.makerFeePpm, params.liquidationFeePpm) = (10_000, 0, 0);
        params.maintenanceMarginPpm = 10_001;
        uint16 market = _list(params, ETH_TICK * WAD);
        _trade(alice, bob, market, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(market, 1800);
        int256 before = _headroom(alice);

        _rest(bob, market, BUY, 1799, 1 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(alice, 120e18 - 1e18 - 17.99e18, 540e18));
        _place(alice, market, SELL, 1799, 1 * ETH_LOTS);

        _rest(bob, market, BUY, 1800, 1 * ETH_LOTS);
        _take(alice, market, SELL, 1800, 1 * ETH_LOTS);
        assertEq(_headroom(alice) - before, 0.0018e18, "relief 18.0018 for a fee of 18");
    }

    function test_place_whenWeakAndRestingAReducingOrder_thenItIsAllowed() public {
        _openAndWeaken();
        _rest(alice, ETH, SELL, 1900, 4 * ETH_LOTS);
        assertEq(engine.initialMargin(alice), 744e18, "the worse side is the position itself");
        _assertSound();
    }

    function test_place_whenWeakAndRestingGrowsTheWorseSide_thenReverts() public {
        _openAndWeaken();
        vm.expectRevert(_insufficientMargin(alice, 436e18, 744.186e18));
        _place(alice, ETH, BUY, 1800, 1);

        // Selling twice the position and one lot more would end shorter than the long is now.
        _rest(alice, ETH, SELL, 1900, 8 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(alice, 436e18, 744.186e18));
        _place(alice, ETH, SELL, 1900, 1);
    }

    function test_place_whenWeakWithFillsAndARest_thenTheWorseSideIsComparedWithTheStart() public {
        _openAndWeaken();
        // 1 ETH fills, 7 rest: long 3, at worst short 4. The long was 4 before: the worse side has not grown.
        _rest(bob, ETH, BUY, uint24(WEAK), 1 * ETH_LOTS);
        (uint64 orderId, uint64 filled) = _place(alice, ETH, SELL, uint24(WEAK), 8 * ETH_LOTS);
        assertEq(filled, 1 * ETH_LOTS, "what was there");
        assertEq(book.order(orderId).lots, 7 * ETH_LOTS, "the rest rests");

        _cancel(alice, orderId);
        _rest(bob, ETH, BUY, uint24(WEAK), 1 * ETH_LOTS);
        // Long 3 before; 1 fills and 6 would rest: at worst short 4.
        vm.expectRevert(_insufficientMargin(alice, 436e18 - 1.86e18, 744e18));
        _place(alice, ETH, SELL, uint24(WEAK), 7 * ETH_LOTS);
        _assertSound();
    }

    function test_place_whenAnotherMarketCarriesTheLoss_thenTheWholeAccountCounts() public {
        _trade(alice, bob, BTC, BTC_TICK, 1000);
        // 0.1 BTC at 50,000: fee 2, initial margin 250, maintenance margin 150.
        _setPrice(BTC, 43_000);
        assertEq(engine.equity(alice), 1000e18 - 2e18 - 700e18, "one collateral for all markets");
        _rest(bob, ETH, SELL, ETH_TICK, 10 * ETH_LOTS);
        // Initial margin in BTC 215: 83 are left for ETH, 0.4 ETH need 80 and a fee of 0.4.
        vm.expectRevert(_insufficientMargin(alice, 298e18 - 0.415e18, 215e18 + 83e18));
        _place(alice, ETH, BUY, ETH_TICK, 415);
        _take(alice, ETH, BUY, ETH_TICK, 412);
        _assertSound();
    }

    function testFuzz_place_whatever_thenAHealthyAccountStaysHealthy(uint256 seed) public {
        _fund(carol, 1000);
        uint64 lots = uint64(bound(seed, 1, 4 * ETH_LOTS));
        _trade(alice, carol, ETH, ETH_TICK, lots);
        _setPrice(ETH, bound(seed >> 64, 1700, 2300));
        uint24 tick = uint24(bound(seed >> 128, 1600, 2400));
        uint64 more = uint64(bound(seed >> 160, 1, 8 * ETH_LOTS));
        bool isBuy = seed >> 255 == 0;
        (bool restsOk,) = _tryPlace(carol, ETH, !isBuy, tick, uint64(bound(seed >> 192, 1, 8 * ETH_LOTS)));
        int256[2] memory before = [_headroom(alice), _headroom(carol)];
        int256 sizeBefore = _size(alice, ETH);

        (bool done, uint64 filled) = _tryPlace(alice, ETH, isBuy, tick, more);

        assertTrue(before[0] < 0 || _headroom(alice) >= 0, "MS-05 the taker stays healthy");
        assertTrue(before[1] < 0 || _headroom(carol) >= 0, "MS-05 the maker stays healthy");
        if (done && filled > 0) {
            assertTrue(restsOk, "a fill needs a resting order");
            int256 sizeAfter = _size(alice, ETH);
            bool covered = engine.equity(alice) >= int256(engine.initialMargin(alice));
            bool reduced = (sizeBefore > 0 && sizeAfter >= 0 && sizeAfter < sizeBefore)
                || (sizeBefore < 0 && sizeAfter <= 0 && sizeAfter > sizeBefore);
            assertTrue(
                covered || (reduced && _headroom(alice) >= before[0] && engine.equity(alice) >= 0), "MS-01 margin rule"
            );
        }
        _assertSound();
    }

    function _open() internal {
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
    }

    function _openAndWeaken() internal {
        _open();
        _setPrice(ETH, WEAK);
        assertEq(engine.equity(alice), 436e18, "equity");
        assertEq(engine.initialMargin(alice), 744e18, "initial margin");
        assertEq(engine.maintenanceMargin(alice), 372e18, "maintenance margin");
    }

    function _tryPlace(address account, uint16 marketId, bool isBuy, uint24 tick, uint64 lots)
        private
        returns (bool done, uint64 filled)
    {
        vm.prank(account);
        try book.place(marketId, isBuy, tick, lots) returns (uint64, uint64 filledLots) {
            return (true, filledLots);
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) == IEngineTypes.InsufficientMargin.selector, "only margin refuses an order");
        }
    }
}
