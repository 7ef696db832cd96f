// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @title A token that keeps one unit of every transfer for itself
contract FeeOnTransferToken is USDCMock {
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from != address(0) && to != address(0) && value > 0) super._update(to, address(this), 1);
    }
}
