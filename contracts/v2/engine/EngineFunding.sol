// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EngineMargin} from "./EngineMargin.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Accrual of funding into the market's index
abstract contract EngineFunding is EngineMargin {
    using SafeCast for *;

    /// @dev Brings the stored index to `at`. With a zero rate there is nothing to write: the time then bounds nothing.
    function _accrueFunding(uint16 marketId, Market storage market, Valuation memory at) internal {
        int64 rate = market.fundingRate;
        if (rate == 0 || market.fundingTime == block.timestamp) return;
        market.fundingIndex = at.fundingIndex.toInt128();
        market.fundingTime = block.timestamp.toUint40();
        emit FundingUpdated(marketId, market.fundingIndex, rate);
    }
}
