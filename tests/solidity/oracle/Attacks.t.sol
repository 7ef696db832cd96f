// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {OracleCase} from "./OracleCase.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IPyth} from "contracts/interfaces/oracle/IPyth.sol";
import {ChainlinkAggregatorMock} from "contracts/mocks/ChainlinkAggregatorMock.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";
import {PythMock} from "contracts/mocks/PythMock.sol";
import {ChainlinkSource} from "contracts/v2/oracle/ChainlinkSource.sol";
import {PythSource} from "contracts/v2/oracle/PythSource.sol";

/// @notice What others have lost money by, tried on the router and its adapters together.
contract OracleAttacksTest is OracleCase {
    bytes32 internal constant ID = keccak256("ETH/USD");

    function test_attack_priceUsedTwiceInOneTransaction_everyReadGivesTheSame() public {
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        uint256 first = oracle.price(MARKET);
        // The sources move between two reads, as a pool does that is traded in.
        _setAll(2300 * WAD);
        assertEq(oracle.price(MARKET), first, "a read is a read of what is stored");
    }

    function test_attack_priceUsedTwiceInOneTransaction_nobodyConfirmsAJumpToHimself() public {
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        _setAll(6000 * WAD);
        for (uint256 i; i < 5; ++i) {
            oracle.updatePrice(MARKET);
        }
        assertEq(oracle.price(MARKET), 2000 * WAD, "however often in one transaction");
    }

    function test_attack_priceUsedTwiceInOneTransaction_theAverageOfIt_isThatOfBefore() public {
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        vm.warp(START + 30);
        _update(2300 * WAD);
        assertEq(oracle.twap(MARKET, 30), 2000 * WAD, "a price of this second has lasted no time");
        _update(2000 * WAD);
        vm.warp(START + 60);
        _update(2000 * WAD);
        assertEq(oracle.twap(MARKET, 60), 2000 * WAD, "nor has it left anything behind");
    }

    function test_attack_staleHeartbeatSharedByTwoFeeds_theDeadOneIsDropped() public {
        (ChainlinkAggregatorMock fast, ChainlinkAggregatorMock slow) = (_feed(), _feed());
        feeds = [address(_source(fast, 20 minutes)), address(_source(slow, 1 days))];
        oracle.configureMarket(MARKET, IOracleRouter.OracleConfig({maxAge: 1 days, minSources: 1}), feeds);
        fast.setAnswer(1900e8, START);
        slow.setAnswer(2000e8, START);
        assertEq(oracle.updatePrice(MARKET), 1950 * WAD, "both");
        vm.warp(START + 20 minutes + 1);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.SourceDropped(MARKET, feeds[0]);
        assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "the fast one has missed its own heartbeat");
    }

    function test_attack_ignoredMinAnswer_aCrashLeavesNoPriceRatherThanTheLimit() public {
        ChainlinkAggregatorMock feed = _feed();
        feeds = [address(_source(feed, 20 minutes))];
        oracle.configureMarket(MARKET, IOracleRouter.OracleConfig({maxAge: MAX_AGE, minSources: 1}), feeds);
        feed.setAnswer(2000e8, START);
        oracle.updatePrice(MARKET);
        feed.setAnswer(1, START);
        vm.expectRevert(_tooFew(0, 1));
        oracle.updatePrice(MARKET);
        vm.warp(START + MAX_AGE + 1);
        assertFalse(oracle.isFresh(MARKET), "nobody borrows against a price that is none");
    }

    function test_attack_wrongExponentSign_aFeedWithAnotherExponentIsTheSamePrice() public {
        PythMock pyth = new PythMock(1);
        feeds = [address(new PythSource(pyth, ID, 10_000))];
        oracle.configureMarket(MARKET, IOracleRouter.OracleConfig({maxAge: MAX_AGE, minSources: 1}), feeds);
        pyth.set(ID, IPyth.Price(2000e8, 0, -8, START));
        assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "eight digits after the point");
        pyth.set(ID, IPyth.Price(20, 0, 2, START));
        assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "two before it");
    }

    function test_attack_blockNumberTimingOnAnL2_onlySecondsCount() public {
        _configure(2, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        _setAll(3000 * WAD);
        oracle.updatePrice(MARKET);
        vm.roll(block.number + 1_000_000);
        oracle.updatePrice(MARKET);
        assertTrue(oracle.price(MARKET) == 2000 * WAD, "blocks neither confirm nor make stale");
        assertEq(oracle.longestWindow(MARKET), 0, "nor do they make time pass");
        vm.roll(1);
        vm.warp(START + MAX_AGE + 1);
        assertFalse(oracle.isFresh(MARKET), "seconds do, in however few blocks");
    }

    function test_attack_returndataBomb_everyFailureCostsAStipendAtMost() public {
        _configure(1, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        for (uint256 i = 1; i <= uint256(type(PriceSourceMock.Behaviour).max); ++i) {
            mocks[0].setBehaviour(PriceSourceMock.Behaviour(i));
            uint256 before = gasleft();
            assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "the other one's");
            uint256 used = before - gasleft();
            emit log_named_uint("gas of an update with a source that fails", used);
            assertAtMost(used, 150_000 + 60_000, "the stipend, and the update itself");
        }
    }

    function test_attack_sourceReadsBackIntoTheRouter_itFindsTheOldPriceAndCannotWrite() public {
        _configure(1, _prices(2000, 2000));
        oracle.updatePrice(MARKET);
        // A source that is the router itself: a static call, which may not update.
        feeds[0] = address(oracle);
        _reconfigure(1);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.SourceDropped(MARKET, address(oracle));
        assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "dropped like any other that does not answer");
    }

    function _feed() private returns (ChainlinkAggregatorMock) {
        return new ChainlinkAggregatorMock(8, 1e8, 1e14);
    }

    function _source(ChainlinkAggregatorMock feed, uint256 heartbeat) private returns (ChainlinkSource) {
        return new ChainlinkSource(feed, heartbeat, 1e8, 1e14);
    }
}
