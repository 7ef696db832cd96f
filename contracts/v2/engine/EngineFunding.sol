// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EngineMargin} from "./EngineMargin.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Accrual of funding into the market's index
abstract contract EngineFunding is EngineMargin {
    using SafeCast for *;

    /// @dev Brings the stored index to `at`. With a zero rate there is nothing to write: the time then bounds nothing.
    function _accrueFunding(uint16 marketId, Market storage market, Valuation memory at) internal {
        int64 rate = market.terms.fundingRate;
        if (rate == 0 || market.terms.fundingTime == block.timestamp) return;
        market.terms.fundingIndex = at.fundingIndex.toInt104();
        market.terms.fundingTime = block.timestamp.toUint32();
        emit FundingUpdated(marketId, market.terms.fundingIndex, rate);
    }
}
