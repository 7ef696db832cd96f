// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IChainlinkAggregator} from "../interfaces/oracle/IChainlinkAggregator.sol";

/// @title A Chainlink feed, or a sequencer's uptime feed, with the ways in which they fail
/// @notice Like the real one it never answers beyond its own limits: a price that crashes through the lower one is told as that.
contract ChainlinkAggregatorMock is IChainlinkAggregator {
    /// @notice How `latestRoundData` behaves.
    enum Behaviour {
        Answer,
        Revert,
        BurnGas
    }

    error NoDataPresent();

    uint8 public immutable decimals;
    int256 private immutable _MIN_ANSWER;
    int256 private immutable _MAX_ANSWER;

    uint80 private _roundId;
    int256 private _answer;
    uint256 private _startedAt;
    uint256 private _updatedAt;
    uint80 private _answeredInRound;
    Behaviour private _behaviour;

    constructor(uint8 decimals_, int256 minAnswer, int256 maxAnswer) {
        decimals = decimals_;
        (_MIN_ANSWER, _MAX_ANSWER) = (minAnswer, maxAnswer);
    }

    /// @notice Completes a round: the answer, clamped to the feed's limits, made at `updatedAt`.
    function setAnswer(int256 answer, uint256 updatedAt) external {
        ++_roundId;
        _answer = answer < _MIN_ANSWER ? _MIN_ANSWER : answer > _MAX_ANSWER ? _MAX_ANSWER : answer;
        (_startedAt, _updatedAt, _answeredInRound) = (updatedAt, updatedAt, _roundId);
    }

    /// @notice Sets a round as it is told, however broken.
    function setRound(uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
        external
    {
        (_roundId, _answer, _startedAt) = (roundId, answer, startedAt);
        (_updatedAt, _answeredInRound) = (updatedAt, answeredInRound);
    }

    /// @notice Sets the failure mode.
    function setBehaviour(Behaviour behaviour) external {
        _behaviour = behaviour;
    }

    /// @inheritdoc IChainlinkAggregator
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (_behaviour == Behaviour.Revert) revert NoDataPresent();
        if (_behaviour == Behaviour.BurnGas) {
            uint256 spin;
            while (gasleft() > 0) ++spin;
        }
        return (_roundId, _answer, _startedAt, _updatedAt, _answeredInRound);
    }
}
