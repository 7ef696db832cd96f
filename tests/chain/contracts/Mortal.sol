// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice Can destroy itself; in the transaction that made it if its maker likes.
contract Mortal {
    function end(address payable to) external {
        selfdestruct(to);
    }
}

contract Maker {
    function makeAndEnd() external {
        new Mortal().end(payable(msg.sender));
    }
}
