// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

interface ISharedHeartbeatFeed {
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
}

/// @title Must be reported by `oracle-shared-heartbeat`: feeds by market, one age for all
contract OracleSharedHeartbeatCanary {
    mapping(uint256 market => ISharedHeartbeatFeed) public feeds;
    uint256 public constant MAX_AGE = 1 days;

    function price(uint256 market) external view returns (uint256) {
        (, int256 answer,, uint256 updatedAt,) = feeds[market].latestRoundData();
        require(answer > 0 && block.timestamp - updatedAt <= MAX_AGE);
        return uint256(answer);
    }
}
