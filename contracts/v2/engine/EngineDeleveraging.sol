// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineExtension} from "../../interfaces/engine/IEngineExtension.sol";
import {MarginMath} from "../../libraries/MarginMath.sol";
import {EngineDeficits} from "./EngineDeficits.sol";
import {EngineFunding} from "./EngineFunding.sol";
import {EnginePositions} from "./EnginePositions.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Auto-deleveraging of bankrupt accounts against counterparties in profit
abstract contract EngineDeleveraging is EnginePositions, EngineFunding, EngineDeficits, IEngineExtension {
    using SafeCast for *;

    /// @dev One deleveraging. `loss` is the part of the deficit that insurance can't pay, `closed` and `assigned` what of
    /// the position and of the loss the counterparties have taken so far: shares are differences of running totals, so
    /// they add up to the whole exactly.
    struct Deleveraging {
        uint16 marketId;
        int256 size;
        uint256 loss;
        uint256 closed;
        uint256 assigned;
        int256 value;
        int256 realised;
        uint256 lastScore;
        Valuation at;
    }

    /// @inheritdoc IEngineExtension
    function flagDeficit(address account) external {
        (uint256 deficit, uint256 available) = _uninsuredDeficit(account);
        EngineState storage state = _state();
        uint256 flaggedAt = state.deficitFlaggedAt[account];
        // A flag in force is not moved: the window could be kept from ever passing.
        if (flaggedAt != 0 && block.timestamp <= flaggedAt + 2 * DELEVERAGING_WINDOW) return;
        state.deficitFlaggedAt[account] = block.timestamp.toUint40();
        emit DeficitFlagged(account, deficit, available);
    }

    /// @inheritdoc IEngineExtension
    function deleverage(address account, uint16 marketId, Counterparty[] calldata counterparties) external {
        Market storage market = _liveMarket(marketId);
        (uint256 deficit, uint256 available) = _uninsuredDeficit(account);
        Deleveraging memory run;
        run.marketId = marketId;
        run.loss = deficit - available;
        run.lastScore = type(uint256).max;
        run.at = _valuation(marketId, market);
        _accrueFunding(marketId, market, run.at);
        Party memory party = _loadSettled(account, marketId, run.at);
        run.size = party.position.size;
        if (run.size == 0) revert NoPosition(account, marketId);
        for (uint256 i; i < counterparties.length; ++i) {
            _closeAgainst(run, market, party, counterparties[i]);
        }
        if (run.closed == 0) revert ZeroAmount();
        // Insurance pays in proportion to what was closed: what stays open may yet recover by itself.
        uint256 paid = _drawInsurance(Math.mulDiv(available, run.closed, SignedMath.abs(run.size)));
        party.account.collateral = (int256(party.account.collateral) + paid.toInt256()).toInt128();
        _store(party, marketId, market);
        _announce(party, marketId, run.realised, 0);
        // Closed whole it ends at zero: a later deficit has a window of its own.
        if (party.position.size == 0) delete _state().deficitFlaggedAt[account];
        emit DeficitCovered(account, deficit, paid, 0);
    }

    /// @inheritdoc IEngineExtension
    function adlScore(address account, uint16 marketId) external view returns (uint256) {
        Market storage market = _market(marketId);
        Valuation memory at = _valuation(marketId, market);
        return _score(account, _loadSettled(account, marketId, at), at);
    }

    /// @inheritdoc IEngineExtension
    function deficitState(address account)
        external
        view
        returns (uint256 deficit, uint256 available, uint40 flaggedAt)
    {
        int256 equity_ = _solvency(account).equity;
        deficit = equity_ < 0 ? uint256(-equity_) : 0;
        return (deficit, _insuranceAvailable(), _state().deficitFlaggedAt[account]);
    }

    /// @dev Closes part of the bankrupt position against one counterparty, at mark plus its share of the loss.
    function _closeAgainst(
        Deleveraging memory run,
        Market storage market,
        Party memory party,
        Counterparty calldata counterparty
    ) private {
        Party memory other = _loadSettled(counterparty.account, run.marketId, run.at);
        uint256 absSize = counterparty.lots * uint256(market.lotSize);
        _checkCounterparty(run, party, other, absSize);

        uint256 absTotal = SignedMath.abs(run.size);
        run.closed += absSize;
        int256 size = run.size > 0 ? int256(absSize) : -int256(absSize);
        int256 closedSize = run.size > 0 ? int256(run.closed) : -int256(run.closed);
        int256 value = MarginMath.valueFloor(closedSize, run.at.mark) - run.value;
        uint256 loss = Math.mulDiv(run.loss, run.closed, absTotal) - run.assigned;
        run.value += value;
        run.assigned += loss;

        int256 proceeds = value + int256(loss);
        int256 otherSize = other.position.size;
        _storeOpenInterest(market, party.position.size, party.position.size - size);
        _storeOpenInterest(market, otherSize, otherSize + size);
        run.realised += _trade(party, -size, proceeds, 0);
        int256 realised = _tradeAndStore(other, run.marketId, market, size, -proceeds, 0);
        // No counterparty loses more than its unrealised profit at that price.
        if (realised < 0) revert InvalidCounterparty(other.owner);
        emit Deleveraged(party.owner, run.marketId, other.owner, size, loss);
    }

    /// @dev Opposite side, enough of it, not more than is left, and ranked no higher than the one before.
    function _checkCounterparty(Deleveraging memory run, Party memory party, Party memory other, uint256 absSize)
        private
        view
    {
        int256 otherSize = other.position.size;
        bool opposite = (otherSize > 0) != (run.size > 0) && otherSize != 0;
        if (
            !opposite || other.owner == party.owner || absSize == 0 || absSize > SignedMath.abs(otherSize)
                || absSize > SignedMath.abs(party.position.size)
        ) revert InvalidCounterparty(other.owner);
        uint256 score = _score(other.owner, other, run.at);
        if (score == 0) revert InvalidCounterparty(other.owner);
        if (score > run.lastScore) revert OutOfOrder(other.owner);
        run.lastScore = score;
    }

    /// @dev Profit × leverage, WAD; the party's funding is settled. An account without equity counts as one wei of it.
    function _score(address account, Party memory party, Valuation memory at) private view returns (uint256) {
        int256 profit = _worth(party.position, at);
        if (profit <= 0) return 0;
        uint256 notional = MarginMath.notionalUp(SignedMath.abs(party.position.size), at.mark);
        uint256 equity_ = uint256(SignedMath.max(_solvency(account).equity, 1));
        return Math.mulDiv(uint256(profit), notional, equity_);
    }

    /// @dev Deficit and what insurance holds, or the reason why there is nothing to deleverage.
    function _uninsuredDeficit(address account) private view returns (uint256 deficit, uint256 available) {
        int256 equity_ = _solvency(account).equity;
        if (equity_ >= 0) revert NotBankrupt(account, equity_);
        deficit = uint256(-equity_);
        available = _insuranceAvailable();
        if (available >= deficit) revert InsuranceSuffices(deficit, available);
    }
}
