// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @title A token that calls somebody in the middle of every transfer, as ERC-777 tokens do
contract HookedToken is USDCMock {
    /// @notice Who is called before and after balances move; zero for nobody.
    ITransferWatcher public watcher;

    function setWatcher(ITransferWatcher watcher_) external {
        watcher = watcher_;
    }

    function _update(address from, address to, uint256 value) internal override {
        bool watched = address(watcher) != address(0) && from != address(0);
        if (watched) watcher.onTransfer(from, to, value);
        super._update(from, to, value);
        if (watched) watcher.onTransfer(from, to, value);
    }
}

/// @title Somebody who is called while tokens move
interface ITransferWatcher {
    function onTransfer(address from, address to, uint256 value) external;
}
