// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

abstract contract IndexedDebt {
    uint256 public index = 1e18;
    uint256 public lastAccrual = block.timestamp;
    uint256 public ratePerSecond = 1e9;
    mapping(address => uint256) public debtShares;
    mapping(address => uint256) public collateral;
    IToken internal token;

    modifier accrued() {
        _accrue();
        _;
    }

    function _accrue() internal {
        index = _currentIndex();
        lastAccrual = block.timestamp;
    }

    function _currentIndex() internal view returns (uint256) {
        return index + index * ratePerSecond * (block.timestamp - lastAccrual) / 1e18;
    }

    function _debt(address account) internal view virtual returns (uint256) {
        return debtShares[account] * index / 1e18;
    }

    function _isHealthy(address account) internal view returns (bool) {
        return collateral[account] >= _debt(account);
    }

    function borrow(uint256 shares) external accrued {
        debtShares[msg.sender] += shares;
        require(_isHealthy(msg.sender));
    }
}

/// Withdrawing judges by what was stored last; the judgement is two helpers deep in a base contract.
contract StaleOnWithdrawVulnerable is IndexedDebt {
    function withdraw(uint256 amount) external {
        collateral[msg.sender] -= amount;
        require(_isHealthy(msg.sender), "unhealthy");
        token.transfer(msg.sender, amount);
    }
}

/// The liquidation accrues after it has judged, in another entry.
contract StaleOnLiquidationVulnerable is IndexedDebt {
    function poke() external accrued {}

    function liquidate(address account) external {
        if (_isHealthy(account)) revert();
        collateral[msg.sender] += collateral[account];
        collateral[account] = 0;
    }
}

/// Accrues in the modifier first.
contract AccruedOnWithdrawSafe is IndexedDebt {
    function withdraw(uint256 amount) external accrued {
        collateral[msg.sender] -= amount;
        require(_isHealthy(msg.sender), "unhealthy");
        token.transfer(msg.sender, amount);
    }
}

/// Judges by the index of this moment.
contract CurrentIndexSafe is IndexedDebt {
    function withdraw(uint256 amount) external {
        collateral[msg.sender] -= amount;
        require(_isHealthy(msg.sender), "unhealthy");
    }

    function _debt(address account) internal view override returns (uint256) {
        return debtShares[account] * _currentIndex() / 1e18;
    }
}

/// No judgement rests on the index.
contract IndexNotJudgedSafe is IndexedDebt {
    function addCollateral(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        collateral[msg.sender] += amount;
    }

    function show(address account) external view returns (bool) {
        return _isHealthy(account);
    }
}
