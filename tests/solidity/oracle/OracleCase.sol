// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemFixture} from "../base/SystemFixture.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";

/// @title A router market of its own with any number of sources
abstract contract OracleCase is SystemFixture {
    uint16 internal constant MARKET = 7;

    PriceSourceMock[] internal mocks;
    address[] internal feeds;

    /// @dev Gives `MARKET` as many mocks as there are prices (whole dollars), all reading now.
    function _configure(uint8 minSources, uint256[] memory prices) internal {
        delete mocks;
        delete feeds;
        for (uint256 i; i < prices.length; ++i) {
            mocks.push(new PriceSourceMock());
            mocks[i].set(prices[i] * WAD, block.timestamp);
            feeds.push(address(mocks[i]));
        }
        _reconfigure(minSources);
    }

    /// @dev Stores `feeds` as they are now.
    function _reconfigure(uint8 minSources) internal {
        oracle.configureMarket(MARKET, IOracleRouter.OracleConfig({maxAge: MAX_AGE, minSources: minSources}), feeds);
    }

    /// @dev All mocks read `price` (WAD dollars) now.
    function _setAll(uint256 price) internal {
        for (uint256 i; i < mocks.length; ++i) {
            mocks[i].set(price, block.timestamp);
        }
    }

    /// @dev All mocks read `price` (WAD dollars) now, and the router has read them.
    function _update(uint256 price) internal {
        _setAll(price);
        oracle.updatePrice(MARKET);
    }

    function _prices(uint256 a, uint256 b, uint256 c) internal pure returns (uint256[] memory prices) {
        prices = new uint256[](3);
        (prices[0], prices[1], prices[2]) = (a, b, c);
    }

    function _prices(uint256 a, uint256 b) internal pure returns (uint256[] memory prices) {
        prices = new uint256[](2);
        (prices[0], prices[1]) = (a, b);
    }

    function _tooFew(uint256 survived, uint256 required) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IOracleRouter.TooFewSources.selector, MARKET, survived, required);
    }
}
