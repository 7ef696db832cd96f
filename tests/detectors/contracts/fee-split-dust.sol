// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

/// Shares in three steps of one function.
contract SplitInlineVulnerable {
    mapping(address => uint256) public collateral;
    uint256 public vaultFees;
    uint256 public insuranceFees;
    uint256 public treasuryFees;
    uint256 public vaultPpm = 333_333;
    uint256 public insurancePpm = 333_333;
    uint256 public treasuryPpm = 333_334;

    function trade(uint256 fee) external {
        collateral[msg.sender] -= fee;
        vaultFees += fee * vaultPpm / 1e6;
        insuranceFees += (fee * insurancePpm) / 1e6;
        treasuryFees = treasuryFees + fee * treasuryPpm / 1e6;
    }
}

library Shares {
    function part(uint256 amount, uint256 ppm) internal pure returns (uint256) {
        return amount * ppm / 1e6;
    }
}

abstract contract SplitBase {
    using Shares for uint256;

    struct Rates {
        uint32 vaultPpm;
        uint32 treasuryPpm;
    }

    struct Books {
        mapping(uint8 => uint256) accrued;
        Rates rates;
    }

    function _books() internal pure returns (Books storage $) {
        assembly {
            $.slot := 0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00
        }
    }

    modifier charged(uint256 fee) {
        _split(fee);
        _;
    }

    function _split(uint256 fee) internal virtual {
        Rates memory rates = _books().rates;
        _credit(0, fee.part(rates.vaultPpm));
        _credit(1, fee.part(rates.treasuryPpm));
    }

    function _credit(uint8 sink, uint256 amount) internal {
        _books().accrued[sink] += amount;
    }
}

/// The split stands in a base contract, behind a modifier, its share in a library, its books in namespaced storage.
contract SplitBehindModifierVulnerable is SplitBase {
    mapping(address => uint256) public collateral;

    function trade(uint256 size) external charged(size / 1000) {
        collateral[msg.sender] -= size;
    }
}

/// The shares leave as tokens.
contract SplitPaidOutVulnerable {
    IToken public token;
    address public vault;
    address public treasury;
    uint256 public pending;
    uint256 public constant VAULT_BPS = 7000;
    uint256 public constant BPS = 10_000;

    function pay() external {
        uint256 amount = pending;
        pending = 0;
        token.transfer(vault, amount * VAULT_BPS / BPS);
        token.transfer(treasury, amount * (BPS - VAULT_BPS) / BPS);
    }
}

/// The last share is the rest.
contract SplitWithRestSafe {
    uint256 public vaultFees;
    uint256 public insuranceFees;
    uint256 public treasuryFees;
    uint256 public vaultPpm = 333_333;
    uint256 public insurancePpm = 333_333;

    function trade(uint256 fee) external {
        uint256 vault = fee * vaultPpm / 1e6;
        uint256 insurance = fee * insurancePpm / 1e6;
        vaultFees += vault;
        insuranceFees += insurance;
        treasuryFees += fee - vault - insurance;
    }
}

/// The rest is taken in the helper of the base contract.
contract SplitOverrideSafe is SplitBase {
    using Shares for uint256;

    function trade(uint256 fee) external charged(fee) {}

    function _split(uint256 fee) internal override {
        uint256 vault = fee.part(_books().rates.vaultPpm);
        uint256 treasury = fee.part(_books().rates.treasuryPpm);
        _credit(0, vault);
        _credit(1, treasury);
        uint256 credited = vault + treasury;
        _credit(2, fee - credited);
    }
}

/// Two fees of one notional are no split of it: what is charged is their sum.
contract TwoFeesSafe {
    mapping(address => uint256) public collateral;
    uint256 public protocolFees;
    uint256 public makerFees;
    uint256 public protocolPpm = 100;
    uint256 public makerPpm = 200;

    function trade(uint256 notional) external {
        uint256 protocol = notional * protocolPpm / 1e6;
        uint256 maker = notional * makerPpm / 1e6;
        collateral[msg.sender] -= protocol + maker;
        protocolFees += protocol;
        makerFees += maker;
    }
}

/// Both tokens of a pool for one amount of shares: each has its own whole.
contract TwoTokensSafe {
    mapping(address => uint256) public shares;
    uint256 public totalShares;
    uint256 public reserve0;
    uint256 public reserve1;
    mapping(address => uint256) public out0;
    mapping(address => uint256) public out1;

    function burn(uint256 amount) external {
        uint256 amount0 = amount * reserve0 / totalShares;
        uint256 amount1 = amount * reserve1 / totalShares;
        shares[msg.sender] -= amount;
        totalShares -= amount;
        out0[msg.sender] += amount0;
        out1[msg.sender] += amount1;
    }
}

/// One share in each turn of a loop.
contract DistributeByWeightVulnerable {
    address[3] internal receivers;
    uint16[3] internal weights;
    mapping(address => uint256) internal due;

    function distribute(uint256 total) external {
        for (uint256 i; i < 3; ++i) {
            due[receivers[i]] += total * weights[i] / 10_000;
        }
    }
}

contract DistributeRestToLastSafe {
    address[3] internal receivers;
    uint16[3] internal weights;
    mapping(address => uint256) internal due;

    function distribute(uint256 total) external {
        uint256 given;
        for (uint256 i; i < 3; ++i) {
            uint256 share = i == 2 ? total - given : total * weights[i] / 10_000;
            given += share;
            due[receivers[i]] += share;
        }
    }
}

/// Equal parts of what came in, one for each of a list.
contract EqualPartsVulnerable {
    mapping(address => uint256) internal credit;
    address[3] internal sinks;

    function split() external payable {
        uint256 part = msg.value / sinks.length;
        for (uint256 i; i < 3; ++i) {
            credit[sinks[i]] += part;
        }
    }
}

contract EqualPartsCarriedSafe {
    mapping(address => uint256) internal credit;
    address[3] internal sinks;
    uint256 internal carried;

    function split() external payable {
        uint256 whole = msg.value + carried;
        uint256 part = whole / 3;
        for (uint256 i; i < 3; ++i) {
            credit[sinks[i]] += part;
        }
        carried = whole - part * 3;
    }
}
