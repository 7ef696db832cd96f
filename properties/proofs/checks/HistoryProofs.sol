// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {PriceHistory} from "contracts/v2/oracle/PriceHistory.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title OR-05: averages over the ring of price changes
/// @notice What is true of a history that observing has left (each sum grew by the price in force times its seconds) is written into a
/// ring of any size, at any place; that observing leaves it so is the other statement.
contract HistoryProofs is PriceHistory {
    /// @dev The oldest change first.
    struct Changes {
        uint16 size;
        uint16 newest;
        uint8 count;
        uint32 window;
        uint104 price1;
        uint104 price2;
        uint104 price3;
        uint104 price4;
        uint32 seconds1;
        uint32 seconds2;
        uint32 seconds3;
        uint32 seconds4;
    }

    uint256 private constant MOST = 4;
    /// @dev A ring that has come round begins with a sum: here half of the largest there is.
    uint256 private constant OLDEST_SUM = 1 << 139;

    /// @notice The average is exact, and within the prices that were in force in the window.
    function check_averageIsExact(
        uint16 size,
        uint16 newest,
        uint8 count,
        uint32 window,
        uint104 price1,
        uint104 price2,
        uint104 price3,
        uint104 price4,
        uint32 seconds1,
        uint32 seconds2,
        uint32 seconds3,
        uint32 seconds4
    ) external {
        Changes memory changes;
        (changes.size, changes.newest, changes.count) = (size, newest, count);
        changes.window = window;
        (changes.price1, changes.price2) = (price1, price2);
        (changes.price3, changes.price4) = (price3, price4);
        (changes.seconds1, changes.seconds2) = (seconds1, seconds2);
        (changes.seconds3, changes.seconds4) = (seconds3, seconds4);
        _assertExact(changes);
    }

    function trace_averageIsExact(
        uint16 size,
        uint16 newest,
        uint8 count,
        uint32 window,
        uint104 price1,
        uint104 price2,
        uint104 price3,
        uint104 price4,
        uint32 seconds1,
        uint32 seconds2,
        uint32 seconds3,
        uint32 seconds4
    ) external returns (int256[] memory) {
        Changes memory changes;
        (changes.size, changes.newest, changes.count) = (size, newest, count);
        changes.window = window;
        (changes.price1, changes.price2) = (price1, price2);
        (changes.price3, changes.price4) = (price3, price4);
        (changes.seconds1, changes.seconds2) = (seconds1, seconds2);
        (changes.seconds3, changes.seconds4) = (seconds3, seconds4);
        return _averageOf(changes);
    }

    /// @notice A change of price is noted with the sum up to now, in the next place of the ring; what is no change, or comes within
    /// the same second, is not.
    function check_observingAddsThePriceInForce(
        uint16 size,
        uint16 newest,
        uint16 count,
        uint32 age,
        uint136 sum,
        uint104 stored,
        uint104 price_
    ) external {
        Feed storage feed = _last(size, newest, count, age, sum, stored);
        _observe(feed, size, price_);
        Observation memory noted = feed.observations[feed.newest];
        if (count == 0) {
            assert(feed.count == 1 && noted.at == block.timestamp && noted.cumulative == 0);
        } else if (age == 0 || stored == price_) {
            assert(feed.newest == newest && feed.count == count);
            assert(noted.at == block.timestamp - age && noted.cumulative == sum);
        } else {
            assert(feed.newest == (newest + 1 == size ? 0 : newest + 1));
            assert(feed.count == (count == size ? size : count + 1));
            assert(noted.at == block.timestamp && noted.cumulative == sum + uint256(stored) * age);
            Observation memory before = feed.observations[newest];
            assert(size == 1 || before.at == block.timestamp - age && before.cumulative == sum);
        }
    }

    function trace_observingAddsThePriceInForce(
        uint16 size,
        uint16 newest,
        uint16 count,
        uint32 age,
        uint136 sum,
        uint104 stored,
        uint104 price_
    ) external returns (int256[] memory) {
        Feed storage feed = _last(size, newest, count, age, sum, stored);
        _observe(feed, size, price_);
        Observation memory noted = feed.observations[feed.newest];
        return Trace.list(
            int256(uint256(feed.newest)),
            int256(uint256(feed.count)),
            int256(block.timestamp - noted.at),
            int256(uint256(noted.cumulative))
        );
    }

    function _averageOf(Changes memory changes) private returns (int256[] memory) {
        Feed storage feed = _write(changes);
        return Trace.list(int256(_average(feed, changes.size, changes.window)), int256(_reach(feed, changes.size)));
    }

    function _assertExact(Changes memory changes) private {
        uint256 average = _average(_write(changes), changes.size, changes.window);
        (uint104[4] memory prices, uint32[4] memory gaps) = _lists(changes);
        (uint256 low, uint256 high, uint256 sum) = (type(uint256).max, 0, 0);
        // From the newest price back to the beginning of the window.
        uint256 left = changes.window;
        for (uint256 i = changes.count; i > 0; --i) {
            uint256 held = gaps[i - 1] < left ? gaps[i - 1] : left;
            if (held == 0) continue;
            left -= held;
            sum += held * prices[i - 1];
            if (prices[i - 1] < low) low = prices[i - 1];
            if (prices[i - 1] > high) high = prices[i - 1];
        }
        assert(average == sum / changes.window);
        assert(low <= average && average <= high);
    }

    /// @dev A ring as observing leaves it, the newest change in the place that is said; the window is within its reach.
    function _write(Changes memory changes) private returns (Feed storage feed) {
        (uint256 size, uint256 newest, uint256 count) = (changes.size, changes.newest, changes.count);
        require(count > 0 && count <= MOST && count <= size && size <= 1024 && newest < size);
        (uint104[4] memory prices, uint32[4] memory gaps) = _lists(changes);
        feed = _state().feeds[0];
        (feed.newest, feed.count, feed.price) = (changes.newest, changes.count, prices[count - 1]);
        uint256 age;
        for (uint256 i; i < count; ++i) {
            // All but the newest were in force for a while.
            require(gaps[i] > 0 || i == count - 1);
            age += gaps[i];
        }
        require(age < 1 << 30 && changes.window > 0 && changes.window <= age);
        uint256 sum = OLDEST_SUM;
        for (uint256 i; i < count; ++i) {
            uint256 back = count - 1 - i;
            uint256 place = newest >= back ? newest - back : newest + size - back;
            feed.observations[place] = Observation(uint40(block.timestamp - age), uint216(sum));
            sum += uint256(prices[i]) * gaps[i];
            age -= gaps[i];
        }
    }

    function _lists(Changes memory changes) private pure returns (uint104[4] memory, uint32[4] memory) {
        return (
            [changes.price1, changes.price2, changes.price3, changes.price4],
            [changes.seconds1, changes.seconds2, changes.seconds3, changes.seconds4]
        );
    }

    function _last(uint256 size, uint16 newest, uint16 count, uint32 age, uint136 sum, uint104 stored)
        private
        returns (Feed storage feed)
    {
        require(size > 0 && size <= 1024 && newest < size && count <= size && age < 1 << 30);
        feed = _state().feeds[0];
        (feed.newest, feed.count, feed.price) = (newest, count, stored);
        if (count > 0) feed.observations[newest] = Observation(uint40(block.timestamp - age), sum);
    }
}
