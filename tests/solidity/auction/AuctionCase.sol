// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";

/// @title Auctions in ETH, with epochs of a minute and a vault that may fill within one per cent of the mark
abstract contract AuctionCase is SystemChecks {
    uint32 internal constant LENGTH = 60;
    uint24 internal constant VAULT_BAND = 10_000;
    uint256 internal constant ALL = type(uint256).max;

    function setUp() public virtual override {
        super.setUp();
        book.setAuctionConfig(ETH, IBookAuctionTypes.AuctionConfig({epochLength: LENGTH, vaultBandPpm: 0}));
        _fund(alice, 1_000_000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
        _fund(dave, 1_000_000);
    }

    /// @dev Sends an order that is cancelled if the auction does not fill it.
    function _send(address account, bool isBuy, uint24 tick, uint64 lots) internal returns (uint128 orderId) {
        return _send(account, isBuy, tick, lots, IBookAuctionTypes.Unfilled.Cancel);
    }

    function _send(address account, bool isBuy, uint24 tick, uint64 lots, IBookAuctionTypes.Unfilled unfilled)
        internal
        returns (uint128 orderId)
    {
        vm.prank(account);
        return book.placeInAuction(_params(isBuy, tick, lots, unfilled));
    }

    function _params(bool isBuy, uint24 tick, uint64 lots, IBookAuctionTypes.Unfilled unfilled)
        internal
        pure
        returns (IBookAuctionTypes.AuctionOrderParams memory)
    {
        return IBookAuctionTypes.AuctionOrderParams({
            marketId: ETH, isBuy: isBuy, tick: tick, lots: lots, unfilled: unfilled, clientId: 0
        });
    }

    function _takeBack(address account, uint128 orderId) internal {
        uint128[] memory ids = new uint128[](1);
        ids[0] = orderId;
        vm.prank(account);
        assertEq(book.cancelInAuction(ids), 1, "the order waits and is taken back");
    }

    /// @dev The epoch that gathers is over.
    function _endEpoch() internal {
        _pass(LENGTH);
    }

    /// @dev Executes the oldest epoch whole.
    function _execute() internal returns (IBookAuctionTypes.AuctionView memory done) {
        (, uint32 epoch,,,,) = book.auctionState(ETH, 0);
        assertTrue(book.executeAuction(ETH, ALL), "executed whole");
        done = book.auctionEpoch(ETH, epoch);
        assertTrue(done.phase == IBookAuctionTypes.AuctionPhase.Done, "and done");
    }

    function _endAndExecute() internal returns (IBookAuctionTypes.AuctionView memory) {
        _endEpoch();
        return _execute();
    }

    function _lotsOf(uint128 orderId) internal view returns (uint64) {
        return book.auctionOrder(orderId).lots;
    }

    /// @dev Position in lots.
    function _lots(address account) internal view returns (int256) {
        return _size(account, ETH) / 1e15;
    }

    /// @dev Lets the vault hold up to `cap` dollars and gives it collateral.
    function _openVault(uint128 cap, uint256 dollars) internal {
        book.setAuctionConfig(ETH, IBookAuctionTypes.AuctionConfig({epochLength: LENGTH, vaultBandPpm: VAULT_BAND}));
        engine.setExposureCaps(type(uint128).max, cap);
        others.push(address(vault));
        if (dollars == 0) return;
        _fund(address(vault), dollars);
    }
}
