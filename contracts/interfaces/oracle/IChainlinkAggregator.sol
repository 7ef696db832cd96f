// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What is used of a Chainlink data feed, or of the L2 sequencer's uptime feed
interface IChainlinkAggregator {
    /// @notice Decimals of `answer`.
    function decimals() external view returns (uint8);

    /// @notice The latest round.
    /// @return roundId the round's number; never zero
    /// @return answer the price; of the uptime feed zero for up, one for down
    /// @return startedAt unix seconds at which the round began; of the uptime feed, at which the status did
    /// @return updatedAt unix seconds at which the answer was made; zero while the round is not complete
    /// @return answeredInRound the round in which the answer was made: an older one where it was carried over
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
