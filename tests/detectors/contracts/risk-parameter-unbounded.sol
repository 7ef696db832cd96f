// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// A fee of any height.
contract FeeUnboundedVulnerable {
    address public owner;
    uint256 public feePpm;
    mapping(address => uint256) public balance;

    function setFee(uint256 ppm) external {
        require(msg.sender == owner, "owner");
        feePpm = ppm;
    }

    function pay(uint256 amount) external {
        balance[msg.sender] -= amount + (amount * feePpm + 1e6 - 1) / 1e6;
    }
}

abstract contract Governed {
    struct Params {
        uint32 initialPpm;
        uint32 maintenancePpm;
        uint128 cap;
    }

    address internal owner;
    mapping(uint16 => Params) internal params;
    mapping(address => uint256) internal collateral;
    uint256 internal constant ONE = 1_000_000;

    modifier onlyOwner() {
        _requireOwner();
        _;
    }

    function _requireOwner() private view {
        if (msg.sender != owner) revert();
    }

    function _margin(uint16 id, uint256 notional) internal view returns (uint256) {
        return notional * params[id].initialPpm / ONE;
    }

    function _store(uint16 id, Params calldata given) internal virtual {
        params[id] = given;
    }

    function reserve(uint16 id, uint256 notional) external {
        require(collateral[msg.sender] >= _margin(id, notional));
        collateral[msg.sender] -= notional;
    }
}

/// A struct of rates is stored as it comes, by a helper of the base contract.
contract ParamsUnboundedVulnerable is Governed {
    function setParams(uint16 id, Params calldata given) external onlyOwner {
        _store(id, given);
    }
}

/// The override holds the rates to bounds.
contract ParamsBoundedSafe is Governed {
    function setParams(uint16 id, Params calldata given) external onlyOwner {
        _store(id, given);
    }

    function _store(uint16 id, Params calldata given) internal override {
        require(given.maintenancePpm > 0 && given.maintenancePpm < given.initialPpm);
        require(given.initialPpm <= ONE);
        super._store(id, given);
    }
}

/// Bounded in a modifier.
contract FeeBoundedSafe {
    address public owner;
    uint256 public feePpm;
    mapping(address => uint256) public balance;

    modifier atMost(uint256 value, uint256 limit) {
        if (value > limit) revert();
        _;
    }

    function setFee(uint256 ppm) external atMost(ppm, 1000) {
        require(msg.sender == owner);
        feePpm = ppm;
    }

    function pay(uint256 amount) external {
        balance[msg.sender] -= amount * (1e6 - feePpm) / 1e6;
    }
}

/// A cap is no rate.
contract CapIsNoRateSafe is Governed {
    uint256 public depositCap;

    function setCap(uint256 cap) external onlyOwner {
        depositCap = cap;
    }

    function deposit(uint256 amount) external {
        require(collateral[msg.sender] + amount <= depositCap);
        collateral[msg.sender] += amount;
    }
}

/// Everybody sets his own.
contract OwnRateSafe {
    mapping(address => uint256) public leveragePpm;
    mapping(address => uint256) public margin;

    function setLeverage(uint256 ppm) external {
        leveragePpm[msg.sender] = ppm;
    }

    function open(uint256 notional) external {
        margin[msg.sender] = notional * leveragePpm[msg.sender] / 1e6;
    }
}

/// The struct goes through memory.
contract DiscountInMemoryVulnerable {
    struct Market {
        uint32 leverage;
        uint32 discount;
    }

    mapping(uint8 => Market) internal markets;
    mapping(address => uint256) internal cash;
    address internal immutable OWNER = msg.sender;

    function setDiscount(uint8 market, uint32 discount) external {
        require(msg.sender == OWNER);
        Market memory changed = markets[market];
        changed.discount = discount;
        markets[market] = changed;
    }

    function sell(uint8 market, uint256 amount) external {
        cash[msg.sender] += amount * (1e6 - markets[market].discount) / 1e6;
    }
}
