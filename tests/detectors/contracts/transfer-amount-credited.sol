// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

/// Credits what it asked for.
contract CreditAskedVulnerable {
    mapping(address => mapping(address => uint256)) public balance;

    function deposit(IToken token, uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        balance[address(token)][msg.sender] += amount;
    }
}

library TokenCalls {
    function safeTransferFrom(IToken token, address from, address to, uint256 amount) internal {
        require(token.transferFrom(from, to, amount));
    }
}

abstract contract Deposits {
    using TokenCalls for IToken;

    struct Account {
        uint256 collateral;
    }

    mapping(address => Account) internal accounts;
    IToken internal token;

    function _pull(uint256 amount) internal virtual returns (uint256) {
        token.safeTransferFrom(msg.sender, address(this), amount);
        return amount;
    }

    function _credit(Account storage account, uint256 amount) internal {
        account.collateral += amount;
    }
}

/// Pulled by a library behind a helper, credited by another.
contract CreditInHelperVulnerable is Deposits {
    function deposit(uint256 amount) external {
        _credit(accounts[msg.sender], _pull(amount));
    }
}

/// The override measures what arrived.
contract CreditMeasuredSafe is Deposits {
    function deposit(uint256 amount) external {
        _credit(accounts[msg.sender], _pull(amount));
    }

    function _pull(uint256 amount) internal override returns (uint256) {
        uint256 before = token.balanceOf(address(this));
        super._pull(amount);
        return token.balanceOf(address(this)) - before;
    }
}

/// Reverts if less arrives.
contract CreditCheckedSafe {
    IToken public token;
    mapping(address => uint256) public balance;

    error Short();

    function deposit(uint256 amount) external {
        uint256 before = token.balanceOf(address(this));
        token.transferFrom(msg.sender, address(this), amount);
        if (token.balanceOf(address(this)) - before != amount) revert Short();
        balance[msg.sender] += amount;
    }
}

/// Passes between two others; the contract keeps nothing.
contract CreditOfOthersSafe {
    IToken public token;
    mapping(address => uint256) public volume;

    function pay(address to, uint256 amount) external {
        token.transferFrom(msg.sender, to, amount);
        volume[msg.sender] += amount;
    }
}

/// A modifier of the base contract pulls, a helper credits.
abstract contract PulledFirst {
    IToken internal coin;
    mapping(address => uint256) internal credited;

    modifier pulling(uint256 amount) {
        coin.transferFrom(msg.sender, address(this), amount);
        _;
    }

    function _credit(address to, uint256 amount) internal {
        credited[to] += amount;
    }
}

contract PulledThenCreditedVulnerable is PulledFirst {
    function deposit(address to, uint256 amount) external pulling(amount) {
        _credit(to, amount);
    }
}
