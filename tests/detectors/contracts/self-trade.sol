// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// Nobody asks who the maker is.
contract TakeOwnOrderVulnerable {
    struct Order {
        address owner;
        uint256 lots;
    }

    mapping(uint256 => Order) public orders;
    mapping(address => int256) public size;
    uint256 public lastId;

    function place(uint256 lots) external {
        orders[++lastId] = Order(msg.sender, lots);
    }

    function take(uint256 id) external {
        Order memory order = orders[id];
        delete orders[id];
        size[order.owner] -= int256(order.lots);
        size[msg.sender] += int256(order.lots);
    }
}

abstract contract MakerBook {
    struct Order {
        address maker;
        uint64 lots;
    }

    struct Position {
        uint256 longs;
        uint256 shorts;
    }

    mapping(uint64 => Order) internal orders;
    mapping(address => Position) internal positions;
    uint64 internal lastId;

    function place(uint64 lots) external {
        Order storage order = orders[++lastId];
        order.maker = msg.sender;
        order.lots = lots;
    }

    modifier live(uint64 id) {
        require(orders[id].lots > 0);
        _;
    }

    function _settle(address maker, address taker, uint64 lots) internal {
        positions[maker].shorts += lots;
        positions[maker].longs += 0;
        positions[taker].shorts += 0;
        positions[taker].longs += lots;
    }

    function _fill(Order storage order, address taker) internal virtual {
        _settle(order.maker, taker, order.lots);
        order.lots = 0;
    }
}

/// Settled two helpers deep in a base contract.
contract TakeInHelperVulnerable is MakerBook {
    function take(uint64 id) external live(id) {
        _fill(orders[id], msg.sender);
    }
}

/// The override compares.
contract TakeComparedSafe is MakerBook {
    error OwnOrder();

    function take(uint64 id) external live(id) {
        _fill(orders[id], msg.sender);
    }

    function _fill(Order storage order, address taker) internal override {
        if (order.maker == taker) revert OwnOrder();
        super._fill(order, taker);
    }
}

/// Compared in a modifier.
contract TakeOthersOnlySafe is MakerBook {
    modifier others(uint64 id) {
        require(msg.sender != orders[id].maker);
        _;
    }

    function take(uint64 id) external live(id) others(id) {
        _fill(orders[id], msg.sender);
    }
}

/// Cancelling concerns the owner alone.
contract CancelOwnSafe is MakerBook {
    mapping(address => uint256) public credit;

    function cancel(uint64 id) external live(id) {
        require(orders[id].maker == msg.sender);
        credit[orders[id].maker] += orders[id].lots;
        delete orders[id];
    }
}

/// A transfer to an address given is no order.
contract GiveSafe is MakerBook {
    function give(address to, uint256 lots) external {
        positions[msg.sender].longs -= lots;
        positions[to].longs += lots;
    }
}

/// Two orders in storage, crossed by anybody.
contract CrossTwoOrdersVulnerable {
    struct Order {
        address owner;
        uint64 lots;
        uint64 price;
    }

    Order[] internal bids;
    Order[] internal asks;
    mapping(address => int256) internal base;

    function bid(uint64 lots, uint64 price) external {
        bids.push(Order(msg.sender, lots, price));
    }

    function ask(uint64 lots, uint64 price) external {
        asks.push(Order(msg.sender, lots, price));
    }

    function cross(uint256 i, uint256 j) external {
        Order storage buy = bids[i];
        Order storage sell = asks[j];
        require(buy.price >= sell.price && buy.lots == sell.lots && buy.lots > 0);
        int256 lots = int256(uint256(buy.lots));
        (buy.lots, sell.lots) = (0, 0);
        base[buy.owner] += lots;
        base[sell.owner] -= lots;
    }
}

/// A reward for all members and its rest for the caller: nothing is traded.
contract ShareAmongMembersSafe {
    address[] internal members;
    mapping(address => uint256) internal due;

    function join() external {
        require(members.length < 10);
        members.push(msg.sender);
    }

    function share() external payable {
        uint256 rest = msg.value;
        for (uint256 i; i < members.length; ++i) {
            due[members[i]] += msg.value / 10;
            rest -= msg.value / 10;
        }
        due[msg.sender] += rest;
    }
}

/// Both orders are signed, and nobody asks whether by one.
abstract contract SignedPairs {
    struct Ticket {
        address trader;
        uint256 lots;
    }

    mapping(address => int256) internal units;
    mapping(bytes32 => bool) internal used;

    function _check(Ticket calldata ticket, uint8 v, bytes32 r, bytes32 s) internal {
        bytes32 digest = keccak256(abi.encode(block.chainid, address(this), ticket.trader, ticket.lots));
        require(!used[digest], "used");
        used[digest] = true;
        require(ecrecover(digest, v, r, s) == ticket.trader, "signer");
    }

    function _move(Ticket calldata a, Ticket calldata b) internal {
        units[a.trader] += int256(uint256(uint128(a.lots)));
        units[b.trader] -= int256(uint256(uint128(a.lots)));
    }
}

contract SignedPairVulnerable is SignedPairs {
    function cross(
        Ticket calldata a,
        Ticket calldata b,
        uint8[2] calldata v,
        bytes32[2] calldata r,
        bytes32[2] calldata s
    ) external {
        _check(a, v[0], r[0], s[0]);
        _check(b, v[1], r[1], s[1]);
        _move(a, b);
    }
}

contract SignedPairSafe is SignedPairs {
    function cross(
        Ticket calldata a,
        Ticket calldata b,
        uint8[2] calldata v,
        bytes32[2] calldata r,
        bytes32[2] calldata s
    ) external {
        require(a.trader != b.trader, "same");
        _check(a, v[0], r[0], s[0]);
        _check(b, v[1], r[1], s[1]);
        _move(a, b);
    }
}
