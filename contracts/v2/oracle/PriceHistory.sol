// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {OracleStorage} from "./OracleStorage.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Price changes in a ring buffer, and the exact average over any window inside it
/// @notice An observation is made when another price comes into force, at most one a second. In between the price stands still,
/// so that two neighbours tell it exactly and nothing is interpolated.
abstract contract PriceHistory is OracleStorage {
    using SafeCast for uint256;

    /// @dev Notes that `price_` comes into force now in place of the stored one. Call it before storing.
    function _observe(Feed storage feed, uint256 size, uint256 price_) internal {
        uint256 count = feed.count;
        if (count == 0) {
            _write(feed, size, Observation(block.timestamp.toUint40(), 0));
            return;
        }
        Observation memory last = feed.observations[feed.newest];
        uint256 stored = feed.price;
        // What changes twice in a second has been in force for no time, and what does not change needs no place.
        if (last.at == block.timestamp || stored == price_) return;
        _write(feed, size, Observation(block.timestamp.toUint40(), _sumAt(last, stored, block.timestamp).toUint216()));
    }

    /// @dev Forgets all changes; the stored price, if any, is in force from now on.
    function _restartHistory(Feed storage feed, uint256 size) internal {
        (feed.newest, feed.count) = (0, 0);
        if (feed.price != 0) _write(feed, size, Observation(block.timestamp.toUint40(), 0));
    }

    /// @dev Seconds since the oldest observation; zero without one.
    function _reach(Feed storage feed, uint256 size) internal view returns (uint256) {
        uint256 count = feed.count;
        return count == 0 ? 0 : block.timestamp - _observation(feed, size, 0).at;
    }

    /// @dev Average over the last `window` seconds, 0 < window <= `_reach`; rounded down.
    function _average(Feed storage feed, uint256 size, uint256 window) internal view returns (uint256) {
        uint256 start = block.timestamp - window;
        uint256 price_ = feed.price;
        // The last observation at or before the start: [low, high) holds it.
        uint256 low;
        uint256 high = feed.count;
        uint256 newest = high - 1;
        Observation memory last = _observation(feed, size, newest);
        while (high - low > 1) {
            uint256 middle = (low + high) / 2;
            if (_observation(feed, size, middle).at <= start) low = middle;
            else high = middle;
        }
        Observation memory before = _observation(feed, size, low);
        uint256 inForce = price_;
        if (low != newest) {
            Observation memory next = _observation(feed, size, low + 1);
            // Exact: the sum grew by that one price times that time.
            inForce = (uint256(next.cumulative) - before.cumulative) / (next.at - before.at);
        }
        return (_sumAt(last, price_, block.timestamp) - _sumAt(before, inForce, start)) / window;
    }

    /// @dev The sum at `at`, where `price_` is in force from the observation until then.
    function _sumAt(Observation memory observation, uint256 price_, uint256 at) private pure returns (uint256) {
        return uint256(observation.cumulative) + price_ * (at - observation.at);
    }

    /// @dev The observation of age rank `i`, the oldest being 0.
    function _observation(Feed storage feed, uint256 size, uint256 i) private view returns (Observation memory) {
        uint256 newest = feed.newest;
        return feed.observations[(newest + size + 1 + i - feed.count) % size];
    }

    /// @dev Takes the next place, the oldest's when the ring is full.
    function _write(Feed storage feed, uint256 size, Observation memory observation) private {
        uint256 count = feed.count;
        uint256 place = count == 0 ? 0 : (uint256(feed.newest) + 1) % size;
        feed.observations[place] = observation;
        feed.newest = place.toUint16();
        if (count < size) feed.count = (count + 1).toUint16();
    }
}
