// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineAuction} from "../../interfaces/engine/IEngineAuction.sol";
import {FeeMath} from "../../libraries/FeeMath.sol";
import {EngineJudging} from "./EngineJudging.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Settlement of one pair of an auction: neither side takes
abstract contract EngineAuction is EngineJudging, IEngineAuction {
    using SafeCast for *;

    /// @dev One side of the pair: `lots` reserved are given back, `realised` WAD dollars.
    struct Leg {
        Party party;
        uint64 lots;
        int256 realised;
    }

    /// @inheritdoc IEngineAuction
    function settlePair(uint16 marketId, address buyer, address seller, uint24 tick, uint64 lots)
        external
        onlyBook
        returns (FillOutcome outcome, bool buyerRefused)
    {
        bool withVault = buyer == address(0) || seller == address(0);
        uint256 before = withVault ? _vaultNotional() : 0;
        Leg memory bid = _leg(marketId, buyer, lots);
        Leg memory ask = _leg(marketId, seller, lots);
        if (bid.party.owner == ask.party.owner) return (FillOutcome.SelfTrade, false);
        (outcome, buyerRefused) = _settlePair(marketId, bid, ask, tick, lots);
        if (withVault && outcome == FillOutcome.Filled) _requireWithinBackstop(before);
    }

    function _settlePair(uint16 marketId, Leg memory bid, Leg memory ask, uint256 tick, uint256 lots)
        private
        returns (FillOutcome outcome, bool buyerRefused)
    {
        Market storage market = _liveMarket(marketId);
        Settlement memory run;
        _begin(run, marketId, market);
        uint256 notional = lots * tick * market.tickNotional;
        // Products of 64, 96, 24 and 128 bits.
        Trade memory trade;
        trade.sizeDelta = int256(lots * market.lotSize);
        trade.quoteDelta = -int256(notional);
        (run.longs, run.shorts) = (market.longOpenInterest, market.shortOpenInterest);
        (uint256 longs, uint256 shorts) =
            _openInterestAfter(run, bid.party.position.size, ask.party.position.size, trade);
        if (longs > run.longs && longs > market.openInterestCap) return (FillOutcome.OpenInterestCap, false);

        run.fee = int256(FeeMath.auctionFee(notional, market.takerFeePpm, market.makerFeePpm));
        outcome = _apply(run, market, bid, true, trade.sizeDelta, trade.quoteDelta);
        if (outcome != FillOutcome.Filled) return (outcome, true);
        outcome = _apply(run, market, ask, false, -trade.sizeDelta, -trade.quoteDelta);
        if (outcome != FillOutcome.Filled) return (outcome, false);
        _accrueFunding(marketId, market, run.at);
        market.longOpenInterest = longs.toUint128();
        market.shortOpenInterest = shorts.toUint128();
        _book(run, market, bid);
        _book(run, market, ask);
        _tally(run.fees, _feeSplit(), 2 * run.fee.toUint256());
        _accrue(run.fees);
    }

    /// @dev The account's side, or the vault's, which rests no orders.
    function _leg(uint16 marketId, address account, uint64 lots) private view returns (Leg memory leg) {
        leg.party = _load(account == address(0) ? _state().vault : account, marketId);
        if (account != address(0)) leg.lots = lots;
    }

    /// @dev Applies a side in memory, if it may take the fill. One whose margin can't be told, for want of a mark in another
    /// market, can't.
    function _apply(
        Settlement memory run,
        Market storage market,
        Leg memory leg,
        bool isBuy,
        int256 sizeDelta,
        int256 quoteDelta
    ) private view returns (FillOutcome outcome) {
        Party memory party = leg.party;
        if (!_hasMarks(party.account.activeMarkets, run.marketId)) return FillOutcome.MakerMargin;
        _settleFunding(party, run.at);
        int128 sizeBefore = party.position.size;
        int256 headroomBefore = _headroom(party.account.collateral, party.position, market, run.at);
        _release(party.position, isBuy, leg.lots);
        leg.realised = _trade(party, sizeDelta, quoteDelta, run.fee);
        outcome = _judge(run, false, market, party, sizeBefore, headroomBefore);
    }

    /// @dev What the vault's positions are worth, WAD dollars.
    function _vaultNotional() private view returns (uint256) {
        return _solvency(_state().vault).notional;
    }

    /// @dev What shrinks the vault's exposure is never blocked, even above a cap that was lowered.
    function _requireWithinBackstop(uint256 before) private view {
        uint256 notional = _vaultNotional();
        uint256 cap = _state().backstopNotionalCap;
        if (notional > before && notional > cap) revert ExposureCapExceeded(_state().vault, notional, cap);
    }

    function _book(Settlement memory run, Market storage market, Leg memory leg) private {
        _store(leg.party, run.marketId, market);
        _announce(leg.party, run.marketId, leg.realised, run.fee);
    }
}
