// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPriceOracle, IToken} from "./tokens.sol";

interface IHook {
    function onClose(uint256 id) external;
}

/// Checked at one price, paid at another.
contract ReadAroundHookVulnerable {
    IPriceOracle public oracle;
    IHook public hook;
    mapping(uint256 => uint256) public size;
    mapping(uint256 => uint256) public debt;
    mapping(address => uint256) public balance;

    function close(uint256 id) external {
        require(size[id] * oracle.getPrice(1) >= debt[id]);
        hook.onClose(id);
        balance[msg.sender] += size[id] * oracle.getPrice(1) - debt[id];
    }
}

abstract contract DoubleReadBase {
    IPriceOracle internal oracle;
    IToken internal token;
    mapping(address => uint256) public collateral;
    mapping(address => uint256) public size;

    function _value(address account, uint256 market) internal view returns (uint256) {
        return size[account] * oracle.getPrice(market);
    }

    modifier healthy(uint256 market) {
        require(_value(msg.sender, market) <= collateral[msg.sender]);
        _;
    }
}

/// The first read is in a modifier of the base contract, the call is a token's transfer.
contract ReadAroundTransferVulnerable is DoubleReadBase {
    function withdraw(uint256 market, uint256 amount) external healthy(market) {
        token.transfer(msg.sender, amount);
        collateral[msg.sender] -= amount + _value(msg.sender, market);
    }
}

/// The second read only checks once more what is left.
contract ReadToCheckAgainSafe is DoubleReadBase {
    function withdraw(uint256 market, uint256 amount) external healthy(market) {
        token.transfer(msg.sender, amount);
        collateral[msg.sender] -= amount;
        require(_value(msg.sender, market) <= collateral[msg.sender]);
    }
}

/// Read once and handed on.
contract ReadOnceSafe is DoubleReadBase {
    function withdraw(uint256 market, uint256 amount) external {
        uint256 price = oracle.getPrice(market);
        require(size[msg.sender] * price <= collateral[msg.sender]);
        token.transfer(msg.sender, amount);
        collateral[msg.sender] -= amount;
        require(size[msg.sender] * price <= collateral[msg.sender]);
    }
}

/// Two prices of two markets.
contract ReadTwoMarketsSafe is DoubleReadBase {
    function move(uint256 from, uint256 to, uint256 amount) external healthy(from) {
        token.transferFrom(msg.sender, address(this), amount);
        collateral[msg.sender] += amount * oracle.getPrice(to);
    }
}

/// Nothing happens between the reads.
contract ReadTwiceAtOnceSafe is DoubleReadBase {
    function withdraw(uint256 market, uint256 amount) external healthy(market) {
        collateral[msg.sender] -= amount;
        require(_value(msg.sender, market) <= collateral[msg.sender]);
        token.transfer(msg.sender, amount);
    }
}

/// The check before the call in a helper, the tokens pulled inside a `require`, the second price in another helper.
contract SeizeAtSecondPriceVulnerable {
    struct Pledge {
        uint256 market;
        uint128 debt;
        uint128 collateral;
    }

    IPriceOracle internal oracle;
    IToken internal token;
    mapping(address => Pledge) internal pledges;

    function seize(address account, uint128 repaid, uint256 leastOut) external {
        require(_isUnsafe(account));
        require(token.transferFrom(msg.sender, address(this), repaid));
        require(_take(account, repaid) >= leastOut);
    }

    function _isUnsafe(address account) private view returns (bool) {
        Pledge memory pledge = pledges[account];
        return uint256(pledge.collateral) * oracle.getPrice(pledge.market) / 1e18 < pledge.debt;
    }

    function _take(address account, uint128 repaid) private returns (uint256 out) {
        Pledge storage pledge = pledges[account];
        out = uint256(repaid) * 1e18 / oracle.getPrice(pledge.market);
        pledge.collateral -= uint128(out);
        pledge.debt -= repaid;
    }
}
