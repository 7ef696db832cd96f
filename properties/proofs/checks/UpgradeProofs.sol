// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ProofbookUpgradeable} from "contracts/v2/base/ProofbookUpgradeable.sol";

/// @title AC-02: who may change the code
/// @notice The caller is this contract; who owns it is symbolic, so that both are any two accounts.
contract UpgradeProofs is ProofbookUpgradeable {
    /// @dev A fixed stipend: what is left otherwise depends on the owner.
    uint256 private constant GAS = 100_000;

    /// @notice As an upgrade, up to its permission.
    function authorize() external {
        _authorizeUpgrade(address(this));
    }

    /// @notice Whoever upgrades is the owner, and the owner may.
    function check_onlyOwnerUpgrades(uint160 owner_) external {
        _transferOwnership(address(owner_));
        (bool done,) = address(this).call{gas: GAS}(abi.encodeCall(this.authorize, ()));
        assert(done == (owner_ == uint160(address(this))));
    }
}
