// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ProofbookProperties} from "../ProofbookProperties.sol";

/// @title The system as Foundry's invariant engine finds it
abstract contract FoundryHarness {
    /// @dev As forge reads it from `excludeSelectors`.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    ProofbookProperties internal system;

    function setUp() public {
        system = new ProofbookProperties();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(system);
    }

    /// @notice One sender is enough: handlers take the actor as an argument.
    function targetSenders() external pure returns (address[] memory senders) {
        senders = new address[](1);
        senders[0] = address(0x10000);
    }

    /// @notice What is neither a handler nor a view.
    function excludeSelectors() external view returns (FuzzSelector[] memory excluded) {
        excluded = new FuzzSelector[](1);
        excluded[0].addr = address(system);
        excluded[0].selectors = new bytes4[](3);
        excluded[0].selectors[0] = system.probeCancels.selector;
        excluded[0].selectors[1] = system.probeAuction.selector;
        excluded[0].selectors[2] = system.probeStop.selector;
    }
}
