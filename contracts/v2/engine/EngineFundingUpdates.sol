// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOrderbookV2} from "../../interfaces/IOrderbookV2.sol";
import {IEngineExtension} from "../../interfaces/engine/IEngineExtension.sol";
import {FundingMath} from "../../libraries/FundingMath.sol";
import {EngineFees} from "./EngineFees.sol";
import {EngineFunding} from "./EngineFunding.sol";
import {EnginePositions} from "./EnginePositions.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Sampling of the premium, funding touches and the residual
abstract contract EngineFundingUpdates is EnginePositions, EngineFunding, EngineFees, IEngineExtension {
    using SafeCast for *;

    /// @inheritdoc IEngineExtension
    function updateFunding(uint16 marketId) external {
        Market storage market = _liveMarket(marketId);
        Valuation memory at = _valuation(marketId, market);
        _accrueFunding(marketId, market, at);
        (uint256 bid, uint256 ask, uint40 changedAt) =
            IOrderbookV2(_state().book).impactPrices(marketId, market.impactNotional);
        // What was put into the book within this block may be gone before it ends: it is not sampled.
        if (changedAt == block.timestamp) return;
        // A side too thin to have an impact price stands at the index.
        uint256 mid = ((bid == 0 ? at.mark : bid) + (ask == 0 ? at.mark : ask)) / 2;
        int256 premium = FundingMath.premium(mid, at.mark, market.premiumCapPpm);
        market.terms.fundingRate =
            FundingMath.rate(premium, market.interestPpm, market.bandPpm, market.capPpm).toInt64();
        market.terms.fundingTime = block.timestamp.toUint32();
        emit FundingUpdated(marketId, market.terms.fundingIndex, market.terms.fundingRate);
    }

    /// @inheritdoc IEngineExtension
    function settleFunding(address account, uint16 marketId) external {
        Market storage market = _market(marketId);
        Valuation memory at = _valuation(marketId, market);
        if (market.terms.state != MarketState.Settling) _accrueFunding(marketId, market, at);
        Party memory party = _loadSettled(account, marketId, at);
        if (party.position.size == 0) revert NoPosition(account, marketId);
        _store(party, marketId, market);
        _announce(party, marketId, 0, 0);
    }

    /// @inheritdoc IEngineExtension
    function sweepResidual(uint16 marketId) external returns (uint256 amount) {
        Market storage market = _market(marketId);
        if (market.longOpenInterest != 0 || market.shortOpenInterest != 0) revert OpenInterestRemains(marketId);
        // Everybody is settled: payers rounded up and receivers down leave nothing below zero.
        amount = int256(market.residual).toUint256();
        if (amount == 0) return 0;
        market.residual = 0;
        _accrueToInsurance(amount);
        emit ResidualSwept(marketId, amount);
    }
}
