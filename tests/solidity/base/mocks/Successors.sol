// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Vault} from "contracts/v2/Vault.sol";

/// @title The next version of the vault: the same storage, one function more
contract VaultNext is Vault {
    function version() external pure returns (uint256) {
        return 3;
    }
}

/// @title A contract that is no UUPS implementation
contract Plain {
    uint256 public answer = 42;
}

/// @title A contract that names another slot than ERC-1967's for its implementation
contract WrongSlot {
    function proxiableUUID() external pure returns (bytes32) {
        return keccak256("another slot");
    }
}
