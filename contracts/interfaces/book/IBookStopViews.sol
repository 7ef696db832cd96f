// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookStopTypes} from "./IBookStopTypes.sol";

/// @title What clients see of the stops
/// @notice Reached at the book's own address; `IBookStops` says what they are.
interface IBookStopViews is IBookStopTypes {
    /// @notice A waiting stop; all zero when there is none of that id.
    function stop(uint64 stopId) external view returns (StopView memory);
    /// @notice True iff the stop waits, the mark is fresh and it is at or beyond the trigger.
    function isDue(uint64 stopId) external view returns (bool);
    /// @notice An account's waiting stops by page, the newest first.
    /// @param cursor zero to begin, then what the last page returned; the list ends there if that stop is gone meanwhile
    /// @return page at most `count`
    /// @return next cursor of the next page; zero when this was the last
    function stopsOf(address owner, uint64 cursor, uint256 count)
        external
        view
        returns (StopView[] memory page, uint64 next);
    /// @notice How many stops an account has waiting.
    function stopCount(address owner) external view returns (uint32);
    /// @notice The id the next stop gets.
    function nextStopId() external view returns (uint64);
}
