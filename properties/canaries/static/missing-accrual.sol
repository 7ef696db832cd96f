// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Must be reported by `missing-accrual`: repaying changes the total before the past's interest is on it
contract MissingAccrualCanary {
    uint256 public totalDebt;
    uint256 public interestIndex = 1e18;
    uint256 public ratePerSecond = 1e9;
    uint256 public lastAccrual = block.timestamp;
    uint256 public reserves;
    mapping(address account => uint256) public debt;

    function borrow(uint256 amount) external {
        accrue();
        totalDebt += amount;
        debt[msg.sender] += amount;
    }

    function repay(uint256 amount) external {
        totalDebt -= amount;
        debt[msg.sender] -= amount;
    }

    function accrue() public {
        uint256 elapsed = block.timestamp - lastAccrual;
        reserves += totalDebt * ratePerSecond * elapsed / 1e18;
        lastAccrual = block.timestamp;
    }
}
