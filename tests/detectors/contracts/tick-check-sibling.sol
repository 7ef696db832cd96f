// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// Amending goes off the grid.
contract AmendOffGridVulnerable {
    struct Order {
        address owner;
        uint256 price;
    }

    mapping(uint256 => Order) public orders;
    uint256 public lastId;
    uint256 public tickSize = 100;

    function place(uint256 price) external {
        require(price % tickSize == 0, "grid");
        orders[++lastId] = Order(msg.sender, price);
    }

    function amend(uint256 id, uint256 price) external {
        require(orders[id].owner == msg.sender);
        orders[id].price = price;
    }
}

library Grid {
    error OffGrid();

    function requireAligned(int24 tick, int24 spacing) internal pure {
        if (tick % spacing != 0) revert OffGrid();
    }
}

abstract contract GridBook {
    using Grid for int24;

    struct Order {
        address owner;
        int24 tick;
    }

    mapping(uint64 => Order) internal orders;
    int24 internal constant SPACING = 10;
    uint64 internal lastId;

    modifier aligned(int24 tick) {
        tick.requireAligned(SPACING);
        _;
    }

    function _setTick(Order storage order, int24 tick) internal virtual {
        order.tick = tick;
    }

    function place(int24 tick) external aligned(tick) {
        Order storage order = orders[++lastId];
        order.owner = msg.sender;
        _setTick(order, tick);
    }
}

/// The check is a library's, in a modifier of the base contract, which the other entry lacks.
contract AmendWithoutModifierVulnerable is GridBook {
    function amend(uint64 id, int24 tick) external {
        _setTick(orders[id], tick);
    }
}

/// Both carry the modifier.
contract AmendWithModifierSafe is GridBook {
    function amend(uint64 id, int24 tick) external aligned(tick) {
        _setTick(orders[id], tick);
    }
}

/// The helper that stores checks for all.
contract CheckedWhereStoredSafe is GridBook {
    using Grid for int24;

    function amend(uint64 id, int24 tick) external {
        _setTick(orders[id], tick);
    }

    function _setTick(Order storage order, int24 tick) internal override {
        tick.requireAligned(SPACING);
        super._setTick(order, tick);
    }
}

/// The other entry stores what was stored before.
contract CopiedTickSafe is GridBook {
    function copy(uint64 from, uint64 to) external {
        _setTick(orders[to], orders[from].tick);
    }
}

/// Alignment told by division and multiplication.
contract AmendOffGridByDivisionVulnerable {
    uint256 internal constant STEP = 60;
    mapping(address => uint256) internal lower;

    function set(uint256 tick) external {
        require(tick / STEP * STEP == tick);
        lower[msg.sender] = tick;
    }

    function shift(uint256 tick) external {
        require(tick > 0);
        lower[msg.sender] = tick;
    }
}

/// Many at once, past the check that one alone meets.
abstract contract Triggers {
    mapping(uint256 => uint256) internal triggers;
    uint256 internal lastTrigger;
    uint256 internal constant GRID = 25;

    function _onGrid(uint256 price) internal pure returns (uint256) {
        require(price % GRID == 0, "grid");
        return price;
    }

    function arm(uint256 price) external {
        triggers[++lastTrigger] = _onGrid(price);
    }
}

contract ArmedByListVulnerable is Triggers {
    function armMany(uint256[] calldata prices) external {
        for (uint256 i; i < prices.length; ++i) {
            triggers[++lastTrigger] = prices[i];
        }
    }
}

contract ArmedByListSafe is Triggers {
    function armMany(uint256[] calldata prices) external {
        for (uint256 i; i < prices.length; ++i) {
            triggers[++lastTrigger] = _onGrid(prices[i]);
        }
    }
}
