// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {Units} from "contracts/libraries/Units.sol";
import {PerpEngineV2} from "contracts/v2/PerpEngineV2.sol";
import {PerpEngineV2Auction} from "contracts/v2/PerpEngineV2Auction.sol";
import {PerpEngineV2Extension} from "contracts/v2/PerpEngineV2Extension.sol";

/// @title The real engine, core, extension and auction, with one market whose state the checks write
/// @notice It is its own owner, oracle and insurance fund: what those answer is the checks' to say.
abstract contract EngineScene is PerpEngineV2 {
    uint16 internal constant MARKET = 0;
    /// @dev Keeps every sum of a check within 128 bits.
    uint256 internal constant MOST_VALUE = 1 << 120;

    uint256 private mark;
    uint256 private insured;

    constructor() PerpEngineV2(address(new PerpEngineV2Extension()), address(new PerpEngineV2Auction())) {
        _transferOwnership(address(this));
        EngineState storage state = _state();
        state.oracle = IOracleRouter(address(this));
        state.insurance = IInsuranceFund(address(this));
        state.insurancePpm = 1_000_000;
        state.accountNotionalCap = type(uint128).max;
    }

    /// @notice As the oracle.
    function price(uint16) external view returns (uint256) {
        return mark;
    }

    /// @notice As the insurance fund: USDC units.
    function balance() external view returns (uint256) {
        return insured;
    }

    /// @notice As the insurance fund: pays the engine, in this contract's books.
    function cover(uint256 assets) external returns (uint256 paid) {
        paid = assets < insured ? assets : insured;
        insured -= paid;
    }

    function _openMarket(uint256 mark_, uint96 lotSize, uint256 insured_) internal returns (Market storage market) {
        (mark, insured) = (mark_, insured_);
        EngineState storage state = _state();
        state.marketCount = 1;
        market = state.markets[MARKET];
        market.lotSize = lotSize;
        market.terms.initialMarginPpm = uint24(Units.PPM);
    }

    function _give(address account, int256 collateral, int256 size, int256 quote) internal {
        _state().accounts[account] = Account(int128(collateral), size == 0 ? 0 : 1);
        Position storage position_ = _state().positions[account][MARKET];
        (position_.size, position_.quote) = (int128(size), int128(quote));
        Market storage market = _state().markets[MARKET];
        if (size > 0) market.longOpenInterest += uint128(uint256(size));
        else market.shortOpenInterest += uint128(uint256(-size));
    }

    /// @dev Sizes that any position has, worth what 120 bits of WAD dollars can say.
    function _requireModest(uint256 absSize) internal view {
        require(absSize > 0 && absSize < 1 << 126 && absSize * mark < MOST_VALUE * Units.WAD);
    }

    function _collateralOf(address account) internal view returns (int256) {
        return _state().accounts[account].collateral;
    }

    function _quoteOf(address account) internal view returns (int256) {
        return _state().positions[account][MARKET].quote;
    }

    function _sizeOf(address account) internal view returns (int256) {
        return _state().positions[account][MARKET].size;
    }
}
