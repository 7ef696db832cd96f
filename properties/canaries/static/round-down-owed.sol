// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Must be reported by `round-down-owed`: what an account pays is rounded down
contract RoundDownOwedCanary {
    mapping(address account => uint256) public collateral;
    mapping(address account => uint256) public size;
    mapping(address account => uint256) public entryIndex;
    uint256 public fundingIndex;

    function accrue(uint256 delta) external {
        fundingIndex += delta;
    }

    function settle(address account) external {
        uint256 owed = size[account] * (fundingIndex - entryIndex[account]) / 1e18;
        entryIndex[account] = fundingIndex;
        collateral[account] -= owed;
    }
}
