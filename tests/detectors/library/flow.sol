// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

abstract contract FlowBase {
    struct Account {
        uint256 balance;
        uint256 debt;
    }

    mapping(address => Account) internal accounts;
    uint256 internal total;
    uint256 internal rate;

    modifier counted(uint256 amount) {
        total += amount;
        _;
    }

    modifier settled(uint256 value) {
        total += value;
        _;
        rate = value;
    }

    function _raise(Account storage account, uint256 amount) internal {
        account.balance += amount;
    }
}

library Rounds {
    function up(uint256 a, uint256 b) internal pure returns (uint256) {
        return (a + b - 1) / b;
    }
}

contract Flow is FlowBase {
    using Rounds for uint256;

    function raisesThroughPointer(uint256 amount) external counted(amount) {
        _raise(accounts[msg.sender], amount);
    }

    function lowers(address account, uint256 amount) external {
        accounts[account].balance -= amount;
    }

    function clears(address account) external {
        delete accounts[account];
    }

    function sets(uint256 value) external {
        rate = value;
    }

    function dividesDown(uint256 amount) external {
        rate = amount * total / 7;
    }

    function dividesUp(uint256 amount) external {
        rate = (amount * total).up(7);
    }

    function burnsItsOwn(uint256 amount) external {
        _move(address(this), address(0), amount);
    }

    function burnsOf(address from, uint256 amount) external {
        _move(from, address(0), amount);
    }

    function _move(address from, address to, uint256 amount) private {
        if (from == address(0)) total += amount;
        if (to == address(0)) total -= amount;
    }

    function settles(address account, uint256 value) external settled(value) {
        if (value == 0) return;
        accounts[account].debt += value;
    }

    function asksTheChain() external {
        uint256 chain;
        assembly {
            chain := chainid()
        }
        rate = chain;
    }
}
