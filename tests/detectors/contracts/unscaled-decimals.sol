// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

/// Deposits are scaled, withdrawals are not.
contract WithdrawUnscaledVulnerable {
    IToken public token;
    mapping(address => uint256) public collateral;

    function deposit(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        collateral[msg.sender] += amount * 1e12;
    }

    function withdraw(uint256 amount) external {
        collateral[msg.sender] -= amount;
        token.transfer(msg.sender, amount);
    }
}

library Scaling {
    uint256 internal constant UNIT = 1e12;

    function toWad(uint256 amount) internal pure returns (uint256) {
        return amount * UNIT;
    }

    function toRaw(uint256 wad) internal pure returns (uint256) {
        return wad / UNIT;
    }
}

abstract contract ScaledBooks {
    using Scaling for uint256;

    struct Account {
        uint256 collateral;
        uint256 debt;
    }

    IToken internal token;
    mapping(address => Account) internal accounts;
    uint256 internal badDebt;

    function _pull(uint256 amount) internal returns (uint256) {
        token.transferFrom(msg.sender, address(this), amount);
        return amount.toWad();
    }

    function _pay(address to, uint256 wad) internal {
        token.transfer(to, wad.toRaw());
    }

    modifier solvent() {
        _;
        require(_held() >= badDebt);
    }

    function _held() internal view virtual returns (uint256) {
        return token.balanceOf(address(this)).toWad();
    }
}

/// What the token says is compared with a scaled total, in a modifier of the base contract.
contract HeldUnscaledVulnerable is ScaledBooks {
    using Scaling for uint256;

    function deposit(uint256 amount) external solvent {
        accounts[msg.sender].collateral += _pull(amount);
    }

    function book(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        badDebt += amount.toWad();
    }

    function _held() internal view override returns (uint256) {
        return token.balanceOf(address(this));
    }
}

/// One sum of a raw and a scaled amount.
contract SumUnscaledVulnerable is ScaledBooks {
    using Scaling for uint256;

    function deposit(uint256 amount, uint256 bonus) external {
        token.transferFrom(msg.sender, address(this), bonus);
        accounts[msg.sender].debt = bonus.toWad();
        accounts[msg.sender].collateral += _pull(amount) + bonus;
    }
}

/// Both ways go through the library.
contract ScaledBothWaysSafe is ScaledBooks {
    function deposit(uint256 amount) external solvent {
        accounts[msg.sender].collateral += _pull(amount);
    }

    function withdraw(uint256 wad) external solvent {
        accounts[msg.sender].collateral -= wad;
        _pay(msg.sender, wad);
    }
}

/// Nothing is scaled.
contract NeverScaledSafe {
    IToken public token;
    mapping(address => uint256) public collateral;

    function deposit(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        collateral[msg.sender] += amount;
    }

    function withdraw(uint256 amount) external {
        collateral[msg.sender] -= amount;
        token.transfer(msg.sender, amount);
    }
}

/// Two tokens: one is scaled to the decimals the other has.
contract TwoTokensScaledSafe {
    IToken public immutable usd;
    IToken public immutable eth;
    mapping(address => uint256) public value;

    constructor(IToken usd_, IToken eth_) {
        usd = usd_;
        eth = eth_;
    }

    function depositUsd(uint256 amount) external {
        usd.transferFrom(msg.sender, address(this), amount);
        value[msg.sender] += amount * 1e12;
    }

    function depositEth(uint256 amount) external {
        eth.transferFrom(msg.sender, address(this), amount);
        value[msg.sender] += amount;
    }
}

/// The raw amount is kept beside the scaled one.
contract KeptBesideSafe is ScaledBooks {
    mapping(address => uint256) public rawDeposits;

    function deposit(uint256 amount) external {
        accounts[msg.sender].collateral += _pull(amount);
        rawDeposits[msg.sender] += amount;
    }
}

/// The scale is an immutable power of ten.
contract WithdrawUnscaledByImmutableVulnerable {
    IToken internal immutable TOKEN;
    uint256 internal immutable SCALE;
    mapping(address => uint256) internal wad;

    constructor(IToken token, uint8 decimals) {
        TOKEN = token;
        SCALE = 10 ** (18 - decimals);
    }

    function deposit(uint64 assets) external {
        require(TOKEN.transferFrom(msg.sender, address(this), assets));
        wad[msg.sender] += uint256(assets) * SCALE;
    }

    function withdraw(uint64 assets) external {
        wad[msg.sender] -= assets;
        require(TOKEN.transfer(msg.sender, assets));
    }
}

/// A view mixes the two.
contract SurplusUnscaledVulnerable {
    IToken internal immutable TOKEN;
    uint256 internal owedWad;

    constructor(IToken token) {
        TOKEN = token;
    }

    function owe(uint256 assets) external {
        owedWad += assets * 1e12;
    }

    function surplus() external view returns (uint256) {
        return TOKEN.balanceOf(address(this)) - owedWad;
    }
}
