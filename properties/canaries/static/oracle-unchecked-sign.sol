// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

interface IUncheckedSignFeed {
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
}

/// @title Must be reported by `oracle-unchecked-sign`: a negative answer becomes a large price
contract OracleUncheckedSignCanary {
    IUncheckedSignFeed public feed;

    function price() external view returns (uint256) {
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        require(block.timestamp - updatedAt < 1 hours);
        return uint256(answer) * 1e10;
    }
}
