// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPriceSource} from "../../interfaces/IPriceSource.sol";
import {IChainlinkAggregator} from "../../interfaces/oracle/IChainlinkAggregator.sol";
import {Decimals} from "./Decimals.sol";

/// @title A Chainlink data feed as a price source, with a heartbeat and limits of its own
/// @notice Replaced, not upgraded: the router is given another source.
contract ChainlinkSource is IPriceSource {
    /// @notice Longest heartbeat, seconds: the slowest feeds answer once a day.
    uint256 public constant MAX_HEARTBEAT = 2 days;

    /// @notice The feed; dollars per whole base unit.
    IChainlinkAggregator public immutable AGGREGATOR;
    /// @notice Seconds within which this feed, and no other, promises a new answer.
    uint256 public immutable HEARTBEAT;
    /// @notice The feed's own limits, in its own unit: it never tells a price beyond them, however far the market has gone.
    int256 public immutable MIN_ANSWER;
    int256 public immutable MAX_ANSWER;
    uint256 private immutable _DECIMALS;

    error InvalidSource();
    /// @notice The round is not complete, or its answer was carried over from an earlier one.
    error IncompleteRound(uint80 roundId);
    /// @notice The answer is at or beyond a limit: the price may be anywhere beyond it.
    error AnswerAtLimit(int256 answer);
    /// @notice No answer since `updatedAt`, for longer than the heartbeat.
    error MissedHeartbeat(uint256 updatedAt);

    /// @dev Reverts `InvalidSource` unless 0 < heartbeat <= `MAX_HEARTBEAT` and 0 <= minAnswer < maxAnswer,
    /// the latter in the 192 bits of a feed.
    constructor(IChainlinkAggregator aggregator, uint256 heartbeat, int256 minAnswer, int256 maxAnswer) {
        if (
            heartbeat == 0 || heartbeat > MAX_HEARTBEAT || minAnswer < 0 || minAnswer >= maxAnswer
                || maxAnswer > type(int192).max
        ) {
            revert InvalidSource();
        }
        (AGGREGATOR, HEARTBEAT) = (aggregator, heartbeat);
        (MIN_ANSWER, MAX_ANSWER) = (minAnswer, maxAnswer);
        _DECIMALS = aggregator.decimals();
        if (_DECIMALS > Decimals.MOST) revert InvalidSource();
    }

    /// @inheritdoc IPriceSource
    /// @dev Reverts `IncompleteRound`, `AnswerAtLimit`, `MissedHeartbeat`. Scaled to 18 decimals, rounded down where the feed has more.
    function read() external view returns (uint256 price, uint256 updatedAt) {
        uint80 roundId;
        uint80 answeredInRound;
        int256 answer;
        (roundId, answer,, updatedAt, answeredInRound) = AGGREGATOR.latestRoundData();
        if (roundId == 0 || updatedAt == 0 || answeredInRound < roundId) revert IncompleteRound(roundId);
        // The lower limit is not below zero: what is above it is positive.
        if (answer <= MIN_ANSWER || answer >= MAX_ANSWER) revert AnswerAtLimit(answer);
        // A round from the future is the router's to refuse.
        if (block.timestamp > updatedAt + HEARTBEAT) revert MissedHeartbeat(updatedAt);
        return (Decimals.toWad(uint256(answer), -int256(_DECIMALS)), updatedAt);
    }
}
