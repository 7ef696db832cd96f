// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Must be reported by `oi-not-released`: the liquidation deletes the position and forgets the total
contract OiNotReleasedCanary {
    error CapReached();

    mapping(address account => uint256) public position;
    uint256 public openInterest;
    uint256 public cap = 1000;

    function open(uint256 lots) external {
        if (openInterest + lots > cap) revert CapReached();
        openInterest += lots;
        position[msg.sender] += lots;
    }

    function close(uint256 lots) external {
        position[msg.sender] -= lots;
        openInterest -= lots;
    }

    function liquidate(address account) external {
        delete position[account];
    }
}
