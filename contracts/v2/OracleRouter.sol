// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../interfaces/IOracleRouter.sol";
import {IPriceSource} from "../interfaces/IPriceSource.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {BoundedCall} from "./oracle/BoundedCall.sol";
import {PriceHistory} from "./oracle/PriceHistory.sol";
import {Readings} from "./oracle/Readings.sol";
import {SequencerUptime} from "./oracle/SequencerUptime.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title OracleRouter: the median of fresh sources that agree, stored, and never served stale
contract OracleRouter is ProofbookUpgradeable, PriceHistory, SequencerUptime, IOracleRouter {
    using Readings for uint256[];
    using SafeCast for uint256;

    /// @notice Highest price taken from a source, WAD dollars: keeps every product of margin arithmetic in 256 bits.
    uint256 public constant MAX_PRICE = 1e30;
    /// @notice Most sources of a market: bounds the work of an update.
    uint256 public constant MAX_SOURCES = 8;
    /// @notice Gas a source may use to answer: enough for a search through a pool's longest history.
    uint256 public constant SOURCE_GAS = 150_000;
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

    /// @dev How an update ended.
    enum Outcome {
        Stored,
        Pending,
        TooFew
    }

    /// @notice Sets the owner. Once only.
    function initialize(address owner_) external initializer {
        __Ownable_init(owner_);
    }

    // --- updates ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IOracleRouter
    function updatePrice(uint16 marketId) external returns (uint256) {
        _requireSequencerUp();
        Feed storage feed = _knownFeed(marketId);
        (Outcome outcome, uint256 survived) = _update(marketId, feed);
        if (outcome == Outcome.TooFew) revert TooFewSources(marketId, survived, feed.minSources);
        return feed.price;
    }

    /// @inheritdoc IOracleRouter
    function updatePrices(uint16[] calldata marketIds) external returns (bool[] memory updated) {
        _requireSequencerUp();
        updated = new bool[](marketIds.length);
        for (uint256 i; i < marketIds.length; ++i) {
            Feed storage feed = _state().feeds[marketIds[i]];
            // A market without sources reads none, and zero survivors are always too few.
            (Outcome outcome, uint256 survived) = _update(marketIds[i], feed);
            if (outcome == Outcome.TooFew) emit UpdateSkipped(marketIds[i], survived);
            updated[i] = outcome == Outcome.Stored;
        }
    }

    /// @inheritdoc IOracleRouter
    function acceptPrice(uint16 marketId, uint256 lowest, uint256 highest) external onlyOwner returns (uint256 price_) {
        _requireSequencerUp();
        Feed storage feed = _knownFeed(marketId);
        uint256 survived;
        uint256 readAt;
        (price_, readAt, survived) = _read(marketId, feed);
        if (price_ == 0) revert TooFewSources(marketId, survived, feed.minSources);
        if (price_ < lowest || price_ > highest) revert PriceNotAccepted(marketId, price_);
        _store(marketId, feed, price_, readAt);
    }

    // --- prices ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IOracleRouter
    function price(uint16 marketId) external view returns (uint256) {
        return _freshFeed(marketId).price;
    }

    /// @inheritdoc IOracleRouter
    function isFresh(uint16 marketId) external view returns (bool) {
        return _isFresh(_state().feeds[marketId]);
    }

    /// @inheritdoc IOracleRouter
    function lastPrice(uint16 marketId) external view returns (uint256 price_, uint256 updatedAt) {
        Feed storage feed = _state().feeds[marketId];
        return (feed.price, feed.updatedAt);
    }

    /// @inheritdoc IOracleRouter
    function pendingJump(uint16 marketId) external view returns (uint256 price_, uint256 since) {
        Feed storage feed = _state().feeds[marketId];
        return (feed.pendingPrice, feed.pendingSince);
    }

    /// @inheritdoc IOracleRouter
    function twap(uint16 marketId, uint256 window) external view returns (uint256) {
        Feed storage feed = _freshFeed(marketId);
        uint256 size = _guards(feed).historySize;
        uint256 longest = _reach(feed, size);
        if (window == 0 || window > longest) revert WindowOutOfRange(marketId, window, longest);
        return _average(feed, size, window);
    }

    /// @inheritdoc IOracleRouter
    function longestWindow(uint16 marketId) external view returns (uint256) {
        Feed storage feed = _state().feeds[marketId];
        return _reach(feed, _guards(feed).historySize);
    }

    // --- configuration -----------------------------------------------------------------------------------------------

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

    // --- how a price comes about -----------------------------------------------------------------------------------

    /// @dev Reads the sources and stores their median, unless it jumps and nothing confirms it.
    function _update(uint16 marketId, Feed storage feed) private returns (Outcome, uint256 survived) {
        uint256 price_;
        uint256 readAt;
        (price_, readAt, survived) = _read(marketId, feed);
        if (price_ == 0) return (Outcome.TooFew, survived);
        if (_mustWait(marketId, feed, price_)) return (Outcome.Pending, survived);
        _store(marketId, feed, price_, readAt);
        return (Outcome.Stored, survived);
    }

    /// @dev The median of the usable sources that agree, and the oldest of their times; a price of zero where they are too few.
    function _read(uint16 marketId, Feed storage feed)
        private
        returns (uint256 price_, uint256 readAt, uint256 survived)
    {
        address[] memory sources = feed.sources;
        uint256[] memory readings = new uint256[](sources.length);
        uint256[] memory bySource = new uint256[](sources.length);
        uint256 maxAge = feed.maxAge;
        uint256 usable;
        for (uint256 i; i < sources.length; ++i) {
            bySource[i] = _readSource(sources[i], maxAge);
            if (bySource[i] != 0) readings[usable++] = bySource[i];
        }
        (uint256 first, uint256 last) = readings.agreeing(usable, _guards(feed).maxDeviationPpm);
        survived = last - first;
        for (uint256 i; i < sources.length; ++i) {
            if (bySource[i] == 0 || survived == 0 || !readings.covers(first, last, bySource[i])) {
                emit SourceDropped(marketId, sources[i]);
            }
        }
        // A market that was never configured has no sources, and needs none.
        if (survived != 0 && survived >= feed.minSources) {
            (price_, readAt) = (readings.median(first, last), readings.oldest(first, last));
        }
    }

    /// @dev One source's reading, or zero when it is unusable by itself.
    function _readSource(address source, uint256 maxAge) private view returns (uint256) {
        (bool ok, uint256[5] memory answer) = BoundedCall.ask(source, IPriceSource.read.selector, 2, SOURCE_GAS);
        (uint256 reading, uint256 at) = (answer[0], answer[1]);
        if (!ok || reading == 0 || reading > MAX_PRICE || at > block.timestamp || block.timestamp - at > maxAge) {
            return 0;
        }
        return Readings.pack(reading, at);
    }

    /// @dev Whether `price_` is a jump that may not be stored yet; keeps the jump's first sighting.
    function _mustWait(uint16 marketId, Feed storage feed, uint256 price_) private returns (bool) {
        uint256 stored = feed.price;
        PriceGuards memory guards = _guards(feed);
        if (stored == 0 || Readings.near(price_, stored, guards.maxJumpPpm)) {
            _discardJump(marketId, feed);
            return false;
        }
        uint256 pending = feed.pendingPrice;
        uint256 confirmableAt = uint256(feed.pendingSince) + guards.confirmDelay;
        if (
            pending != 0 && Readings.near(price_, pending, guards.maxJumpPpm)
                && block.timestamp <= confirmableAt + feed.maxAge
        ) return block.timestamp < confirmableAt;
        feed.pendingPrice = price_.toUint128();
        feed.pendingSince = block.timestamp.toUint40();
        emit JumpPending(marketId, price_, stored, block.timestamp + guards.confirmDelay);
        return true;
    }

    function _store(uint16 marketId, Feed storage feed, uint256 price_, uint256 readAt) private {
        if (feed.pendingPrice != 0) (feed.pendingPrice, feed.pendingSince) = (0, 0);
        _observe(feed, _guards(feed).historySize, price_);
        feed.price = price_.toUint128();
        feed.updatedAt = readAt.toUint40();
        emit PriceUpdated(marketId, price_, readAt);
    }

    function _discardJump(uint16 marketId, Feed storage feed) private {
        uint256 pending = feed.pendingPrice;
        if (pending == 0) return;
        (feed.pendingPrice, feed.pendingSince) = (0, 0);
        emit JumpDiscarded(marketId, pending);
    }

    // --- what is asked of a feed -----------------------------------------------------------------------------------

    function _knownFeed(uint16 marketId) private view returns (Feed storage feed) {
        feed = _state().feeds[marketId];
        if (feed.minSources == 0) revert UnknownMarket(marketId);
    }

    function _freshFeed(uint16 marketId) private view returns (Feed storage feed) {
        feed = _knownFeed(marketId);
        if (!_isFresh(feed)) revert StalePrice(marketId, feed.updatedAt);
    }

    /// @dev A price that was never stored is not fresh, however long prices may be used.
    function _isFresh(Feed storage feed) private view returns (bool) {
        uint256 updatedAt = feed.updatedAt;
        return updatedAt != 0 && block.timestamp <= updatedAt + feed.maxAge;
    }

    function _guards(Feed storage feed) private view returns (PriceGuards memory) {
        if (feed.historySize == 0) {
            return PriceGuards(DEFAULT_DEVIATION_PPM, DEFAULT_JUMP_PPM, DEFAULT_CONFIRM_DELAY, DEFAULT_HISTORY_SIZE);
        }
        return PriceGuards(feed.maxDeviationPpm, feed.maxJumpPpm, feed.confirmDelay, feed.historySize);
    }
}
