// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../../interfaces/IOracleRouter.sol";
import {IChainlinkAggregator} from "../../interfaces/oracle/IChainlinkAggregator.sol";
import {BoundedCall} from "./BoundedCall.sol";
import {OracleStorage} from "./OracleStorage.sol";

/// @title Whether the L2's sequencer is up, and has been for long enough
/// @notice While it is down only some get transactions through, over L1; right after, what was queued comes all at once. No new
/// price is stored meanwhile: the old ones grow stale, and users have the grace period to act before anybody is
/// liquidated at a price from after the outage.
abstract contract SequencerUptime is OracleStorage {
    /// @dev A feed that says up since `startedAt`.
    uint256 private constant UP = 0;
    uint256 private constant FEED_GAS = 150_000;

    /// @dev Reverts unless the feed, where there is one, says that the sequencer has been up for the grace period. A feed that
    /// does not answer counts as down: the owner can replace it.
    function _requireSequencerUp() internal view {
        OracleState storage state = _state();
        address feed = state.sequencerFeed;
        if (feed == address(0)) return;
        (bool ok, uint256 status, uint256 startedAt) = _askSequencer(feed);
        if (!ok || status != UP) revert IOracleRouter.SequencerDown();
        uint256 until = startedAt + state.gracePeriod;
        if (block.timestamp < until) revert IOracleRouter.GracePeriodNotOver(until);
    }

    /// @dev `ok` iff the feed answers with a time at which a status began: zero means that none was ever reported.
    function _askSequencer(address feed) internal view returns (bool ok, uint256 status, uint256 startedAt) {
        uint256[5] memory round;
        (ok, round) = BoundedCall.ask(feed, IChainlinkAggregator.latestRoundData.selector, 5, FEED_GAS);
        (status, startedAt) = (round[1], round[2]);
        ok = ok && startedAt != 0 && startedAt <= block.timestamp;
    }
}
