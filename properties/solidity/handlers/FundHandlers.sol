// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Shape} from "../system/Shape.sol";
import {UserCalls} from "./UserCalls.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IEngineAuction} from "contracts/interfaces/engine/IEngineAuction.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title The insurance fund: what anybody gives it, and what its owner, this contract, takes out of it
abstract contract FundHandlers is UserCalls {
    /// @dev No code behind it: what the owner takes out ends there.
    address private constant OUTSIDE = address(0x0075);
    uint256 private constant DELAY = 2 days;
    uint256 private constant HIGHEST_FLOOR = 1000e6;

    /// @dev The announced withdrawal, as it was announced; zero assets when there is none.
    uint256 private _announced;
    uint256 private _announcedAt;
    /// @dev The highest floor since.
    uint256 private _announcedFloor;
    uint256 private _floor;

    /// @notice Gives up to a tenth of what the actor holds: booked bad debt is repaid first, out of all that the fund has.
    function fund_contribute(uint8 who, uint64 assets) external {
        uint8 actor = _actorOf(who);
        uint256 held = USDC.balanceOf(address(actors[actor]));
        if (held < 10) return;
        uint256 given = _fold(assets, 1, held / 10);
        _repayBy(actor, given, abi.encodeCall(IInsuranceFund.contribute, (given)));
    }

    /// @notice Somebody has the fund repay what it can of the booked bad debt.
    function fund_repayBadDebt(uint8 who) external {
        _repayBy(_actorOf(who), 0, abi.encodeCall(IInsuranceFund.repayBadDebt, ()));
    }

    /// @notice Somebody repays booked bad debt at the engine: no more of it than there is.
    function engine_repayBadDebt(uint8 who, uint64 assets) external {
        uint8 actor = _actorOf(who);
        uint256 offered = _fold(assets, 0, USDC.balanceOf(address(actors[actor])) / 10);
        uint256 owed = _ceil(badDebt, Shape.WAD_PER_ASSET);
        uint256 taken = owed < offered ? owed : offered;
        uint256 had = USDC.balanceOf(address(actors[actor]));
        uint256 accrued = ENGINE.feesAccrued(IEngineTypes.FeeSink.Insurance);
        (bool ok,) = _perform(actor, address(ENGINE), abi.encodeCall(IEngineAuction.repayBadDebt, (offered)));
        if (ok != (taken > 0)) _break(FC_05, "bad debt was repaid that was not booked, or could not be repaid");
        if (!ok) return;
        if (USDC.balanceOf(address(actors[actor])) != had - taken) _break(FC_05, "a repayment took another amount");
        _repaid(taken, accrued);
        _checkMoney(_ledger(), true);
    }

    /// @dev The fund is given assets, or none, by the call `data`, and repays what it can out of all that it has.
    function _repayBy(uint8 actor, uint256 given, bytes memory data) private {
        uint256 had = INSURANCE.balance() + given;
        uint256 owed = _ceil(badDebt, Shape.WAD_PER_ASSET);
        uint256 taken = owed < had ? owed : had;
        uint256 accrued = ENGINE.feesAccrued(IEngineTypes.FeeSink.Insurance);
        (bool ok,) = _perform(actor, address(INSURANCE), data);
        if (!ok) {
            _break(FC_01, "the insurance fund took no contribution, or did not repay");
            return;
        }
        if (taken > 0) _repaid(taken, accrued);
        if (INSURANCE.balance() != had - taken) _break(FC_01, "a contribution did not repay bad debt first");
        _checkMoney(_ledger(), true);
        _checkShares();
    }

    /// @dev `taken` USDC units have arrived to repay bad debt, on top of what insurance had accrued: value rounded up to a unit leaves its
    /// rest accrued.
    function _repaid(uint256 taken, uint256 accrued) private {
        uint256 value = taken * Shape.WAD_PER_ASSET;
        uint256 repays = accrued + value < badDebt ? accrued + value : badDebt;
        (badDebt, repaid) = (badDebt - repays, repaid + repays);
        collected += value;
        credited[INSURANCE_SINK] += value;
        _count(Outcome.BadDebtRepaid);
    }

    /// @notice The owner sets the floor, announces a withdrawal, executes or cancels it: only late, and only above the floor.
    function owner_fund(uint8 what, uint64 amount) external {
        uint8 kind = what % 4;
        if (kind == 0) {
            _floor = _fold(amount, 0, HIGHEST_FLOOR);
            INSURANCE.setFloor(_floor);
            if (_floor > _announcedFloor) _announcedFloor = _floor;
        } else if (kind == 1) {
            uint256 assets = _fold(amount, 1, 1 + INSURANCE.balance());
            try INSURANCE.announceWithdrawal(OUTSIDE, assets) {
                if (_announced != 0) _break(AC_04, "a second withdrawal was announced");
                (_announced, _announcedAt, _announcedFloor) = (assets, block.timestamp, _floor);
            } catch {
                if (_announced == 0) _break(AC_04, "a withdrawal could not be announced");
            }
        } else if (kind == 2) {
            _executeWithdrawal();
        } else {
            try INSURANCE.cancelWithdrawal() {
                _announced = 0;
            } catch {
                if (_announced != 0) _break(AC_04, "a withdrawal could not be cancelled");
            }
        }
    }

    function _executeWithdrawal() private {
        uint256 held = INSURANCE.balance();
        uint256 owed = badDebt;
        try INSURANCE.executeWithdrawal() {
            _count(Outcome.FundWithdrawn);
            bool due = _announced != 0 && block.timestamp >= _announcedAt + DELAY;
            if (!due) _break(AC_04, "the fund was left before the delay was over");
            if (owed != 0) _break(AC_04, "the fund was left before bad debt was repaid");
            if (INSURANCE.balance() + _announced != held || INSURANCE.balance() < _announcedFloor) {
                _break(AC_04, "the fund was left with less than its floor");
            }
            _announced = 0;
            _checkShares();
        } catch {
            _count(Outcome.AttackRefused);
        }
    }
}
