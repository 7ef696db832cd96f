// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

/// The balance lowered for the order is never raised again.
contract CancelKeepsBalanceVulnerable {
    struct Order {
        address owner;
        uint256 amount;
    }

    mapping(uint256 => Order) public orders;
    mapping(address => uint256) public balance;
    uint256 public lastId;

    function place(uint256 amount) external {
        balance[msg.sender] -= amount;
        orders[++lastId] = Order(msg.sender, amount);
    }

    function cancel(uint256 id) external {
        require(orders[id].owner == msg.sender);
        delete orders[id];
    }
}

abstract contract OrderStore {
    enum Status {
        None,
        Open,
        Cancelled
    }

    struct Order {
        address owner;
        Status status;
        uint256 amount;
    }

    IToken internal token;
    mapping(uint256 => Order) internal orders;
    uint256 internal count;

    modifier onlyMaker(uint256 id) {
        _requireMaker(orders[id]);
        _;
    }

    function _requireMaker(Order storage order) private view {
        require(order.owner == msg.sender, "not yours");
    }

    function _store(uint256 amount) internal {
        Order storage order = orders[count++];
        order.owner = msg.sender;
        order.amount = amount;
        order.status = Status.Open;
    }

    function _close(Order storage order) internal virtual {
        order.status = Status.Cancelled;
    }
}

/// Tokens are pulled; the order is only marked, by a helper of the base contract.
contract CancelKeepsTokensVulnerable is OrderStore {
    function place(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        _store(amount);
    }

    function cancel(uint256 id) external onlyMaker(id) {
        _close(orders[id]);
    }
}

/// The override pays back.
contract CancelPaysBackSafe is OrderStore {
    function place(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        _store(amount);
    }

    function cancel(uint256 id) external onlyMaker(id) {
        _close(orders[id]);
    }

    function _close(Order storage order) internal override {
        super._close(order);
        token.transfer(order.owner, order.amount);
    }
}

library Reservations {
    struct Account {
        uint256 free;
        uint256 reserved;
    }

    function release(Account storage account, uint256 amount) internal {
        account.reserved -= amount;
    }
}

/// What was reserved is released in a library.
contract CancelReleasesSafe is OrderStore {
    using Reservations for Reservations.Account;

    mapping(address => Reservations.Account) internal accounts;

    function place(uint256 amount) external {
        accounts[msg.sender].reserved += amount;
        require(accounts[msg.sender].reserved <= accounts[msg.sender].free);
        _store(amount);
    }

    function cancel(uint256 id) external onlyMaker(id) {
        accounts[msg.sender].release(orders[id].amount);
        _close(orders[id]);
    }
}

/// Nothing is taken for an order.
contract CancelOfNothingSafe is OrderStore {
    function place(uint256 amount) external {
        _store(amount);
    }

    function cancel(uint256 id) external onlyMaker(id) {
        _close(orders[id]);
    }
}

interface IClearing {
    function release(address account, uint256 amount) external;
}

/// Another contract keeps the reservations.
contract CancelTellsClearingSafe is OrderStore {
    IClearing internal clearing;
    mapping(address => uint256) public open;

    function place(uint256 amount) external {
        open[msg.sender] += 1;
        _store(amount);
    }

    function cancel(uint256 id) external onlyMaker(id) {
        _close(orders[id]);
        clearing.release(msg.sender, orders[id].amount);
    }
}

/// Cancelling gives back, expiring does not.
contract ExpireKeepsBondVulnerable {
    struct Order {
        address maker;
        uint128 bond;
        uint64 expiry;
    }

    mapping(bytes32 => Order) internal orders;
    mapping(address => uint256) internal purse;

    function place(bytes32 id, uint128 bond, uint64 expiry) external {
        require(orders[id].maker == address(0));
        purse[msg.sender] -= bond;
        orders[id] = Order(msg.sender, bond, expiry);
    }

    function cancel(bytes32 id) external {
        Order memory order = orders[id];
        require(order.maker == msg.sender);
        delete orders[id];
        purse[msg.sender] += order.bond;
    }

    function expire(bytes32 id) external {
        require(orders[id].maker != address(0) && orders[id].expiry < block.timestamp);
        delete orders[id];
    }
}

/// Kept under the caller's own key: no owner to compare.
contract EndOwnTicketVulnerable {
    struct Ticket {
        uint256 bond;
        bool live;
    }

    mapping(address => mapping(uint256 => Ticket)) internal tickets;

    function open(uint256 number) external payable {
        tickets[msg.sender][number] = Ticket(msg.value, true);
    }

    function end(uint256 number) external {
        Ticket storage ticket = tickets[msg.sender][number];
        require(ticket.live);
        ticket.live = false;
    }
}

/// Paid back by assembly.
contract CancelPaysByAssemblySafe {
    struct Order {
        address maker;
        uint128 bond;
    }

    mapping(uint256 => Order) internal orders;

    function place(uint256 id) external payable {
        require(orders[id].maker == address(0));
        orders[id] = Order(msg.sender, uint128(msg.value));
    }

    function cancel(uint256 id) external {
        (address maker, uint256 bond) = (orders[id].maker, orders[id].bond);
        require(maker == msg.sender);
        delete orders[id];
        assembly {
            if iszero(call(gas(), maker, bond, 0, 0, 0, 0)) { revert(0, 0) }
        }
    }
}

/// What the request took becomes a position: carried out, not taken away.
contract CarriedOutSafe {
    struct Request {
        address owner;
        uint256 margin;
    }

    struct Held {
        uint256 margin;
    }

    mapping(uint256 => Request) internal requests;
    mapping(bytes32 => Held) internal held;
    mapping(address => uint256) internal balance;
    uint256 internal last;

    function ask(uint256 margin) external {
        balance[msg.sender] -= margin;
        requests[++last] = Request(msg.sender, margin);
    }

    function execute(uint256 id) external {
        Request memory request = requests[id];
        delete requests[id];
        held[keccak256(abi.encode(request.owner))].margin += request.margin;
    }

    function cancel(uint256 id) external {
        Request memory request = requests[id];
        require(request.owner == msg.sender, "owner");
        delete requests[id];
        balance[msg.sender] += request.margin;
    }
}
