// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Must be reported by `health-stale-index`: the withdrawal judges health by the index stored last
contract HealthStaleIndexCanary {
    error Unhealthy();

    uint256 public index = 1e18;
    uint256 public lastAccrual = block.timestamp;
    uint256 public ratePerSecond = 1e9;
    mapping(address account => uint256) public debtShares;
    mapping(address account => uint256) public collateral;

    function borrow(uint256 shares) external {
        _accrue();
        debtShares[msg.sender] += shares;
        if (!_isHealthy(msg.sender)) revert Unhealthy();
    }

    function withdraw(uint256 amount) external {
        collateral[msg.sender] -= amount;
        if (!_isHealthy(msg.sender)) revert Unhealthy();
        payable(msg.sender).transfer(amount);
    }

    function _accrue() internal {
        index += index * ratePerSecond * (block.timestamp - lastAccrual) / 1e18;
        lastAccrual = block.timestamp;
    }

    function _isHealthy(address account) internal view returns (bool) {
        return collateral[account] >= debtShares[account] * index / 1e18;
    }
}
