// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";

/// @title The vault's ERC-7201 storage
abstract contract VaultStorage {
    /// @dev `shares` wait, escrowed in the vault; zero when the request is done with.
    struct Request {
        address controller;
        uint40 maturesAt;
        uint128 shares;
    }

    /// @dev Settled and not yet taken: USDC units, and the shares that were burnt for them.
    struct Claim {
        uint128 assets;
        uint128 shares;
    }

    /// @custom:storage-location erc7201:proofbook.vault.v2
    struct VaultState {
        address engine;
        // Idle USDC units; those reserved for claims are not among them.
        uint256 assets;
        address guardian;
        uint32 cooldown;
        bool paused;
        address allocator;
        uint24 minIdlePpm;
        uint24 unwindSlippagePpm;
        uint128 allocationCap;
        uint128 reserved;
        uint128 waitingShares;
        uint64 queueHead;
        uint64 queueNext;
        mapping(uint256 requestId => Request) requests;
        mapping(address controller => Claim) claims;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.vault.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant VAULT_STATE_SLOT = 0x407a41bfb565de63d576c4112d72f9bd3388dcb7e41d1261b06666c616f3cf00;

    function _vaultState() internal pure returns (VaultState storage state) {
        assembly {
            state.slot := VAULT_STATE_SLOT
        }
    }

    /// @dev Zero while none is wired.
    function _engine() internal view returns (IPerpEngineV2) {
        return IPerpEngineV2(_vaultState().engine);
    }
}
