// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Must be reported by `fee-split-dust`: every share is rounded down and nobody takes the rest
contract FeeSplitDustCanary {
    mapping(address account => uint256) public collateral;
    uint256 public vaultFees;
    uint256 public insuranceFees;
    uint256 public treasuryFees;

    function charge(uint256 fee) external {
        collateral[msg.sender] -= fee;
        vaultFees += fee * 333_333 / 1e6;
        insuranceFees += fee * 333_333 / 1e6;
        treasuryFees += fee * 333_334 / 1e6;
    }
}
