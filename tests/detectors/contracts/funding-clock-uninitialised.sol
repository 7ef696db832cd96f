// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// Listing sets the rate and forgets the clock.
contract ClockForgottenVulnerable {
    mapping(uint16 => uint256) public fundingIndex;
    mapping(uint16 => uint256) public rate;
    mapping(uint16 => uint256) public lastFunding;
    mapping(uint16 => mapping(address => uint256)) public entry;

    function list(uint16 id, uint256 ratePerSecond) external {
        require(rate[id] == 0);
        rate[id] = ratePerSecond;
    }

    function accrue(uint16 id) public {
        fundingIndex[id] += rate[id] * (block.timestamp - lastFunding[id]);
        lastFunding[id] = block.timestamp;
    }
}

abstract contract FundingClock {
    struct Market {
        uint128 index;
        uint64 last;
        uint64 rate;
    }

    mapping(uint16 => Market) internal markets;
    uint16 internal count;

    function _elapsed(Market storage market) internal view virtual returns (uint256) {
        return block.timestamp - market.last;
    }

    function _accrue(Market storage market) internal {
        uint256 elapsed = _elapsed(market);
        market.index += uint128(elapsed * market.rate);
        market.last = uint64(block.timestamp);
    }

    modifier accrued(uint16 id) {
        _accrue(markets[id]);
        _;
    }

    function _list(uint64 rate) internal virtual {
        markets[count++].rate = rate;
    }
}

/// The accrual is in a modifier of the base contract.
contract ClockInModifierVulnerable is FundingClock {
    uint256 public trades;

    function list(uint64 rate) external {
        _list(rate);
    }

    function trade(uint16 id) external accrued(id) {
        trades += 1;
    }
}

/// The override of the listing starts it.
contract ClockStartedSafe is FundingClock {
    uint256 public trades;

    function list(uint64 rate) external {
        _list(rate);
    }

    function trade(uint16 id) external accrued(id) {
        trades += 1;
    }

    function _list(uint64 rate) internal override {
        markets[count].last = uint64(block.timestamp);
        super._list(rate);
    }
}

/// Zero is treated apart where the time is taken.
contract ClockTellsZeroSafe is FundingClock {
    uint256 public trades;

    function list(uint64 rate) external {
        _list(rate);
    }

    function trade(uint16 id) external accrued(id) {
        trades += 1;
    }

    function _elapsed(Market storage market) internal view override returns (uint256) {
        return market.last == 0 ? 0 : super._elapsed(market);
    }
}

/// Started in the constructor.
contract ClockInConstructorSafe {
    uint256 public index = 1e18;
    uint256 public last;
    uint256 public rate = 1e9;

    constructor() {
        last = block.timestamp;
    }

    function accrue() external {
        index += index * rate * (block.timestamp - last) / 1e18;
        last = block.timestamp;
    }
}

/// Interest on nothing is nothing, however long.
contract ClockOfNothingSafe {
    uint256 public totalDebt;
    uint256 public reserves;
    uint256 public last;
    uint256 public constant RATE = 1e9;

    function borrow(uint256 amount) external {
        reserves += totalDebt * RATE * (block.timestamp - last) / 1e18;
        last = block.timestamp;
        totalDebt += amount;
    }
}

/// The struct is made with nought for its clock.
contract PoolMadeWithoutClockVulnerable {
    struct Pool {
        uint256 rate;
        uint256 index;
        uint256 last;
    }

    Pool[] internal pools;
    address internal immutable OWNER = msg.sender;

    function add(uint64 rate) external {
        require(msg.sender == OWNER && rate < 1e12);
        pools.push(Pool({rate: rate, index: 0, last: 0}));
    }

    function accrue(uint256 id) external {
        Pool storage pool = pools[id];
        pool.index += pool.rate * (block.timestamp - pool.last);
        pool.last = block.timestamp;
    }
}

/// The first seat is taken without touching the clock, and the second counts from 1970.
abstract contract Seats {
    uint256 internal perSeat;
    uint256 internal rate = 1e18;
    uint256 internal since;
    uint256 internal seats;
    mapping(address => uint256) internal seatsOf;

    function _count() internal {
        if (seats > 0) perSeat += rate * (block.timestamp - since) / seats;
        since = block.timestamp;
    }

    function leave(uint256 n) external {
        _count();
        seats -= n;
        seatsOf[msg.sender] -= n;
    }
}

contract CountedIfTakenVulnerable is Seats {
    function take(uint256 n) external {
        if (seats > 0) _count();
        seats += n;
        seatsOf[msg.sender] += n;
    }
}

contract CountedAlwaysSafe is Seats {
    function take(uint256 n) external {
        _count();
        seats += n;
        seatsOf[msg.sender] += n;
    }
}
