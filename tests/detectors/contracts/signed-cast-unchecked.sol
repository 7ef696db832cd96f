// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IToken} from "./tokens.sol";

/// A large number turns negative.
contract CastToSignedVulnerable {
    mapping(address => int256) public size;

    function reduce(uint256 lots) external {
        size[msg.sender] -= int256(lots);
    }
}

abstract contract SignedBooks {
    struct Account {
        int128 size;
        uint128 margin;
    }

    mapping(address => Account) internal accounts;

    function _signed(uint256 value) internal pure virtual returns (int128) {
        return int128(int256(value));
    }

    function _apply(Account storage account, int128 change) internal {
        account.size += change;
    }

    modifier withMargin(int256 change) {
        accounts[msg.sender].margin += uint128(_magnitude(change));
        _;
    }

    function _magnitude(int256 value) internal pure virtual returns (uint256) {
        return uint256(value);
    }
}

/// A negative number turns huge in a helper behind a modifier of the base contract.
contract CastToUnsignedVulnerable is SignedBooks {
    function change(int256 lots) external withMargin(lots) {
        _apply(accounts[msg.sender], 1);
    }
}

/// The helper of the base contract converts what the caller gave.
contract CastInHelperVulnerable is SignedBooks {
    function grow(uint256 lots) external {
        _apply(accounts[msg.sender], _signed(lots));
    }
}

/// The override compares first.
contract CastCheckedSafe is SignedBooks {
    function grow(uint256 lots) external {
        _apply(accounts[msg.sender], _signed(lots));
    }

    function _signed(uint256 value) internal pure override returns (int128) {
        require(value <= uint256(uint128(type(int128).max)));
        return super._signed(value);
    }
}

/// The magnitude is taken by cases.
contract MagnitudeSafe is SignedBooks {
    function change(int256 lots) external withMargin(lots) {
        _apply(accounts[msg.sender], 1);
    }

    function _magnitude(int256 value) internal pure override returns (uint256) {
        return value < 0 ? uint256(-value) : uint256(value);
    }
}

/// The type is too narrow for the number to turn.
contract WidenedSafe {
    mapping(address => int256) public size;

    function grow(uint64 lots, uint128 price) external {
        size[msg.sender] += int256(uint256(lots));
        size[msg.sender] += int256(uint256(price));
    }
}

/// What was pulled as tokens is bounded by what there is.
contract PulledSafe {
    IToken internal token;
    mapping(address => int256) public collateral;

    function deposit(uint256 amount) external {
        token.transferFrom(msg.sender, address(this), amount);
        collateral[msg.sender] += int256(amount);
    }
}

/// Products of narrow types can't reach the sign.
contract NarrowProductsSafe {
    mapping(address => int256) internal size;

    function addLots(uint64 lots) external {
        size[msg.sender] += int256(uint256(lots) * 1e12);
    }

    function addNarrowed() external payable {
        size[msg.sender] += int256(uint256(uint96(msg.value)));
    }

    function addShifted(uint256 lots) external {
        require(lots >> 255 == 0);
        size[msg.sender] += int256(lots);
    }
}

/// Two halves of a word multiplied can.
contract WideProductVulnerable {
    mapping(address => int256) internal quote;

    function add(uint128 lots, uint128 price) external {
        quote[msg.sender] += int256(uint256(lots) * price);
    }
}

/// The element of a list is looked at before it is converted.
contract ListLookedAtSafe {
    struct Leg {
        bool sell;
        uint256 amount;
    }

    mapping(address => int256) internal net;

    function book(Leg[] calldata legs) external {
        for (uint256 i; i < legs.length; ++i) {
            if (legs[i].amount > 1e30) continue;
            net[msg.sender] += legs[i].sell ? -int256(legs[i].amount) : int256(legs[i].amount);
        }
    }
}
