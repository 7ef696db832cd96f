// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {FeeMath} from "../../libraries/FeeMath.sol";
import {MarginMath} from "../../libraries/MarginMath.sol";
import {PositionMath} from "../../libraries/PositionMath.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineFees} from "./EngineFees.sol";
import {EngineMargin} from "./EngineMargin.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Settlement of the book's fills under the margin rule
abstract contract EngineTrading is EngineMargin, EngineFees {
    using SafeCast for *;

    /// @dev Most markets one account may be active in: bounds every margin loop.
    uint256 public constant MAX_MARKETS_PER_ACCOUNT = 16;

    /// @dev An account in one market, read once, changed in memory, written once.
    struct Party {
        address owner;
        Account account;
        Position position;
    }

    /// @dev What one `settle` works on.
    struct Settlement {
        uint16 marketId;
        bool takerIsBuyer;
        uint256 mark;
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

    /// @inheritdoc IPerpEngineV2
    function settle(
        uint16 marketId,
        address taker,
        bool takerIsBuyer,
        Fill[] calldata fills,
        uint64 restLots,
        TakerContext calldata context
    ) external onlyBook returns (uint256 settled, FillOutcome outcome, TakerContext memory context_) {
        Market storage market = _market(marketId);
        Settlement memory run;
        run.marketId = marketId;
        run.takerIsBuyer = takerIsBuyer;
        run.mark = _state().oracle.price(marketId);
        run.longs = market.longOpenInterest;
        run.shorts = market.shortOpenInterest;
        run.feeSplit = _state().feeSplit;

        Party memory party = _load(taker, marketId);
        context_ = context.started ? context : _contextOf(party, market, run.mark);
        for (; settled < fills.length; ++settled) {
            outcome = _settleFill(run, market, party, fills[settled]);
            if (outcome != FillOutcome.Filled) break;
        }
        if (outcome == FillOutcome.Filled) {
            if (restLots > 0) _reserve(party.position, takerIsBuyer, restLots);
            bool restsMore = restLots > 0 && _worst(party.position, market) > context_.worst;
            _requireMargin(run, market, party, context_, restsMore);
        }
        if (settled > 0) {
            market.longOpenInterest = run.longs.toUint128();
            market.shortOpenInterest = run.shorts.toUint128();
            _accrue(run.fees);
            emit PositionChanged(taker, marketId, party.position.size, party.position.quote, run.realised, run.fee);
        }
        _store(party, marketId);
    }

    /// @inheritdoc IPerpEngineV2
    function releaseOrder(uint16 marketId, address account, bool isBuy, uint64 lots) external onlyBook {
        Party memory party = _load(account, marketId);
        _release(party.position, isBuy, lots);
        _store(party, marketId);
    }

    function _load(address owner, uint16 marketId) internal view returns (Party memory party) {
        party.owner = owner;
        party.account = _state().accounts[owner];
        party.position = _state().positions[owner][marketId];
    }

    /// @dev Writes the party back and keeps its active-market bit true to its position and orders.
    function _store(Party memory party, uint16 marketId) internal {
        Position memory position_ = party.position;
        uint128 bit = uint128(1) << marketId;
        bool active = position_.size != 0 || position_.bidLots != 0 || position_.askLots != 0;
        if (active) {
            if (party.account.activeMarkets & bit == 0) {
                party.account.activeMarkets |= bit;
                if (_count(party.account.activeMarkets) > MAX_MARKETS_PER_ACCOUNT) revert TooManyMarkets();
            }
        } else {
            party.account.activeMarkets &= ~bit;
        }
        _state().accounts[party.owner] = party.account;
        _state().positions[party.owner][marketId] = position_;
    }

    /// @dev Applies a trade to a party in memory and returns what it realised.
    function _trade(Party memory party, int256 sizeDelta, int256 quoteDelta, int256 fee)
        internal
        pure
        returns (int256 realised)
    {
        Position memory position_ = party.position;
        (position_.size, position_.quote, realised) =
            PositionMath.applyTrade(position_.size, position_.quote, sizeDelta, quoteDelta);
        party.account.collateral = (int256(party.account.collateral) + realised - fee).toInt128();
    }

    /// @dev Open interest after a position went from `before` to `afterwards`.
    function _moveOpenInterest(uint256 longs, uint256 shorts, int256 before, int256 afterwards)
        internal
        pure
        returns (uint256, uint256)
    {
        return (
            longs + _positivePart(afterwards) - _positivePart(before),
            shorts + _positivePart(-afterwards) - _positivePart(-before)
        );
    }

    function _settleFill(Settlement memory run, Market storage market, Party memory taker, Fill calldata fill)
        private
        returns (FillOutcome)
    {
        if (fill.maker == taker.owner) return FillOutcome.SelfTrade;
        Party memory maker = _load(fill.maker, run.marketId);
        Trade memory trade = _terms(market, fill, run.takerIsBuyer);
        (uint256 longs, uint256 shorts) = _openInterestAfter(run, taker.position.size, maker.position.size, trade);
        if (longs > run.longs && longs > market.openInterestCap) return FillOutcome.OpenInterestCap;
        if (!_settleMaker(run, market, maker, trade, fill.lots)) return FillOutcome.MakerMargin;

        run.realised += _trade(taker, trade.sizeDelta, trade.quoteDelta, trade.takerFee);
        run.fee += trade.takerFee;
        (run.longs, run.shorts) = (longs, shorts);
        // Not negative: a rebate is at most the taker's rate and is rounded down where the fee is rounded up.
        _tally(run.fees, run.feeSplit, uint256(trade.takerFee + trade.makerFee));
        return FillOutcome.Filled;
    }

    /// @dev Applies the maker's side if the margin rule allows it; changes nothing otherwise. A maker whose margin can't be
    /// told, for want of a mark in another market, can't take the fill either: it must not stop the taker.
    function _settleMaker(
        Settlement memory run,
        Market storage market,
        Party memory maker,
        Trade memory trade,
        uint64 lots
    ) private returns (bool) {
        if (!_hasMarks(maker.account.activeMarkets, run.marketId)) return false;
        int128 sizeBefore = maker.position.size;
        int256 headroomBefore = _headroom(maker.account.collateral, maker.position, market, run.mark);
        _release(maker.position, !run.takerIsBuyer, lots);
        int256 realised = _trade(maker, -trade.sizeDelta, -trade.quoteDelta, trade.makerFee);
        if (!_mayHold(run, market, maker, sizeBefore, headroomBefore)) return false;
        _store(maker, run.marketId);
        emit PositionChanged(
            maker.owner, run.marketId, maker.position.size, maker.position.quote, realised, trade.makerFee
        );
        return true;
    }

    /// @dev What a fill does to the taker; exact, since `tickSize × lotSize` is a multiple of 1e30.
    function _terms(Market storage market, Fill calldata fill, bool takerIsBuyer)
        private
        view
        returns (Trade memory trade)
    {
        uint256 lotSize = market.lotSize;
        uint256 notional = uint256(fill.lots) * fill.tick * (market.tickSize * lotSize / Units.WAD);
        trade.sizeDelta = (fill.lots * lotSize).toInt256();
        trade.quoteDelta = notional.toInt256();
        if (takerIsBuyer) trade.quoteDelta = -trade.quoteDelta;
        else trade.sizeDelta = -trade.sizeDelta;
        trade.takerFee = int256(FeeMath.feeUp(notional, market.takerFeePpm));
        trade.makerFee = FeeMath.makerFee(notional, market.makerFeePpm);
    }

    function _openInterestAfter(Settlement memory run, int256 takerSize, int256 makerSize, Trade memory trade)
        private
        pure
        returns (uint256 longs, uint256 shorts)
    {
        (longs, shorts) = _moveOpenInterest(run.longs, run.shorts, takerSize, takerSize + trade.sizeDelta);
        (longs, shorts) = _moveOpenInterest(longs, shorts, makerSize, makerSize - trade.sizeDelta);
    }

    /// @dev The margin rule: equity ≥ initial margin, or only reduced without hurting equity − maintenance margin while solvent.
    function _mayHold(
        Settlement memory run,
        Market storage market,
        Party memory party,
        int256 sizeBefore,
        int256 headroomBefore
    ) private view returns (bool) {
        Health memory health = _healthWith(party.owner, party.account, run.marketId, party.position, market, run.mark);
        if (health.equity >= int256(health.initialMargin)) return true;
        return health.equity >= 0 && MarginMath.onlyReduced(sizeBefore, party.position.size)
            && _headroom(party.account.collateral, party.position, market, run.mark) >= headroomBefore;
    }

    /// @dev The taker's check, once after all its fills. Resting more on the worse side needs initial margin like growing; a
    /// fill that only reduces may well leave the worse side of other open orders larger.
    function _requireMargin(
        Settlement memory run,
        Market storage market,
        Party memory party,
        TakerContext memory context,
        bool restsMore
    ) private view {
        // No headroom is that large: it turns the second half of the rule off.
        int256 headroomBefore = restsMore ? type(int256).max : context.headroom;
        if (_mayHold(run, market, party, context.size, headroomBefore)) return;
        Health memory health = _healthWith(party.owner, party.account, run.marketId, party.position, market, run.mark);
        revert InsufficientMargin(party.owner, health.equity, health.initialMargin);
    }

    function _contextOf(Party memory party, Market storage market, uint256 mark)
        private
        view
        returns (TakerContext memory)
    {
        return TakerContext({
            started: true,
            size: party.position.size,
            worst: _worst(party.position, market),
            headroom: _headroom(party.account.collateral, party.position, market, mark)
        });
    }

    function _reserve(Position memory position_, bool isBuy, uint64 lots) private pure {
        if (isBuy) position_.bidLots += lots;
        else position_.askLots += lots;
    }

    function _release(Position memory position_, bool isBuy, uint64 lots) private pure {
        if (isBuy) position_.bidLots -= lots;
        else position_.askLots -= lots;
    }

    function _positivePart(int256 value) private pure returns (uint256) {
        return value > 0 ? uint256(value) : 0;
    }

    /// @dev Population count; the account's bitmap has few bits set, so clearing them one by one is cheapest.
    function _count(uint128 bitmap) private pure returns (uint256 bits) {
        for (; bitmap != 0; ++bits) {
            bitmap &= bitmap - 1;
        }
    }
}
