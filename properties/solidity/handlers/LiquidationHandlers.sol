// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {MARKETS, PARTIES, Shape, VAULT_PARTY} from "../system/Shape.sol";
import {DeficitHandlers} from "./DeficitHandlers.sol";
import {IEngineCore} from "contracts/interfaces/engine/IEngineCore.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title Liquidation, by the letter of the specification
abstract contract LiquidationHandlers is DeficitHandlers {
    /// @dev Who takes what over from whom; `victim` and `liquidator` are parties.
    struct Takeover {
        uint8 liquidator;
        uint8 victim;
        uint16 marketId;
    }

    /// @notice Tries to liquidate an account, whatever its health.
    function engine_liquidate(uint8 liquidator, uint8 victim, uint8 market) external {
        _liquidate(_actorOf(liquidator), _partyOf(victim), _marketOf(market));
    }

    /// @notice The same, with the vault taking the position over.
    function engine_liquidateToVault(uint8 caller, uint8 victim, uint8 market) external {
        (uint8 target, uint16 id) = _position(_actorOf(victim), _marketOf(market));
        _liquidateToVault(_actorOf(caller), target, id);
    }

    /// @notice Tries to liquidate everybody else in both markets with one call.
    function engine_liquidateMany(uint8 liquidator) external {
        uint8 taker = _actorOf(liquidator);
        IEngineTypes.LiquidationTarget[] memory targets = new IEngineTypes.LiquidationTarget[](PARTIES * MARKETS);
        for (uint256 i; i < targets.length; ++i) {
            targets[i] = IEngineTypes.LiquidationTarget(_party(i % PARTIES), uint16(i / PARTIES));
        }
        Ledger memory before = _ledger();
        uint256 fund = INSURANCE.balance();
        (bool ok, bytes memory answer) =
            _perform(taker, address(ENGINE), abi.encodeCall(IEngineCore.liquidateMany, (targets)));
        if (!ok) {
            _break(MS_12, "one account that can't be liquidated stops the others");
            return;
        }
        if (abi.decode(answer, (uint256)) == 0) {
            _count(Outcome.LiquidationRefused);
            return;
        }
        _count(Outcome.LiquidatedInBatch);
        Ledger memory afterwards = _ledgerAt(before.marks);
        for (uint8 who; who < PARTIES; ++who) {
            if (who == taker) continue;
            for (uint16 id; id < MARKETS; ++id) {
                if (before.accounts[who].size[id] != afterwards.accounts[who].size[id]) _checkDue(who, before, fund);
            }
        }
        _bookMoney(before, afterwards, fund, 0);
        _checkLiquidator(afterwards.accounts[taker], before.marks);
        _checkMoney(afterwards, true);
        _checkShares();
        _checkUserCall(before, afterwards);
    }

    function _liquidate(uint8 liquidator, uint8 victim, uint16 id) internal {
        bytes memory data = abi.encodeCall(IEngineCore.liquidate, (_party(victim), id));
        _takeOver(liquidator, data, Takeover(liquidator, victim, id));
    }

    function _liquidateToVault(uint8 caller, uint8 victim, uint16 id) internal {
        bytes memory data = abi.encodeCall(IEngineCore.liquidateToVault, (_party(victim), id));
        _takeOver(caller, data, Takeover(VAULT_PARTY, victim, id));
    }

    function _takeOver(uint8 caller, bytes memory data, Takeover memory t) private {
        Ledger memory before = _ledger();
        uint256 fund = INSURANCE.balance();
        (bool ok,) = _perform(caller, address(ENGINE), data);
        if (!ok) {
            _count(Outcome.LiquidationRefused);
            return;
        }
        _count(t.liquidator == VAULT_PARTY ? Outcome.TakenByVault : Outcome.Liquidated);
        Ledger memory afterwards = _ledgerAt(before.marks);
        if (!_fresh(t.marketId)) _break(OR_01, "an account was liquidated at a price older than allowed");
        _checkPricedFresh(before.accounts[t.victim], false);
        _checkDue(t.victim, before, fund);
        _checkVictim(t, before, afterwards);
        _checkLiquidator(afterwards.accounts[t.liquidator], before.marks);
        if (t.liquidator == VAULT_PARTY) _checkBackstop(before, afterwards);
        _bookMoney(before, afterwards, fund, 0);
        _checkMoney(afterwards, true);
        _checkShares();
        _checkUserCall(before, afterwards);
    }

    /// @dev Only below maintenance margin, and a deficit that insurance can't pay only in the window after its flag.
    function _checkDue(uint8 victim, Ledger memory before, uint256 fund) private scratch {
        Account memory account = before.accounts[victim];
        if (Margin.headroom(account, before.marks) >= 0) {
            _break(MS_03, "an account with its maintenance margin was liquidated");
        }
        int256 equity = Margin.equity(account, before.marks);
        if (equity >= 0 || uint256(-equity) <= fund * Shape.WAD_PER_ASSET) return;
        uint256 opens = flaggedAt[victim] + DELEVERAGING_WINDOW;
        if (flaggedAt[victim] == 0 || block.timestamp < opens || block.timestamp > opens + DELEVERAGING_WINDOW) {
            _break(FC_05, "a deficit was booked before anybody could be deleveraged for it");
        }
    }

    function _checkLiquidator(Account memory taker, uint256[MARKETS] memory marks) private scratch {
        if (Margin.equity(taker, marks) < Margin.initialMargin(taker, marks)) {
            _break(MS_07, "a liquidator took over more than its initial margin carries");
        }
    }

    function _checkBackstop(Ledger memory before, Ledger memory afterwards) private scratch {
        uint256 was = Margin.notional(before.accounts[VAULT_PARTY], before.marks);
        uint256 is_ = Margin.notional(afterwards.accounts[VAULT_PARTY], before.marks);
        if (is_ > was && is_ > backstopCap) _break(OI_06, "the vault took over more than its cap");
    }

    /// @dev The liquidator takes what the account gives up, at mark, and half the fee; the fee is the rate's or what is left
    /// of the equity.
    function _checkVictim(Takeover memory t, Ledger memory before, Ledger memory afterwards) private scratch {
        Account memory was = before.accounts[t.victim];
        Account memory is_ = afterwards.accounts[t.victim];
        int256 taken = was.size[t.marketId] - is_.size[t.marketId];
        Account memory taker = before.accounts[t.liquidator];
        if (
            taken == 0 || !Margin.onlyReduced(was.size[t.marketId], is_.size[t.marketId])
                || afterwards.accounts[t.liquidator].size[t.marketId] != taker.size[t.marketId] + taken
        ) _break(FC_12, "a liquidation did not hand over what it took");
        int256 value = Margin.value(taken, before.marks[t.marketId]);
        int256 equity = Margin.equity(was, before.marks);
        uint256 fee = _liquidationFee(t.marketId, Margin.magnitude(taken), before.marks[t.marketId], equity);
        if (equity > 0 && _holding(is_) - _holding(was) != value - int256(fee)) {
            _break(MS_04, "a liquidation took another fee than its rate, or than was left");
        }
        if (_holding(afterwards.accounts[t.liquidator]) - _holding(taker) != int256(fee / 2) - value) {
            _break(FC_12, "the liquidator did not get the position at mark and half the fee");
        }
        if (equity > 0) _checkExtent(t, Margin.magnitude(taken), before, is_);
        else if (is_.size[t.marketId] != 0) _break(MS_08, "a bankrupt position was not taken whole");
    }

    /// @dev No less than restores the target, no more than that takes (but for a lot of rounding), and never worse health.
    function _checkExtent(Takeover memory t, uint256 taken, Ledger memory before, Account memory is_) private {
        Account memory was = before.accounts[t.victim];
        if (Margin.headroom(is_, before.marks) < Margin.headroom(was, before.marks)) {
            _break(MS_04, "a liquidation lowered the health of a solvent account");
        }
        uint256 lots = taken / Shape.lotSize(t.marketId);
        uint256 held = Margin.magnitude(was.size[t.marketId]) / Shape.lotSize(t.marketId);
        uint256 enough;
        if (lots < held) {
            _count(Outcome.LiquidatedInPart);
            if (!_onTarget(is_, t.marketId, before.marks)) {
                _break(MS_08, "a partial liquidation fell short of its target");
            }
            if (held - lots < Shape.minPositionLots(t.marketId)) {
                _break(MS_08, "a liquidation left less than the minimum position");
            }
            enough = lots > 2 ? lots - 2 : 0;
        } else {
            enough = held > Shape.minPositionLots(t.marketId) + 1 ? held - Shape.minPositionLots(t.marketId) - 1 : 0;
        }
        if (enough == 0) return;
        if (_onTarget(_without(was, t.marketId, enough, before.marks), t.marketId, before.marks)) {
            _break(MS_08, "a liquidation took more than restores its target");
        }
    }

    function _onTarget(Account memory account, uint16 id, uint256[MARKETS] memory marks) private pure returns (bool) {
        int256 target = Margin.maintenanceMargin(account, marks) * int256(Shape.liquidationTargetPpm(id));
        return Margin.equity(account, marks) * int256(Shape.PPM) >= target;
    }

    /// @dev The account with `lots` of its position gone at mark, fee paid.
    function _without(Account memory account, uint16 id, uint256 lots, uint256[MARKETS] memory marks)
        private
        pure
        returns (Account memory rest)
    {
        rest = abi.decode(abi.encode(account), (Account));
        uint256 gone = lots * Shape.lotSize(id);
        int256 signed = account.size[id] > 0 ? int256(gone) : -int256(gone);
        uint256 fee = _liquidationFee(id, gone, marks[id], Margin.equity(account, marks));
        rest.size[id] -= signed;
        rest.collateral += Margin.value(signed, marks[id]) - int256(fee);
    }

    function _liquidationFee(uint16 id, uint256 size, uint256 mark, int256 equity) private pure returns (uint256) {
        if (equity <= 0) return 0;
        // Rounded up once, as margin requirements are: rounding the notional first would charge a wei too much.
        uint256 rated = _ceil(size * mark * Shape.liquidationFeePpm(id), Shape.WAD * Shape.PPM);
        return rated < uint256(equity) ? rated : uint256(equity);
    }
}
