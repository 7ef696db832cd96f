// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Account, Margin} from "../ghosts/Margin.sol";
import {ACTORS, MARKETS, Shape} from "../system/Shape.sol";
import {EngineHandlers} from "./EngineHandlers.sol";
import {LiquidationHandlers} from "./LiquidationHandlers.sol";
import {OperatorHandlers} from "./OperatorHandlers.sol";
import {VaultHandlers} from "./VaultHandlers.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";

/// @title What somebody would do to the system on purpose
abstract contract AttackHandlers is OperatorHandlers, EngineHandlers, LiquidationHandlers, VaultHandlers {
    /// @dev More orders than one call may pass.
    uint256 private constant WALL = 66;
    uint256 private constant FEW = 4;
    uint8 private constant SELDOM = 15;
    /// @dev Allocated by the vault, if it has so much, so that it can take something over.
    uint256 private constant BACKING = 500e6;
    uint256 private constant ONE_SHARE = 1e12;

    /// @notice Sends tokens to a contract without being asked.
    function attack_donate(uint8 target, uint64 assets) external {
        uint256 index = target % proxies.length;
        uint256 amount = _fold(assets, 1, 1_000_000e6);
        bool valued = _valued();
        uint256 worth = valued ? VAULT.convertToAssets(ONE_SHARE) : 0;
        USDC.mint(proxies[index], amount);
        donated[index] += amount;
        _count(Outcome.Donated);
        if (valued && VAULT.convertToAssets(ONE_SHARE) != worth) _break(SH_02, "a donation moved the share price");
        _checkShares();
    }

    /// @notice An account takes out what it may; the price jumps so far that it is left with a part of its maintenance
    /// margin, or with less than nothing; somebody flags the deficit, if it is one, and liquidates it, or closes it against the others.
    /// @param percent equity to be left, in per cent of the maintenance margin: −100 … 99
    function attack_jump_and_liquidate(uint8 liquidator, uint8 victim, uint8 market, int8 percent) external {
        (uint8 target, uint16 id) = _position(_actorOf(victim), _marketOf(market));
        Account memory account = _account(target);
        int256 size = account.size[id];
        if (size == 0) return;
        _refresh();
        if (liquidator % 2 == 0) _payFees(INSURANCE_SINK);
        uint256 free = _free(account);
        if (free > 0 && _withdraw(target, target, free)) account = _account(target);
        uint256[MARKETS] memory marks = _marks();
        int256 left = Margin.maintenanceMargin(account, marks) * (int256(percent) % 100) / 100;
        int256 change = (left - Margin.equity(account, marks)) * int256(Shape.WAD) / size;
        int256 price = int256(marks[id]) + change;
        _repriced(id, price > 0 ? uint256(price) : 0, 0);
        uint8 taker = _actorOf(liquidator);
        if (taker == target) taker = uint8((taker + 1) % ACTORS);
        _flag(taker, target);
        if (percent % 3 == 0) {
            _allocate(_fold(BACKING, 1, 1 + VAULT.idleAssets()), false);
            _liquidateToVault(taker, target, id);
        } else {
            _liquidate(taker, target, id);
        }
        if (percent < 0 && percent % 2 == 0) _deleverage(taker, target, id, 0);
    }

    /// @notice Rests so many small orders at one tick that nobody can pass them in one call; somebody tries, and what is
    /// left is cancelled. Seldom, for it is long.
    function attack_wall(uint8 who, uint8 market, bool isBuy, uint8 luck) external {
        if (luck > SELDOM || live.length > FEW) return;
        uint16 id = _marketOf(market);
        uint8 owner = _actorOf(who);
        uint24 tick = _tick(id, isBuy ? int8(-1) : int8(1));
        if (_crossing(id, isBuy, tick).length != 0) return;
        bytes memory data = abi.encodeCall(IBookCore.place, (id, isBuy, tick, 1));
        uint256 others = live.length;
        for (uint256 i; i < WALL; ++i) {
            (bool ok, bytes memory answer) = _perform(owner, address(BOOK), data);
            if (!ok) break;
            (uint64 orderId,) = abi.decode(answer, (uint64, uint64));
            _addOrder(orderId, Order(owner, id, isBuy, tick, 1, 0, 0, 0, false));
        }
        _place(uint8((owner + 1) % ACTORS), id, !isBuy, tick, uint64(WALL + others));
        while (live.length > others) {
            uint64 last = live[live.length - 1];
            if (orders[last].tick != tick || orders[last].who != owner) break;
            (bool ok,) = _perform(owner, address(BOOK), abi.encodeCall(IBookCore.cancel, (last)));
            if (!ok) {
                _break(NS_01, "an order could not be cancelled by its owner");
                return;
            }
            orders[last].lots = 0;
            live.pop();
        }
    }
}
