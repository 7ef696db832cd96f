// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

/// The liquidation deletes the position and forgets the total.
contract ReleaseForgottenVulnerable {
    mapping(address => uint256) public position;
    uint256 public openInterest;
    uint256 public cap = 1000;

    function open(uint256 lots) external {
        require(openInterest + lots <= cap);
        openInterest += lots;
        position[msg.sender] += lots;
    }

    function close(uint256 lots) external {
        position[msg.sender] -= lots;
        openInterest -= lots;
    }

    function liquidate(address account) external {
        delete position[account];
    }
}

abstract contract PositionBook {
    struct Position {
        uint256 size;
        uint256 margin;
    }

    struct Market {
        uint256 longs;
        uint256 shorts;
        mapping(address => Position) positions;
    }

    mapping(uint16 => Market) internal markets;

    function _grow(Market storage market, address account, uint256 size) internal {
        market.positions[account].size += size;
        market.longs += size;
    }

    function _shrink(Market storage market, address account, uint256 size) internal virtual {
        market.positions[account].size -= size;
        market.longs -= size;
    }

    modifier listed(uint16 id) {
        require(id < 10);
        _;
    }
}

/// The position is a struct in a mapping of a struct, changed by helpers of a base contract; one way out uses none.
contract ReleaseInHelperVulnerable is PositionBook {
    function open(uint16 id, uint256 size) external listed(id) {
        _grow(markets[id], msg.sender, size);
    }

    function close(uint16 id, uint256 size) external listed(id) {
        _shrink(markets[id], msg.sender, size);
    }

    function forceClose(uint16 id, address account) external listed(id) {
        Position storage position = markets[id].positions[account];
        position.size = 0;
        position.margin = 0;
    }
}

/// All ways out go through the helper.
contract ReleaseInHelperSafe is PositionBook {
    function open(uint16 id, uint256 size) external listed(id) {
        _grow(markets[id], msg.sender, size);
    }

    function close(uint16 id, uint256 size) external listed(id) {
        _shrink(markets[id], msg.sender, size);
    }

    function liquidate(uint16 id, address account) external listed(id) {
        _shrink(markets[id], account, markets[id].positions[account].size);
        delete markets[id].positions[account];
    }
}

/// Moving from one account to another leaves the total as it is.
contract ReleaseOnMoveSafe {
    mapping(address => uint256) public position;
    uint256 public openInterest;

    function open(uint256 lots) external {
        openInterest += lots;
        position[msg.sender] += lots;
    }

    function close(uint256 lots) external {
        position[msg.sender] -= lots;
        openInterest -= lots;
    }

    function takeOver(address account, uint256 lots) external {
        position[account] -= lots;
        position[msg.sender] += lots;
    }
}

/// What is counted is all that ever happened.
contract ReleaseOfCounterSafe {
    mapping(address => uint256) public deposited;
    uint256 public everDeposited;
    IToken public token;

    function deposit(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        deposited[msg.sender] += amount;
        everDeposited += amount;
    }

    function withdraw(uint256 amount) external {
        deposited[msg.sender] -= amount;
        token.transfer(msg.sender, amount);
    }
}

/// What is taken away waits under another name, still counted, until it is claimed.
contract ReleaseWhenClaimedSafe {
    mapping(address => uint256) public staked;
    mapping(address => uint256) public leaving;
    uint256 public total;

    function stake(uint256 amount) external {
        staked[msg.sender] += amount;
        total += amount;
    }

    function leave(uint256 amount) external {
        staked[msg.sender] -= amount;
        leaving[msg.sender] += amount;
    }

    function slash(address account, uint256 amount) external {
        staked[account] -= amount;
        total -= amount;
    }
}

/// Positions by id name their owner; the totals are kept per market, one for each side.
contract DeleverageByIdVulnerable {
    struct Position {
        address owner;
        uint256 size;
        bool isLong;
    }

    struct Totals {
        uint256 long;
        uint256 short;
    }

    mapping(bytes32 => Position) internal positions;
    mapping(bytes32 => Totals) internal totals;
    address internal immutable KEEPER = msg.sender;

    function grow(bytes32 market, bytes32 id, uint256 size) external {
        Position storage position = positions[id];
        position.size += size;
        if (position.isLong) totals[market].long += size;
        else totals[market].short += size;
    }

    function shrink(bytes32 market, bytes32 id, uint256 size) external {
        Position storage position = positions[id];
        position.size -= size;
        if (position.isLong) totals[market].long -= size;
        else totals[market].short -= size;
    }

    function deleverage(bytes32 id) external {
        require(msg.sender == KEEPER);
        delete positions[id];
    }
}

/// The debt is set to a sum, the total raised by a part of it; the seizure forgets the total.
abstract contract SumsOfDebt {
    struct Debt {
        uint256 principal;
        uint256 index;
    }

    mapping(address => Debt) internal debts;
    uint256 internal allDebt;
    uint256 internal debtIndex = 1e18;

    function _owed(address who) internal view returns (uint256) {
        return debts[who].principal * debtIndex / 1e18;
    }

    function borrow(uint256 amount) external {
        debts[msg.sender].principal = _owed(msg.sender) + amount;
        debts[msg.sender].index = debtIndex;
        allDebt += amount;
        require(allDebt <= 1e30, "ceiling");
    }
}

contract SeizedAndStillCountedVulnerable is SumsOfDebt {
    function seize(address who) external {
        delete debts[who];
    }
}

contract SeizedAndReleasedSafe is SumsOfDebt {
    function seize(address who) external {
        allDebt -= _owed(who);
        delete debts[who];
    }
}
