// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemFixture} from "../base/SystemFixture.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";

contract OpenMarketTest is SystemFixture {
    function test_openMarket_whenListed_thenOrdersAreAccepted() public {
        uint16 marketId = engine.listMarket(_ethParams(), _fundingParams());
        assertFalse(book.isOpen(marketId), "listing alone does not open the book");
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.UnknownMarket.selector, marketId));
        _place(alice, marketId, BUY, ETH_TICK, 1);

        vm.expectEmit(true, true, true, true, address(book));
        emit IBookTypes.MarketOpened(marketId);
        book.openMarket(marketId);
        assertTrue(book.isOpen(marketId), "open");
    }

    function test_openMarket_whenNotListed_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.UnknownMarket.selector, 2));
        book.openMarket(2);
    }

    function test_openMarket_whenOpenAlready_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.MarketAlreadyOpen.selector, ETH));
        book.openMarket(ETH);
    }

    function test_views_whenNew_thenEmpty() public view {
        assertEq(book.engine(), address(engine), "the engine it settles with");
        assertEq(uint32(book.nextOrderId(ETH, BUY, 1)), 1, "numbers count from one");
        assertEq(book.MAX_FILLS(), 64, "the bound of one call");
        (uint24 bid, uint24 ask) = book.best(ETH);
        assertTrue(bid == 0 && ask == 0, "no best prices");
        assertEq(book.order(1).owner, address(0), "no order");
        assertEq(book.level(ETH, BUY, ETH_TICK).orderCount, 0, "no level");
    }
}
