// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {GovernanceCase} from "./GovernanceCase.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice On an L2 block numbers say nothing about time: they may stand still, leap or be another chain's. Every clock of the system,
/// the oracle's apart (see its own attacks), is tried with a leap of blocks within a second, and with all time in one block.
contract BlockNumbersTest is GovernanceCase {
    uint256 private constant LEAP = 100_000_000;

    bytes private _operation;
    bytes private _withdrawal;
    bytes32 private _id;
    uint64 private _order;

    function setUp() public override {
        super.setUp();
        _insure(1000 * USD);
        _fund(alice, 10_000);
        _fund(bob, 10_000);
        usdc.mint(carol, 100 * USD);
        vm.prank(carol);
        usdc.approve(address(vault), 100 * USD);
        vm.prank(carol);
        uint256 shares = vault.deposit(100 * USD, carol);
        _operation = abi.encodeCall(vault.setCooldown, (3 days));
        _withdrawal = abi.encodeCall(insurance.executeWithdrawal, ());
        _govern(address(insurance), abi.encodeCall(insurance.announceWithdrawal, (carol, 100 * USD)));
        _schedule(address(insurance), _withdrawal, "");
        _id = _schedule(address(vault), _operation, "");
        vm.prank(carol);
        vault.requestRedeem(shares, carol, carol);

        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
        _pass(1);
        engine.updateFunding(ETH);
        IBookTypes.OrderParams memory order;
        (order.marketId, order.isBuy, order.tick, order.lots) = (ETH, BUY, ETH_TICK - 1, 10);
        (order.timeInForce, order.expiry) = (IBookTypes.TimeInForce.GoodTillTime, uint40(block.timestamp + 1 hours));
        vm.prank(alice);
        (_order,) = book.placeOrder(order);
    }

    function test_attackBlockNumberTiming_whenBlocksLeapWithinASecond_thenNoClockMoves() public {
        (int256 index,,,) = engine.fundingState(ETH);
        vm.roll(block.number + LEAP);
        assertEq(vault.settleRequests(1), 0, "a cooldown is one of seconds");
        vm.expectRevert(_notReady(_id));
        _execute(address(vault), _operation, "");
        uint256 due = insurance.pendingWithdrawal().executableAt;
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.WithdrawalNotDue.selector, due));
        vm.prank(address(timelock));
        insurance.executeWithdrawal();
        (int256 after_,,,) = engine.fundingState(ETH);
        assertEq(after_, index, "funding accrues by the second");
        assertTrue(oracle.isFresh(ETH), "prices grow old by the second");
        assertEq(book.order(_order).owner, alice, "orders expire by the second");
        uint64[] memory ids = new uint64[](1);
        ids[0] = _order;
        assertEq(book.removeExpired(ids), 0, "and nobody can say otherwise");
    }

    function test_attackBlockNumberTiming_whenTimePassesInOneBlock_thenEveryClockMoves() public {
        (int256 index,,,) = engine.fundingState(ETH);
        uint256 blockNumber = block.number;
        _pass(DELAY);
        assertEq(block.number, blockNumber, "all in one block");
        assertEq(vault.settleRequests(1), 1, "a cooldown is over");
        _execute(address(vault), _operation, "");
        (int256 after_,,,) = engine.fundingState(ETH);
        assertTrue(after_ > index, "funding has accrued");
        uint64[] memory ids = new uint64[](1);
        ids[0] = _order;
        assertEq(book.removeExpired(ids), 1, "an order has expired");
        _execute(address(insurance), _withdrawal, "");
        assertEq(usdc.balanceOf(carol), 100 * USD, "a withdrawal from the fund is due");
    }
}
