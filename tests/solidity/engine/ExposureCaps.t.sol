// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Caps on what one account holds: $4,000 in ETH, $10,000 in all.
contract ExposureCapsTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 100_000);
        _fund(carol, 100_000);
        _fund(dave, 100_000);
        engine.setExposureCaps(10_000e18, 0);
        _setMarketCap(4000e18);
    }

    function test_place_whenATakerEndsAtTheMarketsCap_thenItIsFilledAndOneLotMoreIsNot() public {
        _buy(alice, 2 * ETH_LOTS);
        _rest(dave, ETH, SELL, ETH_TICK, 1);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ExposureCapExceeded.selector, alice, 4002e18, 4000e18));
        _place(alice, ETH, BUY, ETH_TICK, 1);
    }

    function test_place_whenATakerEndsAboveTheCapOfAll_thenReverts() public {
        _buy(alice, 2 * ETH_LOTS);
        _rest(carol, BTC, SELL, BTC_TICK, 1000);
        _rest(dave, BTC, SELL, BTC_TICK, 1000);
        _take(alice, BTC, BUY, BTC_TICK, 1000);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ExposureCapExceeded.selector, alice, 10_005e18, 10_000e18));
        _place(alice, BTC, BUY, BTC_TICK, 201);
        _take(alice, BTC, BUY, BTC_TICK, 200);
        (,,, uint256 notional) = engine.accountHealth(alice);
        assertEq(notional, 10_000e18, "at the cap");
        _assertSound();
    }

    function test_place_whenAMakerWouldExceedItsCap_thenItsOrderGoesAndTheTakerGoesOn() public {
        _buy(alice, 2 * ETH_LOTS);
        // Carol is short 2 ETH already.
        uint64 tooMuch = _rest(carol, ETH, SELL, ETH_TICK, 1);
        _fund(bob, 100_000);
        _rest(dave, ETH, SELL, ETH_TICK, 1 * ETH_LOTS);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRemoved(tooMuch, carol, 1, IBookTypes.RemovalReason.MakerCap);
        _take(bob, ETH, BUY, ETH_TICK, 1 * ETH_LOTS);
        assertEq(_size(carol, ETH), -2e18, "carol stays at her cap");
        assertEq(_size(dave, ETH), -1e18, "dave was behind her");
        _assertSound();
    }

    function test_setExposureCaps_whenLoweredBelowWhatIsOpen_thenReducingIsNeverBlocked() public {
        _buy(alice, 2 * ETH_LOTS);
        engine.setExposureCaps(1e18, 0);
        _setMarketCap(1e18);
        _rest(alice, ETH, SELL, ETH_TICK, 1 * ETH_LOTS);
        _take(carol, ETH, BUY, ETH_TICK, 1 * ETH_LOTS);
        assertEq(_size(alice, ETH), 1e18, "as a maker");
        assertEq(_size(carol, ETH), -1e18, "as a taker");
        _assertSound();
    }

    function test_setExposureCaps_whenLoweredBelowWhatIsOpen_thenGrowingIsBlocked() public {
        _buy(alice, 1 * ETH_LOTS);
        _setMarketCap(1e18);
        _rest(alice, ETH, BUY, ETH_TICK, 1);
        _sellInto(dave, alice);
    }

    function test_place_whenCrossingZeroToWithinTheCap_thenItIsAllowed() public {
        _buy(alice, 2 * ETH_LOTS);
        _setMarketCap(1000e18);
        _rest(carol, ETH, BUY, ETH_TICK, 2 * ETH_LOTS);
        _rest(dave, ETH, BUY, ETH_TICK, 500);
        _take(alice, ETH, SELL, ETH_TICK, 2 * ETH_LOTS + 500);
        assertEq(_size(alice, ETH), -0.5e18, "a thousand dollars short");
        _assertSound();
    }

    function test_place_whenTheMarkRaisesTheNotional_thenOnlyGrowingIsBlocked() public {
        _buy(alice, 2 * ETH_LOTS);
        _setPrice(ETH, 2500);
        _rest(dave, ETH, SELL, 2500, 1);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ExposureCapExceeded.selector, alice, 5002.5e18, 4000e18));
        _place(alice, ETH, BUY, 2500, 1);
    }

    function test_liquidate_whenAccountAndLiquidatorAreAboveTheirCaps_thenItIsNotBlocked() public {
        engine.setExposureCaps(type(uint128).max, 0);
        _setMarketCap(type(uint128).max);
        _fund(bob, 1000);
        _trade(bob, dave, ETH, ETH_TICK, 4 * ETH_LOTS);
        engine.setExposureCaps(0, 0);
        _setMarketCap(0);
        _setOpenInterestCap(ETH, 0);
        _setPrice(ETH, 1800);
        _liquidate(carol, bob, ETH);
        assertEq(_size(carol, ETH), 4e18, "a cap never stops a liquidation");
        _assertSound();
    }

    function test_setExposureCaps_whenOwner_thenStoredAndAnnounced() public {
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.ExposureCapsSet(5, 6);
        engine.setExposureCaps(5, 6);
        (uint128 account, uint128 backstop) = engine.exposureCaps();
        assertTrue(account == 5 && backstop == 6, "read back");
    }

    function testFuzz_place_whateverIsSplit_thenNoAccountGrowsAboveItsCap(uint256 seed) public {
        for (uint256 i; i < 8; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            address account = random >> 255 == 0 ? alice : dave;
            vm.prank(account);
            try book.place(ETH, random >> 254 & 1 == 1, ETH_TICK, uint64(bound(random, 1, 3000))) {}
            catch (bytes memory reason) {
                assertTrue(bytes4(reason) == IEngineTypes.ExposureCapExceeded.selector, "for its cap alone");
            }
            _assertWithin(alice);
            _assertWithin(dave);
        }
        _assertSound();
    }

    function _assertWithin(address account) private view {
        (,,, uint256 notional) = engine.accountHealth(account);
        assertAtMost(notional, 4000e18, "within the cap");
    }

    /// @dev `account` buys from carol.
    function _buy(address account, uint64 lots) private {
        _trade(account, carol, ETH, ETH_TICK, lots);
    }

    /// @dev `taker` sells into the maker's bid, which is over its cap and goes.
    function _sellInto(address taker, address maker) private {
        int256 size = _size(maker, ETH);
        (, uint64 filled) = _place(taker, ETH, SELL, ETH_TICK, 1);
        assertEq(filled, 0, "the maker is above its cap");
        assertEq(_size(maker, ETH), size, "and stays as it is");
        (uint64 bids,) = _openLots(maker, ETH);
        assertEq(bids, 0, "without its order");
    }

    function _setMarketCap(uint128 cap) private {
        IEngineTypes.MarketParams memory params = engine.marketParams(ETH);
        params.accountNotionalCap = cap;
        engine.setMarketParams(ETH, params);
    }
}
