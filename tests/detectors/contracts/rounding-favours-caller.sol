// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

abstract contract ShareVault {
    IToken public asset;
    mapping(address => uint256) public balanceOf;
    uint256 public totalSupply;
    uint256 public totalAssets;

    function _mint(address to, uint256 shares) internal {
        balanceOf[to] += shares;
        totalSupply += shares;
    }

    function _burn(address from, uint256 shares) internal {
        balanceOf[from] -= shares;
        totalSupply -= shares;
    }

    function _toShares(uint256 assets, bool up) internal view returns (uint256) {
        return up ? _divUp(assets * totalSupply, totalAssets) : assets * totalSupply / totalAssets;
    }

    function _divUp(uint256 a, uint256 b) internal pure returns (uint256) {
        return (a + b - 1) / b;
    }

    function _sharesDown(uint256 assets) internal view returns (uint256) {
        return assets * totalSupply / totalAssets;
    }

    function _sharesUp(uint256 assets) internal view returns (uint256) {
        return (assets * totalSupply + totalAssets - 1) / totalAssets;
    }

    function _assetsDown(uint256 shares) internal view returns (uint256) {
        return shares * totalAssets / totalSupply;
    }

    function _assetsUp(uint256 shares) internal view returns (uint256) {
        uint256 product = shares * totalAssets;
        return product / totalSupply + (product % totalSupply == 0 ? 0 : 1);
    }
}

/// Burns too few shares for the assets it sends.
contract BurnsTooFewVulnerable is ShareVault {
    function withdraw(uint256 assets) external {
        _burn(msg.sender, _sharesDown(assets));
        totalAssets -= assets;
        asset.transfer(msg.sender, assets);
    }
}

/// Pulls too few assets for the shares it mints.
contract PullsTooLittleVulnerable is ShareVault {
    function mint(uint256 shares) external {
        uint256 assets = _assetsDown(shares);
        asset.transferFrom(msg.sender, address(this), assets);
        totalAssets += assets;
        _mint(msg.sender, shares);
    }
}

interface IShareToken {
    function mint(address to, uint256 amount) external;
    function burn(address from, uint256 amount) external;
    function totalSupply() external view returns (uint256);
}

library RoundingMath {
    enum Rounding {
        Down,
        Up
    }

    function mulDiv(uint256 a, uint256 b, uint256 c, Rounding rounding) internal pure returns (uint256 result) {
        result = a * b / c;
        if (rounding == Rounding.Up && mulmod(a, b, c) > 0) result += 1;
    }
}

abstract contract ShareTokenVault {
    using RoundingMath for uint256;

    IToken internal asset;
    IShareToken internal share;
    uint256 internal held;

    function _convert(uint256 assets, RoundingMath.Rounding rounding) internal view returns (uint256) {
        return assets.mulDiv(share.totalSupply() + 1, held + 1, rounding);
    }
}

/// Mints too many shares of a token of its own; the rounding is an argument two calls away.
contract MintsTooManyVulnerable is ShareTokenVault {
    function deposit(uint256 assets) external {
        uint256 shares = _convert(assets, RoundingMath.Rounding.Up);
        held += assets;
        asset.transferFrom(msg.sender, address(this), assets);
        share.mint(msg.sender, shares);
    }
}

/// All four round against the caller.
contract AllAgainstCallerSafe is ShareVault {
    function deposit(uint256 assets) external {
        uint256 shares = _sharesDown(assets);
        asset.transferFrom(msg.sender, address(this), assets);
        totalAssets += assets;
        _mint(msg.sender, shares);
    }

    function mint(uint256 shares) external {
        uint256 assets = _assetsUp(shares);
        asset.transferFrom(msg.sender, address(this), assets);
        totalAssets += assets;
        _mint(msg.sender, shares);
    }

    function withdraw(uint256 assets) external {
        _burn(msg.sender, _sharesUp(assets));
        totalAssets -= assets;
        asset.transfer(msg.sender, assets);
    }

    function redeem(uint256 shares) external {
        uint256 assets = _assetsDown(shares);
        _burn(msg.sender, shares);
        totalAssets -= assets;
        asset.transfer(msg.sender, assets);
    }
}

/// The rounding is chosen by an argument two calls away.
contract RoundingByArgumentSafe is ShareTokenVault {
    function deposit(uint256 assets) external {
        uint256 shares = _convert(assets, RoundingMath.Rounding.Down);
        held += assets;
        asset.transferFrom(msg.sender, address(this), assets);
        share.mint(msg.sender, shares);
    }

    function withdraw(uint256 assets) external {
        uint256 shares = _convert(assets, RoundingMath.Rounding.Up);
        held -= assets;
        share.burn(msg.sender, shares);
        asset.transfer(msg.sender, assets);
    }
}

