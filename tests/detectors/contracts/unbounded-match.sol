// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

abstract contract Queue {
    struct Order {
        address owner;
        uint64 lots;
        uint64 next;
    }

    mapping(uint64 => Order) internal orders;
    mapping(uint24 => uint64) internal heads;
    mapping(address => uint256) public filled;
    uint64 internal lastId;

    function place(uint24 tick, uint64 lots) external {
        orders[++lastId] = Order(msg.sender, lots, heads[tick]);
        heads[tick] = lastId;
    }

    function _fill(uint64 id, uint64 wanted) internal returns (uint64 lots) {
        Order storage order = orders[id];
        lots = wanted < order.lots ? wanted : order.lots;
        order.lots -= lots;
        filled[order.owner] += lots;
    }
}

/// Walks the list until the order is filled or the list ends.
contract MatchListVulnerable is Queue {
    function take(uint24 tick, uint64 lots) external {
        uint64 id = heads[tick];
        while (lots > 0 && id != 0) {
            lots -= _fill(id, lots);
            id = orders[id].next;
        }
    }
}

/// The walk is in a helper, its end is a helper's answer, the head is read anew.
contract MatchHeadVulnerable is Queue {
    function take(uint24 tick, uint64 lots) external {
        _match(tick, lots);
    }

    function _match(uint24 tick, uint64 lots) private {
        for (;;) {
            uint64 id = heads[tick];
            if (id == 0 || lots == 0) break;
            lots -= _fill(id, lots);
            if (orders[id].lots == 0) heads[tick] = orders[id].next;
        }
    }
}

/// An array that everybody can append to.
contract PayEveryoneVulnerable {
    address[] public holders;
    mapping(address => uint256) public owed;

    function join() external {
        holders.push(msg.sender);
    }

    function distribute(uint256 amount) external {
        for (uint256 i = 0; i < holders.length; ++i) {
            owed[holders[i]] += amount;
        }
    }
}

/// A constant bounds the fills.
contract MatchBoundedSafe is Queue {
    uint256 public constant MAX_FILLS = 64;

    function take(uint24 tick, uint64 lots) external {
        uint64 id = heads[tick];
        for (uint256 fills = 0; lots > 0 && id != 0 && fills < MAX_FILLS; ++fills) {
            lots -= _fill(id, lots);
            id = orders[id].next;
        }
    }
}

/// The caller bounds the steps, counted down in the loop of a helper.
contract MatchStepsSafe is Queue {
    function take(uint24 tick, uint64 lots, uint256 maxSteps) external {
        _match(tick, lots, maxSteps);
    }

    function _match(uint24 tick, uint64 lots, uint256 steps) private {
        uint64 id = heads[tick];
        while (id != 0) {
            if (lots == 0 || steps == 0) return;
            lots -= _fill(id, lots);
            id = orders[id].next;
            steps--;
        }
    }
}

/// Only the owner appends.
contract PayListedSafe {
    address public owner;
    address[] public listed;
    mapping(address => uint256) public owed;

    modifier onlyOwner() {
        require(msg.sender == owner);
        _;
    }

    function add(address account) external onlyOwner {
        listed.push(account);
    }

    function distribute(uint256 amount) external {
        for (uint256 i = 0; i < listed.length; ++i) {
            owed[listed[i]] += amount;
        }
    }
}

/// The caller's own list.
contract CancelManySafe is Queue {
    function cancelMany(uint64[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) {
            require(orders[ids[i]].owner == msg.sender);
            orders[ids[i]].lots = 0;
        }
    }
}
