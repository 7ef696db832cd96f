// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Account, Margin} from "../ghosts/Margin.sol";
import {MARKETS, Shape} from "../system/Shape.sol";
import {BookHandlers} from "./BookHandlers.sol";
import {LiquidationHandlers} from "./LiquidationHandlers.sol";
import {OracleHandlers} from "./OracleHandlers.sol";

/// @title What somebody would do to the system on purpose
abstract contract AttackHandlers is BookHandlers, LiquidationHandlers, OracleHandlers {
    /// @dev More orders than one call may pass.
    uint256 private constant WALL = 66;
    uint256 private constant FEW = 8;

    /// @notice Sends tokens to a contract without being asked.
    function attack_donate(uint8 target, uint64 assets) external {
        uint256 index = target % proxies.length;
        uint256 amount = _fold(assets, 1, 1_000_000e6);
        (uint256 total, uint256 supply, uint256 fund) = (VAULT.totalAssets(), VAULT.totalSupply(), INSURANCE.balance());
        uint256 worth = VAULT.convertToAssets(1e24);
        USDC.mint(proxies[index], amount);
        donated[index] += amount;
        _count(Outcome.Donated);
        if (VAULT.totalAssets() != total || VAULT.totalSupply() != supply || VAULT.convertToAssets(1e24) != worth) {
            _break(SH_02, "a donation moved the vault");
        }
        if (INSURANCE.balance() != fund) _break(SH_02, "a donation moved the insurance fund");
    }

    /// @notice The price jumps so far that an account is left with a part of its maintenance margin, or with less than
    /// nothing; then somebody liquidates it.
    /// @param percent equity to be left, in per cent of the maintenance margin: −100 … 99
    function attack_jump_and_liquidate(uint8 liquidator, uint8 victim, uint8 market, int8 percent) external {
        (uint8 target, uint16 id) = (_actorOf(victim), _marketOf(market));
        Account memory account = _account(target);
        int256 size = account.size[id];
        if (size == 0) return;
        uint256[MARKETS] memory marks = _marks();
        int256 left = Margin.maintenanceMargin(account, marks) * (int256(percent) % 100) / 100;
        int256 change = (left - Margin.equity(account, marks)) * int256(Shape.WAD) / size;
        int256 price = int256(marks[id]) + change;
        _repriced(id, price > 0 ? uint256(price) : 0, 0);
        _liquidate(_actorOf(liquidator), target, id);
    }

    /// @notice Rests so many small orders at one tick that nobody can pass them in one call.
    function attack_wall(uint8 who, uint8 market, bool isBuy, int8 steps) external {
        if (live.length > FEW) return;
        uint16 id = _marketOf(market);
        uint24 tick = _tick(id, int256(steps) % 4);
        for (uint256 i; i < WALL; ++i) {
            _place(_actorOf(who), id, isBuy, tick, 1);
        }
    }
}
