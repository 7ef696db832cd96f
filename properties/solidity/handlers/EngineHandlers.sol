// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {MARKETS, SINKS, Shape, VAULT_PARTY} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {IEngineCore} from "contracts/interfaces/engine/IEngineCore.sol";
import {IEngineExtension} from "contracts/interfaces/engine/IEngineExtension.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title Calls to the clearing house by users: collateral and fees
abstract contract EngineHandlers is UserCalls {
    /// @notice Deposits up to a fifth of what the actor holds, and perhaps takes it back at once: the way round may not gain.
    function engine_deposit(uint8 who, uint64 assets, bool andBack) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 held = USDC.balanceOf(owner);
        if (held < 5) return;
        uint256 amount = _fold(assets, 1, held / 5);
        int256 before = ENGINE.collateralOf(owner);
        _deposit(actor, actor, amount);
        if (!andBack || !_withdraw(actor, actor, amount)) return;
        if (USDC.balanceOf(owner) > held || ENGINE.collateralOf(owner) > before) {
            _break(FC_04, "a deposit and its withdrawal gained something");
        }
    }

    /// @notice Withdraws up to a little more than what is free.
    function engine_withdraw(uint8 who, uint64 assets) external {
        uint8 actor = _actorOf(who);
        uint256 free = _free(_account(actor));
        _withdraw(actor, actor, _fold(assets, 1, free + free / 8 + 1));
    }

    /// @notice Deposits for somebody else, or for the vault, which takes no gifts.
    function engine_depositFor(uint8 who, uint8 account, uint64 assets) external {
        uint8 actor = _actorOf(who);
        uint256 held = USDC.balanceOf(address(actors[actor]));
        if (held >= 5) _deposit(actor, _partyOf(account), _fold(assets, 1, held / 5));
    }

    /// @notice Withdraws up to a little more than what is free to somebody else.
    function engine_withdrawTo(uint8 who, uint8 receiver, uint64 assets) external {
        uint8 actor = _actorOf(who);
        uint256 free = _free(_account(actor));
        _withdraw(actor, _actorOf(receiver), _fold(assets, 1, free + free / 8 + 1));
    }

    /// @notice Pays out the fees of one sink: bad debt first, then all whole units.
    function engine_payFees(uint8 sink) external {
        _payFees(sink % SINKS);
    }

    /// @notice Asks the engine what an account is worth: its figures are the specification's, or it refuses for want of a mark.
    function engine_equity(uint8 who) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        Account memory account = _account(actor);
        uint256[MARKETS] memory marks = _marks();
        _checkFigure(abi.encodeCall(IEngineCore.equity, (owner)), Margin.equity(account, marks));
        _checkFigure(abi.encodeCall(IEngineCore.initialMargin, (owner)), Margin.initialMargin(account, marks));
        _checkFigure(abi.encodeCall(IEngineCore.maintenanceMargin, (owner)), Margin.maintenanceMargin(account, marks));
        _checkFigure(abi.encodeCall(IEngineCore.withdrawable, (owner)), int256(_free(account)));
        int256 liquidatable = Margin.headroom(account, marks) < 0 ? int256(1) : int256(0);
        _checkFigure(abi.encodeCall(IEngineExtension.isLiquidatable, (owner)), liquidatable);
        int256 active;
        for (uint16 id; id < MARKETS; ++id) {
            if (account.size[id] != 0 || account.bidLots[id] != 0 || account.askLots[id] != 0) {
                active |= int256(1) << id;
            }
        }
        _checkFigure(abi.encodeCall(IEngineExtension.activeMarkets, (owner)), active);
    }

    function _checkFigure(bytes memory query, int256 expected) private {
        (bool ok, bytes memory answer) = address(ENGINE).staticcall(query);
        if (ok && abi.decode(answer, (int256)) != expected) {
            _break(MS_06, "the engine's margin is not what the specification says");
        }
    }

    function _payFees(uint256 index) internal {
        IEngineTypes.FeeSink which = IEngineTypes.FeeSink(index);
        address receiver = index == 0 ? address(VAULT) : index == 1 ? address(INSURANCE) : TREASURY;
        uint256 held = USDC.balanceOf(receiver);
        uint256 due = ENGINE.feesAccrued(which);
        uint256 repays;
        if (index == INSURANCE_SINK) repays = badDebt < due ? badDebt : due;
        try ENGINE.payFees(which) returns (uint256 paid) {
            uint256 arrived = USDC.balanceOf(receiver) - held;
            received[index] += arrived;
            repaid += repays;
            badDebt -= repays;
            due -= repays;
            if (paid != arrived || arrived != due / Shape.WAD_PER_ASSET) {
                _break(FC_06, "a payment was not all the whole units that were due");
            }
            if (ENGINE.feesAccrued(which) != due % Shape.WAD_PER_ASSET) {
                _break(FC_06, "a payment did not keep the rest below one unit");
            }
            if (repays > 0) _count(Outcome.BadDebtRepaid);
            if (arrived > 0) _count(Outcome.FeesPaid);
            _checkMoney(_ledger(), true);
            _checkShares();
        } catch {
            _break(FC_06, "fees could not be paid out");
        }
    }

    function _deposit(uint8 who, uint8 account, uint256 assets) internal {
        address owner = address(actors[who]);
        uint256 held = USDC.balanceOf(owner);
        Ledger memory before = _ledger();
        (bool ok,) = _perform(
            who,
            address(ENGINE),
            who == account
                ? abi.encodeCall(IEngineCore.deposit, (assets))
                : abi.encodeCall(IEngineCore.depositFor, (_party(account), assets))
        );
        if (!ok) return;
        if (account == VAULT_PARTY) _break(SH_02, "a gift to the vault's account was taken");
        _count(Outcome.Deposited);
        Ledger memory afterwards = _ledgerAt(before.marks);
        int256 credited = afterwards.accounts[account].collateral - before.accounts[account].collateral;
        uint256 paid = held - USDC.balanceOf(owner);
        if (paid != assets || credited != int256(paid * Shape.WAD_PER_ASSET)) {
            _break(FC_04, "a deposit was credited with other than was paid");
        }
        _checkMoney(afterwards, true);
        _checkUserCall(before, afterwards);
    }

    function _withdraw(uint8 who, uint8 to, uint256 assets) internal returns (bool ok) {
        address receiver = address(actors[to]);
        uint256 held = USDC.balanceOf(receiver);
        Ledger memory before = _ledger();
        (ok,) = _perform(
            who,
            address(ENGINE),
            who == to
                ? abi.encodeCall(IEngineCore.withdraw, (assets))
                : abi.encodeCall(IEngineCore.withdrawTo, (receiver, assets))
        );
        if (!ok) {
            _count(Outcome.WithdrawRefused);
            return false;
        }
        _count(Outcome.Withdrawn);
        Ledger memory afterwards = _ledgerAt(before.marks);
        Account memory account = afterwards.accounts[who];
        int256 debited = before.accounts[who].collateral - account.collateral;
        uint256 got = USDC.balanceOf(receiver) - held;
        if (got != assets || debited != int256(got * Shape.WAD_PER_ASSET)) {
            _break(FC_04, "a withdrawal paid other than it took from the account");
        }
        if (_backing(account, afterwards.marks) < Margin.initialMargin(account, afterwards.marks)) {
            _break(MS_02, "a withdrawal left less than the initial margin");
        }
        _checkPricedFresh(account, true);
        _checkMoney(afterwards, true);
        _checkUserCall(before, afterwards);
    }

    /// @dev What the specification lets the account withdraw, token units.
    function _free(Account memory account) internal view returns (uint256) {
        uint256[MARKETS] memory marks = _marks();
        int256 free = _backing(account, marks) - Margin.initialMargin(account, marks);
        return free > 0 ? uint256(free) / Shape.WAD_PER_ASSET : 0;
    }

    /// @dev The lesser of collateral and equity: unrealised profit backs no withdrawal.
    function _backing(Account memory account, uint256[MARKETS] memory marks) private pure returns (int256) {
        int256 equity = Margin.equity(account, marks);
        return equity < account.collateral ? equity : account.collateral;
    }
}
