// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

abstract contract Deletable {
    struct Order {
        address owner;
        uint256 amount;
        uint256 next;
    }

    struct Book {
        mapping(uint256 => Order) orders;
        uint256 head;
    }

    Book internal book;
    IToken internal token;
    mapping(address => uint256) public balance;

    function _order(uint256 id) internal view returns (Order storage) {
        return book.orders[id];
    }

    function _remove(uint256 id) internal {
        delete book.orders[id];
    }
}

/// The pointer is read after the deletion.
contract PointerReadVulnerable is Deletable {
    function cancel(uint256 id) external {
        Order storage order = book.orders[id];
        require(order.owner == msg.sender);
        delete book.orders[id];
        balance[order.owner] += order.amount;
    }
}

/// The pointer comes from a helper, the deletion is in another, the read is a call's argument.
contract HelperDeletesVulnerable is Deletable {
    function cancel(uint256 id) external {
        Order storage order = _order(id);
        address owner = order.owner;
        _remove(id);
        token.transfer(owner, order.amount);
    }
}

/// The list goes on from a deleted element.
contract NextAfterDeleteVulnerable is Deletable {
    function clear(uint256 steps) external {
        uint256 id = book.head;
        for (uint256 i = 0; i < steps; ++i) {
            _remove(id);
            id = book.orders[id].next;
        }
        book.head = id;
    }
}

/// Copied into memory first.
contract MemoryCopySafe is Deletable {
    function cancel(uint256 id) external {
        Order memory order = book.orders[id];
        require(order.owner == msg.sender);
        delete book.orders[id];
        balance[order.owner] += order.amount;
    }
}

/// Read before, deleted last, in a helper.
contract DeletedLastSafe is Deletable {
    function cancel(uint256 id) external {
        Order storage order = _order(id);
        balance[order.owner] += order.amount;
        _remove(id);
    }
}

/// The next element is taken before the deletion; the loop reads another element in its next turn.
contract NextBeforeDeleteSafe is Deletable {
    function clear(uint256 steps) external {
        uint256 id = book.head;
        for (uint256 i = 0; i < steps; ++i) {
            uint256 next = book.orders[id].next;
            _remove(id);
            id = next;
            balance[msg.sender] += book.orders[id].amount;
        }
        book.head = id;
    }
}

/// Filled anew through the pointer.
contract RewrittenSafe is Deletable {
    function replace(uint256 id, uint256 amount) external {
        Order storage order = _order(id);
        address owner = order.owner;
        require(owner == msg.sender);
        _remove(id);
        order.owner = owner;
        order.amount = amount;
        balance[order.owner] -= order.amount;
    }
}

/// The deletion is on the other branch.
contract OtherBranchSafe is Deletable {
    function close(uint256 id, bool all) external {
        Order storage order = _order(id);
        if (all) {
            _remove(id);
        } else {
            balance[order.owner] += order.amount;
        }
    }
}

/// A list emptied and filled anew.
contract ListStartedAnewSafe {
    mapping(address => uint256[]) internal marks;
    mapping(address => uint256) internal newest;

    function restart(uint256 mark) external {
        delete marks[msg.sender];
        marks[msg.sender].push(mark);
        newest[msg.sender] = mark;
    }
}

/// The modifier of the base contract deletes before the body reads.
abstract contract ClosedFirst {
    struct Deed {
        address heir;
        uint256 amount;
    }

    mapping(uint256 => Deed) internal deeds;
    mapping(address => uint256) internal freed;

    modifier closing(uint256 id) {
        require(deeds[id].heir == msg.sender, "heir");
        delete deeds[id];
        _;
    }

    modifier closingAfter(uint256 id) {
        require(deeds[id].heir == msg.sender, "heir");
        _;
        delete deeds[id];
    }

    function _pay(Deed storage deed) internal {
        freed[msg.sender] += deed.amount;
    }
}

contract ReadAfterModifierVulnerable is ClosedFirst {
    function close(uint256 id) external closing(id) {
        _pay(deeds[id]);
    }
}

contract ReadBeforeModifierEndsSafe is ClosedFirst {
    function close(uint256 id) external closingAfter(id) {
        _pay(deeds[id]);
    }
}
