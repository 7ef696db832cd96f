// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @title A token whose issuer can shut accounts out, as USDC's can
contract BlockingToken is USDCMock {
    mapping(address account => bool) public blocked;

    error Blocked(address account);

    function setBlocked(address account, bool blocked_) external {
        blocked[account] = blocked_;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (blocked[from]) revert Blocked(from);
        if (blocked[to]) revert Blocked(to);
        super._update(from, to, value);
    }
}
