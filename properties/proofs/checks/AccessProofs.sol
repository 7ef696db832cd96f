// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {InsuranceFund} from "contracts/v2/InsuranceFund.sol";

/// @title AC-02: who may call the insurance fund
/// @notice The caller is this contract; who has the role is symbolic, so that both are any two accounts.
contract AccessProofs is InsuranceFund {
    /// @dev `FundState.engine`: the second slot of the fund's storage.
    bytes32 private constant ENGINE_SLOT = 0xc4759a4e10f5d3fe45ab5ca3bb0273c899a8c0329b29a0b315f3da270e4b6601;

    /// @notice Fees are booked by the engine's call alone; anybody else's reverts and changes nothing.
    function check_onlyEngineBooksFees(uint160 engine_, uint128 assets) external {
        assembly {
            sstore(ENGINE_SLOT, engine_)
        }
        uint256 before = this.balance();
        (bool done,) = address(this).call(abi.encodeCall(this.onFeesReceived, (assets)));
        assert(done == (address(engine_) == address(this)));
        assert(this.balance() == (done ? before + assets : before));
    }

    /// @notice Only the owner says who the engine is, and never one that is no contract.
    /// @dev The engine is one of two: a prover may know no code of an address that it does not know.
    function check_onlyOwnerSetsEngine(uint160 owner_, bool hasCode) external {
        _transferOwnership(address(owner_));
        address engine_ = hasCode ? address(this) : address(1);
        (bool done,) = address(this).call(abi.encodeCall(this.setEngine, (engine_)));
        assert(done == (address(owner_) == address(this) && hasCode));
    }

    /// @notice What the fund asks an engine before it takes it: this contract clears the fund's token, and is the only one there is.
    function modules() external pure returns (address, address, address, address, address, address) {
        return (address(0), address(0), address(0), address(0), address(0), address(0));
    }
}
