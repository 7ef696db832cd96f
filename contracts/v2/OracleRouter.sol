// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../interfaces/IOracleRouter.sol";
import {IPriceSource} from "../interfaces/IPriceSource.sol";
import {BitScan} from "../libraries/BitScan.sol";
import {BoundedCall} from "./oracle/BoundedCall.sol";
import {OracleConfiguration} from "./oracle/OracleConfiguration.sol";
import {Readings} from "./oracle/Readings.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title OracleRouter: the median of fresh sources that agree, stored, and never served stale
contract OracleRouter is IOracleRouter, OracleConfiguration {
    using Readings for uint256[];
    using SafeCast for uint256;

    /// @notice Highest price taken from a source, WAD dollars: keeps every product of margin arithmetic in 256 bits.
    uint256 public constant MAX_PRICE = 1e30;
    /// @notice Gas a source may use to answer: enough for a search through a pool's longest history.
    uint256 public constant SOURCE_GAS = 150_000;

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
    function freshPrices(uint256 markets) external view returns (uint256[] memory prices) {
        mapping(uint16 marketId => Feed) storage feeds = _state().feeds;
        assembly {
            prices := mload(0x40)
        }
        uint256 end;
        for (; markets != 0; markets &= markets - 1) {
            Feed storage feed = feeds[uint16(BitScan.lowest(markets))];
            (uint256 price_, uint256 updatedAt, uint256 maxAge) = (feed.price, feed.updatedAt, feed.maxAge);
            // As in `_isFresh`; the word is read once. A price that was never stored is zero whatever its age.
            if (block.timestamp > updatedAt + maxAge) price_ = 0;
            assembly {
                end := add(end, 0x20)
                mstore(add(prices, end), price_)
            }
        }
        // The array stands where memory was free: its length and the new end of what is used.
        assembly {
            mstore(prices, shr(5, end))
            mstore(0x40, add(prices, add(end, 0x20)))
        }
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

    // --- what is asked of a feed -----------------------------------------------------------------------------------

    function _freshFeed(uint16 marketId) private view returns (Feed storage feed) {
        feed = _knownFeed(marketId);
        if (!_isFresh(feed)) revert StalePrice(marketId, feed.updatedAt);
    }

    /// @dev A price that was never stored is not fresh, however long prices may be used.
    function _isFresh(Feed storage feed) private view returns (bool) {
        uint256 updatedAt = feed.updatedAt;
        return updatedAt != 0 && block.timestamp <= updatedAt + feed.maxAge;
    }
}
