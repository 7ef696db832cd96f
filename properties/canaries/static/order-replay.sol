// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Must be reported by `order-replay`: what is signed has neither a nonce nor a domain, and no mark is kept
contract OrderReplayCanary {
    error WrongSigner();

    mapping(address account => uint256) public size;

    function fill(address maker, uint256 lots, uint8 v, bytes32 r, bytes32 s) external {
        bytes32 digest = keccak256(abi.encode(maker, lots));
        if (ecrecover(digest, v, r, s) != maker) revert WrongSigner();
        size[maker] -= lots;
        size[msg.sender] += lots;
    }
}
