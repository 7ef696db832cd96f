// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// A negative balance is set to zero.
contract NegativeZeroedVulnerable {
    mapping(address => int256) public collateral;
    mapping(address => int256) public size;
    int256 public mark;

    function liquidate(address account) external {
        collateral[account] += size[account] * mark / 1e18;
        size[account] = 0;
        if (collateral[account] < 0) {
            collateral[account] = 0;
        }
    }
}

abstract contract LossBooks {
    struct Account {
        uint256 collateral;
        uint256 debt;
    }

    mapping(address => Account) internal accounts;
    mapping(address => mapping(uint16 => uint256)) internal losses;
    uint256 internal badDebt;

    modifier closing(address account, uint16 id) {
        _realise(accounts[account], losses[account][id]);
        delete losses[account][id];
        _;
    }

    function _realise(Account storage account, uint256 loss) internal virtual {
        account.collateral = loss >= account.collateral ? 0 : account.collateral - loss;
    }
}

/// A loss beyond the balance is cut off in a helper behind a modifier of the base contract.
contract LossCutVulnerable is LossBooks {
    function close(uint16 id) external closing(msg.sender, id) {}
}

/// Cut off by cases.
contract LossByCasesVulnerable is LossBooks {
    function close(uint16 id) external closing(msg.sender, id) {}

    function _realise(Account storage account, uint256 loss) internal override {
        if (account.collateral > loss) {
            account.collateral -= loss;
        } else {
            account.collateral = 0;
        }
    }
}

/// The override books what is missing.
contract LossBookedSafe is LossBooks {
    function close(uint16 id) external closing(msg.sender, id) {}

    function _realise(Account storage account, uint256 loss) internal override {
        if (account.collateral > loss) {
            account.collateral -= loss;
        } else {
            badDebt += loss - account.collateral;
            account.collateral = 0;
        }
    }
}

interface IInsurance {
    function cover(uint256 amount) external;
}

/// The insurance fund covers it.
contract NegativeCoveredSafe {
    mapping(address => int256) public collateral;
    IInsurance public insurance;

    function liquidate(address account) external {
        int256 held = collateral[account];
        if (held < 0) {
            collateral[account] = 0;
            insurance.cover(uint256(-held));
        }
    }
}

/// Paying back more than is owed is no loss.
contract RepaidInFullSafe is LossBooks {
    function repay(uint256 amount) external {
        Account storage account = accounts[msg.sender];
        account.debt = amount >= account.debt ? 0 : account.debt - amount;
    }
}

/// Insolvency reverts.
contract LossRevertsSafe is LossBooks {
    function close(uint16 id) external closing(msg.sender, id) {}

    function _realise(Account storage account, uint256 loss) internal override {
        account.collateral -= loss;
    }
}

/// Only dust is dropped; that its size is asked by a comparison with zero says nothing.
contract DustDroppedSafe {
    mapping(address => int256) public position;

    function tidy(address account) external {
        if (_size(position[account]) < 10) delete position[account];
    }

    function _size(int256 value) private pure returns (uint256) {
        return value >= 0 ? uint256(value) : uint256(-value);
    }
}

interface IClaim {
    function burn(address account, uint256 amount) external;
}

/// The tally of debts follows what another contract takes from the payer.
contract TallyOfRepaymentsSafe {
    IClaim public claim;
    mapping(address => uint256) public owed;
    mapping(address => uint256) public tally;

    function repay(address token) external {
        uint256 amount = owed[msg.sender];
        claim.burn(msg.sender, amount);
        owed[msg.sender] = 0;
        uint256 counted = tally[token];
        uint256 whole = amount / 1e6;
        tally[token] = counted <= whole ? 0 : counted - whole;
    }
}

/// Paid is the smaller of the two, and the rest of the debt is forgotten.
contract PaySmallerVulnerable {
    struct Account {
        uint256 collateral;
        uint256 debt;
    }

    mapping(address => Account) internal accounts;

    function wipe(address user) external {
        Account storage account = accounts[user];
        uint256 paid = Smaller.min(account.collateral, account.debt);
        account.collateral -= paid;
        account.debt = 0;
    }
}

library Smaller {
    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}

contract PaySmallerKeepRestSafe {
    mapping(address => uint256) internal collateral;
    mapping(address => uint256) internal debt;
    uint256 public shortfall;

    function wipe(address user) external {
        uint256 paid = Smaller.min(collateral[user], debt[user]);
        collateral[user] -= paid;
        shortfall += debt[user] - paid;
        debt[user] = 0;
    }
}

/// Floored at zero in one expression.
contract FloorEquityVulnerable {
    mapping(address => int256) internal balance;
    mapping(address => int256) internal profit;

    function close(address user) external {
        int256 equity = balance[user] + profit[user];
        profit[user] = 0;
        balance[user] = equity > 0 ? equity : int256(0);
    }
}

/// The sign of a size is a side, no debt.
contract SizeMeasuredSafe {
    struct Account {
        uint256 cash;
        int128 size;
    }

    mapping(address => Account) internal accounts;

    function close(uint256 price) external {
        Account storage account = accounts[msg.sender];
        uint256 size = uint256(uint128(account.size < 0 ? -account.size : account.size));
        require(account.cash > size * price);
        account.size = 0;
    }
}

/// A position that is worth less than nothing is deleted; only what is worth something is paid out.
abstract contract WorthBooks {
    struct Position {
        int256 units;
        int256 margin;
    }

    mapping(bytes32 => Position) internal positions;
    mapping(address => uint256) internal balance;
    int256 internal mark;

    function _worth(Position storage p) internal view returns (int256) {
        return p.margin + p.units * mark;
    }
}

contract WorthIfPositiveVulnerable is WorthBooks {
    function close(bytes32 key) external {
        int256 worth = _worth(positions[key]);
        require(worth < 1e18, "sound");
        if (worth > 0) balance[msg.sender] += uint256(worth);
        delete positions[key];
    }
}

contract WorthEitherWaySafe is WorthBooks {
    uint256 internal deficit;

    function close(bytes32 key) external {
        int256 worth = _worth(positions[key]);
        require(worth < 1e18, "sound");
        if (worth > 0) balance[msg.sender] += uint256(worth);
        else deficit += uint256(-worth);
        delete positions[key];
    }
}

/// Nobody can close what is worth less than nothing.
contract WorthRequiredSafe is WorthBooks {
    function close(bytes32 key) external {
        int256 worth = _worth(positions[key]);
        require(worth >= 0, "deficit");
        balance[msg.sender] += uint256(worth);
        delete positions[key];
    }
}
