// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeed} from "./tokens.sol";

/// Feeds by market, one constant age.
contract HeartbeatConstantVulnerable {
    mapping(uint256 => IFeed) public feeds;
    uint256 public constant MAX_AGE = 1 days;

    function price(uint256 market) external view returns (uint256) {
        (, int256 answer,, uint256 updatedAt,) = feeds[market].latestRoundData();
        require(answer > 0 && block.timestamp - updatedAt <= MAX_AGE);
        return uint256(answer);
    }
}

abstract contract HeartbeatReader {
    struct Source {
        IFeed feed;
        uint32 heartbeat;
        uint8 decimals;
    }

    mapping(uint256 => Source) internal sources;

    function _read(Source storage source) internal view returns (uint256, uint256) {
        (, int256 answer,, uint256 updatedAt,) = source.feed.latestRoundData();
        require(answer > 0);
        return (uint256(answer), updatedAt);
    }

    function _requireFresh(uint256 updatedAt, uint256 limit) internal view {
        require(updatedAt >= block.timestamp - limit, "stale");
    }
}

/// The age is one variable; the check is in a helper of the base contract.
contract HeartbeatVariableVulnerable is HeartbeatReader {
    uint256 public maxAge = 3600;

    function price(uint256 market) external view returns (uint256 value) {
        uint256 at;
        (value, at) = _read(sources[market]);
        _requireFresh(at, maxAge);
    }
}

/// Each feed has its heartbeat beside it.
contract HeartbeatPerFeedSafe is HeartbeatReader {
    function price(uint256 market) external view returns (uint256 value) {
        uint256 at;
        Source storage source = sources[market];
        (value, at) = _read(source);
        _requireFresh(at, source.heartbeat);
    }
}

/// One feed, one age.
contract HeartbeatSingleFeedSafe {
    IFeed public immutable feed;
    uint256 public constant MAX_AGE = 1 hours;

    constructor(IFeed feed_) {
        feed = feed_;
    }

    function price() external view returns (uint256) {
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        require(answer > 0 && block.timestamp - updatedAt <= MAX_AGE);
        return uint256(answer);
    }
}

/// The age is looked up by market.
contract HeartbeatMappedSafe is HeartbeatReader {
    mapping(uint256 => uint256) public maxAge;

    function price(uint256 market) external view returns (uint256 value) {
        uint256 at;
        (value, at) = _read(sources[market]);
        _requireFresh(at, maxAge[market]);
    }
}

/// One helper, but each feed comes with a limit of its own.
contract HeartbeatPerCallSafe {
    IFeed internal immutable BASE;
    IFeed internal immutable QUOTE;

    constructor(IFeed base, IFeed quote) {
        BASE = base;
        QUOTE = quote;
    }

    function rate() external view returns (uint256) {
        return _read(BASE, 1 hours) * 1e18 / _read(QUOTE, 1 days);
    }

    function _read(IFeed feed, uint256 heartbeat) private view returns (uint256) {
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        require(answer > 0 && block.timestamp - updatedAt < heartbeat);
        return uint256(answer);
    }
}

/// Both feeds of a pair meet one age in a modifier of the base contract.
abstract contract PairOfFeeds {
    IFeed internal collateralFeed;
    IFeed internal debtFeed;
    uint256 internal maxAge = 1 days;

    modifier fresh(IFeed feed) {
        (,,, uint256 updatedAt,) = feed.latestRoundData();
        require(updatedAt + maxAge >= block.timestamp, "old");
        _;
    }

    function _answer(IFeed feed) internal view returns (uint256) {
        (, int256 answer,,,) = feed.latestRoundData();
        require(answer > 0, "sign");
        return uint256(answer);
    }
}

contract PairOfOneAgeVulnerable is PairOfFeeds {
    function ratio() external view fresh(collateralFeed) fresh(debtFeed) returns (uint256) {
        return _answer(collateralFeed) * 1e18 / _answer(debtFeed);
    }
}
