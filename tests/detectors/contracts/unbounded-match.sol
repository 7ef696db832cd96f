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

/// The loop itself only reads, in an entry that is then too dear to call.
contract SumOverBidsVulnerable {
    uint128[] internal bids;
    uint256 public best;

    function bid(uint128 amount) external {
        bids.push(amount);
    }

    function finish() external {
        uint256 sum;
        for (uint256 i; i < bids.length; ++i) {
            sum += bids[i];
        }
        best = sum;
    }
}

abstract contract Requests {
    mapping(uint256 => uint256) internal requests;
    uint256 internal first;
    uint256 internal next;
    uint256 internal paid;

    function ask(uint96 amount) external {
        requests[next] = amount;
        next++;
    }
}

/// A queue between two counters.
contract FlushQueueVulnerable is Requests {
    function flush() external {
        while (first != next) {
            paid += requests[first];
            delete requests[first];
            first++;
        }
    }
}

/// The end is fixed before the loop, some steps further on.
contract FlushBatchSafe is Requests {
    function flush() external {
        uint256 end = first + 32;
        if (end > next) end = next;
        for (; first < end; ++first) {
            paid += requests[first];
            delete requests[first];
        }
    }
}

/// The list is kept short where it grows.
contract SumOverFewSafe {
    uint128[] internal kinds;
    uint256 public total;

    function add(uint128 kind) external {
        require(kinds.length < 8);
        kinds.push(kind);
    }

    function sum() external {
        uint256 found;
        for (uint256 i; i < kinds.length; ++i) {
            found += kinds[i];
        }
        total = found;
    }
}

/// The end is the smaller of the list's and a number of steps.
contract ClampedToStepsSafe {
    uint256[] internal queue;
    uint256 internal next;
    uint256 internal served;

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function push(uint256 amount) external {
        queue.push(amount);
    }

    function serve(uint256 steps) external {
        uint256 end = min(next + steps, queue.length);
        for (uint256 i = next; i < end; ++i) {
            served += queue[i];
            delete queue[i];
        }
        next = end;
    }
}
