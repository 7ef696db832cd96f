// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {MARKETS, SINKS, Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";

/// @title Calls to the clearing house by users: collateral and fees
abstract contract EngineHandlers is UserCalls {
    /// @notice Deposits up to a fifth of what the actor holds.
    function engine_deposit(uint8 who, uint64 assets) external {
        uint8 actor = _actorOf(who);
        uint256 held = USDC.balanceOf(address(actors[actor]));
        if (held < 5) return;
        _deposit(actor, _fold(assets, 1, held / 5));
    }

    /// @notice Withdraws up to a little more than what is free.
    function engine_withdraw(uint8 who, uint64 assets) external {
        uint8 actor = _actorOf(who);
        uint256 free = _free(_account(actor));
        _withdraw(actor, _fold(assets, 1, free + free / 8 + 1));
    }

    /// @notice Takes back what has just been brought: the way round may not gain anything.
    function engine_withdraw_deposited(uint8 who, uint64 assets) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 held = USDC.balanceOf(owner);
        if (held < 5) return;
        uint256 amount = _fold(assets, 1, held / 5);
        int256 before = ENGINE.collateralOf(owner);
        _deposit(actor, amount);
        if (_withdraw(actor, amount) && (USDC.balanceOf(owner) > held || ENGINE.collateralOf(owner) > before)) {
            _break(FC_04, "a deposit and its withdrawal gained something");
        }
    }

    /// @notice Pays out the fees of one sink.
    function engine_payFees(uint8 sink) external {
        uint256 index = sink % SINKS;
        IPerpEngineV2.FeeSink which = IPerpEngineV2.FeeSink(index);
        address receiver = index == 0 ? address(VAULT) : index == 1 ? address(INSURANCE) : TREASURY;
        uint256 held = USDC.balanceOf(receiver);
        uint256 accrued = ENGINE.feesAccrued(which);
        uint256 debt = ENGINE.badDebt();
        (uint256 assets, uint256 supply) = (VAULT.totalAssets(), VAULT.totalSupply());
        try ENGINE.payFees(which) returns (uint256 paid) {
            uint256 arrived = USDC.balanceOf(receiver) - held;
            received[index] += arrived;
            uint256 repays = which != IPerpEngineV2.FeeSink.Insurance ? 0 : debt < accrued ? debt : accrued;
            repaid += repays;
            uint256 due = accrued - repays;
            if (paid != arrived || ENGINE.badDebt() != debt - repays) {
                _break(FC_04, "a payment says other than what it moved, or bad debt was not repaid first");
            }
            if (arrived != due / Shape.WAD_PER_ASSET || ENGINE.feesAccrued(which) != due % Shape.WAD_PER_ASSET) {
                _break(FC_04, "a payment was not all whole units, or did not keep the rest");
            }
            if (repays > 0) _count(Outcome.BadDebtRepaid);
            if (arrived > 0) _count(Outcome.FeesPaid);
            _checkSharePrice(assets, supply);
        } catch {
            _break(FC_04, "fees could not be paid out");
        }
    }

    function _deposit(uint8 who, uint256 assets) internal {
        address owner = address(actors[who]);
        uint256 held = USDC.balanceOf(owner);
        Ledger memory before = _ledger();
        (bool ok,) = _perform(who, address(ENGINE), abi.encodeCall(IPerpEngineV2.deposit, (assets)));
        if (!ok) return;
        _count(Outcome.Deposited);
        Ledger memory afterwards = _ledger();
        int256 credited = afterwards.accounts[who].collateral - before.accounts[who].collateral;
        uint256 paid = held - USDC.balanceOf(owner);
        if (paid != assets || credited != int256(paid * Shape.WAD_PER_ASSET)) {
            _break(FC_04, "a deposit was credited with other than was paid");
        }
        _checkUserCall(before, afterwards);
    }

    function _withdraw(uint8 who, uint256 assets) internal returns (bool ok) {
        address owner = address(actors[who]);
        uint256 held = USDC.balanceOf(owner);
        Ledger memory before = _ledger();
        (ok,) = _perform(who, address(ENGINE), abi.encodeCall(IPerpEngineV2.withdraw, (assets)));
        if (!ok) {
            _count(Outcome.WithdrawRefused);
            return false;
        }
        _count(Outcome.Withdrawn);
        Ledger memory afterwards = _ledger();
        Account memory account = afterwards.accounts[who];
        int256 debited = before.accounts[who].collateral - account.collateral;
        uint256 got = USDC.balanceOf(owner) - held;
        if (got != assets || debited != int256(got * Shape.WAD_PER_ASSET)) {
            _break(FC_04, "a withdrawal paid other than it took from the account");
        }
        if (_backing(account, afterwards.marks) < Margin.initialMargin(account, afterwards.marks)) {
            _break(MS_02, "a withdrawal left less than the initial margin");
        }
        _checkPricedFresh(account);
        _checkUserCall(before, afterwards);
    }

    /// @dev What the specification lets the account withdraw, token units.
    function _free(Account memory account) private view returns (uint256) {
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
