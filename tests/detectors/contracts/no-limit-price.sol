// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeed, IPriceOracle, IToken} from "./tokens.sol";

/// Bought at whatever the oracle says.
contract BuyAtMarketVulnerable {
    IPriceOracle public oracle;
    mapping(address => uint256) public balance;
    mapping(address => uint256) public size;

    function buy(uint256 amount) external {
        uint256 price = oracle.getPrice(1);
        balance[msg.sender] -= (amount * price + 1e18 - 1) / 1e18;
        size[msg.sender] += amount;
    }
}

abstract contract Pricing {
    struct Account {
        uint256 balance;
        uint256 size;
    }

    IFeed internal feed;
    IToken internal token;
    mapping(address => Account) internal accounts;

    function _price() internal view returns (uint256) {
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        require(answer > 0 && block.timestamp - updatedAt < 1 hours);
        return uint256(answer);
    }

    function _cost(uint256 amount) internal view returns (uint256) {
        return (amount * _price() + 1e8 - 1) / 1e8;
    }

    modifier atMost(uint256 cost, uint256 limit) {
        require(cost <= limit);
        _;
    }

    function _take(Account storage account, uint256 amount) internal {
        account.balance -= _cost(amount);
        account.size += amount;
    }
}

/// Priced two helpers deep in a base contract; the only comparison is with a constant.
contract BuyInHelperVulnerable is Pricing {
    function buy(uint256 amount) external atMost(amount, 1e30) {
        _take(accounts[msg.sender], amount);
    }
}

/// The cost is held to the caller's limit in a modifier.
contract BuyWithLimitSafe is Pricing {
    function buy(uint256 amount, uint256 maxCost) external atMost(_cost(amount), maxCost) {
        _take(accounts[msg.sender], amount);
    }
}

/// The price itself is held to the caller's.
contract BuyAtPriceSafe is Pricing {
    error TooHigh();

    function buy(uint256 amount, uint256 acceptablePrice) external {
        uint256 price = _price();
        if (price > acceptablePrice) revert TooHigh();
        accounts[msg.sender].balance -= (amount * price + 1e8 - 1) / 1e8;
        accounts[msg.sender].size += amount;
    }
}

/// The price only judges health.
contract WithdrawAtHealthSafe is Pricing {
    function withdraw(uint256 amount) external {
        accounts[msg.sender].balance -= amount;
        require(accounts[msg.sender].balance >= _cost(accounts[msg.sender].size) / 10);
        token.transfer(msg.sender, amount);
    }
}

/// Only the keeper executes, with limits of his own elsewhere.
contract BuyByKeeperSafe is Pricing {
    address internal keeper;

    function buy(uint256 amount) external {
        require(msg.sender == keeper);
        _take(accounts[msg.sender], amount);
    }
}

/// A liquidation is made at the price that the rules prescribe, and nobody need make it.
contract LiquidateAtMarkSafe is Pricing {
    function liquidate(address account, uint256 amount) external {
        require(accounts[account].balance < _cost(accounts[account].size) / 10);
        accounts[account].size -= amount;
        accounts[msg.sender].size += amount;
        accounts[msg.sender].balance -= _cost(amount);
    }
}

interface IExchange {
    function exactIn(uint256 amount) external returns (uint256);
}

/// What another contract says the trade costs.
contract SwapElsewhereVulnerable {
    IExchange internal exchange;
    mapping(address => uint256) internal cash;
    mapping(address => uint256) internal coins;

    function swap(uint128 amount) external {
        cash[msg.sender] -= amount;
        coins[msg.sender] += exchange.exactIn(amount);
    }
}

/// Whatever the orders at the head of the list ask.
contract SweepBookVulnerable {
    struct Order {
        address maker;
        uint128 price;
        uint64 lots;
        uint64 next;
    }

    mapping(uint64 => Order) internal orders;
    uint64 internal head;
    mapping(address => int256) internal base;
    mapping(address => int256) internal quote;

    function sweep(uint64 lots, uint8 steps) external {
        while (lots > 0 && head != 0 && steps-- > 0) {
            Order storage order = orders[head];
            require(order.maker != msg.sender);
            uint64 filled = order.lots < lots ? order.lots : lots;
            int256 cost = int256(uint256(filled) * order.price);
            base[msg.sender] += int256(uint256(filled));
            quote[msg.sender] -= cost;
            base[order.maker] -= int256(uint256(filled));
            quote[order.maker] += cost;
            lots -= filled;
            order.lots -= filled;
            if (order.lots == 0) head = order.next;
        }
    }
}

abstract contract Curve {
    uint256 internal x = 1e24;
    uint256 internal y = 1e24;
    mapping(address => uint256) internal cash;
    mapping(address => uint256) internal coins;

    function _swap(uint96 amount) internal {
        uint256 out = y * amount / (x + amount);
        x += amount;
        y -= out;
        cash[msg.sender] -= amount;
        coins[msg.sender] += out;
    }
}

contract SwapOnCurveVulnerable is Curve {
    function swap(uint96 amount) external {
        _swap(amount);
    }
}

/// The modifier holds what arrived to the least the caller accepts.
contract SwapOnCurveWithLeastSafe is Curve {
    modifier atLeast(uint256 least) {
        uint256 before = coins[msg.sender];
        _;
        require(coins[msg.sender] - before >= least);
    }

    function swap(uint96 amount, uint256 least) external atLeast(least) {
        _swap(amount);
    }
}

/// Shares of a vault are a quotient of totals too, and no trade.
contract BuySharesSafe {
    uint256 internal supply = 1e6;
    uint256 internal assets = 1e6;
    mapping(address => uint256) internal cash;
    mapping(address => uint256) internal shares;

    function deposit(uint96 amount) external {
        uint256 minted = supply * amount / assets;
        cash[msg.sender] -= amount;
        shares[msg.sender] += minted;
        supply += minted;
        assets += amount;
    }
}

/// Turns all that the caller holds at whatever the price is, without a number of his.
contract FlipVulnerable {
    IPriceOracle internal hub;
    mapping(address => int256) internal held;
    mapping(address => uint256) internal funds;

    function flip() external {
        int256 units = held[msg.sender];
        funds[msg.sender] -= uint256(units > 0 ? units : -units) * hub.getPrice(1);
        held[msg.sender] = -units;
    }
}
