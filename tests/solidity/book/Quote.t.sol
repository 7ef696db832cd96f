// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

/// @notice A quote is what execution then does: the same fills, price and fee, and nothing remains of it.
contract QuoteTest is BookCase {
    function test_quoteOrder_whenOverLevels_thenAverageNotionalAndFee() public {
        _rest(alice, ETH, SELL, 2000, 1000);
        _rest(alice, ETH, SELL, 2003, 2000);
        (IBookTypes.Execution memory done, uint256 price, uint256 notional, uint256 fee) =
            book.quoteOrder(bob, _params(BUY, MAX_TICK, 3000, IBookTypes.TimeInForce.Market));
        assertTrue(done.filledLots == 3000 && done.fills == 2 && done.orderId == 0, "fills");
        assertEq(price, 2002e18, "average");
        assertEq(notional, 6006e18, "notional");
        assertEq(fee, 3.003e18, "half a thousandth");
    }

    function test_quoteOrder_whenTheAverageIsNoWholeWei_thenItIsRoundedAgainstTheOwner() public {
        _rest(alice, ETH, SELL, 2000, 1);
        _rest(alice, ETH, SELL, 2001, 2);
        _rest(alice, ETH, BUY, 1999, 1);
        _rest(alice, ETH, BUY, 1998, 2);
        (, uint256 price,,) = book.quoteOrder(bob, _params(BUY, MAX_TICK, 3, IBookTypes.TimeInForce.Market));
        assertEq(price, uint256(6002e18) / 3 + 1, "the buyer pays the more");
        (, price,,) = book.quoteOrder(bob, _params(SELL, 1, 3, IBookTypes.TimeInForce.Market));
        assertEq(price, uint256(5995e18) / 3, "the seller gets the less");
    }

    function test_quoteOrder_whenNothingFills_thenWhereItWouldRest() public {
        uint64 expected = book.nextOrderId(ETH, BUY, 1990);
        (IBookTypes.Execution memory done, uint256 price, uint256 notional, uint256 fee) =
            book.quoteOrder(bob, _params(BUY, 1990, 3));
        assertEq(done.orderId, expected, "its id");
        assertTrue(price == 0 && notional == 0 && fee == 0, "no fills");
        assertEq(book.order(expected).owner, address(0), "nothing remains");
    }

    function test_quoteOrder_whenItWouldRevert_thenSoDoesTheQuote() public {
        _expectRefused(IBookTypes.InvalidTick.selector, 0);
        book.quoteOrder(bob, _params(BUY, 0, 3));
        address eve = _trader("eve");
        _rest(alice, ETH, SELL, 2000, 1000);
        vm.expectRevert(_insufficientMargin(eve, -1e18, 200e18));
        book.quoteOrder(eve, _params(BUY, 2000, 1000));
    }

    function test_simulateFor_whenNotTheBookItself_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotSelf.selector, address(this)));
        book.simulateFor(bob, _params(BUY, 2000, 1));
    }

    function testFuzz_quoteOrder_whateverTheBook_thenExecutionDoesTheSame(uint256 seed) public {
        address eve = _trader("eve");
        others.push(eve);
        _fund(eve, 300);
        _trade(eve, alice, ETH, ETH_TICK, 1000);
        for (uint24 i; i < 6; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            bool asks = random & 1 == 0;
            uint24 tick = asks ? ETH_TICK + 1 + i : ETH_TICK - 1 - i;
            _rest(random & 2 == 0 ? carol : bob, ETH, !asks, tick, uint64(bound(random >> 8, 1, 2000)));
            _place(eve, ETH, !asks, tick, uint64(bound(random >> 40, 1, 20)));
        }
        // Eve is weak from here on: some of her orders can't be filled.
        _setPrice(ETH, 1880);
        IBookTypes.OrderParams memory params = _params(
            seed & 1 == 0,
            seed & 1 == 0 ? MAX_TICK : 1,
            uint64(bound(seed >> 8, 1, 8000)),
            IBookTypes.TimeInForce((seed >> 1) % 2 == 0 ? 4 : 2)
        );
        params.selfTrade = IBookTypes.SelfTrade((seed >> 3) % 3);
        (IBookTypes.Execution memory done,, uint256 notional, uint256 fee) = book.quoteOrder(bob, params);
        (int256 before,) = (_quote(bob, ETH), uint256(0));
        assertEq(before, 0, "bob begins flat");
        uint256 charged = _feesAccrued();
        (uint64 orderId, uint64 filled) = _order(bob, params);
        assertTrue(orderId == done.orderId && filled == done.filledLots, "lots");
        assertEq(_quote(bob, ETH), params.isBuy ? -int256(notional) : int256(notional), "notional");
        // ETH makers pay two fifths of what takers do.
        assertEq(_feesAccrued() - charged, fee + fee * 2 / 5, "fee");
        _assertSound();
    }
}
