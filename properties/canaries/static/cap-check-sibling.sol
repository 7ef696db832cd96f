// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Must be reported by `cap-check-sibling`: the second way in forgets the cap
contract CapCheckSiblingCanary {
    error CapReached();

    mapping(address account => uint256) public position;
    uint256 public openInterest;
    uint256 public cap = 1000;

    function open(uint256 lots) external {
        if (openInterest + lots > cap) revert CapReached();
        openInterest += lots;
        position[msg.sender] += lots;
    }

    function increase(uint256 lots) external {
        openInterest += lots;
        position[msg.sender] += lots;
    }
}
