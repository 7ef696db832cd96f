// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemFixture} from "./SystemFixture.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title What must hold after every transaction, whatever a test has done
/// @dev Sums over the fixture's four traders and every listed market: tests that use other accounts add them to `others`.
abstract contract SystemChecks is SystemFixture {
    address[] internal others;

    /// @dev Sums of one market, over accounts.
    struct MarketSums {
        int256 longs;
        int256 shorts;
        int256 quote;
    }

    /// @notice Solvency, open interest, fees and the book, all of them.
    function _assertSound() internal view {
        address[] memory accounts = _accounts();
        int256 held;
        uint16 count = engine.marketCount();
        for (uint256 i; i < accounts.length; ++i) {
            held += engine.collateralOf(accounts[i]);
        }
        for (uint16 marketId; marketId < count; ++marketId) {
            MarketSums memory sums = _marketSums(accounts, marketId);
            (,,, int256 residual) = engine.fundingState(marketId);
            held += sums.quote + residual;
            (uint256 longs, uint256 shorts) = engine.openInterest(marketId);
            assertEq(int256(longs), sums.longs, "OI-01 long open interest is the sum of long sizes");
            assertEq(int256(shorts), sums.shorts, "OI-01 short open interest is the sum of short sizes");
            assertEq(longs, shorts, "OI-01 long equals short open interest");
            _assertBookSound(accounts, marketId);
        }
        held += int256(_feesAccrued()) - int256(engine.badDebt());
        assertEq(int256(usdc.balanceOf(address(engine)) * 1e12), held, "FC-03 solvency identity");
    }

    function _feesAccrued() internal view returns (uint256) {
        return engine.feesAccrued(IEngineTypes.FeeSink.Vault) + engine.feesAccrued(IEngineTypes.FeeSink.Insurance)
            + engine.feesAccrued(IEngineTypes.FeeSink.Treasury);
    }

    function _accounts() internal view returns (address[] memory accounts) {
        accounts = new address[](4 + others.length);
        (accounts[0], accounts[1], accounts[2], accounts[3]) = (alice, bob, carol, dave);
        for (uint256 i; i < others.length; ++i) {
            accounts[4 + i] = others[i];
        }
    }

    function _marketSums(address[] memory accounts, uint16 marketId) private view returns (MarketSums memory sums) {
        for (uint256 i; i < accounts.length; ++i) {
            (int256 size, int256 quote, uint64 bids, uint64 asks) = engine.position(accounts[i], marketId);
            if (size > 0) sums.longs += size;
            else sums.shorts -= size;
            sums.quote += quote;
            bool active = engine.activeMarkets(accounts[i]) >> marketId & 1 == 1;
            assertTrue(active == (size != 0 || bids != 0 || asks != 0), "the active bit says position or open orders");
        }
    }

    function _assertBookSound(address[] memory accounts, uint16 marketId) private view {
        (uint24 bid, uint24 ask) = book.best(marketId);
        assertTrue(bid == 0 || ask == 0 || bid < ask, "NS-02 best bid below best ask");
        uint256[] memory bidLots = _walkSide(accounts, marketId, true, bid);
        uint256[] memory askLots = _walkSide(accounts, marketId, false, ask);
        _walkAuctions(accounts, marketId, bidLots, askLots);
        for (uint256 i; i < accounts.length; ++i) {
            (uint64 bids, uint64 asks) = _openLots(accounts[i], marketId);
            assertEq(bids, bidLots[i], "OI-03 reserved bid lots are the account's orders");
            assertEq(asks, askLots[i], "OI-03 reserved ask lots are the account's orders");
        }
    }

    /// @dev Adds the lots that wait in the market's auctions, epoch by epoch.
    function _walkAuctions(
        address[] memory accounts,
        uint16 marketId,
        uint256[] memory bidLots,
        uint256[] memory askLots
    ) private view {
        (, uint32 executing, uint32 gathering,,,) = book.auctionState(marketId, 0);
        for (uint32 epoch = executing; epoch <= gathering && epoch != 0; ++epoch) {
            _walkEpoch(accounts, marketId, epoch, true, bidLots);
            _walkEpoch(accounts, marketId, epoch, false, askLots);
        }
    }

    function _walkEpoch(address[] memory accounts, uint16 marketId, uint32 epoch, bool isBuy, uint256[] memory lotsOf)
        private
        view
    {
        uint24 tick = book.auctionNextTick(marketId, epoch, isBuy, 0);
        while (tick != 0) {
            (uint128 orderId, uint128 totalLots, uint32 count) = book.auctionLevel(marketId, epoch, isBuy, tick);
            assertTrue(count > 0, "NS-03 a marked level is not empty");
            uint256 lots;
            for (; count > 0; ++orderId) {
                IBookAuctionTypes.AuctionOrderView memory order = book.auctionOrder(orderId);
                if (order.owner == address(0)) continue;
                assertTrue(order.tick == tick && order.isBuy == isBuy, "NS-03 an order is at home");
                lots += order.lots;
                lotsOf[_indexOf(accounts, order.owner)] += order.lots;
                --count;
            }
            assertEq(totalLots, lots, "NS-03 the level's total lots");
            tick = book.auctionNextTick(marketId, epoch, isBuy, tick);
        }
    }

    /// @dev Walks every level from the best and returns the lots per account.
    function _walkSide(address[] memory accounts, uint16 marketId, bool isBuy, uint24 tick)
        private
        view
        returns (uint256[] memory lotsOf)
    {
        lotsOf = new uint256[](accounts.length);
        while (tick != 0) {
            assertTrue(book.tickMarked(marketId, isBuy, tick), "NS-03 a visited tick is marked");
            _walkLevel(accounts, lotsOf, marketId, isBuy, tick);
            uint24 behind = book.nextTick(marketId, isBuy, tick);
            assertTrue(behind == 0 || (isBuy ? behind < tick : behind > tick), "NS-03 ticks get worse");
            tick = behind;
        }
    }

    function _walkLevel(address[] memory accounts, uint256[] memory lotsOf, uint16 marketId, bool isBuy, uint24 tick)
        private
        view
    {
        IBookTypes.LevelView memory level = book.level(marketId, isBuy, tick);
        uint64 previousId;
        uint256 lots;
        uint256 count;
        for (uint64 orderId = level.headId; orderId != 0; ++count) {
            IBookTypes.OrderView memory order = book.order(orderId);
            assertTrue(
                order.marketId == marketId && order.isBuy == isBuy && order.tick == tick, "NS-03 an order is at home"
            );
            assertEq(order.previousId, previousId, "NS-03 links back to the order before");
            assertTrue(orderId > previousId, "NS-04 a queue is in order of arrival");
            assertTrue(order.lots > 0, "NS-03 a resting order has lots");
            lots += order.lots;
            lotsOf[_indexOf(accounts, order.owner)] += order.lots;
            (previousId, orderId) = (orderId, order.nextId);
        }
        assertTrue(count > 0, "NS-03 a marked level is not empty");
        assertEq(level.tailId, previousId, "NS-03 the tail is the last order");
        assertEq(level.orderCount, count, "NS-03 the level's order count");
        assertEq(level.totalLots, lots, "NS-03 the level's total lots");
    }

    function _indexOf(address[] memory accounts, address account) private pure returns (uint256 i) {
        while (accounts[i] != account) ++i;
    }
}
