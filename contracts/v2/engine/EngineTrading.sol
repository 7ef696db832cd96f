// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineCore} from "../../interfaces/engine/IEngineCore.sol";
import {FeeMath} from "../../libraries/FeeMath.sol";
import {MarginMath} from "../../libraries/MarginMath.sol";
import {EngineJudging} from "./EngineJudging.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Settlement of the book's fills under the margin rule
abstract contract EngineTrading is EngineJudging, IEngineCore {
    using SafeCast for *;

    /// @inheritdoc IEngineCore
    function settle(
        uint16 marketId,
        address taker,
        bool takerIsBuyer,
        Fill[] calldata fills,
        uint64 restLots,
        TakerContext calldata context
    ) external onlyBook returns (uint256 settled, FillOutcome outcome, TakerContext memory context_) {
        Market storage market = _liveMarket(marketId);
        Settlement memory run;
        _begin(run, marketId, market);
        run.takerIsBuyer = takerIsBuyer;
        Party memory party = _load(taker, marketId);
        context_ = context.started ? context : _contextOf(party, market, run.at, fills.length > 0);
        if (fills.length > 0) (settled, outcome) = _settleFills(run, market, party, fills);
        if (outcome == FillOutcome.Filled) {
            if (restLots > 0) _reserve(party.position, takerIsBuyer, restLots);
            bool restsMore = restLots > 0 && _worst(party.position, market) > context_.worst;
            _requireAllowed(run, market, party, context_, restsMore);
        }
        // A call whose first fill is refused changes nothing: the next one begins from what is stored.
        bool rests = outcome == FillOutcome.Filled && restLots > 0;
        if (settled > 0 || rests) _store(party, marketId, market);
    }

    /// @inheritdoc IEngineCore
    function MAX_MARKETS_PER_ACCOUNT() external pure returns (uint256) {
        return MARKETS_PER_ACCOUNT;
    }

    /// @inheritdoc IEngineCore
    function releaseOrder(uint16 marketId, address account, bool isBuy, uint64 lots) external onlyBook {
        _releaseStored(marketId, account, isBuy, lots);
    }

    /// @inheritdoc IEngineCore
    function mark(uint16 marketId) external view returns (uint256) {
        return _valuation(marketId, _market(marketId)).mark;
    }

    /// @dev Settles until a fill is refused. The taker stays in memory; makers, open interest and fees are written.
    function _settleFills(Settlement memory run, Market storage market, Party memory party, Fill[] calldata fills)
        private
        returns (uint256 settled, FillOutcome outcome)
    {
        _accrueFunding(run.marketId, market, run.at);
        (int128 quote, int128 entry) = (party.position.quote, party.position.fundingEntry);
        _settleFunding(party, run.at);
        run.longs = market.longOpenInterest;
        run.shorts = market.shortOpenInterest;
        run.feeSplit = _feeSplit();
        for (; settled < fills.length; ++settled) {
            if (fills[settled].tick == 0) {
                _releaseItem(run, party, fills[settled]);
                continue;
            }
            outcome = _settleFill(run, market, party, fills[settled]);
            if (outcome != FillOutcome.Filled) break;
        }
        if (!run.traded) {
            // Releases alone are no touch: the taker's funding stays as it is stored.
            (party.position.quote, party.position.fundingEntry, party.funding) = (quote, entry, 0);
            return (settled, outcome);
        }
        market.longOpenInterest = run.longs.toUint128();
        market.shortOpenInterest = run.shorts.toUint128();
        _accrue(run.fees);
        _announce(party, run.marketId, run.realised, run.fee);
    }

    function _settleFill(Settlement memory run, Market storage market, Party memory taker, Fill calldata fill)
        private
        returns (FillOutcome outcome)
    {
        if (fill.maker == taker.owner) return FillOutcome.SelfTrade;
        Party memory maker = _load(fill.maker, run.marketId);
        Trade memory trade = _terms(market, fill, run.takerIsBuyer);
        (uint256 longs, uint256 shorts) = _openInterestAfter(run, taker.position.size, maker.position.size, trade);
        if (longs > run.longs && longs > market.openInterestCap) return FillOutcome.OpenInterestCap;
        outcome = _settleMaker(run, market, maker, trade, fill);
        if (outcome != FillOutcome.Filled) return outcome;

        run.traded = true;
        run.realised += _trade(taker, trade.sizeDelta, trade.quoteDelta, trade.takerFee);
        run.fee += trade.takerFee;
        (run.longs, run.shorts) = (longs, shorts);
        // Not negative: a rebate is at most the taker's rate and is rounded down where the fee is rounded up.
        _tally(run.fees, run.feeSplit, uint256(trade.takerFee + trade.makerFee));
    }

    /// @dev Applies the maker's side if it may take it; changes nothing otherwise. A maker whose margin can't be told, for
    /// want of a mark in another market, can't take the fill either: it must not stop the taker.
    function _settleMaker(
        Settlement memory run,
        Market storage market,
        Party memory maker,
        Trade memory trade,
        Fill calldata fill
    ) private returns (FillOutcome outcome) {
        if (!_hasMarks(maker.account.activeMarkets, run.marketId)) return FillOutcome.MakerMargin;
        _settleFunding(maker, run.at);
        int128 sizeBefore = maker.position.size;
        // Asked for only where the fill reduces.
        int256 headroomBefore = (run.takerIsBuyer ? sizeBefore > 0 : sizeBefore < 0)
            ? _headroom(maker.account.collateral, maker.position, market, run.at)
            : type(int256).max;
        _release(maker.position, !run.takerIsBuyer, fill.lots);
        int256 realised = _trade(maker, -trade.sizeDelta, -trade.quoteDelta, trade.makerFee);
        outcome = _judge(run, fill.reduceOnly, market, maker, sizeBefore, headroomBefore);
        if (outcome != FillOutcome.Filled) return outcome;
        _store(maker, run.marketId, market);
        _announce(maker, run.marketId, realised, trade.makerFee);
    }

    /// @dev The taker's check, once after all its fills. Resting more on the worse side counts as growing; a fill that only
    /// reduces may well leave the worse side of other open orders larger.
    function _requireAllowed(
        Settlement memory run,
        Market storage market,
        Party memory party,
        TakerContext memory context,
        bool restsMore
    ) private view {
        if (restsMore && run.reduceOnly) revert OnlyReducing(run.marketId);
        // No headroom is that large: growing the worse side turns the second half of the margin rule off.
        int256 headroomBefore = restsMore ? type(int256).max : context.headroom;
        FillOutcome outcome = _judge(run, false, market, party, context.size, headroomBefore);
        if (outcome == FillOutcome.Filled) return;
        if (outcome == FillOutcome.MakerReduceOnly) revert OnlyReducing(run.marketId);
        Health memory health = _healthWith(party.owner, party.account, run.marketId, party.position, market, run.at);
        if (outcome == FillOutcome.MakerCap) {
            uint256 here = MarginMath.notionalUp(SignedMath.abs(party.position.size), run.at.mark);
            if (here > market.accountNotionalCap) {
                revert ExposureCapExceeded(party.owner, here, market.accountNotionalCap);
            }
            revert ExposureCapExceeded(party.owner, health.notional, _state().accountNotionalCap);
        }
        revert InsufficientMargin(party.owner, health.equity, health.initialMargin);
    }

    /// @dev Without fills the headroom can't fall.
    function _contextOf(Party memory party, Market storage market, Valuation memory at, bool fills)
        private
        view
        returns (TakerContext memory)
    {
        return TakerContext({
            started: true,
            size: party.position.size,
            worst: _worst(party.position, market),
            headroom: fills ? _headroom(party.account.collateral, party.position, market, at) : type(int256).min
        });
    }

    /// @dev What a fill does to the taker; exact, since `tickSize × lotSize` is a multiple of 1e30.
    function _terms(Market storage market, Fill calldata fill, bool takerIsBuyer)
        internal
        view
        returns (Trade memory trade)
    {
        uint256 lots = fill.lots;
        uint256 notional = lots * fill.tick * market.tickNotional;
        trade.sizeDelta = (lots * market.lotSize).toInt256();
        trade.quoteDelta = notional.toInt256();
        if (takerIsBuyer) trade.quoteDelta = -trade.quoteDelta;
        else trade.sizeDelta = -trade.sizeDelta;
        trade.takerFee = int256(FeeMath.feeUp(notional, market.takerFeePpm));
        trade.makerFee = FeeMath.makerFee(notional, market.makerFeePpm);
    }

    /// @dev Gives back what an order has reserved that leaves unfilled. The taker's own is in memory.
    function _releaseItem(Settlement memory run, Party memory taker, Fill calldata item) private {
        if (item.maker == taker.owner) _release(taker.position, !run.takerIsBuyer, item.lots);
        else _releaseStored(run.marketId, item.maker, !run.takerIsBuyer, item.lots);
    }

    /// @dev Writes no more than the reservation and, where nothing is left in the market, the account's bitmap.
    function _releaseStored(uint16 marketId, address account, bool isBuy, uint64 lots) private {
        Position storage position_ = _state().positions[account][marketId];
        if (isBuy) position_.bidLots -= lots;
        else position_.askLots -= lots;
        if (position_.bidLots | position_.askLots != 0 || position_.size != 0) return;
        _state().accounts[account].activeMarkets &= ~(uint128(1) << marketId);
    }

    function _reserve(Position memory position_, bool isBuy, uint64 lots) private pure {
        if (isBuy) position_.bidLots += lots;
        else position_.askLots += lots;
    }
}
