// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IFeed} from "./tokens.sol";

/// Converted at once.
contract SignConvertedVulnerable {
    IFeed public feed;

    function price() external view returns (uint256) {
        (, int256 answer,, uint256 updatedAt,) = feed.latestRoundData();
        require(block.timestamp - updatedAt < 1 hours);
        return uint256(answer) * 1e10;
    }
}

abstract contract SignReader {
    IFeed internal feed;

    function _answer() internal view returns (int256 answer) {
        uint256 updatedAt;
        (, answer,, updatedAt,) = feed.latestRoundData();
        require(block.timestamp - updatedAt < 1 hours);
    }

    function _scaled() internal view virtual returns (uint256) {
        return _unsigned(_answer()) * 1e10;
    }

    function _unsigned(int256 value) internal pure virtual returns (uint256) {
        return uint256(value);
    }
}

/// Zero is refused after the conversion, when a negative answer is a large number already.
contract SignLostInHelperVulnerable is SignReader {
    function price() external view returns (uint256 value) {
        value = _scaled();
        require(value > 0);
    }
}

/// Checked in the overridden helper.
contract SignCheckedInHelperSafe is SignReader {
    function price() external view returns (uint256) {
        return _scaled();
    }

    function _unsigned(int256 value) internal pure override returns (uint256) {
        require(value > 0);
        return super._unsigned(value);
    }
}

library Casts {
    error Negative();

    function toUint256(int256 value) internal pure returns (uint256) {
        if (value < 0) revert Negative();
        return uint256(value);
    }
}

/// Converted by a library that checks.
contract SignCheckedByLibrarySafe is SignReader {
    using Casts for int256;

    function price() external view returns (uint256) {
        return _answer().toUint256();
    }
}

/// Handed on with its sign.
contract SignKeptSafe is SignReader {
    function price() external view returns (int256) {
        return _answer() * 1e10;
    }
}

/// Bounded from above after the conversion: a negative answer is beyond the bound.
contract SignBoundedSafe is SignReader {
    uint256 public constant MAX_PRICE = 1e30;

    function price() external view returns (uint256 value) {
        value = uint256(_answer());
        require(value <= MAX_PRICE && value > 0);
    }
}

/// A modifier looks at the age, a helper reads, the entry converts.
abstract contract AgedFeed {
    IFeed internal agedFeed;

    modifier young() {
        (,,, uint256 updatedAt,) = agedFeed.latestRoundData();
        require(block.timestamp - updatedAt < 1 hours, "old");
        _;
    }

    function _young() internal view young returns (int256 answer) {
        (, answer,,,) = agedFeed.latestRoundData();
    }
}

contract ConvertedAfterAgeVulnerable is AgedFeed {
    function price() external view returns (uint256) {
        return uint256(_young());
    }
}

contract AskedAfterAgeSafe is AgedFeed {
    function price() external view returns (uint256) {
        int256 answer = _young();
        if (answer <= 0) revert();
        return uint256(answer);
    }
}
