// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ledger} from "../ghosts/Accounts.sol";
import {Account, Margin} from "../ghosts/Margin.sol";
import {ACTORS, MARKETS, Shape, VAULT_PARTY} from "../system/Shape.sol";
import {EngineHandlers} from "./EngineHandlers.sol";
import {FundingHandlers} from "./FundingHandlers.sol";
import {LiquidationHandlers} from "./LiquidationHandlers.sol";
import {OperatorHandlers} from "./OperatorHandlers.sol";
import {VaultHandlers} from "./VaultHandlers.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";

/// @title What somebody would do to the system on purpose
abstract contract AttackHandlers is
    OperatorHandlers,
    EngineHandlers,
    LiquidationHandlers,
    VaultHandlers,
    FundingHandlers
{
    /// @dev More orders than one call may pass.
    uint256 private constant WALL = 66;
    uint256 private constant FEW = 4;
    uint8 private constant SELDOM = 15;
    /// @dev Allocated by the vault, if it has so much, so that it can take something over.
    uint256 private constant BACKING = 500e6;
    uint256 private constant ONE_SHARE = 1e12;
    uint256 private constant VAULT_SINK = 0;
    /// @dev The vault among `proxies`.
    uint256 private constant VAULT_AT = 3;

    /// @dev The most that dealing with oneself has ever gained, WAD × WAD dollars; what Echidna looks for the maximum of.
    int256 internal mostGained = type(int256).min;

    /// @notice Somebody with two accounts funds one from the other, trades between them and back, has the funding touched on the way,
    /// and withdraws, all in one transaction: the two together must not be worth more than before.
    function attack_self_dealing(uint8 who, uint8 market, bool isBuy, int8 steps, uint64 lots, uint64 assets) external {
        (uint8 first, uint16 id) = (_actorOf(who), _marketOf(market));
        uint8 second = uint8((first + 1) % ACTORS);
        _refresh();
        Ledger memory before = _ledger();
        int256 worth = _worth(first, before) + _worth(second, before);
        uint256 held = USDC.balanceOf(address(actors[first]));
        if (held >= 5) _deposit(first, second, _fold(assets, 1, held / 5));
        uint24 tick = _tick(id, int256(steps) % 6);
        uint64 size = _lots(first, id, lots);
        _place(first, id, isBuy, tick, size);
        _updateFunding(second, id);
        _place(second, id, !isBuy, tick, size);
        _place(second, id, isBuy, tick, size);
        _place(first, id, !isBuy, tick, size);
        uint256 free = _free(_account(second));
        if (free > 0) _withdraw(second, first, free);
        Ledger memory afterwards = _ledgerAt(before.marks);
        // A third party's mistake is somebody's gain, and none of ours.
        uint8 other = uint8((first + 2) % ACTORS);
        if (afterwards.accounts[other].size[id] != before.accounts[other].size[id]) return;
        _gained(_worth(first, afterwards) + _worth(second, afterwards) - worth);
    }

    /// @notice Somebody deposits into the vault, gives it something besides, and has fees paid to it, all in one transaction: its shares
    /// must not be worth more than they and all it gave were before.
    function attack_deposit_and_gift(uint8 who, uint64 assets, uint64 gift) external {
        uint8 actor = _actorOf(who);
        address owner = address(actors[actor]);
        uint256 held = USDC.balanceOf(owner);
        if (held < 10) return;
        // Fees that were due belong to those who have shares by now.
        bool newcomer = VAULT.balanceOf(owner) == 0;
        if (!newcomer) _payFees(VAULT_SINK);
        if (!_valued()) return;
        int256 worth = int256(VAULT.convertToAssets(VAULT.balanceOf(owner)) + held);
        if (!_vaultCall(actor, abi.encodeCall(IERC4626.deposit, (_fold(assets, 1, held / 10), owner)))) return;
        if (newcomer) _payFees(VAULT_SINK);
        uint256 given = gift % 4 == 0 ? _fold(gift, 1, held / 10) : 0;
        _perform(actor, address(USDC), abi.encodeCall(USDC.transfer, (address(VAULT), given)));
        donated[VAULT_AT] += given;
        if (!_valued()) return;
        uint256 left = VAULT.convertToAssets(VAULT.balanceOf(owner)) + USDC.balanceOf(owner);
        _gained((int256(left) - worth) * int256(Shape.WAD_PER_ASSET) * int256(Shape.WAD));
        _checkShares();
    }

    function _gained(int256 gain) private {
        if (gain > mostGained) mostGained = gain;
        if (gain > 0) _break(MS_14, "somebody gained by dealing with himself");
        _count(Outcome.SelfDealt);
    }

    /// @dev Tokens and equity of an actor, WAD × WAD dollars: with what flooring the positions' values leaves out.
    function _worth(uint8 who, Ledger memory ledger) private view returns (int256 sum) {
        Account memory account = ledger.accounts[who];
        int256 wad = int256(Shape.WAD);
        int256 tokens = int256(USDC.balanceOf(address(actors[who])) * Shape.WAD_PER_ASSET);
        sum = (tokens + Margin.equity(account, ledger.marks)) * wad;
        for (uint16 id; id < MARKETS; ++id) {
            int256 exact = account.size[id] * int256(ledger.marks[id]);
            sum += exact - Margin.value(account.size[id], ledger.marks[id]) * wad;
        }
    }

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
        if (account.size[id] == 0) return;
        _refresh();
        if (liquidator % 2 == 0) _payFees(INSURANCE_SINK);
        uint256 free = _free(account);
        if (free > 0 && _withdraw(target, target, free)) account = _account(target);
        _jump(account, id, int256(percent) % 100);
        uint8 taker = _actorOf(liquidator);
        if (taker == target) taker = uint8((taker + 1) % ACTORS);
        _flag(taker, target);
        if (percent % 3 == 0) {
            _allocate(_fold(BACKING, 1, 1 + VAULT.idleAssets()), false);
            _liquidateToVault(taker, target, id);
            if (liquidator % 2 == 0) _sinkVault(id, liquidator);
        } else {
            _liquidate(taker, target, id);
        }
        if (percent < 0 && percent % 2 == 0) _deleverage(taker, target, id, 0);
    }

    /// @notice The vault takes back what it may, and the price of a position of its own jumps so far against it that its account is below
    /// zero: its shares are worth what is idle then, no less and no more. Every other time the price comes back.
    /// @param percent how far below zero, in per cent of the maintenance margin
    function attack_sink_vault(uint8 market, uint8 percent) external {
        uint16 id = _marketOf(market);
        for (uint256 i; i < MARKETS; ++i) {
            _sinkVault(uint16((id + i) % MARKETS), percent);
        }
    }

    function _sinkVault(uint16 id, uint8 percent) private {
        if (_account(VAULT_PARTY).size[id] == 0) return;
        _refresh();
        uint256 free = _free(_account(VAULT_PARTY));
        if (free > 0) _allocate(free, true);
        uint256 price = _marks()[id];
        _jump(_account(VAULT_PARTY), id, -1 - int256(uint256(percent)));
        _checkShares();
        if (percent % 2 == 0) return;
        _repriced(id, price, 0);
        _checkShares();
    }

    /// @dev To the price at which the account's equity is so many per cent of its maintenance margin.
    function _jump(Account memory account, uint16 id, int256 percent) private {
        uint256[MARKETS] memory marks = _marks();
        int256 left = Margin.maintenanceMargin(account, marks) * percent / 100;
        int256 change = (left - Margin.equity(account, marks)) * int256(Shape.WAD) / account.size[id];
        int256 price = int256(marks[id]) + change;
        _repriced(id, price > 0 ? uint256(price) : 0, 0);
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
