// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What the router stores
abstract contract OracleStorage {
    /// @dev The price in force before a moment is the difference of two neighbours' sums over that of their times: a change of
    /// price needs one slot.
    /// @param at unix seconds from which a new price was in force
    /// @param cumulative price times seconds from the history's start until then, WAD dollars times seconds; 2^140 at most
    struct Observation {
        uint40 at;
        uint216 cumulative;
    }

    /// @dev Stored price and configuration share one slot: `price` is one cold read. Guards are zero where none were ever
    /// set, which means the defaults. `newest` is the place of the newest of `count` observations.
    struct Feed {
        uint128 price;
        uint40 updatedAt;
        uint32 maxAge;
        uint8 minSources;
        address[] sources;
        uint24 maxDeviationPpm;
        uint24 maxJumpPpm;
        uint32 confirmDelay;
        uint16 historySize;
        uint16 newest;
        uint16 count;
        uint128 pendingPrice;
        uint40 pendingSince;
        mapping(uint256 place => Observation) observations;
    }

    /// @custom:storage-location erc7201:proofbook.oracle.v2
    struct OracleState {
        mapping(uint16 marketId => Feed) feeds;
        address sequencerFeed;
        uint32 gracePeriod;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.oracle.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ORACLE_STATE_SLOT = 0x5eb6fbc4b60004258dfff8b6b0007e920ac6e10429c447b8ebd338ad0f012a00;

    function _state() internal pure returns (OracleState storage state) {
        assembly {
            state.slot := ORACLE_STATE_SLOT
        }
    }
}
