// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title A user of the system: an account of its own that does what its creator tells it
/// @dev Contracts stand in for users, so that no engine has to forge a sender.
contract Actor {
    address private immutable CREATOR;

    error NotCreator();

    constructor() {
        CREATOR = msg.sender;
    }

    /// @notice Makes a call and hands back how it ended, whatever that was.
    function perform(address target, bytes calldata data) external returns (bool ok, bytes memory answer) {
        if (msg.sender != CREATOR) revert NotCreator();
        return target.call(data);
    }
}
