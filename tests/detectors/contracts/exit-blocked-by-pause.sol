// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

abstract contract PausableMarket {
    struct Order {
        address owner;
        uint64 lots;
    }

    struct Switches {
        bool paused;
        bool listed;
    }

    IToken internal token;
    address internal guardian;
    Switches internal switches;
    mapping(address => uint256) public collateral;
    mapping(uint64 => Order) public orders;

    modifier onlyGuardian() {
        _requireGuardian();
        _;
    }

    modifier whenNotPaused() {
        require(!_isPaused(), "paused");
        _;
    }

    function _requireGuardian() private view {
        if (msg.sender != guardian) revert();
    }

    function _isPaused() internal view returns (bool) {
        return switches.paused;
    }

    function pause() external onlyGuardian {
        switches.paused = true;
    }

    function unpause() external onlyGuardian {
        switches.paused = false;
    }

    function deposit(uint256 amount) external whenNotPaused {
        token.transferFrom(msg.sender, address(this), amount);
        collateral[msg.sender] += amount;
    }

    function _pay(address to, uint256 amount) internal {
        collateral[to] -= amount;
        token.transfer(to, amount);
    }
}

/// Withdrawing stands behind the base contract's modifier.
contract WithdrawPausedVulnerable is PausableMarket {
    function withdraw(uint256 amount) external whenNotPaused {
        _pay(msg.sender, amount);
    }
}

/// Cancelling asks in its body.
contract CancelPausedVulnerable is PausableMarket {
    error Paused();

    function cancel(uint64 id) external {
        if (_isPaused()) revert Paused();
        require(orders[id].owner == msg.sender);
        delete orders[id];
    }
}

/// Only coming in is paused.
contract OnlyDepositPausedSafe is PausableMarket {
    function withdraw(uint256 amount) external {
        _pay(msg.sender, amount);
    }

    function cancel(uint64 id) external {
        require(orders[id].owner == msg.sender);
        delete orders[id];
    }
}

/// Borrowing pays out too, but is no exit.
contract BorrowPausedSafe is PausableMarket {
    mapping(address => uint256) public debt;

    function borrow(uint256 amount) external whenNotPaused {
        debt[msg.sender] += amount;
        token.transfer(msg.sender, amount);
    }
}

/// A flag of the account's own is no pause.
contract OwnLockSafe is PausableMarket {
    mapping(address => bool) public locked;

    function lock() external {
        locked[msg.sender] = true;
    }

    function withdraw(uint256 amount) external {
        require(!locked[msg.sender]);
        _pay(msg.sender, amount);
    }
}

/// A flag that is set once and for all is a state of life, not a switch.
contract WithdrawAfterStartSafe is PausableMarket {
    bool public started;

    function start() external onlyGuardian {
        started = true;
    }

    function withdraw(uint256 amount) external {
        require(started);
        _pay(msg.sender, amount);
    }
}

abstract contract Modes {
    enum Mode {
        Live,
        Frozen
    }

    Mode internal mode;
    uint8 internal flags;
    address internal immutable GUARDIAN = msg.sender;

    function setMode(Mode next) external {
        require(msg.sender == GUARDIAN);
        mode = next;
    }

    function setFlags(uint8 next) external {
        require(msg.sender == GUARDIAN);
        flags = next;
    }
}

/// The switch is one of several modes, and leaving is a deletion that frees margin.
contract CloseOnlyWhenLiveVulnerable is Modes {
    struct Position {
        uint128 lots;
        uint128 margin;
    }

    mapping(address => Position) internal positions;
    mapping(address => uint256) internal free;

    function open(uint128 lots, uint128 margin) external {
        require(mode == Mode.Live);
        free[msg.sender] -= margin;
        positions[msg.sender].lots += lots;
        positions[msg.sender].margin += margin;
    }

    function close() external {
        require(mode == Mode.Live);
        uint256 margin = positions[msg.sender].margin;
        delete positions[msg.sender];
        free[msg.sender] += margin;
    }
}

/// The switch is a bit in a word of flags.
contract WithdrawUnlessBitVulnerable is Modes {
    mapping(address => uint256) internal balance;

    modifier unless(uint8 bit) {
        require(flags & bit == 0);
        _;
    }

    function deposit() external payable unless(1) {
        balance[msg.sender] += msg.value;
    }

    function withdraw(uint256 amount) external unless(1) {
        balance[msg.sender] -= amount;
        payable(msg.sender).transfer(amount);
    }
}

/// There is a way out at any time, one of them for emergencies alone.
contract EscapeWhenHaltedSafe {
    bool internal halted;
    address internal immutable GUARDIAN = msg.sender;
    mapping(address => uint256) internal balance;

    function halt(bool on) external {
        require(msg.sender == GUARDIAN);
        halted = on;
    }

    function withdraw(uint256 amount) external {
        require(!halted);
        balance[msg.sender] -= amount;
        payable(msg.sender).transfer(amount);
    }

    function escape() external {
        require(halted);
        uint256 amount = balance[msg.sender];
        balance[msg.sender] = 0;
        payable(msg.sender).transfer(amount);
    }
}

/// A phase that is a plain number, and owners of orders in a list of their own.
abstract contract Phases {
    address internal guardian;
    uint8 internal phase;
    mapping(uint256 => address) internal makerOf;
    mapping(uint256 => uint256) internal heldFor;
    mapping(address => uint256) internal free;
    uint256 internal lastHeld;

    constructor() {
        guardian = msg.sender;
    }

    function setPhase(uint8 next) external {
        require(msg.sender == guardian, "guardian");
        phase = next;
    }

    function rest(uint256 amount) external {
        require(phase == 0, "phase");
        free[msg.sender] -= amount;
        makerOf[++lastHeld] = msg.sender;
        heldFor[lastHeld] = amount;
    }

    function _release(uint256 id) internal {
        require(makerOf[id] == msg.sender, "maker");
        free[msg.sender] += heldFor[id];
        delete heldFor[id];
    }
}

contract CancelledInOnePhaseVulnerable is Phases {
    function cancel(uint256 id) external {
        if (phase == 3) revert();
        _release(id);
    }
}

contract CancelledInEveryPhaseSafe is Phases {
    function cancel(uint256 id) external {
        _release(id);
    }
}
