// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @title Orders of every kind, for tests of the book; all four traders are rich
abstract contract BookCase is SystemChecks {
    function setUp() public virtual override {
        super.setUp();
        _fund(alice, 1_000_000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
        _fund(dave, 1_000_000);
    }

    /// @dev A plain ETH order, for tests to change.
    function _params(bool isBuy, uint24 tick, uint64 lots)
        internal
        pure
        returns (IBookTypes.OrderParams memory params)
    {
        params.marketId = ETH;
        params.isBuy = isBuy;
        params.tick = tick;
        params.lots = lots;
    }

    function _params(bool isBuy, uint24 tick, uint64 lots, IBookTypes.TimeInForce timeInForce)
        internal
        pure
        returns (IBookTypes.OrderParams memory params)
    {
        params = _params(isBuy, tick, lots);
        params.timeInForce = timeInForce;
    }

    /// @dev Good till `seconds_` from now.
    function _expiring(bool isBuy, uint24 tick, uint64 lots, uint256 seconds_)
        internal
        view
        returns (IBookTypes.OrderParams memory params)
    {
        params = _params(isBuy, tick, lots, IBookTypes.TimeInForce.GoodTillTime);
        params.expiry = uint40(block.timestamp + seconds_);
    }

    function _order(address account, IBookTypes.OrderParams memory params)
        internal
        returns (uint64 orderId, uint64 filledLots)
    {
        vm.prank(account);
        return book.placeOrder(params);
    }

    function _configure(uint32 minLots, uint128 minNotional, uint24 bandPpm) internal {
        book.setBookConfig(ETH, IBookTypes.BookConfig(minLots, minNotional, bandPpm));
    }

    function _expectRemoved(uint64 orderId, address account, uint64 lots, IBookTypes.RemovalReason reason) internal {
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderRemoved(orderId, account, lots, reason);
    }

    function _expectReduced(uint64 orderId, address account, uint64 lots, IBookTypes.RemovalReason reason) internal {
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.OrderReduced(orderId, account, lots, reason);
    }

    function _expectDropped(address account, uint64 lots, IBookTypes.RemovalReason reason) internal {
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.RemainderDropped(account, ETH, lots, reason);
    }

    function _expectRefused(bytes4 selector, uint256 argument) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, argument));
    }

    function _ids(uint64 one) internal pure returns (uint64[] memory ids) {
        ids = new uint64[](1);
        ids[0] = one;
    }

    function _ids(uint64 one, uint64 two) internal pure returns (uint64[] memory ids) {
        ids = new uint64[](2);
        (ids[0], ids[1]) = (one, two);
    }
}
