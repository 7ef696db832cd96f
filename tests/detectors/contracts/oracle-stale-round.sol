// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeed} from "./tokens.sol";

/// The time is thrown away.
contract RoundTimeIgnoredVulnerable {
    IFeed public feed;

    function price() external view returns (uint256) {
        (, int256 answer,,,) = feed.latestRoundData();
        require(answer > 0);
        return uint256(answer);
    }
}

abstract contract RoundReader {
    IFeed internal feed;

    struct Round {
        uint256 price;
        uint256 updatedAt;
    }

    function _read() internal view returns (Round memory round) {
        (uint80 id, int256 answer,, uint256 updatedAt, uint80 answeredIn) = feed.latestRoundData();
        require(answer > 0 && updatedAt != 0 && answeredIn >= id);
        round.price = uint256(answer);
        round.updatedAt = updatedAt;
    }
}

/// Checked to be there and to be of its round, which says nothing about its age; read in a base contract.
contract RoundTimeNotComparedVulnerable is RoundReader {
    mapping(address => uint256) public value;

    function mark(uint256 size) external {
        Round memory round = _read();
        value[msg.sender] = size * round.price;
    }
}

/// One entry checks the age, its sibling doesn't.
contract RoundTimeSiblingVulnerable is RoundReader {
    mapping(address => uint256) public value;

    function mark(uint256 size) external {
        Round memory round = _read();
        require(block.timestamp - round.updatedAt < 1 hours);
        value[msg.sender] = size * round.price;
    }

    function liquidate(address account, uint256 size) external {
        value[account] = size * _read().price;
    }
}

/// A helper of the base contract compares the field of a struct.
contract RoundTimeInHelperSafe is RoundReader {
    mapping(address => uint256) public value;
    uint256 public maxAge = 1 hours;

    modifier fresh() {
        _requireFresh(_read());
        _;
    }

    function mark(uint256 size) external fresh {
        value[msg.sender] = size * _fresh().price;
    }

    function _fresh() private view returns (Round memory round) {
        round = _read();
        _requireFresh(round);
    }

    function _requireFresh(Round memory round) private view {
        if (round.updatedAt + maxAge < block.timestamp) revert();
    }
}

/// An adapter answers the time to its caller.
contract RoundTimeAnsweredSafe {
    IFeed public feed;

    function read() external view returns (uint256 price, uint256 at) {
        int256 answer;
        (, answer,, at,) = feed.latestRoundData();
        require(answer > 0);
        price = uint256(answer);
    }
}

/// The time is stored and compared when the price is used.
contract RoundTimeStoredSafe {
    IFeed public feed;
    uint256 public lastPrice;
    uint256 public lastUpdate;
    uint256 public constant MAX_AGE = 1 hours;

    function update() external {
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        require(answer > 0);
        lastPrice = uint256(answer);
        lastUpdate = updatedAt;
    }

    function price() external view returns (uint256) {
        require(block.timestamp <= lastUpdate + MAX_AGE);
        return lastPrice;
    }
}

/// Unnamed components before the time: Slither counts only the named ones of a `try`.
contract RoundTimeInTrySafe {
    IFeed internal feed;

    function tryPrice() public view returns (bool fresh, uint256 price) {
        try feed.latestRoundData() returns (uint80, int256 answer, uint256, uint256 updatedAt, uint80) {
            fresh = answer > 0 && block.timestamp < updatedAt + 1 hours;
            price = fresh ? uint256(answer) : 0;
        } catch {}
    }
}

/// The modifier asks the same feed and looks at the time.
contract RoundTimeInModifierSafe {
    IFeed internal feed;

    error Stale();

    modifier fresh() {
        (,,, uint256 updatedAt,) = feed.latestRoundData();
        if (block.timestamp - updatedAt > 1 hours) revert Stale();
        _;
    }

    function price() external view fresh returns (uint256) {
        (, int256 answer,,,) = feed.latestRoundData();
        require(answer > 0);
        return uint256(answer);
    }
}

/// A sequencer's feed: since when it is up decides, not when that was last said.
contract SequencerGraceSafe {
    IFeed internal uptime;
    uint256 public pings;

    modifier whenUp() {
        (, int256 down, uint256 since,,) = uptime.latestRoundData();
        require(down == 0 && block.timestamp - since > 1 hours);
        _;
    }

    function ping() external whenUp {
        pings++;
    }
}

/// Compared with the last time seen, never with the clock.
contract RoundTimeMonotoneVulnerable {
    IFeed internal feed;
    uint256 public newest;
    uint256 public price;

    function poke() external {
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        require(updatedAt >= newest && answer > 0);
        newest = updatedAt;
        price = uint256(answer);
    }
}
