// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleLimits} from "../base/Initializers.sol";
import {vm} from "../base/Vm.sol";
import {OracleCase} from "./OracleCase.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";

contract ConfigureMarketTest is OracleCase {
    function test_configureMarket_whenValid_thenStoredAndAnnounced() public {
        feeds = [alice, bob];
        IOracleRouter.OracleConfig memory config = IOracleRouter.OracleConfig({maxAge: 30, minSources: 1});
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.MarketConfigured(MARKET, config, feeds);
        oracle.configureMarket(MARKET, config, feeds);

        (IOracleRouter.OracleConfig memory stored, address[] memory list) = oracle.marketConfig(MARKET);
        assertTrue(stored.maxAge == 30 && stored.minSources == 1, "limits");
        assertEq(list.length, 2, "as many sources");
        assertTrue(list[0] == alice && list[1] == bob, "in order");
    }

    function test_configureMarket_whenOutOfBounds_thenReverts() public {
        feeds = [alice, bob];
        _expectInvalid(0, 1);
        _expectInvalid(1, 0);
        _expectInvalid(1, 3);
        _expectInvalid(1 days + 1, 1);
        delete feeds;
        _expectInvalid(1, 1);
        uint256 most = IOracleLimits(address(oracle)).MAX_SOURCES();
        for (uint256 i; i < most; ++i) {
            feeds.push(address(uint160(i + 1)));
        }
        oracle.configureMarket(MARKET, IOracleRouter.OracleConfig(1 days, uint8(most)), feeds);
        feeds.push(alice);
        _expectInvalid(1, 1);
    }

    function test_configureMarket_whenASourceIsReplaced_thenTheStoredPriceStaysUntilItIsTooOld() public {
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        _configure(1, _prices(2100, 2100));
        assertEq(oracle.price(MARKET), 2000 * WAD, "still");
        assertEq(oracle.updatePrice(MARKET), 2100 * WAD, "the new sources");
    }

    function test_configureMarket_whenSourcesBecomeFewer_thenTheOldOnesAreForgotten() public {
        _configure(3, _prices(1990, 2000, 2010));
        feeds.pop();
        _reconfigure(2);
        (, address[] memory list) = oracle.marketConfig(MARKET);
        assertEq(list.length, 2, "two are left");
        assertEq(oracle.updatePrice(MARKET), 1995 * WAD, "of the two");
    }

    function test_configureMarket_whenASourceIsNamedTwice_thenReverts() public {
        feeds = [alice, bob, alice];
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.DuplicateSource.selector, MARKET, alice));
        oracle.configureMarket(MARKET, IOracleRouter.OracleConfig(30, 2), feeds);
    }

    function test_configureMarket_whenAJumpIsPending_thenItIsDiscarded() public {
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        _setAll(3000 * WAD);
        oracle.updatePrice(MARKET);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.JumpDiscarded(MARKET, 3000 * WAD);
        _reconfigure(1);
        (uint256 jump, uint256 since) = oracle.pendingJump(MARKET);
        assertTrue(jump == 0 && since == 0, "other sources said it");
    }

    function _expectInvalid(uint32 maxAge, uint8 minSources) private {
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.InvalidConfig.selector, MARKET));
        oracle.configureMarket(MARKET, IOracleRouter.OracleConfig(maxAge, minSources), feeds);
    }
}
