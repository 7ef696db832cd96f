// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice A small order store, cheap to run, so that the benchmark measures what surrounds the EVM.
contract OrderPad {
    struct Order {
        address owner;
        uint24 tick;
        uint64 lots;
        bool bid;
    }

    event Placed(address indexed owner, uint256 indexed id, uint24 tick, uint64 lots);

    error NoLots();

    uint256 public count;
    mapping(uint256 id => Order) private _orders;
    mapping(bool bid => mapping(uint24 tick => uint256)) public depth;

    function place(uint24 tick, uint64 lots, bool bid) external returns (uint256 id) {
        if (lots == 0) revert NoLots();
        id = count++;
        _orders[id] = Order(msg.sender, tick, lots, bid);
        depth[bid][tick] += lots;
        emit Placed(msg.sender, id, tick, lots);
    }

    function order(uint256 id) external view returns (Order memory) {
        return _orders[id];
    }
}
