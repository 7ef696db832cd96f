// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {MARKETS, PARTIES, Shape} from "../system/Shape.sol";
import {DeficitHandlers} from "./DeficitHandlers.sol";
import {IEngineExtension} from "contracts/interfaces/engine/IEngineExtension.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title Funding is sampled, settled and swept; positions of a delisted market are closed
abstract contract FundingHandlers is DeficitHandlers {
    int256 private constant WAD_PER_PPM = 1e12;

    /// @notice Samples the premium for the time to come: what is owed until now stays what it was.
    function engine_updateFunding(uint8 caller, uint8 market) external {
        _updateFunding(_actorOf(caller), _marketOf(market));
    }

    function _updateFunding(uint8 caller, uint16 id) internal {
        (, int64 rateBefore,,) = ENGINE.fundingState(id);
        Ledger memory before = _ledger();
        (bool ok,) = _perform(caller, address(ENGINE), abi.encodeCall(IEngineExtension.updateFunding, (id)));
        if (!ok) return;
        _count(Outcome.FundingUpdated);
        Ledger memory afterwards = _ledgerAt(before.marks);
        (, int64 rate,,) = ENGINE.fundingState(id);
        if (!_fresh(id)) _break(OR_01, "funding was sampled at a price older than allowed");
        if (rate != _expectedRate(id, rateBefore, before.marks[id])) {
            _break(FC_07, "the funding rate is not what the book and the limits say");
        }
        for (uint256 who; who < PARTIES; ++who) {
            if (_holding(before.accounts[who]) != _holding(afterwards.accounts[who])) {
                _break(FC_08, "sampling funding changed what was owed already");
            }
        }
        _checkMoney(afterwards, true);
        _checkUserCall(before, afterwards);
    }

    /// @notice Settles what a party owes into its quote: nobody gains or loses by that.
    function engine_settleFunding(uint8 caller, uint8 party, uint8 market) external {
        (uint8 who, uint16 id) = _positionAmong(PARTIES, _partyOf(party), _marketOf(market));
        Ledger memory before = _ledger();
        (bool ok,) = _perform(
            _actorOf(caller), address(ENGINE), abi.encodeCall(IEngineExtension.settleFunding, (_party(who), id))
        );
        if (!ok) return;
        _count(Outcome.FundingSettled);
        Ledger memory afterwards = _ledgerAt(before.marks);
        Account memory was = before.accounts[who];
        Account memory is_ = afterwards.accounts[who];
        if (is_.owed[id] != 0 || is_.quote[id] != was.quote[id] - was.owed[id] || is_.collateral != was.collateral) {
            _break(FC_08, "settled funding is other than was owed");
        }
        if (_holdings(before.accounts) != _holdings(afterwards.accounts)) {
            _break(FC_08, "settling one account's funding moved another's money");
        }
        _checkMoney(afterwards, true);
        _checkUserCall(before, afterwards);
    }

    /// @notice Moves what rounding has left to insurance, once nobody holds anything in the market.
    function engine_sweepResidual(uint8 caller, uint8 market) external {
        uint16 id = _marketOf(market);
        (uint256 longs, uint256 shorts) = ENGINE.openInterest(id);
        (,,, int256 residual) = ENGINE.fundingState(id);
        (bool ok,) = _perform(_actorOf(caller), address(ENGINE), abi.encodeCall(IEngineExtension.sweepResidual, (id)));
        if (ok != (longs == 0 && shorts == 0)) {
            _break(FC_09, ok ? "a residual was swept that is still owed" : "a residual could not be swept");
        }
        if (!ok || residual == 0) return;
        _count(Outcome.ResidualSwept);
        if (residual < 0) {
            _break(FC_09, "funding paid out more than it took in");
            return;
        }
        collected += uint256(residual);
        credited[INSURANCE_SINK] += uint256(residual);
        _checkMoney(_ledger(), true);
    }

    /// @notice Closes a party's position in a settling market at its final price; elsewhere, where none settles, that is refused.
    function engine_settlePosition(uint8 caller, uint8 party, uint8 market) external {
        uint16 first = _marketOf(market);
        for (uint16 i; i < MARKETS && !_settling(first); ++i) {
            first = (first + 1) % MARKETS;
        }
        (uint8 who, uint16 id) = _positionAmong(PARTIES, _partyOf(party), first);
        Ledger memory before = _ledger();
        uint256 fund = INSURANCE.balance();
        (bool ok,) = _perform(
            _actorOf(caller), address(ENGINE), abi.encodeCall(IEngineExtension.settlePosition, (_party(who), id))
        );
        Account memory was = before.accounts[who];
        if (ok != (_settling(id) && was.size[id] != 0)) {
            _break(FC_10, ok ? "a position was closed in a market that goes on" : "a position could not be settled");
        }
        if (!ok) return;
        _count(Outcome.PositionSettled);
        Ledger memory afterwards = _ledgerAt(before.marks);
        Account memory is_ = afterwards.accounts[who];
        int256 value = Margin.value(was.size[id], before.marks[id]);
        int256 left = was.collateral + was.quote[id] - was.owed[id] + value;
        bool forgiven = left < 0 && is_.collateral == 0 && is_.size[0] == 0 && is_.size[1] == 0;
        if (is_.size[id] != 0 || is_.quote[id] != 0 || is_.collateral != left && !forgiven) {
            _break(FC_10, "a position was not closed at the final price");
        }
        _bookMoney(before, afterwards, fund, value);
        _checkMoney(afterwards, true);
        _checkShares();
        _checkUserCall(before, afterwards);
    }

    /// @dev clamp(premium + clamp(interest − premium, ±band), ±cap), of the book's impact mid; the one before while the book
    /// has changed within this block.
    function _expectedRate(uint16 id, int256 rateBefore, uint256 mark) private view returns (int256) {
        IEngineTypes.FundingParams memory params = Shape.funding(id);
        (uint256 bid, uint256 ask, uint40 changedAt) = BOOK.impactPrices(id, params.impactNotional);
        if (changedAt == block.timestamp) return rateBefore;
        int256 mid = int256(((bid == 0 ? mark : bid) + (ask == 0 ? mark : ask)) / 2);
        int256 gap = (mid - int256(mark)) * int256(Shape.WAD);
        int256 premium = gap / int256(mark) - (gap < 0 && gap % int256(mark) != 0 ? int256(1) : int256(0));
        premium = _within(premium, params.premiumCapPpm);
        int256 damping = _within(int256(params.interestPpm) * WAD_PER_PPM - premium, params.bandPpm);
        return _within(premium + damping, params.capPpm);
    }

    function _within(int256 value, uint256 limitPpm) private pure returns (int256) {
        int256 limit = int256(limitPpm) * WAD_PER_PPM;
        if (value > limit) return limit;
        return value < -limit ? -limit : value;
    }
}
