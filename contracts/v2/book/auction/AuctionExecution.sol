// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookAuction} from "../../../interfaces/book/IBookAuction.sol";
import {IEngineTypes} from "../../../interfaces/engine/IEngineTypes.sol";
import {AuctionOrderId} from "../../../libraries/AuctionOrderId.sol";
import {Units} from "../../../libraries/Units.sol";
import {AuctionOrders} from "./AuctionOrders.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Executing an epoch by bounded steps
/// @dev A step reads what is stored and leaves what is stored true; between calls anything may happen to the orders. Only the
/// epoch's own fields and pricing's cursor are carried in memory through a call.
abstract contract AuctionExecution is AuctionOrders {
    /// @inheritdoc IBookAuction
    uint256 public constant STEP_GAS = 1_500_000;
    /// @inheritdoc IBookAuction
    uint256 public constant VAULT_STEP_GAS = 2_000_000;

    /// @dev The vault takes the largest of an order's lots, half of them, a quarter, … that its caps allow, so many at most.
    uint256 private constant VAULT_TRIES = 8;

    /// @dev One call's work. `settling`: the market settles and all orders end cancelled. `starved`: the step had too little gas to
    /// place an order in the book, and changed nothing.
    struct Run {
        uint16 marketId;
        uint32 number;
        bool settling;
        bool starved;
        uint256 mark;
        Epoch epoch;
    }

    /// @inheritdoc IBookAuction
    function executeAuction(uint16 marketId, uint256 maxSteps) external returns (bool done) {
        _requireOpen(marketId);
        Auction storage auction = _auction(marketId);
        Run memory run;
        run.marketId = marketId;
        run.number = auction.executing;
        if (run.number == 0 || run.number > auction.gathering) revert NothingToExecute(marketId);
        Batch storage batch = auction.batches[run.number];
        run.epoch = batch.epoch;
        if (block.timestamp < run.epoch.endsAt) revert EpochNotEnded(marketId, run.epoch.endsAt);
        _begin(run);
        for (uint256 step; step < maxSteps && run.epoch.phase != AuctionPhase.Done; ++step) {
            run.starved = gasleft() < (run.epoch.phase == AuctionPhase.VaultFill ? VAULT_STEP_GAS : STEP_GAS);
            if (!run.starved) _step(run, batch);
            if (!run.starved) continue;
            if (step == 0) revert InsufficientGas();
            break;
        }
        batch.epoch = run.epoch;
        done = run.epoch.phase == AuctionPhase.Done;
        if (!done) return done;
        auction.executing = run.number + 1;
        Epoch memory ended = run.epoch;
        emit AuctionExecuted(marketId, run.number, ended.tick, ended.filledLots, ended.vaultLots, ended.imbalance);
    }

    /// @dev What a settling market's orders wait for will not come. Any other phase but the last needs a fresh mark.
    function _begin(Run memory run) private view {
        (IEngineTypes.MarketState state,) = _state().engine.marketState(run.marketId);
        run.settling = state == IEngineTypes.MarketState.Settling;
        if (run.settling) run.epoch.phase = AuctionPhase.Closing;
        else if (run.epoch.phase != AuctionPhase.Closing) run.mark = _state().engine.mark(run.marketId);
        if (run.epoch.phase == AuctionPhase.Gathering) run.epoch.phase = AuctionPhase.Pricing;
    }

    function _step(Run memory run, Batch storage batch) private {
        AuctionPhase phase = run.epoch.phase;
        if (phase == AuctionPhase.Pricing) _priceStep(run, batch);
        else if (phase == AuctionPhase.Settling) _settleStep(run, batch);
        else if (phase == AuctionPhase.VaultFill) _vaultStep(run, batch);
        else _closeStep(run, batch);
    }

    function _priceStep(Run memory run, Batch storage batch) private {
        Epoch memory epoch = run.epoch;
        if (!_advance(batch, epoch.cursor)) return;
        (epoch.tick, epoch.imbalance) = _strike(batch, epoch.cursor, run.mark, _tickSize(run.marketId));
        epoch.phase = epoch.tick == 0 ? AuctionPhase.Closing : AuctionPhase.Settling;
        uint128 volume = uint128(Math.min(epoch.cursor.bids, epoch.cursor.asks));
        emit AuctionPriced(run.marketId, run.number, epoch.tick, volume, epoch.imbalance);
    }

    /// @dev One pair, at the price that was struck.
    function _settleStep(Run memory run, Batch storage batch) private {
        uint24 bidTick = _eligible(run, batch, true);
        uint24 askTick = _eligible(run, batch, false);
        if (bidTick == 0 || askTick == 0) {
            run.epoch.phase = AuctionPhase.VaultFill;
            return;
        }
        Head memory bid = _headAt(batch.bids, bidTick);
        if (bid.order.owner == address(0)) return;
        Head memory ask = _headAt(batch.asks, askTick);
        if (ask.order.owner == address(0)) return;
        run.epoch.firm = true;
        uint64 lots = uint64(Math.min(bid.order.lots, ask.order.lots));
        if (bid.order.owner == ask.order.owner) {
            _preventSelfTrade(run, batch, bid, ask, lots);
            return;
        }
        (IEngineTypes.FillOutcome outcome, bool buyerRefused) =
            _state().engine.settlePair(run.marketId, bid.order.owner, ask.order.owner, run.epoch.tick, lots);
        if (outcome == IEngineTypes.FillOutcome.Filled) {
            _lessen(batch.bids, bid.key, bid.order, lots);
            _lessen(batch.asks, ask.key, ask.order, lots);
            run.epoch.filledLots += lots;
            emit AuctionMatched(_idOf(run, true, bid), _idOf(run, false, ask), run.epoch.tick, lots);
        } else if (outcome == IEngineTypes.FillOutcome.OpenInterestCap) {
            bool smallerIsBid = bid.order.lots <= ask.order.lots;
            _end(run, batch, smallerIsBid, smallerIsBid ? bid : ask);
        } else {
            _drop(run, batch, buyerRefused, buyerRefused ? bid : ask, _reasonOf(outcome));
        }
    }

    /// @dev One order of the surplus against the vault, one try at how much of it, or the end of it.
    function _vaultStep(Run memory run, Batch storage batch) private {
        bool sells = run.epoch.imbalance > 0;
        uint256 room = SignedMath.abs(run.epoch.imbalance) - SignedMath.abs(run.epoch.vaultLots);
        uint24 tick = _eligible(run, batch, sells);
        if (room == 0 || tick == 0 || !_withinVaultBand(run)) {
            run.epoch.phase = AuctionPhase.Closing;
            return;
        }
        Head memory head = _headAt(_sideOf(batch, sells), tick);
        address owner = head.order.owner;
        if (owner == address(0)) return;
        uint64 lots = uint64(Math.min(head.order.lots, room)) >> batch.halvings;
        bytes memory refusal;
        // The vault's own state, unlike a trader's, was not checked when an order was taken: whatever it makes the engine revert
        // with, the vault just does not fill. There is gas for it, or the step would not have begun.
        try _state().engine
            .settlePair(
                run.marketId, sells ? owner : address(0), sells ? address(0) : owner, run.epoch.tick, lots
            ) returns (
            IEngineTypes.FillOutcome outcome, bool buyerRefused
        ) {
            if (_answered(run, batch, sells, head, lots, outcome, buyerRefused)) {
                batch.halvings = 0;
                return;
            }
        } catch (bytes memory reason) {
            refusal = reason;
        }
        if (++batch.halvings < VAULT_TRIES && lots > 1) return;
        emit AuctionVaultDeclined(run.marketId, run.number, refusal);
        run.epoch.phase = AuctionPhase.Closing;
    }

    /// @dev Books what the engine said to a fill with the vault.
    /// @return answered false where it was the vault that was refused
    function _answered(
        Run memory run,
        Batch storage batch,
        bool sells,
        Head memory head,
        uint64 lots,
        IEngineTypes.FillOutcome outcome,
        bool buyerRefused
    ) private returns (bool answered) {
        if (outcome == IEngineTypes.FillOutcome.Filled) {
            _lessen(_sideOf(batch, sells), head.key, head.order, lots);
            run.epoch.vaultLots += sells ? -int128(uint128(lots)) : int128(uint128(lots));
            uint128 orderId = _idOf(run, sells, head);
            emit AuctionMatched(sells ? orderId : 0, sells ? 0 : orderId, run.epoch.tick, lots);
        } else if (outcome == IEngineTypes.FillOutcome.OpenInterestCap) {
            _end(run, batch, sells, head);
        } else if (buyerRefused == sells) {
            _drop(run, batch, sells, head, _reasonOf(outcome));
        } else {
            return false;
        }
        return true;
    }

    function _closeStep(Run memory run, Batch storage batch) private {
        uint24 tick = _bestOf(batch.bids, true);
        bool isBuy = tick != 0;
        if (!isBuy) tick = _bestOf(batch.asks, false);
        if (tick == 0) {
            run.epoch.phase = AuctionPhase.Done;
            return;
        }
        Head memory head = _headAt(_sideOf(batch, isBuy), tick);
        if (head.order.owner != address(0)) _end(run, batch, isBuy, head);
    }

    /// @dev Both lose what they would have traded with each other; everybody else trades as if they had.
    function _preventSelfTrade(Run memory run, Batch storage batch, Head memory bid, Head memory ask, uint64 lots)
        private
    {
        _lessen(batch.bids, bid.key, bid.order, lots);
        _lessen(batch.asks, ask.key, ask.order, lots);
        _state().engine.releaseOrder(run.marketId, bid.order.owner, true, lots);
        _state().engine.releaseOrder(run.marketId, ask.order.owner, false, lots);
        emit AuctionSelfTradePrevented(_idOf(run, true, bid), _idOf(run, false, ask), lots);
    }

    /// @dev Ends an order that the auction does not fill as its owner has chosen.
    function _end(Run memory run, Batch storage batch, bool isBuy, Head memory head) private {
        AuctionOrder memory order = head.order;
        bool carries = order.unfilled == Unfilled.NextEpoch;
        if (run.settling || carries && _auction(run.marketId).epochLength == 0) {
            _drop(run, batch, isBuy, head, AuctionRemoval.MarketClosed);
        } else if (carries) {
            _lessen(_sideOf(batch, isBuy), head.key, order, order.lots);
            uint128 newId = _gather(run.marketId, isBuy, head.tick, order);
            emit AuctionOrderCarried(_idOf(run, isBuy, head), newId, order.owner, order.lots);
        } else if (order.unfilled == Unfilled.ToBook) {
            _moveToBook(run, batch, isBuy, head);
        } else {
            _drop(run, batch, isBuy, head, AuctionRemoval.Unfilled);
        }
    }

    /// @dev Places what is left in the continuous book. Its reservation is made there anew.
    function _moveToBook(Run memory run, Batch storage batch, bool isBuy, Head memory head) private {
        AuctionOrder memory order = head.order;
        uint128 orderId = _idOf(run, isBuy, head);
        run.starved = gasleft() < STEP_GAS + SUBMIT_GAS;
        if (run.starved) return;
        _lessen(_sideOf(batch, isBuy), head.key, order, order.lots);
        _state().engine.releaseOrder(run.marketId, order.owner, isBuy, order.lots);
        OrderParams memory params;
        params.marketId = run.marketId;
        params.isBuy = isBuy;
        params.tick = head.tick;
        params.lots = order.lots;
        (bool placed, Execution memory execution, bytes memory reason) = _submitLater(order.owner, params);
        if (placed) {
            emit AuctionOrderMoved(orderId, execution.orderId, order.owner, order.lots, execution.filledLots);
        } else {
            emit AuctionOrderRefused(orderId, order.owner, order.lots, reason);
        }
    }

    /// @dev Removes an order with its reservation.
    function _drop(Run memory run, Batch storage batch, bool isBuy, Head memory head, AuctionRemoval reason) private {
        AuctionOrder memory order = head.order;
        _lessen(_sideOf(batch, isBuy), head.key, order, order.lots);
        emit AuctionOrderRemoved(_idOf(run, isBuy, head), order.owner, order.lots, reason);
        _state().engine.releaseOrder(run.marketId, order.owner, isBuy, order.lots);
    }

    /// @dev The best tick of a side if it can trade at the clearing tick, else zero.
    function _eligible(Run memory run, Batch storage batch, bool isBuy) private view returns (uint24 tick) {
        tick = _bestOf(_sideOf(batch, isBuy), isBuy);
        if (isBuy ? tick < run.epoch.tick : tick > run.epoch.tick) return 0;
    }

    /// @dev |clearing price − mark| ≤ band × mark, without a division.
    function _withinVaultBand(Run memory run) private view returns (bool) {
        uint256 price = run.epoch.tick * _tickSize(run.marketId);
        uint256 distance = price > run.mark ? price - run.mark : run.mark - price;
        uint256 bandPpm = _auction(run.marketId).vaultBandPpm;
        return bandPpm != 0 && distance * Units.PPM <= run.mark * bandPpm;
    }

    function _idOf(Run memory run, bool isBuy, Head memory head) private pure returns (uint128) {
        return AuctionOrderId.encode(run.marketId, run.number, isBuy, head.key);
    }

    function _reasonOf(IEngineTypes.FillOutcome outcome) private pure returns (AuctionRemoval) {
        if (outcome == IEngineTypes.FillOutcome.MakerCap) return AuctionRemoval.Cap;
        if (outcome == IEngineTypes.FillOutcome.MakerReduceOnly) return AuctionRemoval.ReduceOnly;
        return AuctionRemoval.Margin;
    }
}
