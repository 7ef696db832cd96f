// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// The second way in forgets the cap.
contract CapForgottenVulnerable {
    mapping(address => uint256) public position;
    uint256 public openInterest;
    uint256 public cap = 1000;

    function open(uint256 lots) external {
        require(openInterest + lots <= cap, "cap");
        openInterest += lots;
        position[msg.sender] += lots;
    }

    function increase(uint256 lots) external {
        require(position[msg.sender] > 0);
        openInterest += lots;
        position[msg.sender] += lots;
    }
}

library Caps {
    error CapReached();

    function requireBelow(uint256 value, uint256 cap) internal pure {
        if (value > cap) revert CapReached();
    }
}

abstract contract CappedMarkets {
    using Caps for uint256;

    struct Market {
        uint256 longs;
        uint256 cap;
    }

    mapping(uint16 => Market) internal markets;

    modifier capped(uint16 id) {
        _;
    }

    function _raise(Market storage market, uint256 size) internal {
        market.longs += size;
    }

    function _raiseChecked(Market storage market, uint256 size) internal {
        uint256 next = market.longs + size;
        next.requireBelow(market.cap);
        market.longs = next;
    }
}

/// The check is in a library behind a helper; the sibling uses the wrong helper.
contract CapInHelperVulnerable is CappedMarkets {
    function open(uint16 id, uint256 size) external capped(id) {
        _raiseChecked(markets[id], size);
    }

    function settle(uint16 id, uint256 size) external capped(id) {
        _raise(markets[id], size);
    }
}

/// Both use the helper that checks.
contract CapInHelperSafe is CappedMarkets {
    function open(uint16 id, uint256 size) external capped(id) {
        _raiseChecked(markets[id], size);
    }

    function settle(uint16 id, uint256 size) external capped(id) {
        _raiseChecked(markets[id], size);
    }

    function close(uint16 id, uint256 size) external {
        markets[id].longs -= size;
    }
}

/// The other entry checks in a modifier, afterwards.
contract CapInModifierSafe {
    uint256 public total;
    uint256 public constant CAP = 1_000_000;

    modifier belowCap() {
        _;
        require(total <= CAP);
    }

    function deposit(uint256 amount) external belowCap {
        total += amount;
    }

    function mint(uint256 amount) external belowCap {
        total = total + amount * 2;
    }
}

/// Interest raises the total too, and nobody chooses by how much.
contract CapOnInterestSafe {
    uint256 public totalDebt;
    uint256 public cap = 1000;
    uint256 public rate = 5;
    mapping(address => uint256) public debt;

    function borrow(uint256 amount) external {
        require(totalDebt + amount < cap);
        totalDebt += amount;
        debt[msg.sender] += amount;
    }

    function accrue() external {
        totalDebt += totalDebt * rate / 1000;
    }
}

/// A move between two markets raises one side and lowers the other.
contract CapOnMoveSafe {
    mapping(uint16 => uint256) public longs;
    uint256 public cap = 1000;

    function open(uint16 id, uint256 size) external {
        require(longs[id] + size <= cap);
        longs[id] += size;
    }

    function move(uint16 from, uint16 to, uint256 size) external {
        longs[from] -= size;
        longs[to] += size;
    }
}

/// What is asked for now is carried out later, by a way that forgets the cap.
abstract contract RequestsUnderCap {
    struct Wish {
        address owner;
        uint256 lots;
    }

    mapping(uint256 => Wish) internal wishes;
    mapping(address => uint256) internal lotsOf;
    uint256 internal allLots;
    uint256 internal mostLots;
    uint256 internal lastWish;

    function wish(uint256 lots) external {
        wishes[++lastWish] = Wish(msg.sender, lots);
    }

    function _open(address owner, uint256 lots) internal {
        lotsOf[owner] += lots;
        allLots += lots;
    }

    function open(uint256 lots) external {
        _open(msg.sender, lots);
        require(allLots <= mostLots, "cap");
    }
}

contract CarriedOutLaterVulnerable is RequestsUnderCap {
    function execute(uint256 id) external {
        Wish memory wished = wishes[id];
        delete wishes[id];
        _open(wished.owner, wished.lots);
    }
}

contract CarriedOutUnderCapSafe is RequestsUnderCap {
    function execute(uint256 id) external {
        Wish memory wished = wishes[id];
        delete wishes[id];
        _open(wished.owner, wished.lots);
        require(allLots <= mostLots, "cap");
    }
}
