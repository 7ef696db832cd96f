// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Fees} from "./Fees.sol";

/// @title Withdrawals from the vault as they were asked for
abstract contract Requests is Fees {
    /// @dev Shares that still wait, and since when they may be settled: known here, not asked of the vault.
    struct Waiting {
        uint8 who;
        uint256 shares;
        uint256 maturesAt;
    }

    /// @dev By id; the first id is 1.
    mapping(uint256 requestId => Waiting) internal requests;
    uint256 internal lastRequest;
    /// @dev No request before it waits any more.
    uint256 internal oldestRequest = 1;

    /// @dev A request that waits, from this one on; zero when there is none.
    function _waiting(uint8 seed) internal view returns (uint256) {
        uint256 count = lastRequest + 1 - oldestRequest;
        for (uint256 i; i < count; ++i) {
            uint256 id = oldestRequest + (seed + i) % count;
            if (requests[id].shares != 0) return id;
        }
        return 0;
    }

    /// @dev Shares of all that waits.
    function _allWaiting() internal view returns (uint256 shares) {
        for (uint256 id = oldestRequest; id <= lastRequest; ++id) {
            shares += requests[id].shares;
        }
    }
}
