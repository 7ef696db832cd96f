// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {MARKETS, PARTIES, Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {IEngineExtension} from "contracts/interfaces/engine/IEngineExtension.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title Losses that their account can't pay: flags, deleveraging, and the books of it
abstract contract DeficitHandlers is UserCalls {
    /// @dev Seconds after a flag before its deficit may be booked, and for which it then may.
    uint256 internal constant DELEVERAGING_WINDOW = 3600;

    /// @dev When each party's deficit was flagged; zero: it is not.
    uint256[PARTIES] internal flaggedAt;

    /// @notice Flags an account's deficit; refused unless there is one that insurance can't pay.
    function engine_flagDeficit(uint8 caller, uint8 victim) external {
        _flag(_actorOf(caller), _bankrupt(_partyOf(victim)));
    }

    /// @notice Closes a bankrupt position, or a part of it, against those in profit, best first.
    function engine_deleverage(uint8 caller, uint8 victim, uint8 market, uint64 lots) external {
        uint8 target = _bankrupt(_partyOf(victim));
        // In the other market if it holds nothing here: most accounts hold something in one of them.
        uint16 id = _marketOf(market);
        (int128 size,,,) = ENGINE.position(_party(target), id);
        _deleverage(_actorOf(caller), target, size == 0 ? uint16((id + 1) % MARKETS) : id, lots);
    }

    function _flag(uint8 caller, uint8 victim) internal {
        int256 equity = Margin.equity(_account(victim), _marks());
        uint256 was = _flagOf(victim);
        (bool ok,) = _perform(caller, address(ENGINE), abi.encodeCall(IEngineExtension.flagDeficit, (_party(victim))));
        if (!ok) return;
        _count(Outcome.DeficitFlagged);
        if (equity >= 0 || uint256(-equity) <= INSURANCE.balance() * Shape.WAD_PER_ASSET) {
            _break(MS_09, "a deficit was flagged that is none, or that insurance can pay");
        }
        bool inForce = was != 0 && block.timestamp <= was + 2 * DELEVERAGING_WINDOW;
        flaggedAt[victim] = inForce ? was : block.timestamp;
        if (_flagOf(victim) != flaggedAt[victim]) _break(MS_13, "a flag in force was moved, or none was set");
    }

    /// @dev Zero also while the engine can't tell for want of a mark; then nobody can be flagged either.
    function _flagOf(uint8 who) private view returns (uint256) {
        try ENGINE.deficitState(_party(who)) returns (uint256, uint256, uint40 flagged) {
            return flagged;
        } catch {
            return 0;
        }
    }

    function _deleverage(uint8 caller, uint8 victim, uint16 id, uint64 drawn) internal {
        Ledger memory before = _ledger();
        uint256 fund = INSURANCE.balance();
        IEngineTypes.Counterparty[] memory others = _counterparties(before, victim, id, drawn);
        (bool ok,) =
            _perform(caller, address(ENGINE), abi.encodeCall(IEngineExtension.deleverage, (_party(victim), id, others)));
        if (!ok) {
            _count(Outcome.DeleverageRefused);
            return;
        }
        _count(Outcome.Deleveraged);
        Ledger memory afterwards = _ledgerAt(before.marks);
        if (!_fresh(id)) _break(OR_01, "an account was deleveraged at a price older than allowed");
        int256 equity = Margin.equity(before.accounts[victim], before.marks);
        if (equity >= 0 || uint256(-equity) <= fund * Shape.WAD_PER_ASSET) {
            _break(MS_09, "an account was deleveraged that is solvent or insured");
        }
        uint256 involved = _checkCounterparties(before, afterwards, victim, id);
        if (afterwards.accounts[victim].size[id] == 0) {
            flaggedAt[victim] = 0;
            if (Margin.equity(afterwards.accounts[victim], before.marks) != 0) {
                _break(MS_11, "a deleveraged account did not end at zero");
            }
        }
        _bookMoney(before, afterwards, fund, 0);
        _checkMoney(afterwards, true);
        _checkShares();
        // Whoever gives up a profit has less above its maintenance margin than before.
        _checkUserCallBut(before, afterwards, involved);
    }

    /// @dev Nobody else's collateral is touched, and nobody loses more than its profit there.
    function _checkCounterparties(Ledger memory before, Ledger memory afterwards, uint8 victim, uint16 id)
        private
        scratch
        returns (uint256 involved)
    {
        for (uint8 who; who < PARTIES; ++who) {
            Account memory was = before.accounts[who];
            Account memory is_ = afterwards.accounts[who];
            if (was.size[id] == is_.size[id]) continue;
            if (!Margin.onlyReduced(was.size[id], is_.size[id])) _break(MS_10, "deleveraging made a position grow");
            if (who == victim) continue;
            involved |= 1 << who;
            if (is_.collateral < was.collateral) _break(MS_10, "deleveraging took a counterparty's collateral");
            int256 profit = Margin.value(was.size[id], before.marks[id]) + was.quote[id] - was.owed[id];
            int256 lost = Margin.equity(was, before.marks) - Margin.equity(is_, before.marks);
            // Splitting a value in two rounds it down once more.
            if (lost > profit + 1) _break(MS_10, "a counterparty lost more than its profit");
        }
    }

    /// @dev The first party from this one on with less than nothing; itself if there is none.
    function _bankrupt(uint8 who) internal view scratch returns (uint8) {
        Ledger memory ledger = _ledger();
        for (uint256 i; i < PARTIES; ++i) {
            uint8 party = uint8((who + i) % PARTIES);
            if (Margin.equity(ledger.accounts[party], ledger.marks) < 0) return party;
        }
        return who;
    }

    /// @dev Those on the other side, by falling score; together they close at most `drawn` lots of the position.
    function _counterparties(Ledger memory ledger, uint8 victim, uint16 id, uint64 drawn)
        private
        view
        returns (IEngineTypes.Counterparty[] memory others)
    {
        int256 size = ledger.accounts[victim].size[id];
        uint256 held = Margin.magnitude(size) / Shape.lotSize(id);
        // Whole more often than in part.
        uint256 left = held == 0 || drawn % 4 != 0 ? held : _fold(drawn / 4, 1, held);
        others = new IEngineTypes.Counterparty[](PARTIES);
        uint256 count;
        uint256 last = type(uint256).max;
        uint256 used = 1 << victim;
        while (left > 0) {
            (uint8 best, uint256 score) = (victim, 0);
            for (uint8 who; who < PARTIES; ++who) {
                int256 opposite = ledger.accounts[who].size[id];
                if (used & 1 << who != 0 || opposite == 0 || (opposite > 0) == (size > 0)) continue;
                uint256 found = _score(who, id);
                if (found > score && found <= last) (best, score) = (who, found);
            }
            if (score == 0) break;
            used |= 1 << best;
            uint256 lots = Margin.magnitude(ledger.accounts[best].size[id]) / Shape.lotSize(id);
            if (lots > left) lots = left;
            left -= lots;
            last = score;
            others[count++] = IEngineTypes.Counterparty(_party(best), uint64(lots));
        }
        assembly {
            mstore(others, count)
        }
    }

    function _score(uint8 who, uint16 id) private view returns (uint256) {
        try ENGINE.adlScore(_party(who), id) returns (uint256 score) {
            return score;
        } catch {
            return 0;
        }
    }

    /// @dev A deficit is forgiven to the account: insurance and bad debt make up for it, the surplus is insurance's again.
    /// `fund`: what insurance held before; `put`: what a market put into the accounts, WAD.
    function _bookMoney(Ledger memory before, Ledger memory afterwards, uint256 fund, int256 put) internal scratch {
        uint256 fundPaid = (fund - INSURANCE.balance()) * Shape.WAD_PER_ASSET;
        uint256 debt = ENGINE.badDebt();
        if (debt < badDebt) _break(FC_05, "a liquidation made bad debt vanish");
        uint256 booked = debt > badDebt ? debt - badDebt : 0;
        badDebt = debt;
        int256 net = _holdings(before.accounts) - _holdings(afterwards.accounts) + int256(fundPaid + booked) + put;
        if (net < 0) {
            _break(FC_12, "a liquidation gave out more than its fee");
        } else {
            collected += uint256(net);
            credited[INSURANCE_SINK] += uint256(net);
        }
        if (booked > 0) _count(Outcome.BadDebtBooked);
        if (fundPaid > 0) _count(Outcome.DeficitCovered);
        if (booked > 0 && INSURANCE.balance() > 0) _break(FC_05, "bad debt was booked while insurance could pay");
    }
}
