// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {AuctionCase} from "./AuctionCase.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Who may send what to an auction, on whose behalf, and when there is one.
contract SendTest is AuctionCase {
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    string private constant ORDER =
        "AuctionOrderParams(uint16 marketId,bool isBuy,uint24 tick,uint64 lots,uint8 unfilled,uint64 clientId)";

    function test_send_whenAccepted_thenItReservesMarginAndIsTold() public {
        IBookAuctionTypes.AuctionOrderParams memory params = _params(BUY, 2000, 5, IBookAuctionTypes.Unfilled.NextEpoch);
        params.clientId = 77;
        // Market 0, epoch 1, a bid, its tick, the first of its level.
        uint128 expected = uint128(1) << 57 | uint128(1) << 56 | uint128(2000) << 32 | 1;
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionOrderPlaced(expected, alice, 5, IBookAuctionTypes.Unfilled.NextEpoch, 77);
        vm.prank(alice);
        uint128 orderId = book.placeInAuction(params);
        assertEq(orderId, expected, "the id tells where it waits");
        assertEq(engine.initialMargin(alice), 1e18, "a tenth of ten dollars");
        IBookAuctionTypes.AuctionOrderView memory seen = book.auctionOrder(orderId);
        assertTrue(seen.owner == alice && seen.epoch == 1 && seen.isBuy && seen.tick == 2000, "it shows");
        (uint128 headId, uint128 totalLots, uint32 count) = book.auctionLevel(ETH, 1, BUY, 2000);
        assertTrue(headId == orderId && totalLots == 5 && count == 1, "so does its level");
        (headId, totalLots, count) = book.auctionLevel(ETH, 1, BUY, 2001);
        assertTrue(headId == 0 && totalLots == 0 && count == 0, "another is empty");
        _assertSound();
    }

    function test_send_whenTheTermsAreWrong_thenReverts() public {
        IBookAuctionTypes.AuctionOrderParams memory params = _params(BUY, 2000, 5, IBookAuctionTypes.Unfilled.Cancel);
        params.marketId = 7;
        _refused(params, abi.encodeWithSelector(IBookTypes.UnknownMarket.selector, 7));
        params.marketId = BTC;
        _refused(params, abi.encodeWithSelector(IBookAuctionTypes.AuctionsClosed.selector, BTC));
        params.marketId = ETH;
        params.lots = 0;
        _refused(params, abi.encodeWithSelector(IBookTypes.ZeroLots.selector));
        params.lots = 2 ** 60;
        _refused(params, abi.encodeWithSelector(IBookTypes.TooManyLots.selector, 2 ** 60));
        params.lots = 5;
        params.tick = 0;
        _refused(params, abi.encodeWithSelector(IBookTypes.InvalidTick.selector, 0));
        params.tick = 2201;
        book.setBookConfig(ETH, IBookTypes.BookConfig(6, 0, 100_000));
        _refused(params, abi.encodeWithSelector(IBookTypes.BelowMinimumLots.selector, 5, 6));
        book.setBookConfig(ETH, IBookTypes.BookConfig(1, 20e18, 100_000));
        _refused(params, abi.encodeWithSelector(IBookTypes.BelowMinimumNotional.selector, 11.005e18, 20e18));
        book.setBookConfig(ETH, IBookTypes.BookConfig(1, 0, 100_000));
        _refused(params, abi.encodeWithSelector(IBookTypes.OutsidePriceBand.selector, 2201e18, 2000e18));
        params.tick = 2200;
        vm.prank(alice);
        assertEq(_lotsOf(book.placeInAuction(params)), 5, "at the edge of the band it is taken");
    }

    function test_send_whenTheMarginIsMissing_thenReverts() public {
        address eve = _trader("eve");
        _fund(eve, 10);
        vm.expectRevert(_insufficientMargin(eve, 10e18, 200e18));
        _send(eve, BUY, 2000, 1000);
    }

    function test_send_whenPausedOrSettling_thenReverts() public {
        engine.pause();
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.OnlyReducing.selector, ETH));
        _send(alice, BUY, 2000, 5);
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.MarketIsSettling.selector, ETH));
        _send(alice, BUY, 2000, 5);
    }

    function test_sendFor_whenAnOperatorMay_thenTheOrderIsTheOwners() public {
        IBookAuctionTypes.AuctionOrderParams memory params = _params(BUY, 2000, 5, IBookAuctionTypes.Unfilled.Cancel);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotOperator.selector, alice, bob));
        vm.prank(bob);
        book.placeInAuctionFor(alice, params);
        vm.prank(alice);
        engine.setOperator(bob, 1, uint40(block.timestamp + 1));
        vm.prank(bob);
        uint128 orderId = book.placeInAuctionFor(alice, params);
        assertEq(book.auctionOrder(orderId).owner, alice, "hers");
    }

    // --- by signature --------------------------------------------------------------------------------------------

    function test_signed_whenTheOwnerHasSigned_thenAnybodyMayBringItOnce() public {
        IBookAuctionTypes.AuctionOrderParams memory params = _params(BUY, 2000, 5, IBookAuctionTypes.Unfilled.NextEpoch);
        params.clientId = 9;
        bytes memory signature = _sign("alice", params, 3, block.timestamp);
        vm.prank(dave);
        uint128 orderId = book.placeInAuctionSigned(alice, params, 3, block.timestamp, signature);
        assertEq(book.auctionOrder(orderId).owner, alice, "hers, and her margin");
        (uint64 bids,) = _openLots(alice, ETH);
        assertEq(bids, 5, "reserved");
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NonceAlreadyUsed.selector, alice, 3));
        book.placeInAuctionSigned(alice, params, 3, block.timestamp, signature);
        _assertSound();
    }

    function test_signed_whenAnythingDiffersFromWhatWasSigned_thenReverts() public {
        IBookAuctionTypes.AuctionOrderParams memory params = _params(BUY, 2000, 5, IBookAuctionTypes.Unfilled.Cancel);
        bytes memory signature = _sign("alice", params, 3, block.timestamp);
        for (uint256 i; i < 6; ++i) {
            IBookAuctionTypes.AuctionOrderParams memory other =
                abi.decode(abi.encode(params), (IBookAuctionTypes.AuctionOrderParams));
            if (i == 0) other.marketId = BTC;
            if (i == 1) other.isBuy = false;
            if (i == 2) ++other.tick;
            if (i == 3) ++other.lots;
            if (i == 4) other.unfilled = IBookAuctionTypes.Unfilled.ToBook;
            if (i == 5) other.clientId = 1;
            _expectInvalidSignature(alice);
            book.placeInAuctionSigned(alice, other, 3, block.timestamp, signature);
        }
        _expectInvalidSignature(bob);
        book.placeInAuctionSigned(bob, params, 3, block.timestamp, signature);
        _expectInvalidSignature(alice);
        book.placeInAuctionSigned(alice, params, 4, block.timestamp, signature);
        _expectInvalidSignature(alice);
        book.placeInAuctionSigned(alice, params, 3, block.timestamp + 1, signature);
    }

    function test_signed_whenTooLate_thenReverts() public {
        IBookAuctionTypes.AuctionOrderParams memory params = _params(BUY, 2000, 5, IBookAuctionTypes.Unfilled.Cancel);
        uint256 deadline = block.timestamp;
        bytes memory signature = _sign("alice", params, 3, deadline);
        _pass(1);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.SignatureExpired.selector, deadline));
        book.placeInAuctionSigned(alice, params, 3, deadline, signature);
    }

    function test_signed_whenTheOrderIsRefused_thenTheNonceIsStillGood() public {
        IBookAuctionTypes.AuctionOrderParams memory params = _params(BUY, 2000, 0, IBookAuctionTypes.Unfilled.Cancel);
        bytes memory signature = _sign("alice", params, 3, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.ZeroLots.selector));
        book.placeInAuctionSigned(alice, params, 3, block.timestamp, signature);
        assertFalse(engine.isNonceUsed(alice, 3), "all or nothing");
    }

    // --- when there is an auction --------------------------------------------------------------------------------

    function test_setAuctionConfig_whenAtItsBounds_thenAllowedAndOnlyThere() public {
        uint32 least = book.MIN_EPOCH_LENGTH();
        uint32 most = book.MAX_EPOCH_LENGTH();
        uint24 widest = book.MAX_VAULT_BAND_PPM();
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookAuctionTypes.AuctionConfigSet(ETH, IBookAuctionTypes.AuctionConfig(least, widest));
        book.setAuctionConfig(ETH, IBookAuctionTypes.AuctionConfig(least, widest));
        book.setAuctionConfig(ETH, IBookAuctionTypes.AuctionConfig(most, 0));
        book.setAuctionConfig(ETH, IBookAuctionTypes.AuctionConfig(0, 0));
        _refusedConfig(IBookAuctionTypes.AuctionConfig(least - 1, 0));
        _refusedConfig(IBookAuctionTypes.AuctionConfig(most + 1, 0));
        _refusedConfig(IBookAuctionTypes.AuctionConfig(least, widest + 1));
    }

    function test_setAuctionConfig_whenNotOwnerOrUnknown_thenReverts() public {
        IBookAuctionTypes.AuctionConfig memory config = IBookAuctionTypes.AuctionConfig(LENGTH, 0);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.UnknownMarket.selector, 7));
        book.setAuctionConfig(7, config);
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, alice));
        vm.prank(alice);
        book.setAuctionConfig(ETH, config);
    }

    function test_execute_whenThereIsNothing_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.UnknownMarket.selector, 7));
        book.executeAuction(7, 1);
        // Never configured; configured, but nobody has sent anything; all done.
        vm.expectRevert(abi.encodeWithSelector(IBookAuctionTypes.NothingToExecute.selector, BTC));
        book.executeAuction(BTC, 1);
        vm.expectRevert(abi.encodeWithSelector(IBookAuctionTypes.NothingToExecute.selector, ETH));
        book.executeAuction(ETH, 1);
        _send(alice, BUY, 2000, 5);
        _endAndExecute();
        vm.expectRevert(abi.encodeWithSelector(IBookAuctionTypes.NothingToExecute.selector, ETH));
        book.executeAuction(ETH, 1);
    }

    function test_ordersOf_whenLevelsHaveGapsAndAreEmptiedMeanwhile_thenThePagesGoOn() public {
        uint128[] memory ids = new uint128[](6);
        for (uint256 i; i < 6; ++i) {
            ids[i] = _send(i % 2 == 0 ? alice : bob, i < 4 ? BUY : SELL, i < 4 ? 2000 : 2010, 5);
        }
        _takeBack(bob, ids[1]);
        (uint128[] memory page, uint128 next) = book.auctionOrdersOf(alice, ETH, 1, 0, 3);
        assertTrue(page.length == 2 && page[0] == ids[0] && page[1] == ids[2], "the gap is passed");
        assertEq(next, ids[3], "bob's is next");
        _takeBack(bob, ids[3]);
        _takeBack(alice, ids[0]);
        _takeBack(alice, ids[2]);
        (page, next) = book.auctionOrdersOf(address(0), ETH, 1, next, 10);
        assertTrue(page.length == 2 && page[0] == ids[4] && next == 0, "then the asks");
    }

    /// @notice Ticks and lots as large as they get: sums, products and the price between them do not overflow.
    function test_marginalPrice_whenTicksAndLotsAreTheLargest_thenNothingOverflows() public {
        IEngineTypes.MarketParams memory params = _ethParams();
        params.openInterestCap = type(uint128).max;
        engine.setMarketParams(ETH, params);
        uint64 most = uint64(2 ** 60 - 1);
        for (uint256 i; i < 2; ++i) {
            _fundUnits(i == 0 ? alice : bob, 1e30 / 1e6);
            _fundUnits(i == 0 ? carol : dave, 1e30 / 1e6);
        }
        _send(alice, BUY, MAX_TICK, most);
        _send(carol, BUY, MAX_TICK, most);
        _send(bob, SELL, 1, most);
        _send(dave, SELL, 1, most);
        IBookAuctionTypes.AuctionView memory done = _endAndExecute();
        assertEq(done.tick, ETH_TICK, "even: nearest to the mark");
        assertEq(done.filledLots, 2 * uint256(most), "all of it");
        _assertSound();
    }

    function _refused(IBookAuctionTypes.AuctionOrderParams memory params, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(alice);
        book.placeInAuction(params);
    }

    function _refusedConfig(IBookAuctionTypes.AuctionConfig memory config) private {
        vm.expectRevert(abi.encodeWithSelector(IBookAuctionTypes.InvalidAuctionConfig.selector, ETH));
        book.setAuctionConfig(ETH, config);
    }

    function _expectInvalidSignature(address account) private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, account));
    }

    /// @dev Written out, so that the type and the domain are pinned.
    function _sign(
        string memory name,
        IBookAuctionTypes.AuctionOrderParams memory params,
        uint256 nonce,
        uint256 deadline
    ) private view returns (bytes memory) {
        bytes32 action = keccak256(
            abi.encode(
                keccak256(bytes(ORDER)),
                params.marketId,
                params.isBuy,
                params.tick,
                params.lots,
                params.unfilled,
                params.clientId
            )
        );
        bytes32 typeHash = keccak256(
            bytes(string.concat("PlaceInAuction(AuctionOrderParams action,uint256 nonce,uint256 deadline)", ORDER))
        );
        bytes32 message = keccak256(abi.encode(typeHash, action, nonce, deadline));
        bytes32 domain =
            keccak256(abi.encode(DOMAIN, keccak256("Proofbook"), keccak256("2"), block.chainid, address(engine)));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_key(name), keccak256(abi.encodePacked("\x19\x01", domain, message)));
        return abi.encodePacked(r, s, v);
    }
}
