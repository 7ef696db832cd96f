// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// The rest is compared with zero only.
contract RestUncheckedVulnerable {
    struct Order {
        address owner;
        uint256 lots;
    }

    mapping(uint256 => Order) public orders;
    uint256 public lastId;
    uint256 public minLots = 10;

    function place(uint256 lots) external {
        require(lots >= minLots, "small");
        orders[++lastId] = Order(msg.sender, lots);
    }

    function fill(uint256 id, uint256 lots) external {
        Order storage order = orders[id];
        order.lots -= lots;
        if (order.lots == 0) delete orders[id];
    }
}

abstract contract MinimumBook {
    struct Order {
        address owner;
        uint64 lots;
    }

    error TooSmall();

    mapping(uint64 => Order) internal orders;
    uint64 internal lastId;
    uint64 internal constant MIN_LOTS = 5;

    modifier largeEnough(uint64 lots) {
        if (lots < MIN_LOTS) revert TooSmall();
        _;
    }

    function place(uint64 lots) external largeEnough(lots) {
        _store(lots);
    }

    function _store(uint64 lots) private {
        Order storage order = orders[++lastId];
        order.owner = msg.sender;
        order.lots = lots;
    }

    function _reduce(Order storage order, uint64 lots) internal virtual {
        order.lots -= lots;
    }
}

/// The minimum is in a modifier of the base contract, the fill in its helper.
contract RestInHelperVulnerable is MinimumBook {
    function fill(uint64 id, uint64 lots) external {
        _reduce(orders[id], lots);
    }
}

/// The override cancels what is too small.
contract RestCancelledSafe is MinimumBook {
    function fill(uint64 id, uint64 lots) external {
        _reduce(orders[id], lots);
    }

    function _reduce(Order storage order, uint64 lots) internal override {
        super._reduce(order, lots);
        if (order.lots < MIN_LOTS) order.lots = 0;
    }
}

/// Filled whole or not at all.
contract FillWholeSafe is MinimumBook {
    function fill(uint64 id) external {
        delete orders[id];
    }
}

/// There is a largest size, and no smallest.
contract LargestOnlySafe {
    struct Order {
        address owner;
        uint256 lots;
    }

    mapping(uint256 => Order) public orders;
    uint256 public lastId;
    uint256 public maxLots = 1000;

    function place(uint256 lots) external {
        require(lots <= maxLots && lots > 0);
        orders[++lastId] = Order(msg.sender, lots);
    }

    function fill(uint256 id, uint256 lots) external {
        orders[id].lots -= lots;
    }
}

/// The rest is held to the minimum before it is stored.
contract RestHeldSafe is MinimumBook {
    function fill(uint64 id, uint64 lots) external {
        uint64 rest = orders[id].lots - lots;
        require(rest == 0 || rest >= MIN_LOTS);
        _reduce(orders[id], lots);
    }
}

/// Held in a mapping of its own, without a struct.
contract OfferLeavesDustVulnerable {
    mapping(bytes32 => uint128) internal offered;
    mapping(bytes32 => address) internal maker;
    uint128 internal constant LEAST = 100;

    function offer(bytes32 id, uint128 lots) external {
        require(lots >= LEAST && maker[id] == address(0));
        offered[id] = lots;
        maker[id] = msg.sender;
    }

    function take(bytes32 id, uint128 lots) external {
        require(maker[id] != msg.sender);
        offered[id] = offered[id] - lots;
    }
}

/// A modifier looks at what is left.
contract RestLookedAtSafe {
    mapping(bytes32 => uint128) internal offered;
    uint128 internal constant LEAST = 100;

    modifier clean(bytes32 id) {
        _;
        require(offered[id] == 0 || offered[id] >= LEAST);
    }

    function offer(bytes32 id, uint128 lots) external {
        require(lots >= LEAST);
        offered[id] = lots;
    }

    function take(bytes32 id, uint128 lots) external clean(id) {
        offered[id] -= lots;
    }
}
