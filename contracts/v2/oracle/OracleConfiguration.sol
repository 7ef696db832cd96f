// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../../interfaces/IOracleRouter.sol";
import {ProofbookUpgradeable} from "../base/ProofbookUpgradeable.sol";
import {PriceHistory} from "./PriceHistory.sol";
import {SequencerUptime} from "./SequencerUptime.sol";

/// @title What the owner sets: sources, guards and the sequencer's feed, each within hard bounds
abstract contract OracleConfiguration is ProofbookUpgradeable, PriceHistory, SequencerUptime, IOracleRouter {
    /// @notice Most sources of a market: bounds the work of an update.
    uint256 public constant MAX_SOURCES = 8;
    /// @notice Longest time for which a price may be used, seconds.
    uint32 public constant MAX_MAX_AGE = 1 days;
    /// @notice Widest limits of the guards; ppm, ppm, seconds, observations. No limit may be zero.
    uint24 public constant MAX_DEVIATION_PPM = 200_000;
    uint24 public constant MAX_JUMP_PPM = 500_000;
    uint32 public constant MAX_CONFIRM_DELAY = 1 hours;
    uint16 public constant MAX_HISTORY_SIZE = 1024;
    /// @notice Guards of a market for which none were set.
    uint24 public constant DEFAULT_DEVIATION_PPM = 50_000;
    uint24 public constant DEFAULT_JUMP_PPM = 200_000;
    uint32 public constant DEFAULT_CONFIRM_DELAY = 60;
    uint16 public constant DEFAULT_HISTORY_SIZE = 128;
    /// @notice Bounds of the time after an outage in which no price is stored, seconds.
    uint32 public constant MIN_GRACE_PERIOD = 1 minutes;
    uint32 public constant MAX_GRACE_PERIOD = 1 days;

    /// @inheritdoc IOracleRouter
    function configureMarket(uint16 marketId, OracleConfig calldata config, address[] calldata sources)
        external
        onlyOwner
    {
        if (
            config.maxAge == 0 || config.maxAge > MAX_MAX_AGE || config.minSources == 0
                || config.minSources > sources.length || sources.length > MAX_SOURCES
        ) revert InvalidConfig(marketId);
        for (uint256 i; i < sources.length; ++i) {
            for (uint256 j; j < i; ++j) {
                // One source twice would be a quorum by itself.
                if (sources[i] == sources[j]) revert DuplicateSource(marketId, sources[i]);
            }
        }
        Feed storage feed = _state().feeds[marketId];
        feed.maxAge = config.maxAge;
        feed.minSources = config.minSources;
        feed.sources = sources;
        _discardJump(marketId, feed);
        emit MarketConfigured(marketId, config, sources);
    }

    /// @inheritdoc IOracleRouter
    function setGuards(uint16 marketId, PriceGuards calldata guards) external onlyOwner {
        if (
            guards.maxDeviationPpm == 0 || guards.maxDeviationPpm > MAX_DEVIATION_PPM || guards.maxJumpPpm == 0
                || guards.maxJumpPpm > MAX_JUMP_PPM || guards.confirmDelay == 0
                || guards.confirmDelay > MAX_CONFIRM_DELAY || guards.historySize == 0
                || guards.historySize > MAX_HISTORY_SIZE
        ) revert InvalidGuards(marketId);
        Feed storage feed = _knownFeed(marketId);
        if (guards.historySize != _guards(feed).historySize) _restartHistory(feed, guards.historySize);
        feed.maxDeviationPpm = guards.maxDeviationPpm;
        feed.maxJumpPpm = guards.maxJumpPpm;
        feed.confirmDelay = guards.confirmDelay;
        feed.historySize = guards.historySize;
        emit GuardsSet(marketId, guards);
    }

    /// @inheritdoc IOracleRouter
    function setSequencerFeed(address feed, uint32 gracePeriod) external onlyOwner {
        bool valid = feed == address(0) && gracePeriod == 0;
        if (feed != address(0) && gracePeriod >= MIN_GRACE_PERIOD && gracePeriod <= MAX_GRACE_PERIOD) {
            (valid,,) = _askSequencer(feed);
        }
        if (!valid) revert InvalidSequencerFeed(feed, gracePeriod);
        (_state().sequencerFeed, _state().gracePeriod) = (feed, gracePeriod);
        emit SequencerFeedSet(feed, gracePeriod);
    }

    /// @inheritdoc IOracleRouter
    function marketConfig(uint16 marketId)
        external
        view
        returns (OracleConfig memory config, address[] memory sources)
    {
        Feed storage feed = _state().feeds[marketId];
        return (OracleConfig(feed.maxAge, feed.minSources), feed.sources);
    }

    /// @inheritdoc IOracleRouter
    function marketGuards(uint16 marketId) external view returns (PriceGuards memory) {
        return _guards(_state().feeds[marketId]);
    }

    /// @inheritdoc IOracleRouter
    function sequencerFeed() external view returns (address feed, uint32 gracePeriod) {
        return (_state().sequencerFeed, _state().gracePeriod);
    }

    /// @dev Reverts `UnknownMarket` where no sources were ever named.
    function _knownFeed(uint16 marketId) internal view returns (Feed storage feed) {
        feed = _state().feeds[marketId];
        if (feed.minSources == 0) revert UnknownMarket(marketId);
    }

    /// @dev The defaults where none were set.
    function _guards(Feed storage feed) internal view returns (PriceGuards memory) {
        if (feed.historySize == 0) {
            return PriceGuards(DEFAULT_DEVIATION_PPM, DEFAULT_JUMP_PPM, DEFAULT_CONFIRM_DELAY, DEFAULT_HISTORY_SIZE);
        }
        return PriceGuards(feed.maxDeviationPpm, feed.maxJumpPpm, feed.confirmDelay, feed.historySize);
    }

    function _discardJump(uint16 marketId, Feed storage feed) internal {
        uint256 pending = feed.pendingPrice;
        if (pending == 0) return;
        (feed.pendingPrice, feed.pendingSince) = (0, 0);
        emit JumpDiscarded(marketId, pending);
    }
}
