// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

interface IStaleRoundFeed {
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
}

/// @title Must be reported by `oracle-stale-round`: the time of the round is thrown away
contract OracleStaleRoundCanary {
    IStaleRoundFeed public feed;

    function price() external view returns (uint256) {
        (, int256 answer,,,) = feed.latestRoundData();
        require(answer > 0);
        return uint256(answer);
    }
}
