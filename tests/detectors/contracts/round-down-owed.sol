// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

/// Funding truncated in place.
contract FundingTruncatedVulnerable {
    mapping(address => uint256) public size;
    mapping(address => uint256) public entryIndex;
    mapping(address => uint256) public collateral;
    uint256 public fundingIndex;

    function settle(address account) external {
        uint256 owed = size[account] * (fundingIndex - entryIndex[account]) / 1e18;
        entryIndex[account] = fundingIndex;
        collateral[account] -= owed;
    }
}

abstract contract FeeBase {
    struct Account {
        uint256 collateral;
        uint256 size;
    }

    mapping(address => Account) internal accounts;
    uint256 public takerPpm = 500;
    uint256 public feesAccrued;

    function _fee(uint256 notional) internal view virtual returns (uint256) {
        return notional * takerPpm / 1e6;
    }

    modifier paysFee(uint256 notional) {
        _charge(accounts[msg.sender], _fee(notional));
        _;
    }

    function _charge(Account storage account, uint256 fee) private {
        account.collateral -= fee;
        feesAccrued += fee;
    }
}

/// The fee is computed in a helper and taken in another, behind a modifier of the base contract.
contract FeeBehindModifierVulnerable is FeeBase {
    function trade(uint256 lots, uint256 price) external paysFee(lots * price) {
        accounts[msg.sender].size += lots;
    }
}

/// The truncated amount is pulled from the caller.
contract InterestPulledVulnerable {
    IToken public token;
    mapping(address => uint256) public debt;
    uint256 public ratePpm = 10;

    function payInterest() external {
        uint256 interest = debt[msg.sender] * ratePpm / 1e6;
        token.transferFrom(msg.sender, address(this), interest);
    }
}

/// Rounded up by hand in the overridden helper.
contract FeeRoundedUpSafe is FeeBase {
    function trade(uint256 lots, uint256 price) external paysFee(lots * price) {
        accounts[msg.sender].size += lots;
    }

    function _fee(uint256 notional) internal view override returns (uint256) {
        return (notional * takerPpm + 1e6 - 1) / 1e6;
    }
}

library Rounded {
    enum Rounding {
        Floor,
        Ceil
    }

    function mulDiv(uint256 a, uint256 b, uint256 c, Rounding rounding) internal pure returns (uint256 result) {
        result = a * b / c;
        if (rounding == Rounding.Ceil && mulmod(a, b, c) > 0) result += 1;
    }
}

/// Rounded up by the library's argument.
contract FeeByLibrarySafe {
    using Rounded for uint256;

    mapping(address => uint256) public collateral;
    uint256 public takerPpm = 500;

    function trade(uint256 notional) external {
        collateral[msg.sender] -= notional.mulDiv(takerPpm, 1e6, Rounded.Rounding.Ceil);
    }
}

/// A share of the very balance it is taken from: what is cut off stays there.
contract ProportionalReleaseSafe {
    mapping(address => uint256) public quote;
    mapping(address => uint256) public size;
    uint256 public pool;

    function reduce(uint256 closed) external {
        uint256 released = quote[msg.sender] * closed / size[msg.sender];
        quote[msg.sender] -= released;
        size[msg.sender] -= closed;
        pool += released;
    }
}

/// The account is paid what it is debited.
contract WithdrawnAmountSafe {
    IToken public token;
    mapping(address => uint256) public collateral;
    uint256 public withdrawablePpm = 900_000;
    mapping(address => uint256) public locked;

    function withdraw() external {
        uint256 amount = locked[msg.sender] * withdrawablePpm / 1e6;
        collateral[msg.sender] -= amount;
        token.transfer(msg.sender, amount);
    }
}

/// Rounded up by adding the remainder's bit.
contract FeeWithRemainderSafe {
    mapping(address => uint256) public collateral;
    uint256 public takerPpm = 500;

    function trade(uint256 notional) external {
        uint256 product = notional * takerPpm;
        uint256 fee = product / 1e6;
        if (product % 1e6 != 0) fee += 1;
        collateral[msg.sender] -= fee;
    }
}

/// What was paid in is turned into fewer shares of the debt: the rest is still owed.
contract OwedSharesRepaidSafe {
    IToken public token;
    mapping(address => uint256) public debtShares;
    uint256 public totalShares;
    uint256 public totalDebt;

    function repay(address account, uint256 assets) external {
        uint256 shares = assets * totalShares / totalDebt;
        debtShares[account] -= shares;
        totalShares -= shares;
        totalDebt -= assets;
        token.transferFrom(msg.sender, address(this), assets);
    }
}

/// A constant rate over a million is a fee, no change of units.
contract ConstantFeeVulnerable {
    mapping(address => uint256) internal cash;
    uint256 internal fees;

    function charge(address user, uint256 notional) external {
        uint256 fee = notional * 450 / 1e6;
        cash[user] -= fee;
        fees += fee;
    }
}

/// Interest cut off before it is added to a debt.
contract InterestOnDebtVulnerable {
    IToken internal token;
    mapping(address => uint256) internal debt;
    uint256 internal rate = 1e9;

    function capitalise(address user, uint32 elapsed) external {
        debt[user] += debt[user] * rate * elapsed / 1e18;
    }

    function borrow(uint128 amount) external {
        debt[msg.sender] += amount;
        require(token.transfer(msg.sender, amount));
    }

    function repay(uint128 amount) external {
        require(token.transferFrom(msg.sender, address(this), amount));
        debt[msg.sender] -= amount;
    }
}

/// The premium is a term of what is pulled.
contract PremiumOnTopVulnerable {
    IToken internal token;

    function premium(uint256 amount) public pure returns (uint256) {
        return amount * 900 / 1_000_001;
    }

    function repay(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount + premium(amount));
    }
}

/// What each division cuts off is made good by a unit more.
contract UnitMoreForEachSafe {
    mapping(address => uint256) internal funds;
    uint256 internal rate = 7;

    function charge(uint256 size, uint256 price) external {
        funds[msg.sender] -= size * price / 1e18 + size * rate / 1e6 + 2;
    }
}
