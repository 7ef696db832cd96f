// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookStopTypes} from "../../../interfaces/book/IBookStopTypes.sol";

/// @title The stops' ERC-7201 storage
abstract contract StopStorage is IBookStopTypes {
    /// @dev Two slots: what a trigger looks at first, then the rest and the links of the owner's list.
    struct Stop {
        address owner;
        uint64 lots;
        uint24 triggerTick;
        uint8 flags;
        uint24 limitTick;
        uint16 marketId;
        uint64 clientId;
        uint64 olderId;
        uint64 newerId;
    }

    /// @dev An account's waiting stops, newest first.
    struct StopList {
        uint64 newestId;
        uint32 count;
    }

    /// @custom:storage-location erc7201:proofbook.book.stops.v2
    struct StopState {
        uint64 lastId;
        mapping(uint64 stopId => Stop) stops;
        mapping(address owner => StopList) lists;
    }

    uint8 internal constant IS_BUY = 1;
    uint8 internal constant ABOVE = 2;
    uint8 internal constant MARKET = 4;
    uint8 internal constant REDUCE_ONLY = 8;

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.book.stops.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STOP_STATE_SLOT = 0x69b0c041f1df9be4b99ace3a984cf4cd7ad1b3f9c13165743eea53cba7894d00;

    function _stopState() internal pure returns (StopState storage state) {
        assembly {
            state.slot := STOP_STATE_SLOT
        }
    }

    /// @dev At or beyond the trigger: a mark exactly at it counts.
    function _isReached(uint256 triggerPrice, bool above, uint256 mark) internal pure returns (bool) {
        return above ? mark >= triggerPrice : mark <= triggerPrice;
    }
}
