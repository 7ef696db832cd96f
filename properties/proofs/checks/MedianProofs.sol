// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPriceSource} from "contracts/interfaces/IPriceSource.sol";
import {OracleRouter} from "contracts/v2/OracleRouter.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title A source that says what it is told to
contract ProofSource is IPriceSource {
    uint256 private price;

    /// @notice Says this price from now on.
    function say(uint256 price_) external {
        price = price_;
    }

    /// @inheritdoc IPriceSource
    function read() external view returns (uint256, uint256) {
        return (price, block.timestamp);
    }
}

/// @title OR-02, OR-03: the price that the router stores, on its own entry point
/// @notice The sources are usable by themselves: fresh, and with a price above zero that the router takes.
contract MedianProofs is OracleRouter {
    uint256 private constant MOST = 8;
    uint256 private constant PPM = 1e6;

    ProofSource[MOST] private said;

    constructor() {
        Feed storage feed = _state().feeds[0];
        (feed.maxAge, feed.maxJumpPpm, feed.confirmDelay, feed.historySize) = (1, MAX_JUMP_PPM, 1, 1);
        for (uint256 i; i < MOST; ++i) {
            said[i] = new ProofSource();
        }
    }

    /// @notice What is stored lies between the least and the greatest price of the sources that survived.
    function check_storedPriceIsInside(
        uint8 count,
        uint8 least,
        uint24 maxDeviationPpm,
        uint104 price1,
        uint104 price2,
        uint104 price3,
        uint104 price4,
        uint104 price5,
        uint104 price6,
        uint104 price7,
        uint104 price8
    ) external {
        uint104[8] memory prices = [price1, price2, price3, price4, price5, price6, price7, price8];
        _assertInside(prices, count, least, maxDeviationPpm);
    }

    function trace_storedPriceIsInside(
        uint8 count,
        uint8 least,
        uint24 maxDeviationPpm,
        uint104 price1,
        uint104 price2,
        uint104 price3,
        uint104 price4,
        uint104 price5,
        uint104 price6,
        uint104 price7,
        uint104 price8
    ) external returns (int256[] memory) {
        uint104[8] memory prices = [price1, price2, price3, price4, price5, price6, price7, price8];
        return Trace.list(int256(_update(prices, count, least, maxDeviationPpm)));
    }

    /// @notice What is stored is the median of exactly those sources that are near the median of all; no fewer than the least number.
    function check_onlyNearOnesCount(
        uint8 count,
        uint8 least,
        uint24 maxDeviationPpm,
        uint104 price1,
        uint104 price2,
        uint104 price3,
        uint104 price4,
        uint104 price5,
        uint104 price6,
        uint104 price7,
        uint104 price8
    ) external {
        uint104[8] memory prices = [price1, price2, price3, price4, price5, price6, price7, price8];
        _assertNearOnes(prices, count, least, maxDeviationPpm);
    }

    function trace_onlyNearOnesCount(
        uint8 count,
        uint8 least,
        uint24 maxDeviationPpm,
        uint104 price1,
        uint104 price2,
        uint104 price3,
        uint104 price4,
        uint104 price5,
        uint104 price6,
        uint104 price7,
        uint104 price8
    ) external returns (int256[] memory) {
        uint104[8] memory prices = [price1, price2, price3, price4, price5, price6, price7, price8];
        return Trace.list(int256(_update(prices, count, least, maxDeviationPpm)));
    }

    function _assertInside(uint104[8] memory prices, uint256 count, uint8 least, uint24 maxDeviationPpm) private {
        uint256 stored = _update(prices, count, least, maxDeviationPpm);
        (uint256 low, uint256 high,) = _near(prices, count, maxDeviationPpm);
        assert(low <= stored && stored <= high);
    }

    function _assertNearOnes(uint104[8] memory prices, uint256 count, uint8 least, uint24 maxDeviationPpm) private {
        uint256 stored = _update(prices, count, least, maxDeviationPpm);
        (uint256 low, uint256 high, uint256 survived) = _near(prices, count, maxDeviationPpm);
        assert(survived > 0 && survived >= least);
        // Whatever lies between two near ones is near.
        assert(stored == _median(prices, count, low, high));
    }

    /// @dev The least and the greatest price that is near the median of all, and how many there are.
    function _near(uint104[8] memory prices, uint256 count, uint24 maxDeviationPpm)
        private
        pure
        returns (uint256 low, uint256 high, uint256 survived)
    {
        low = type(uint256).max;
        uint256 middle = _median(prices, count, 0, low);
        for (uint256 i; i < count; ++i) {
            if (!_isNear(prices[i], middle, maxDeviationPpm)) continue;
            ++survived;
            if (prices[i] < low) low = prices[i];
            if (prices[i] > high) high = prices[i];
        }
    }

    function _update(uint104[8] memory prices, uint256 count, uint8 least, uint24 maxDeviationPpm)
        private
        returns (uint256)
    {
        require(count > 0 && count <= MOST && least > 0 && least <= count);
        require(maxDeviationPpm > 0 && maxDeviationPpm <= MAX_DEVIATION_PPM);
        Feed storage feed = _state().feeds[0];
        (feed.minSources, feed.maxDeviationPpm) = (least, maxDeviationPpm);
        for (uint256 i; i < count; ++i) {
            require(prices[i] > 0 && prices[i] <= MAX_PRICE);
            said[i].say(prices[i]);
            feed.sources.push(address(said[i]));
        }
        return this.updatePrice(0);
    }

    /// @dev The median of those from `low` to `high`, found by counting how many are below each; the mean of the middle two of an even count.
    function _median(uint104[8] memory prices, uint256 count, uint256 low, uint256 high)
        private
        pure
        returns (uint256)
    {
        uint256 among;
        for (uint256 i; i < count; ++i) {
            if (low <= prices[i] && prices[i] <= high) ++among;
        }
        uint256 upper = _ranked(prices, count, low, high, among / 2);
        return among % 2 == 1 ? upper : (upper + _ranked(prices, count, low, high, among / 2 - 1)) / 2;
    }

    /// @dev The one that `rank` others stand below, in any order of equal ones.
    function _ranked(uint104[8] memory prices, uint256 count, uint256 low, uint256 high, uint256 rank)
        private
        pure
        returns (uint256)
    {
        for (uint256 i; i < count; ++i) {
            if (prices[i] < low || prices[i] > high) continue;
            uint256 below;
            uint256 equal;
            for (uint256 j; j < count; ++j) {
                if (prices[j] < low || prices[j] > high) continue;
                if (prices[j] < prices[i]) ++below;
                if (prices[j] == prices[i]) ++equal;
            }
            if (below <= rank && rank < below + equal) return prices[i];
        }
        revert();
    }

    function _isNear(uint256 price_, uint256 middle, uint256 maxDeviationPpm) private pure returns (bool) {
        uint256 away = price_ > middle ? price_ - middle : middle - price_;
        return away * PPM <= maxDeviationPpm * middle;
    }
}
