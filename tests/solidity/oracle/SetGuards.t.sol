// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {OracleCase} from "./OracleCase.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";

contract SetGuardsTest is OracleCase {
    function setUp() public override {
        super.setUp();
        _configure(1, _prices(2000, 2000, 2000));
    }

    function test_setGuards_whenNeverSet_thenTheDefaultsHold() public view {
        _assertGuards(IOracleRouter.PriceGuards(50_000, 200_000, 60, 128));
    }

    function test_setGuards_whenValid_thenStoredAndAnnounced() public {
        IOracleRouter.PriceGuards memory guards = IOracleRouter.PriceGuards(1, 2, 3, 4);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.GuardsSet(MARKET, guards);
        oracle.setGuards(MARKET, guards);
        _assertGuards(guards);
    }

    function test_setGuards_whenAtTheBounds_thenStored() public {
        IOracleRouter.PriceGuards memory most = IOracleRouter.PriceGuards(200_000, 500_000, 1 hours, 1024);
        oracle.setGuards(MARKET, most);
        _assertGuards(most);
    }

    function test_setGuards_whenZeroOrBeyondABound_thenReverts() public {
        for (uint256 i; i < 4; ++i) {
            for (uint256 side; side < 2; ++side) {
                uint32[4] memory limits = [uint32(200_000), 500_000, 1 hours, 1024];
                limits[i] = side == 0 ? 0 : limits[i] + 1;
                vm.expectRevert(abi.encodeWithSelector(IOracleRouter.InvalidGuards.selector, MARKET));
                oracle.setGuards(
                    MARKET,
                    IOracleRouter.PriceGuards(uint24(limits[0]), uint24(limits[1]), limits[2], uint16(limits[3]))
                );
            }
        }
    }

    function test_setGuards_whenTheMarketIsUnknown_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.UnknownMarket.selector, MARKET + 1));
        oracle.setGuards(MARKET + 1, IOracleRouter.PriceGuards(1, 1, 1, 1));
    }

    function test_setGuards_whenNotTheOwner_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, alice));
        vm.prank(alice);
        oracle.setGuards(MARKET, IOracleRouter.PriceGuards(1, 1, 1, 1));
    }

    function test_updatePrice_whenASourceLiesAtTheDeviationAllowed_thenItCountsAndAWeiMoreDoesNot() public {
        // Two per cent of the median, 2000.
        oracle.setGuards(MARKET, IOracleRouter.PriceGuards(20_000, 200_000, 60, 128));
        mocks[0].set(2040 * WAD, START - 7);
        oracle.updatePrice(MARKET);
        (, uint256 updatedAt) = oracle.lastPrice(MARKET);
        assertEq(updatedAt, START - 7, "OR-03 used, and the oldest");
        mocks[0].set(2040 * WAD + 1, START - 7);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.SourceDropped(MARKET, feeds[0]);
        oracle.updatePrice(MARKET);
        (, updatedAt) = oracle.lastPrice(MARKET);
        assertEq(updatedAt, START, "OR-03 dropped with its time");
    }

    function test_updatePrice_whenSourcesDeviateOnBothSides_thenTheMedianOfTheRestIsStored() public {
        _configure(2, _prices(1900, 2000, 2110));
        oracle.setGuards(MARKET, IOracleRouter.PriceGuards(50_000, 200_000, 60, 128));
        assertEq(oracle.updatePrice(MARKET), 1950 * WAD, "2110 is too high, 1900 just near enough");
        mocks[0].set(1899 * WAD, START);
        vm.expectRevert(_tooFew(1, 2));
        oracle.updatePrice(MARKET);
    }

    function test_updatePrice_whenTwoSourcesContradictEachOther_thenNeitherIsBelieved() public {
        _configure(1, _prices(1000, 2000));
        vm.expectRevert(_tooFew(0, 1));
        oracle.updatePrice(MARKET);
    }

    function testFuzz_updatePrice_whateverTheSourcesSay_thenThePriceIsNearTheMedianOfAll(
        uint256 a,
        uint256 b,
        uint256 c
    ) public {
        uint256[3] memory said = [bound(a, 1, 1e30), bound(b, 1, 1e30), bound(c, 1, 1e30)];
        for (uint256 i; i < 3; ++i) {
            mocks[i].set(said[i], START);
        }
        uint256 middle = said[0] > said[1]
            ? (said[1] > said[2] ? said[1] : said[0] < said[2] ? said[0] : said[2])
            : (said[0] > said[2] ? said[0] : said[1] < said[2] ? said[1] : said[2]);
        uint256 price = oracle.updatePrice(MARKET);
        uint256 apart = price > middle ? price - middle : middle - price;
        assertAtMost(apart * 1e6, middle * 50_000, "OR-03 no further than allowed");
    }

    function _assertGuards(IOracleRouter.PriceGuards memory expected) private view {
        bytes32 stored = keccak256(abi.encode(oracle.marketGuards(MARKET)));
        assertTrue(stored == keccak256(abi.encode(expected)), "guards");
    }
}
