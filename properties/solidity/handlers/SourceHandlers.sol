// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {UserCalls} from "./UserCalls.sol";
import {IPyth} from "contracts/interfaces/oracle/IPyth.sol";
import {ChainlinkAggregatorMock} from "contracts/mocks/ChainlinkAggregatorMock.sol";
import {PythMock} from "contracts/mocks/PythMock.sol";
import {ChainlinkSource} from "contracts/v2/oracle/ChainlinkSource.sol";
import {PythSource} from "contracts/v2/oracle/PythSource.sol";

/// @title Upstreams that say anything, and what their adapters may hand on of it
/// @notice The adapters stand beside the system: no market reads them.
abstract contract SourceHandlers is UserCalls {
    uint256 private constant HEARTBEAT = 1200;
    int256 private constant LOWEST = 1e8;
    int256 private constant HIGHEST = 1e13;
    uint256 private constant CONFIDENCE_PPM = 10_000;

    ChainlinkAggregatorMock private immutable FEED = new ChainlinkAggregatorMock(8, LOWEST, HIGHEST);
    ChainlinkSource private immutable CHAINLINK = new ChainlinkSource(FEED, HEARTBEAT, LOWEST, HIGHEST);
    PythMock private immutable PYTH = new PythMock(1);
    PythSource private immutable PYTH_SOURCE = new PythSource(PYTH, bytes32("feed"), CONFIDENCE_PPM);

    /// @notice A Chainlink feed answers: mostly a complete round, within its limits, on them or driven against them.
    function source_chainlink(int64 answer, uint16 age, uint8 luck) external {
        uint256 updatedAt = block.timestamp > age ? block.timestamp - age : 1;
        FEED.setAnswer(luck % 4 == 0 ? int256(answer) : LOWEST + int256(answer) % HIGHEST, updatedAt);
        (uint80 roundId, int256 told,,,) = FEED.latestRoundData();
        bool complete = luck % 8 != 1;
        if (!complete) FEED.setRound(roundId, told, updatedAt, updatedAt, roundId - 1);
        bool sound = complete && told > LOWEST && told < HIGHEST && block.timestamp - updatedAt <= HEARTBEAT;
        try CHAINLINK.read() returns (uint256 price, uint256 at) {
            if (!sound) _break(OR_07, "a Chainlink round that is no price was handed on");
            else if (price != uint256(told) * 1e10 || at != updatedAt) _break(OR_07, "a Chainlink price was changed");
            _count(Outcome.SourceRead);
        } catch {
            if (sound) _break(OR_07, "a sound Chainlink round was refused");
        }
    }

    /// @notice A Pyth feed is published: any price, exponent and confidence, mostly of a sure one.
    function source_pyth(int64 price, uint64 confidence, int32 exponent, bool sure) external {
        if (sure) confidence = uint64(confidence % (price > 100 ? uint64(price) / 100 : 1));
        exponent %= 20;
        PYTH.set(bytes32("feed"), IPyth.Price(price, confidence, exponent, block.timestamp));
        bool sound = price > 0 && exponent <= 18 && uint256(confidence) * 1e6 <= uint256(uint64(price)) * CONFIDENCE_PPM;
        try PYTH_SOURCE.read() returns (uint256 read, uint256) {
            // Told in units of 10^-20, in which every exponent here is whole.
            uint256 exact = uint256(uint64(price)) * 10 ** uint256(int256(exponent) + 20);
            if (!sound) _break(OR_07, "a Pyth price that is none was handed on");
            else if (read != exact / 100) _break(OR_07, "a Pyth price was scaled wrongly");
            _count(Outcome.SourceRead);
        } catch {
            if (sound) _break(OR_07, "a sound Pyth price was refused");
        }
    }
}
