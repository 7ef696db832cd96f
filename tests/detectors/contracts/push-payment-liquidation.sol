// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

/// Ether is pushed to the liquidated.
contract PushEtherVulnerable {
    mapping(address => uint256) public collateral;
    mapping(address => uint256) public debt;

    function liquidate(address account) external payable {
        require(debt[account] > collateral[account] / 2);
        uint256 rest = collateral[account] - debt[account];
        collateral[account] = 0;
        debt[account] = 0;
        payable(account).transfer(rest);
    }
}

abstract contract Liquidations {
    struct Position {
        address owner;
        uint256 collateral;
        uint256 debt;
    }

    mapping(uint256 => Position) internal positions;
    mapping(address => uint256) internal credit;
    IToken internal token;

    function _send(address to, uint256 amount) internal virtual {
        (bool sent,) = to.call{value: amount}("");
        require(sent, "not sent");
    }

    function _close(uint256 id) internal returns (address owner, uint256 rest) {
        Position storage position = positions[id];
        require(position.debt > position.collateral / 2);
        owner = position.owner;
        rest = position.collateral - position.debt;
        position.collateral = 0;
        position.debt = 0;
    }
}

/// The call must succeed, in a helper of the base contract; the owner is found in the position.
contract PushCallVulnerable is Liquidations {
    function liquidate(uint256 id) external {
        (address owner, uint256 rest) = _close(id);
        _send(owner, rest);
    }
}

/// A token may refuse as well.
contract PushTokenVulnerable {
    IToken public token;
    mapping(address => uint256) public collateral;
    mapping(address => uint256) public debt;

    function seize(address account) external {
        require(debt[account] > collateral[account] / 2);
        uint256 rest = collateral[account] - debt[account];
        collateral[account] = 0;
        token.transfer(msg.sender, debt[account]);
        token.transfer(account, rest);
    }
}

/// What is left is credited.
contract PullRestSafe is Liquidations {
    function liquidate(uint256 id) external {
        (address owner, uint256 rest) = _close(id);
        credit[owner] += rest;
    }
}

/// A failure is credited instead.
contract PushMayFailSafe is Liquidations {
    function liquidate(uint256 id) external {
        (address owner, uint256 rest) = _close(id);
        _send(owner, rest);
    }

    function _send(address to, uint256 amount) internal override {
        (bool sent,) = to.call{value: amount, gas: 30_000}("");
        if (!sent) credit[to] += amount;
    }
}

/// Only the caller is paid.
contract PayLiquidatorSafe is Liquidations {
    function liquidate(uint256 id) external {
        (address owner, uint256 rest) = _close(id);
        credit[owner] += rest;
        token.transfer(msg.sender, rest / 100);
    }
}

/// One's own way out hurts nobody when it fails.
contract CloseOwnSafe is Liquidations {
    mapping(address => uint256) public collateral;

    function close() external {
        uint256 rest = collateral[msg.sender];
        collateral[msg.sender] = 0;
        _send(msg.sender, rest);
    }
}

/// Failing is told by assembly.
contract RefundByCallVulnerable {
    struct Loan {
        address owner;
        uint96 collateral;
        uint128 debt;
    }

    mapping(uint256 => Loan) internal loans;
    mapping(address => uint256) internal reward;

    function liquidate(uint256 id) external {
        Loan memory loan = loans[id];
        require(loan.collateral < loan.debt);
        delete loans[id];
        reward[msg.sender] += loan.collateral / 10;
        _send(loan.owner, loan.collateral - loan.collateral / 10);
    }

    function _send(address to, uint256 amount) private {
        (bool sent, bytes memory data) = to.call{value: amount}("");
        if (!sent) {
            assembly {
                revert(add(data, 32), mload(data))
            }
        }
    }
}

/// The account asked for it by its signature: if it refuses, it harms itself.
contract WithdrawBySignatureSafe {
    mapping(address => uint256) internal balance;
    mapping(address => uint256) internal nonces;

    function withdrawFor(address account, uint256 amount, uint8 v, bytes32 r, bytes32 s) external {
        bytes32 digest = keccak256(abi.encode(block.chainid, address(this), account, amount, nonces[account]++));
        require(account != address(0) && ecrecover(digest, v, r, s) == account);
        balance[account] -= amount;
        payable(msg.sender).transfer(amount / 100);
        payable(account).transfer(amount - amount / 100);
    }
}

/// The rest is pushed by a modifier of the base contract once the body has closed the loan.
abstract contract RestAfterwards {
    mapping(address => uint256) internal pledge;
    mapping(address => uint256) internal loan;
    mapping(address => uint256) internal claim;

    function _rest(address account) internal view returns (uint256) {
        return pledge[account] - loan[account];
    }

    modifier pushingRest(address account) {
        uint256 rest = _rest(account);
        _;
        payable(account).transfer(rest);
    }

    modifier keepingRest(address account) {
        uint256 rest = _rest(account);
        _;
        claim[account] += rest;
    }

    function _end(address account) internal {
        require(loan[account] > pledge[account] / 2, "sound");
        pledge[account] = 0;
        loan[account] = 0;
    }
}

contract RestPushedVulnerable is RestAfterwards {
    function liquidate(address account) external payable pushingRest(account) {
        _end(account);
    }
}

contract RestKeptSafe is RestAfterwards {
    function liquidate(address account) external payable keepingRest(account) {
        _end(account);
    }
}
