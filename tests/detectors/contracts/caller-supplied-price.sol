// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPriceOracle, IToken} from "./tokens.sol";

/// Settled at the caller's price.
contract SettleAtWillVulnerable {
    mapping(address => uint256) public size;
    mapping(address => uint256) public collateral;

    function settle(uint256 price) external {
        collateral[msg.sender] += size[msg.sender] * price / 1e18;
        size[msg.sender] = 0;
    }
}

abstract contract Settlement {
    struct Account {
        int256 collateral;
        int256 size;
    }

    mapping(address => Account) internal accounts;
    IPriceOracle internal oracle;
    IToken internal token;

    modifier settled(address account, int256 price) {
        _settle(accounts[account], price);
        _;
    }

    function _settle(Account storage account, int256 price) internal {
        account.collateral += _value(account, price);
        account.size = 0;
    }

    function _value(Account storage account, int256 price) internal view virtual returns (int256) {
        return price * account.size / 1e18;
    }
}

/// The parameter comes through a modifier of the base contract and two helpers.
contract CloseAtWillVulnerable is Settlement {
    function close(address account, int256 price) external settled(account, price) {}
}

/// The oracle's price.
contract SettleAtOracleSafe is Settlement {
    function close(address account) external settled(account, int256(oracle.getPrice(1))) {}
}

/// The override holds the parameter to a band around the oracle's price.
contract SettleInBandSafe is Settlement {
    function close(address account, int256 price) external settled(account, price) {}

    function _value(Account storage account, int256 price) internal view override returns (int256) {
        int256 mark = int256(oracle.getPrice(1));
        require(price <= mark * 101 / 100 && price >= mark * 99 / 100);
        return super._value(account, price);
    }
}

/// Only the keeper names a price.
contract SettleByKeeperSafe is Settlement {
    mapping(address => bool) internal isKeeper;

    modifier onlyKeeper() {
        require(isKeeper[msg.sender]);
        _;
    }

    function close(address account, int256 price) external onlyKeeper settled(account, price) {}
}

/// A limit order's price is the caller's own to choose, with a size that he chooses too.
contract LimitPriceSafe {
    mapping(address => uint256) public reserved;
    mapping(address => uint256) public collateral;

    function place(uint256 lots, uint256 price) external {
        reserved[msg.sender] += lots * price;
        require(reserved[msg.sender] <= collateral[msg.sender]);
    }
}

/// A share of the account's own balance is bounded by all of it.
contract WithdrawShareSafe is Settlement {
    mapping(address => uint256) public balance;

    function withdraw(uint256 percent) external {
        require(percent <= 100);
        uint256 amount = balance[msg.sender] * percent / 100;
        balance[msg.sender] -= amount;
        token.transfer(msg.sender, amount);
    }
}

/// The price decides whether the account is closed, nothing else.
contract LiquidateAtGivenPriceVulnerable {
    struct Position {
        int128 size;
        int128 entry;
        uint256 margin;
    }

    mapping(address => Position) internal positions;

    function liquidate(address account, uint128 price) external {
        Position storage position = positions[account];
        int256 profit = int256(position.size) * (int256(uint256(price)) - position.entry) / 1e18;
        require(int256(position.margin) + profit < int256(position.margin / 20));
        positions[msg.sender].margin += position.margin;
        delete positions[account];
    }
}

/// Better than one's own entry price is no measure of a price.
contract SettleAboveEntryVulnerable {
    struct Fill {
        address account;
        uint128 price;
    }

    struct Position {
        uint128 size;
        uint128 entry;
        uint256 cash;
    }

    mapping(address => Position) internal positions;

    function settle(Fill calldata fill) external {
        Position storage position = positions[fill.account];
        if (fill.price > position.entry) {
            position.cash += uint256(position.size) * (fill.price - position.entry) / 1e18;
        }
        position.size = 0;
    }
}

abstract contract MarkedAccounts {
    uint256 internal mark;
    mapping(address => uint256) internal collateral;
    mapping(address => uint256) internal debt;

    function borrow(uint128 amount) external {
        debt[msg.sender] += amount;
        require(debt[msg.sender] * 2 <= collateral[msg.sender] * mark);
    }
}

/// Anybody reports the mark that all accounts are valued by.
contract ReportByAnybodyVulnerable is MarkedAccounts {
    function report(uint128 price) external {
        mark = price;
    }
}

contract ReportByReporterSafe is MarkedAccounts {
    address internal immutable REPORTER = msg.sender;

    function report(uint128 price) external {
        require(msg.sender == REPORTER);
        mark = price;
    }
}

contract ReportWithinStepSafe is MarkedAccounts {
    function report(uint128 price) external {
        require(price * 100 < mark * 101 && price * 100 > mark * 99);
        mark = price;
    }
}

/// The borrower says himself what his pledge is worth.
contract LoanAtNamedPriceVulnerable {
    mapping(address => uint256) internal pledged;
    mapping(address => uint256) internal borrowed;

    function _capacity(address who, uint256 price) internal view returns (uint256) {
        return pledged[who] * price / 2e18;
    }

    function pledge() external payable {
        pledged[msg.sender] += msg.value;
    }

    function borrow(uint256 amount, uint256 price) external {
        borrowed[msg.sender] += amount;
        require(borrowed[msg.sender] <= _capacity(msg.sender, price), "capacity");
    }
}

/// Loans under a number, seized at the price that the liquidator likes.
contract SeizedAtNamedPriceVulnerable {
    struct Loan {
        address borrower;
        uint256 collateral;
        uint256 debt;
    }

    mapping(uint256 => Loan) internal loans;
    mapping(address => uint256) internal balance;

    function seize(uint256 id, uint256 price) external {
        Loan memory loan = loans[id];
        require(loan.collateral * price < loan.debt * 1e18, "sound");
        delete loans[id];
        balance[msg.sender] += loan.collateral;
    }
}

/// An order is not an account: its maker asked for that tick.
contract OrderAtItsTickSafe {
    struct Order {
        address maker;
        uint64 lots;
    }

    mapping(uint32 => Order) internal orders;
    mapping(address => uint256) internal balance;

    function place(uint32 tick, uint64 lots) external {
        require(orders[tick].maker == address(0), "taken");
        orders[tick] = Order(msg.sender, lots);
    }

    function take(uint32 tick, uint64 lots) external {
        Order storage order = orders[tick];
        uint64 fill = order.lots < lots ? order.lots : lots;
        balance[msg.sender] -= uint256(fill) * tick;
        balance[order.maker] += uint256(fill) * tick;
        order.lots -= fill;
    }
}
