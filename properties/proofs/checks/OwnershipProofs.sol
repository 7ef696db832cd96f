// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {OrderWord} from "contracts/libraries/OrderWord.sol";
import {BookLevels} from "contracts/v2/book/BookLevels.sol";

/// @title AC-02: whose order it is
/// @notice The caller is this contract; whose the order is, is symbolic, so that both are any two accounts.
contract OwnershipProofs is BookLevels {
    uint64 private constant ORDER = 1 << 32 | 1;
    /// @dev A fixed stipend: what is left otherwise depends on the order.
    uint256 private constant GAS = 100_000;

    /// @notice As somebody who asks for their own order, to cancel or change it.
    function own() external view {
        _own(ORDER);
    }

    /// @notice An order is its owner's and nobody else's; where none rests it is nobody's.
    function check_onlyItsOwnerHasAnOrder(uint256 word) external {
        OrderWord order = OrderWord.wrap(word);
        _state().orders[ORDER] = order;
        (bool done,) = address(this).call{gas: GAS}(abi.encodeCall(this.own, ()));
        assert(done == (order.rests() && order.owner() == address(this)));
    }
}
