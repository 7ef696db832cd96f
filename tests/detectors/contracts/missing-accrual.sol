// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// Repaying changes the total before the past's interest is on it.
contract AccrualForgottenVulnerable {
    uint256 public totalDebt;
    uint256 public interestIndex = 1e18;
    uint256 public ratePerSecond = 1e9;
    uint256 public lastAccrual = block.timestamp;
    uint256 public reserves;
    mapping(address => uint256) public debt;

    function accrue() public {
        uint256 elapsed = block.timestamp - lastAccrual;
        reserves += totalDebt * ratePerSecond * elapsed / 1e18;
        lastAccrual = block.timestamp;
    }

    function borrow(uint256 amount) external {
        accrue();
        totalDebt += amount;
        debt[msg.sender] += amount;
    }

    function repay(uint256 amount) external {
        totalDebt -= amount;
        debt[msg.sender] -= amount;
    }
}

/// Accrues, but after the change.
contract AccrualTooLateVulnerable {
    uint256 public totalDebt;
    uint256 public reserves;
    uint256 public lastAccrual = block.timestamp;

    function _accrue() private {
        reserves += totalDebt * (block.timestamp - lastAccrual) / 1e9;
        lastAccrual = block.timestamp;
    }

    function borrow(uint256 amount) external {
        _accrue();
        totalDebt += amount;
    }

    function repay(uint256 amount) external {
        totalDebt -= amount;
        _accrue();
    }
}

abstract contract FundingBase {
    struct Market {
        int256 fundingIndex;
        int256 rate;
        uint64 lastFunding;
        uint256 openInterest;
    }

    struct Position {
        int256 size;
        int256 entryIndex;
    }

    mapping(uint16 => Market) internal markets;
    mapping(address => mapping(uint16 => Position)) internal positions;

    modifier funded(uint16 id) {
        _accrue(markets[id]);
        _;
    }

    function _accrue(Market storage market) internal {
        int256 elapsed = int256(block.timestamp - market.lastFunding);
        market.fundingIndex += market.rate * elapsed;
        market.lastFunding = uint64(block.timestamp);
    }

    function _list(uint16 id) internal {
        markets[id].lastFunding = uint64(block.timestamp);
        markets[id].rate = 1;
    }

    function _setRate(uint16 id, int256 rate) internal virtual {
        markets[id].rate = rate;
    }
}

/// The accrual is in a modifier of the base contract; the setter of the rate goes without it.
contract AccrualInModifierVulnerable is FundingBase {
    function list(uint16 id) external {
        _list(id);
    }

    function trade(uint16 id, int256 size) external funded(id) {
        positions[msg.sender][id].size += size;
        positions[msg.sender][id].entryIndex = markets[id].fundingIndex;
        markets[id].rate += size;
    }

    function setRate(uint16 id, int256 rate) external {
        _setRate(id, rate);
    }
}

/// The setter accrues in its override.
contract AccrualInModifierSafe is FundingBase {
    function list(uint16 id) external {
        _list(id);
    }

    function trade(uint16 id, int256 size) external funded(id) {
        positions[msg.sender][id].size += size;
        positions[msg.sender][id].entryIndex = markets[id].fundingIndex;
        markets[id].rate += size;
    }

    function setRate(uint16 id, int256 rate) external {
        _setRate(id, rate);
    }

    function _setRate(uint16 id, int256 rate) internal override funded(id) {
        super._setRate(id, rate);
    }
}

/// An entry that touches nothing the interest depends on need not accrue.
contract AccrualNotNeededSafe {
    uint256 public totalDebt;
    uint256 public reserves;
    uint256 public lastAccrual;
    uint256 public ratePerSecond = 1e9;
    mapping(address => uint256) public collateral;

    constructor() {
        lastAccrual = block.timestamp;
    }

    function accrue() public {
        reserves += totalDebt * ratePerSecond * (block.timestamp - lastAccrual) / 1e18;
        lastAccrual = block.timestamp;
    }

    function borrow(uint256 amount) external {
        accrue();
        totalDebt += amount;
    }

    function addCollateral(uint256 amount) external {
        collateral[msg.sender] += amount;
    }
}

/// A time that is only remembered accrues nothing.
contract AccrualOfNothingSafe {
    uint256 public lastTrade;
    uint256 public volume;
    uint256 public fees;

    function trade(uint256 amount) external {
        require(block.timestamp - lastTrade > 10);
        lastTrade = block.timestamp;
        volume += amount;
        fees += volume / 1000;
    }

    function correct(uint256 amount) external {
        volume -= amount;
    }
}

abstract contract Interest {
    uint256 internal index = 1e18;
    uint256 internal last = block.timestamp;
    uint256 internal rate = 1e9;
    address internal immutable OWNER = msg.sender;
    mapping(address => uint256) internal scaled;

    function _accrue() internal {
        index += index * rate * (block.timestamp - last) / 1e18;
        last = block.timestamp;
    }

    function borrow(uint128 amount) external {
        _accrue();
        scaled[msg.sender] += (uint256(amount) * 1e18 + index - 1) / index;
    }
}

/// A new rate, for the time before it too.
contract SetRateVulnerable is Interest {
    function setRate(uint256 next) external {
        require(msg.sender == OWNER && next < 1e12);
        rate = next;
    }
}

contract SetRateAfterAccruingSafe is Interest {
    function setRate(uint256 next) external {
        require(msg.sender == OWNER && next < 1e12);
        _accrue();
        rate = next;
    }
}

/// The rate follows from the skew, and is set anew before what was due at the old one is counted.
abstract contract Skews {
    int256 internal growth;
    int256 internal speed;
    uint256 internal touched = block.timestamp;
    int256 internal skew;

    modifier counted() {
        growth += speed * int256(block.timestamp - touched);
        touched = block.timestamp;
        _;
    }

    function trade(int64 delta) external counted {
        skew += delta;
    }
}

contract SpeedFromSkewVulnerable is Skews {
    function follow() external {
        speed = skew / 100;
    }
}

contract SpeedFromSkewSafe is Skews {
    function follow() external counted {
        speed = skew / 100;
    }
}

/// Listing sets what the growth depends on, of a market that had none.
contract ListedOnceSafe {
    struct Listed {
        bool live;
        uint256 rate;
        uint256 index;
        uint256 units;
        uint256 at;
    }

    mapping(uint256 => Listed) internal listed;

    function _roll(Listed storage m) internal {
        m.index += m.rate * m.units * (block.timestamp - m.at);
        m.at = block.timestamp;
    }

    function list(uint256 id, uint256 rate, uint256 units) external {
        require(!listed[id].live, "live");
        listed[id].live = true;
        listed[id].rate = rate;
        listed[id].units = units;
    }

    function grow(uint256 id, uint256 units) external {
        _roll(listed[id]);
        listed[id].units += units;
    }

    function shrink(uint256 id, uint256 units) external {
        _roll(listed[id]);
        listed[id].units -= units;
    }
}
