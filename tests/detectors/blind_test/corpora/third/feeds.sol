// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

interface IFeed {
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
    function latestAnswer() external view returns (int256);
    function decimals() external view returns (uint8);
}

struct Reading {
    int256 value;
    uint256 at;
}

abstract contract FeedBook {
    struct Source {
        IFeed feed;
        uint32 life;
        bool inverted;
    }

    mapping(bytes32 => Source[]) internal sources;

    function _read(IFeed feed) internal view returns (Reading memory reading) {
        // BAD oracle-stale-round f1 // BAD oracle-unchecked-sign f1 // BAD oracle-shared-heartbeat f1
        (, int256 answer,, uint256 at,) = feed.latestRoundData();
        reading.value = answer;
        reading.at = at;
    }

    function _unsigned(int256 value) internal pure returns (uint256) {
        return uint256(value);
    }
}

/// The age is computed and logged, but nothing is compared with it.
contract AgeOnlyLogged is FeedBook {
    event Served(bytes32 id, uint256 age);

    mapping(bytes32 => uint256) public lastPrice;

    function serve(bytes32 id) external returns (uint256) {
        // BAD oracle-stale-round f1
        Reading memory reading = _read(sources[id][0].feed);
        require(reading.value > 0, "sign");
        emit Served(id, block.timestamp - reading.at);
        lastPrice[id] = uint256(reading.value);
        return uint256(reading.value);
    }
}

/// The fallback is not held to the age that the first source is held to.
contract FallbackUnchecked {
    IFeed internal immutable FIRST;
    IFeed internal immutable SECOND;

    constructor(IFeed first, IFeed second) {
        FIRST = first;
        SECOND = second;
    }

    function price() external view returns (uint256) {
        // BAD oracle-stale-round f2
        (, int256 answer,, uint256 at,) = FIRST.latestRoundData();
        if (answer > 0 && block.timestamp - at < 1 hours) return uint256(answer);
        (, int256 other,,,) = SECOND.latestRoundData();
        require(other > 0, "sign");
        return uint256(other);
    }
}

contract SignByAbsence is FeedBook {
    function quote(bytes32 id) external view returns (uint256 total) {
        // BAD oracle-unchecked-sign f1
        Source[] storage list = sources[id];
        for (uint256 i; i < list.length; ++i) {
            Reading memory reading = _read(list[i].feed);
            require(block.timestamp - reading.at <= list[i].life, "old");
            require(reading.value != 0, "none");
            total += _unsigned(reading.value);
        }
    }
}

contract SignInTry {
    IFeed internal feed;

    function price() external view returns (uint256 answered) {
        // BAD oracle-unchecked-sign f2
        try feed.latestRoundData() returns (uint80, int256 answer, uint256, uint256 at, uint80) {
            if (block.timestamp > at + 30 minutes) revert("old");
            answered = uint256(answer) * 1e10;
        } catch {
            revert("feed");
        }
    }
}

contract SharedLife is FeedBook {
    uint32 internal constant LIFE = 90 minutes;

    function mid(bytes32 id) external view returns (uint256) {
        // BAD oracle-shared-heartbeat f1
        Source[] storage list = sources[id];
        uint256 sum;
        for (uint256 i; i < list.length; ++i) {
            Reading memory reading = _read(list[i].feed);
            require(reading.value > 0, "sign");
            if (block.timestamp - reading.at > LIFE) revert("old");
            sum += _unsigned(reading.value);
        }
        return sum / list.length;
    }
}

contract SharedLifeOfPair {
    IFeed internal collateralFeed;
    IFeed internal debtFeed;
    uint256 internal maxAge = 1 days;

    modifier fresh(IFeed feed) {
        // BAD oracle-shared-heartbeat f2
        (,,, uint256 at,) = feed.latestRoundData();
        require(at + maxAge >= block.timestamp, "old");
        _;
    }

    function ratio() external view fresh(collateralFeed) fresh(debtFeed) returns (uint256) {
        // BAD oracle-shared-heartbeat f2
        (, int256 c,,,) = collateralFeed.latestRoundData();
        (, int256 d,,,) = debtFeed.latestRoundData();
        require(c > 0 && d > 0, "sign");
        return uint256(c) * 1e18 / uint256(d);
    }
}

// OK oracle-stale-round oracle-unchecked-sign oracle-shared-heartbeat
contract FeedsRight is FeedBook {
    using SafeCast for int256;

    function price(bytes32 id) public view returns (uint256) {
        Source[] storage list = sources[id];
        for (uint256 i; i < list.length; ++i) {
            (bool ok, uint256 value) = _try(list[i]);
            if (ok) return list[i].inverted ? 1e36 / value : value;
        }
        revert("none");
    }

    function _try(Source storage source) internal view returns (bool, uint256) {
        Reading memory reading = _read(source.feed);
        if (reading.value <= 0 || reading.at > block.timestamp) return (false, 0);
        return (block.timestamp - reading.at <= source.life, uint256(reading.value));
    }

    function strict(bytes32 id) external view returns (uint256) {
        Source storage source = sources[id][0];
        Reading memory reading = _read(source.feed);
        require(block.timestamp - reading.at <= source.life, "old");
        return reading.value.toUint256();
    }
}

// OK oracle-stale-round oracle-shared-heartbeat oracle-unchecked-sign
contract FallbackChecked {
    IFeed internal immutable FIRST;
    IFeed internal immutable SECOND;
    uint256 internal immutable LIFE_FIRST;
    uint256 internal immutable LIFE_SECOND;

    constructor(IFeed first, IFeed second, uint256 lifeFirst, uint256 lifeSecond) {
        FIRST = first;
        SECOND = second;
        LIFE_FIRST = lifeFirst;
        LIFE_SECOND = lifeSecond;
    }

    function price() external view returns (uint256) {
        (bool ok, uint256 value) = _fresh(FIRST, LIFE_FIRST);
        if (!ok) (ok, value) = _fresh(SECOND, LIFE_SECOND);
        require(ok, "old");
        return value;
    }

    function _fresh(IFeed feed, uint256 life) private view returns (bool, uint256) {
        (, int256 answer,, uint256 at,) = feed.latestRoundData();
        if (answer <= 0) return (false, 0);
        return (block.timestamp < at + life, uint256(answer));
    }
}

// OK oracle-stale-round
contract RoundBoard {
    IFeed internal feed;

    /// Whoever asks gets the time too and judges for himself.
    function raw() external view returns (int256 answer, uint256 at) {
        (, answer,, at,) = feed.latestRoundData();
    }
}
