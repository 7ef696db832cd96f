// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {SINKS, Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";

/// @title Liquidation, by the letter of the specification
abstract contract LiquidationHandlers is UserCalls {
    /// @notice Tries to liquidate an account, whatever its health.
    function engine_liquidate(uint8 liquidator, uint8 victim, uint8 market) external {
        _liquidate(_actorOf(liquidator), _actorOf(victim), _marketOf(market));
    }

    function _liquidate(uint8 liquidator, uint8 victim, uint16 id) internal {
        Ledger memory before = _ledger();
        uint256 fund = INSURANCE.balance();
        (bool ok,) = _perform(
            liquidator, address(ENGINE), abi.encodeCall(IPerpEngineV2.liquidate, (address(actors[victim]), id))
        );
        if (!ok) {
            _count(Outcome.LiquidationRefused);
            return;
        }
        _count(Outcome.Liquidated);
        Ledger memory afterwards = _ledgerAt(before.marks);
        uint256 fundPaid = (fund - INSURANCE.balance()) * Shape.WAD_PER_ASSET;
        if (!_fresh(id)) _break(OR_01, "an account was liquidated at a price older than allowed");
        _checkPricedFresh(before.accounts[victim], false);
        if (Margin.headroom(before.accounts[victim], before.marks) >= 0) {
            _break(MS_03, "an account with its maintenance margin was liquidated");
        }
        _checkVictim(victim, id, before, afterwards);
        _checkTakeover(liquidator, victim, id, before, afterwards);
        _bookMoney(before, afterwards, fundPaid);
        Account memory taker = afterwards.accounts[liquidator];
        if (Margin.equity(taker, before.marks) < Margin.initialMargin(taker, before.marks)) {
            _break(MS_01, "a liquidator took over more than its initial margin carries");
        }
        _checkMoney(afterwards, true);
        _checkShares();
        _checkUserCall(before, afterwards);
    }

    /// @dev The fee is the rate's or what is left of the equity, and a solvent account is never worse off.
    function _checkVictim(uint8 victim, uint16 id, Ledger memory before, Ledger memory afterwards) private scratch {
        int256 equityBefore = Margin.equity(before.accounts[victim], before.marks);
        int256 equityAfter = Margin.equity(afterwards.accounts[victim], afterwards.marks);
        int256 fee = equityBefore - equityAfter;
        if (equityBefore <= 0) {
            if (fee > 0) _break(MS_04, "a liquidation fee was taken from an account without equity");
            return;
        }
        if (fee > equityBefore) _break(MS_04, "a liquidation fee exceeded the equity that was left");
        uint256 notional = _ceil(Margin.magnitude(before.accounts[victim].size[id]) * before.marks[id], Shape.WAD);
        uint256 rated = _ceil(notional * Shape.liquidationFeePpm(id), Shape.PPM);
        if (fee > int256(rated)) _break(MS_04, "a liquidation fee exceeded its rate");
        if (
            Margin.headroom(afterwards.accounts[victim], afterwards.marks)
                < Margin.headroom(before.accounts[victim], before.marks)
        ) _break(MS_04, "a liquidation lowered the health of a solvent account");
    }

    /// @dev A deficit is forgiven to the account: insurance and bad debt make up for it, the surplus is insurance's again.
    function _bookMoney(Ledger memory before, Ledger memory afterwards, uint256 fundPaid) private scratch {
        uint256 debt = ENGINE.badDebt();
        if (debt < badDebt) _break(FC_03, "a liquidation made bad debt vanish");
        uint256 booked = debt > badDebt ? debt - badDebt : 0;
        badDebt = debt;
        int256 net = _holdings(before.accounts) - _holdings(afterwards.accounts) + int256(fundPaid + booked);
        if (net < 0) {
            _break(FC_02, "a liquidation gave out more than its fee");
        } else {
            collected += uint256(net);
            credited[INSURANCE_SINK] += uint256(net);
        }
        if (booked > 0) _count(Outcome.BadDebtBooked);
        if (fundPaid > 0) _count(Outcome.DeficitCovered);
        if (booked > 0 && INSURANCE.balance() > 0) _break(FC_03, "bad debt was booked while insurance could pay");
    }

    /// @dev The liquidator takes exactly what the account gives up, and half the fee.
    function _checkTakeover(uint8 liquidator, uint8 victim, uint16 id, Ledger memory before, Ledger memory afterwards)
        private
        scratch
    {
        Account memory was = before.accounts[liquidator];
        Account memory is_ = afterwards.accounts[liquidator];
        int256 size = before.accounts[victim].size[id];
        int256 fee = Margin.equity(before.accounts[victim], before.marks)
            - Margin.equity(afterwards.accounts[victim], afterwards.marks);
        if (_holding(is_) - _holding(was) != (fee > 0 ? fee / 2 : int256(0)) - Margin.value(size, before.marks[id])) {
            _break(FC_02, "the liquidator did not get the position at mark and half the fee");
        }
        if (afterwards.accounts[victim].size[id] != 0 || is_.size[id] != was.size[id] + size) {
            _break(FC_02, "a liquidation did not hand over the whole position");
        }
    }
}
