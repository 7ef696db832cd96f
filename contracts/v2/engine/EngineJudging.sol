// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MarginMath} from "../../libraries/MarginMath.sol";
import {EngineFees} from "./EngineFees.sol";
import {EngineFunding} from "./EngineFunding.sol";
import {EnginePositions} from "./EnginePositions.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title What every settlement of fills goes by: the margin rule, the caps, open interest
abstract contract EngineJudging is EnginePositions, EngineFunding, EngineFees {
    /// @dev What one settlement works on.
    struct Settlement {
        uint16 marketId;
        bool takerIsBuyer;
        bool reduceOnly;
        bool traded;
        Valuation at;
        uint256 longs;
        uint256 shorts;
        int256 realised;
        int256 fee;
        FeeTally fees;
        FeeSplit feeSplit;
    }

    /// @dev The taker's side of one fill, WAD; the maker's size and quote are the opposite.
    struct Trade {
        int256 sizeDelta;
        int256 quoteDelta;
        int256 takerFee;
        int256 makerFee;
    }

    modifier onlyBook() {
        if (msg.sender != _state().book) revert NotBook(msg.sender);
        _;
    }

    /// @dev What every settlement needs to know of its market.
    function _begin(Settlement memory run, uint16 marketId, Market storage market) internal view {
        run.marketId = marketId;
        run.reduceOnly = _state().paused || market.terms.state == MarketState.ReduceOnly;
        run.at = _valuation(marketId, market);
    }

    /// @dev Whether a party may stand as it does after its fills. The margin rule: equity ≥ initial margin, or only reduced
    /// without hurting equity − maintenance margin while solvent. Caps and reduce-only bind nobody who only reduced.
    function _judge(
        Settlement memory run,
        bool reduceOnly,
        Market storage market,
        Party memory party,
        int256 sizeBefore,
        int256 headroomBefore
    ) internal view returns (FillOutcome) {
        bool onlyReduced = MarginMath.onlyReduced(sizeBefore, party.position.size);
        if (!onlyReduced && (reduceOnly || run.reduceOnly)) return FillOutcome.MakerReduceOnly;
        Health memory health = _healthWith(party.owner, party.account, run.marketId, party.position, market, run.at);
        if (!onlyReduced && _exceedsCap(market, party.position, run.at.mark, health.notional)) {
            return FillOutcome.MakerCap;
        }
        if (health.equity >= int256(health.initialMargin)) return FillOutcome.Filled;
        bool allowed = health.equity >= 0 && onlyReduced
            && _headroom(party.account.collateral, party.position, market, run.at) >= headroomBefore;
        return allowed ? FillOutcome.Filled : FillOutcome.MakerMargin;
    }

    function _exceedsCap(Market storage market, Position memory position_, uint256 mark, uint256 notional)
        private
        view
        returns (bool)
    {
        return MarginMath.notionalUp(SignedMath.abs(position_.size), mark) > market.accountNotionalCap
            || notional > _state().accountNotionalCap;
    }

    function _openInterestAfter(Settlement memory run, int256 takerSize, int256 makerSize, Trade memory trade)
        internal
        pure
        returns (uint256 longs, uint256 shorts)
    {
        (longs, shorts) = _moveOpenInterest(run.longs, run.shorts, takerSize, takerSize + trade.sizeDelta);
        (longs, shorts) = _moveOpenInterest(longs, shorts, makerSize, makerSize - trade.sizeDelta);
    }

    function _release(Position memory position_, bool isBuy, uint64 lots) internal pure {
        if (isBuy) position_.bidLots -= lots;
        else position_.askLots -= lots;
    }
}