/// A division that knows no supply converts no shares.
contract RewardsOutsideSafe is ShareVault {
    uint256 public rewardPpm = 100;

    function pull(uint256 amount) external {
        asset.transferFrom(msg.sender, address(this), amount / 2);
        totalAssets += amount / 2;
    }

    function claim(uint256 amount) external {
        asset.transfer(msg.sender, (amount * rewardPpm + 999_999) / 1e6);
    }
}

/// Shares of a debt: more are booked for what is lent, fewer are written off for what is repaid.
contract DebtAgainstCallerSafe is ShareVault {
    function borrow(uint256 assets) external {
        _mint(msg.sender, _toShares(assets, true));
        totalAssets += assets;
        asset.transfer(msg.sender, assets);
    }

    function repay(uint256 assets) external {
        _burn(msg.sender, _sharesDown(assets));
        totalAssets -= assets;
        asset.transferFrom(msg.sender, address(this), assets);
    }
}

/// Borrowing dust books no debt.
contract DebtBooksTooLittleVulnerable is ShareVault {
    function borrow(uint256 assets) external {
        _mint(msg.sender, _sharesDown(assets));
        totalAssets += assets;
        asset.transfer(msg.sender, assets);
    }
}

/// The direction is a member of an enumeration, and known at each call.
contract DirectedConversionSafe {
    enum Direction {
        Down,
        Up
    }

    IToken internal token;
    mapping(address => uint256) internal shares;
    uint256 internal supply;
    uint256 internal assets;

    function withdraw(uint256 amount) external {
        uint256 burned = _convert(amount, supply, assets, Direction.Up);
        shares[msg.sender] -= burned;
        supply -= burned;
        assets -= amount;
        require(token.transfer(msg.sender, amount));
    }

    function redeem(uint256 burned) external {
        uint256 amount = _convert(burned, assets, supply, Direction.Down);
        shares[msg.sender] -= burned;
        supply -= burned;
        assets -= amount;
        require(token.transfer(msg.sender, amount));
    }

    function _convert(uint256 x, uint256 y, uint256 z, Direction direction) private pure returns (uint256 result) {
        result = x * y / z;
        if (direction == Direction.Up && mulmod(x, y, z) != 0) ++result;
    }
}

/// The assets are a sum, and the lift is that sum less one.
abstract contract SummedAssets {
    IToken internal coin;
    uint256 internal idle;
    uint256 internal lent;
    uint256 internal units;
    mapping(address => uint256) internal unitsOf;

    function _all() internal view returns (uint256) {
        return idle + lent;
    }

    function _take(uint256 amount, uint256 burnt) internal {
        units -= burnt;
        unitsOf[msg.sender] -= burnt;
        idle -= amount;
        coin.transfer(msg.sender, amount);
    }
}

contract MintsLiftedVulnerable is SummedAssets {
    function put(uint256 amount) external {
        uint256 all = _all();
        uint256 minted = (amount * units + all - 1) / all;
        units += minted;
        unitsOf[msg.sender] += minted;
        idle += amount;
        coin.transferFrom(msg.sender, address(this), amount);
    }
}

contract BurnsLiftedSafe is SummedAssets {
    function take(uint256 amount) external {
        uint256 all = _all();
        _take(amount, (amount * (units + 1) + all) / (all + 1));
    }
}

/// A modifier of the base contract pulls what a helper says the units cost.
abstract contract UnitsForCoins {
    IToken internal paid;
    uint256 internal stock;
    uint256 internal issued;
    mapping(address => uint256) internal issuedTo;

    function _cost(uint256 n) internal view virtual returns (uint256) {
        return n * stock / issued;
    }

    modifier paying(uint256 n) {
        uint256 cost = _cost(n);
        stock += cost;
        issued += n;
        issuedTo[msg.sender] += n;
        _;
        paid.transferFrom(msg.sender, address(this), cost);
    }
}

contract UnitsCostLessVulnerable is UnitsForCoins {
    function buy(uint256 n) external paying(n) {}
}

contract UnitsCostMoreSafe is UnitsForCoins {
    function _cost(uint256 n) internal view override returns (uint256) {
        return (n * stock + issued - 1) / issued;
    }

    function buy(uint256 n) external paying(n) {}
}
