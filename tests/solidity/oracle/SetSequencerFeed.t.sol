// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {OracleCase} from "./OracleCase.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {ChainlinkAggregatorMock} from "contracts/mocks/ChainlinkAggregatorMock.sol";

contract SetSequencerFeedTest is OracleCase {
    uint32 internal constant GRACE = 1 hours;
    int256 internal constant UP = 0;
    int256 internal constant DOWN = 1;

    ChainlinkAggregatorMock internal uptime;

    function setUp() public override {
        super.setUp();
        _configure(1, _prices(2000, 2000));
        uptime = new ChainlinkAggregatorMock(0, 0, 1);
        uptime.setAnswer(UP, START - 30 days);
    }

    function test_setSequencerFeed_whenValid_thenStoredAndAnnounced() public {
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.SequencerFeedSet(address(uptime), GRACE);
        oracle.setSequencerFeed(address(uptime), GRACE);
        (address feed, uint32 grace) = oracle.sequencerFeed();
        assertTrue(feed == address(uptime) && grace == GRACE, "stored");
        oracle.setSequencerFeed(address(uptime), 1 minutes);
        oracle.setSequencerFeed(address(uptime), 1 days);
    }

    function test_setSequencerFeed_whenOutOfBounds_thenReverts() public {
        _expectInvalid(address(uptime), 1 minutes - 1);
        _expectInvalid(address(uptime), 1 days + 1);
        _expectInvalid(address(0), GRACE);
    }

    function test_setSequencerFeed_whenItDoesNotAnswer_thenReverts() public {
        _expectInvalid(alice, GRACE);
        _expectInvalid(address(usdc), GRACE);
        uptime.setRound(1, UP, 0, 0, 1);
        _expectInvalid(address(uptime), GRACE);
    }

    function test_setSequencerFeed_whenNone_thenPricesDoNotDependOnIt() public {
        _set();
        uptime.setBehaviour(ChainlinkAggregatorMock.Behaviour.Revert);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.SequencerFeedSet(address(0), 0);
        oracle.setSequencerFeed(address(0), 0);
        assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "a broken feed is replaced");
    }

    function test_setSequencerFeed_whenNotTheOwner_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, alice));
        vm.prank(alice);
        oracle.setSequencerFeed(address(uptime), GRACE);
    }

    function test_updatePrice_whenTheSequencerIsUpForLong_thenStored() public {
        _set();
        assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "as without a feed");
    }

    function test_attack_sequencerDown_noPriceIsStoredByAnybody() public {
        _set();
        oracle.updatePrice(MARKET);
        uptime.setAnswer(DOWN, START);
        _setAll(2100 * WAD);
        _expectNone(abi.encodeWithSelector(IOracleRouter.SequencerDown.selector));
        assertEq(oracle.price(MARKET), 2000 * WAD, "what is fresh stays in force");
        vm.warp(START + MAX_AGE + 1);
        assertFalse(oracle.isFresh(MARKET), "and then there is none");
    }

    function test_attack_sequencerGrace_noPriceIsStoredRightAfterAnOutage() public {
        _set();
        uint256 back = START + 5000;
        vm.warp(back);
        uptime.setAnswer(UP, back);
        bytes memory reason = abi.encodeWithSelector(IOracleRouter.GracePeriodNotOver.selector, back + GRACE);
        _setAll(2100 * WAD);
        _expectNone(reason);
        vm.warp(back + GRACE - 1);
        _setAll(2100 * WAD);
        _expectNone(reason);
        vm.warp(back + GRACE);
        _setAll(2100 * WAD);
        assertEq(oracle.updatePrice(MARKET), 2100 * WAD, "to the second");
    }

    function test_updatePrice_whenTheUptimeFeedIsBroken_thenItCountsAsDown() public {
        _set();
        bytes memory reason = abi.encodeWithSelector(IOracleRouter.SequencerDown.selector);
        uptime.setRound(1, 2, START - 30 days, START, 1);
        _expectNone(reason);
        uptime.setRound(1, UP, 0, 0, 1);
        _expectNone(reason);
        uptime.setRound(1, UP, START + 1, START, 1);
        _expectNone(reason);
        uptime.setAnswer(UP, START - 30 days);
        uptime.setBehaviour(ChainlinkAggregatorMock.Behaviour.Revert);
        _expectNone(reason);
        uptime.setBehaviour(ChainlinkAggregatorMock.Behaviour.BurnGas);
        _expectNone(reason);
    }

    function _set() private {
        oracle.setSequencerFeed(address(uptime), GRACE);
    }

    /// @dev None of the three ways stores a price, the owner's included.
    function _expectNone(bytes memory reason) private {
        uint16[] memory ids = new uint16[](1);
        ids[0] = MARKET;
        vm.expectRevert(reason);
        oracle.updatePrice(MARKET);
        vm.expectRevert(reason);
        oracle.updatePrices(ids);
        vm.expectRevert(reason);
        oracle.acceptPrice(MARKET, 0, type(uint256).max);
    }

    function _expectInvalid(address feed, uint32 grace) private {
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.InvalidSequencerFeed.selector, feed, grace));
        oracle.setSequencerFeed(feed, grace);
    }
}
