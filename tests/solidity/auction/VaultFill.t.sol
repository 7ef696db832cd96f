// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {AuctionCase} from "./AuctionCase.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice The vault fills what an auction leaves over: within the band, its caps and the imbalance, and nobody has to wait for it.
contract VaultFillTest is AuctionCase {
    function test_vault_whenBidsAreLeftOver_thenItSellsThemAtTheClearingPrice() public {
        _openVault(1_000_000e18, 1000);
        _send(alice, BUY, 2000, 8);
        _send(bob, SELL, 1990, 5);
        IBookAuctionTypes.AuctionView memory done = _endAndExecute();
        assertEq(done.vaultLots, -3, "sold");
        assertEq(_lots(alice), 8, "filled whole");
        assertEq(_lots(address(vault)), -3, "short");
        assertEq(_quote(address(vault), ETH), 6e18, "at 2000");
        _assertSound();
    }

    function test_vault_whenAsksAreLeftOver_thenItBuysThemAtTheClearingPrice() public {
        _openVault(1_000_000e18, 1000);
        _send(alice, BUY, 2010, 5);
        _send(bob, SELL, 2000, 8);
        IBookAuctionTypes.AuctionView memory done = _endAndExecute();
        assertEq(done.vaultLots, 3, "bought");
        assertEq(_lots(address(vault)), 3, "long");
        _assertSound();
    }

    function test_vault_whenThePriceIsAtTheEdgeOfTheBand_thenItFills() public {
        _openVault(1_000_000e18, 1000);
        _send(alice, BUY, 2020, 8);
        _send(bob, SELL, 2020, 5);
        assertEq(_endAndExecute().vaultLots, -3, "one per cent away");
    }

    function test_vault_whenThePriceIsOneTickBeyondTheBand_thenItDoesNotFill() public {
        _openVault(1_000_000e18, 1000);
        _send(alice, BUY, 2021, 8);
        _send(bob, SELL, 2021, 5);
        assertEq(_endAndExecute().vaultLots, 0, "more than one per cent away");
        _send(alice, BUY, 1979, 5);
        _send(bob, SELL, 1979, 8);
        assertEq(_endAndExecute().vaultLots, 0, "on the other side as well");
        _assertSound();
    }

    function test_vault_whenThereIsNoBand_thenItDoesNotFill() public {
        _openVault(1_000_000e18, 1000);
        book.setAuctionConfig(ETH, IBookAuctionTypes.AuctionConfig({epochLength: LENGTH, vaultBandPpm: 0}));
        _send(alice, BUY, 2000, 8);
        _send(bob, SELL, 2000, 5);
        assertEq(_endAndExecute().vaultLots, 0, "never");
    }

    function test_vault_whenItsCapIsReached_thenItFillsNoMoreThanThat() public {
        // Ten dollars: five thousandths at 2000.
        _openVault(10e18, 1000);
        _send(alice, BUY, 2000, 12);
        _send(bob, SELL, 1990, 4);
        _endEpoch();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionVaultDeclined(
            ETH,
            1,
            abi.encodeWithSelector(IEngineTypes.ExposureCapExceeded.selector, address(vault), 12e18, uint128(10e18))
        );
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.vaultLots, -5, "four of eight, one of four, and not one more");
        assertEq(_lots(alice), 9, "the rest ends unfilled");
        _assertSound();
    }

    function test_vault_whenItHasNoCollateral_thenItDeclinesAndTheAuctionEnds() public {
        _openVault(1_000_000e18, 0);
        _send(alice, BUY, 2000, 8);
        _send(bob, SELL, 1990, 5);
        assertEq(_endAndExecute().vaultLots, 0, "its margin does not allow it");
        _assertSound();
    }

    function test_vault_whenItIsInAsManyMarketsAsAllowed_thenItDeclinesAndTheAuctionEnds() public {
        _openVault(1_000_000e18, 10_000);
        _fillVaultsMarkets();
        _send(alice, BUY, 2000, 8);
        _send(bob, SELL, 1990, 5);
        _endEpoch();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionVaultDeclined(
            ETH, 1, abi.encodeWithSelector(IEngineTypes.TooManyMarkets.selector)
        );
        assertEq(_execute().vaultLots, 0, "one market more than it may have");
    }

    function test_vault_whenAMarkElsewhereIsStale_thenItDeclinesAndTheAuctionEnds() public {
        _openVault(1_000_000e18, 1000);
        book.setAuctionConfig(BTC, IBookAuctionTypes.AuctionConfig({epochLength: LENGTH, vaultBandPpm: VAULT_BAND}));
        _sendBtc(alice, BUY, 8);
        _sendBtc(bob, SELL, 5);
        _endEpoch();
        assertTrue(book.executeAuction(BTC, ALL), "done");
        assertTrue(_size(address(vault), BTC) < 0, "the vault is short there");
        // Bob and Alice, who have positions there as well, would be refused: others trade.
        _send(carol, BUY, 2000, 8);
        _send(dave, SELL, 1990, 5);
        _outdateAllBut(ETH);
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.vaultLots, 0, "its margin can't be told");
        assertEq(done.filledLots, 5, "the others trade all the same");
    }

    function test_vault_whenSellersDropOut_thenItFillsNoMoreThanTheImbalanceThatWasFound() public {
        _openVault(1_000_000e18, 1000);
        uint256 most = engine.withdrawable(dave);
        vm.prank(dave);
        engine.withdraw(most - 9 * USD);
        _send(alice, BUY, 2610, 60);
        _send(dave, SELL, 1990, 40);
        _endEpoch();
        _setPrice(ETH, 2600);
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.imbalance, 20, "bids were twenty more");
        assertEq(done.filledLots, 0, "the seller had lost its margin");
        assertEq(done.vaultLots, -20, "which is nothing to the vault");
        assertEq(_lots(alice), 20, "the rest ends unfilled");
        _assertSound();
    }

    function test_vault_whenAnOrdersOwnerLostItsMargin_thenTheNextIsFilled() public {
        _openVault(1_000_000e18, 1000);
        uint256 most = engine.withdrawable(dave);
        vm.prank(dave);
        engine.withdraw(most - 9 * USD);
        _send(bob, SELL, 1990, 5);
        _send(alice, BUY, 2610, 5);
        _send(dave, BUY, 2605, 40);
        _send(carol, BUY, 2605, 4);
        _endEpoch();
        _setPrice(ETH, 2605);
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.tick, 2606, "where nobody is left over");
        assertEq(done.vaultLots, 0, "nothing to fill");
        _assertSound();
    }

    function test_vault_whenAnOrderIsTakenBackBetweenTwoTries_thenTheNextIsAskedForWhole() public {
        // Two hundred dollars: a hundred thousandths at 2000.
        _openVault(200e18, 1000);
        uint128 large = _send(alice, BUY, 2001, 1000);
        _send(carol, BUY, 2001, 60);
        _send(bob, SELL, 2000, 1);
        _endEpoch();
        while (book.auctionEpoch(ETH, 1).phase != IBookAuctionTypes.AuctionPhase.VaultFill) {
            book.executeAuction(ETH, 1);
        }
        // 999 lots, 499 and 249 are too many; then alice's order is gone.
        assertFalse(book.executeAuction(ETH, 3), "three tries");
        assertEq(_lots(address(vault)), 0, "none went");
        _takeBack(alice, large);
        assertEq(_execute().vaultLots, -60, "carol's is asked for from the whole of it on");
        assertEq(_lots(carol), 60, "and filled");
        _assertSound();
    }

    function test_vault_whenPaused_thenItDoesNotGrow() public {
        _openVault(1_000_000e18, 1000);
        _trade(bob, alice, ETH, ETH_TICK, 10);
        _send(alice, BUY, 2000, 8);
        _send(bob, SELL, 1990, 5);
        _endEpoch();
        engine.pause();
        IBookAuctionTypes.AuctionView memory done = _execute();
        assertEq(done.filledLots, 5, "both reduce");
        assertEq(done.vaultLots, 0, "the vault would grow");
        _assertSound();
    }

    function _sendBtc(address account, bool isBuy, uint64 lots) private {
        vm.prank(account);
        book.placeInAuction(
            IBookAuctionTypes.AuctionOrderParams({
                marketId: BTC,
                isBuy: isBuy,
                tick: BTC_TICK,
                lots: lots,
                unfilled: IBookAuctionTypes.Unfilled.Cancel,
                clientId: 0
            })
        );
    }

    /// @dev The vault gets a position in sixteen other markets, each from an auction of its own.
    function _fillVaultsMarkets() private {
        for (uint256 i; i < 16; ++i) {
            uint16 marketId = _list(_ethParams(), ETH_TICK * WAD);
            book.setAuctionConfig(
                marketId, IBookAuctionTypes.AuctionConfig({epochLength: LENGTH, vaultBandPpm: VAULT_BAND})
            );
            address buyer = i % 2 == 0 ? carol : dave;
            for (uint256 side; side < 2; ++side) {
                vm.prank(side == 0 ? buyer : bob);
                book.placeInAuction(
                    IBookAuctionTypes.AuctionOrderParams({
                        marketId: marketId,
                        isBuy: side == 0,
                        tick: ETH_TICK,
                        lots: side == 0 ? 2 : 1,
                        unfilled: IBookAuctionTypes.Unfilled.Cancel,
                        clientId: 0
                    })
                );
            }
            _endEpoch();
            assertTrue(book.executeAuction(marketId, ALL), "done");
            assertEq(_size(address(vault), marketId), -1e15, "the vault is short there");
            _trade(bob, buyer, marketId, ETH_TICK, 1);
        }
    }
}
