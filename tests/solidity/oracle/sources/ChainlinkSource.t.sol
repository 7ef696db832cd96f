// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../../base/Assertions.sol";
import {vm} from "../../base/Vm.sol";
import {ChainlinkAggregatorMock} from "contracts/mocks/ChainlinkAggregatorMock.sol";
import {ChainlinkSource} from "contracts/v2/oracle/ChainlinkSource.sol";

contract ChainlinkSourceTest is Assertions {
    uint256 internal constant START = 1_750_000_000;
    uint256 internal constant HEARTBEAT = 20 minutes;
    int256 internal constant LOW = 1e8;
    int256 internal constant HIGH = 1e14;

    ChainlinkAggregatorMock internal feed;
    ChainlinkSource internal source;

    function setUp() public {
        vm.warp(START);
        feed = new ChainlinkAggregatorMock(8, LOW, HIGH);
        source = new ChainlinkSource(feed, HEARTBEAT, LOW, HIGH);
        feed.setAnswer(2000e8, START);
    }

    function test_read_whenSound_thenScaledToWadWithItsTime() public {
        feed.setAnswer(2000e8 + 1, START - 7);
        (uint256 price, uint256 updatedAt) = source.read();
        assertEq(price, 2000e18 + 1e10, "eight decimals more ten");
        assertEq(updatedAt, START - 7, "when it was answered");
    }

    function test_read_whenTheFeedHasEighteenDecimalsOrMore_thenScaledOrRoundedDown() public {
        _assertScaled(18, 2000e18 + 1, 2000e18 + 1);
        _assertScaled(20, 2000e20 + 199, 2000e18 + 1);
        _assertScaled(0, 2000, 2000e18);
        _assertScaled(36, 2000e36 + 1e18 - 1, 2000e18);
    }

    function test_read_whenTheHeartbeatWasMissed_thenReverts() public {
        vm.warp(START + HEARTBEAT);
        source.read();
        vm.warp(START + HEARTBEAT + 1);
        vm.expectRevert(abi.encodeWithSelector(ChainlinkSource.MissedHeartbeat.selector, START));
        source.read();
    }

    function test_attack_staleHeartbeatSharedByTwoFeeds_eachFeedIsHeldToItsOwn() public {
        ChainlinkAggregatorMock slowFeed = new ChainlinkAggregatorMock(8, LOW, HIGH);
        ChainlinkSource slow = new ChainlinkSource(slowFeed, 1 days, LOW, HIGH);
        slowFeed.setAnswer(1e8 + 1, START);
        vm.warp(START + HEARTBEAT + 1);
        slow.read();
        // A limit for both would have to be the slow one's, and let a dead fast feed pass for a day.
        vm.expectRevert(abi.encodeWithSelector(ChainlinkSource.MissedHeartbeat.selector, START));
        source.read();
    }

    function test_attack_ignoredMinAnswer_aCrashBelowTheLimitIsNoPrice() public {
        feed.setAnswer(1e8 / 1000, START);
        (, int256 told,,,) = feed.latestRoundData();
        assertEq(told, LOW, "the feed tells its limit, a thousand times the market");
        vm.expectRevert(abi.encodeWithSelector(ChainlinkSource.AnswerAtLimit.selector, LOW));
        source.read();
        feed.setAnswer(LOW + 1, START);
        source.read();
    }

    function test_attack_ignoredMaxAnswer_aRiseAboveTheLimitIsNoPrice() public {
        feed.setAnswer(HIGH * 3, START);
        vm.expectRevert(abi.encodeWithSelector(ChainlinkSource.AnswerAtLimit.selector, HIGH));
        source.read();
        feed.setAnswer(HIGH - 1, START);
        source.read();
    }

    function test_read_whenNegativeOrZero_thenReverts() public {
        ChainlinkSource open = new ChainlinkSource(feed, HEARTBEAT, 0, HIGH);
        int256[2] memory answers = [int256(0), -1];
        for (uint256 i; i < 2; ++i) {
            feed.setRound(9, answers[i], START, START, 9);
            vm.expectRevert(abi.encodeWithSelector(ChainlinkSource.AnswerAtLimit.selector, answers[i]));
            open.read();
        }
    }

    function test_read_whenTheRoundIsNotSound_thenReverts() public {
        _expectIncomplete(0, START, 0);
        _expectIncomplete(9, 0, 9);
        _expectIncomplete(9, START, 8);
        feed.setRound(9, 2000e8, START, START, 9);
        source.read();
    }

    function test_read_whenTheFeedReverts_thenReverts() public {
        feed.setBehaviour(ChainlinkAggregatorMock.Behaviour.Revert);
        vm.expectRevert(abi.encodeWithSelector(ChainlinkAggregatorMock.NoDataPresent.selector));
        source.read();
    }

    function test_constructor_whenOutOfBounds_thenReverts() public {
        new ChainlinkSource(feed, 2 days, 0, type(int192).max);
        _expectInvalid(0, LOW, HIGH);
        _expectInvalid(2 days + 1, LOW, HIGH);
        _expectInvalid(HEARTBEAT, -1, HIGH);
        _expectInvalid(HEARTBEAT, HIGH, HIGH);
        _expectInvalid(HEARTBEAT, LOW, int256(type(int192).max) + 1);
        feed = new ChainlinkAggregatorMock(37, LOW, HIGH);
        _expectInvalid(HEARTBEAT, LOW, HIGH);
    }

    function testFuzz_read_wheneverItAnswers_thenTheAnswerIsInsideTheLimits(int192 answer, uint32 age) public {
        age = uint32(bound(age, 0, 2 * HEARTBEAT));
        feed.setAnswer(answer, START - age);
        (, int256 told,,,) = feed.latestRoundData();
        try source.read() returns (uint256 price, uint256 updatedAt) {
            assertTrue(told > LOW && told < HIGH && age <= HEARTBEAT, "sound");
            assertTrue(price == uint256(told) * 1e10 && updatedAt == START - age, "scaled, with its time");
        } catch {
            assertTrue(told <= LOW || told >= HIGH || age > HEARTBEAT, "nothing sound is refused");
        }
    }

    function _assertScaled(uint8 decimals, int256 answer, uint256 expected) private {
        ChainlinkAggregatorMock other = new ChainlinkAggregatorMock(decimals, 0, type(int192).max);
        other.setAnswer(answer, START);
        (uint256 price,) = new ChainlinkSource(other, HEARTBEAT, 0, type(int192).max).read();
        assertEq(price, expected, "WAD");
    }

    function _expectIncomplete(uint80 roundId, uint256 updatedAt, uint80 answeredInRound) private {
        feed.setRound(roundId, 2000e8, START, updatedAt, answeredInRound);
        vm.expectRevert(abi.encodeWithSelector(ChainlinkSource.IncompleteRound.selector, roundId));
        source.read();
    }

    function _expectInvalid(uint256 heartbeat, int256 low, int256 high) private {
        vm.expectRevert(abi.encodeWithSelector(ChainlinkSource.InvalidSource.selector));
        new ChainlinkSource(feed, heartbeat, low, high);
    }
}
