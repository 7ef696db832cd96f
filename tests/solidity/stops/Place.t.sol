// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {StopCase} from "./StopCase.sol";
import {IBookStopTypes} from "contracts/interfaces/book/IBookStopTypes.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Placing, cancelling and listing stops.
contract PlaceStopTest is StopCase {
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    string private constant STOP =
        "StopParams(uint16 marketId,bool isBuy,bool above,uint24 triggerTick,uint24 limitTick,uint64 lots,bool market,bool reduceOnly,uint64 clientId)";

    function test_place_whenAccepted_thenItWaitsAndReservesNothing() public {
        IBookStopTypes.StopParams memory params = _limit(SELL, BELOW, 1900, 1850, 7);
        (params.market, params.clientId) = (true, 77);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookStopTypes.StopPlaced(1, alice, ETH, params);
        uint64 id = _place(alice, params);
        IBookStopTypes.StopView memory seen = book.stop(id);
        assertEq(seen.owner, alice, "owner");
        assertTrue(keccak256(abi.encode(seen.params)) == keccak256(abi.encode(params)), "as it was placed");
        assertEq(engine.initialMargin(alice), 0, "nothing is reserved");
        assertEq(book.nextStopId(), 2, "ids count from one");
    }

    function test_place_whenTheMarkIsThereAlready_thenReverts() public {
        _refused(
            _limit(BUY, ABOVE, 2000, 2100, 5),
            abi.encodeWithSelector(IBookStopTypes.TriggerReached.selector, 2000, 2000e18)
        );
        _refused(
            _limit(SELL, BELOW, 2000, 1900, 5),
            abi.encodeWithSelector(IBookStopTypes.TriggerReached.selector, 2000, 2000e18)
        );
        _refused(
            _limit(BUY, ABOVE, 1, 2100, 5), abi.encodeWithSelector(IBookStopTypes.TriggerReached.selector, 1, 2000e18)
        );
    }

    function test_place_whenTheTermsAreWrong_thenReverts() public {
        _refused(_limit(BUY, ABOVE, 2100, 2100, 0), abi.encodeWithSelector(IBookTypes.ZeroLots.selector));
        _refused(_limit(BUY, ABOVE, 2100, 0, 5), abi.encodeWithSelector(IBookTypes.InvalidTick.selector, 0));
        _refused(_limit(BUY, ABOVE, 0, 2100, 5), abi.encodeWithSelector(IBookTypes.InvalidTick.selector, 0));
        _refused(
            _limit(BUY, ABOVE, 2100, 2100, type(uint64).max),
            abi.encodeWithSelector(IBookTypes.TooManyLots.selector, type(uint64).max)
        );
        IBookStopTypes.StopParams memory nowhere = _limit(BUY, ABOVE, 2100, 2100, 5);
        nowhere.marketId = 7;
        _refused(nowhere, abi.encodeWithSelector(IBookTypes.UnknownMarket.selector, 7));
    }

    function test_place_whenTheMarkIsStale_thenReverts() public {
        vm.warp(block.timestamp + MAX_AGE + 1);
        vm.prank(alice);
        (bool ok,) = address(book).call(abi.encodeCall(book.placeStop, (_limit(BUY, ABOVE, 2100, 2100, 5))));
        assertFalse(ok, "nobody can tell on which side the mark is");
    }

    function test_place_whenTheMarketSettles_thenTheOraclesPriceDecides() public {
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        _setPrice(ETH, 2200);
        _refused(
            _limit(BUY, ABOVE, 2100, 2300, 5),
            abi.encodeWithSelector(IBookStopTypes.TriggerReached.selector, 2100, 2200e18)
        );
        uint64 waiting = _place(alice, _limit(SELL, BELOW, 2100, 1900, 5));
        assertFalse(_trigger(waiting), "no stop waits that the next keeper would fire");
        vm.warp(block.timestamp + MAX_AGE + 1);
        vm.prank(alice);
        (bool ok,) = address(book).call(abi.encodeCall(book.placeStop, (_limit(SELL, BELOW, 2100, 1900, 5))));
        assertFalse(ok, "the final price tells nothing of the side that the oracle's is on");
    }

    function test_place_whenTheAccountHasAsManyAsAllowed_thenReverts() public {
        uint32 most = book.MAX_STOPS_PER_ACCOUNT();
        for (uint32 i; i < most; ++i) {
            _place(alice, _limit(BUY, ABOVE, 2100, 2100, 5));
        }
        _refused(_limit(BUY, ABOVE, 2100, 2100, 5), abi.encodeWithSelector(IBookStopTypes.TooManyStops.selector, alice));
        assertEq(_place(bob, _limit(BUY, ABOVE, 2100, 2100, 5)), most + 1, "which is nothing to others");
        vm.prank(alice);
        book.cancelStops(_one(most));
        _place(alice, _limit(BUY, ABOVE, 2100, 2100, 5));
        assertEq(book.stopCount(alice), most, "no stop was pushed out by another");
    }

    function test_cancel_whenPausedStaleOrSettling_thenItWorks() public {
        uint64[] memory ids = new uint64[](3);
        for (uint256 i; i < 3; ++i) {
            ids[i] = _place(alice, _limit(BUY, ABOVE, 2100, 2100, 5));
        }
        engine.pause();
        engine.setMarketState(ETH, IEngineTypes.MarketState.Settling);
        vm.warp(block.timestamp + 1 days);
        vm.expectEmit(true, true, true, true, address(book));
        emit IBookStopTypes.StopCancelled(ids[0], alice);
        vm.prank(alice);
        assertEq(book.cancelStops(ids), 3, "all of them");
        assertEq(book.stopCount(alice), 0, "none is left");
        vm.prank(alice);
        assertEq(book.cancelStops(ids), 0, "what is gone is passed over");
    }

    function test_cancel_whenNotTheOwner_thenReverts() public {
        uint64 id = _place(alice, _limit(BUY, ABOVE, 2100, 2100, 5));
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IBookStopTypes.NotStopOwner.selector, id, bob));
        book.cancelStops(_one(id));
    }

    function test_operator_whenItMay_thenItPlacesAndCancels() public {
        IBookStopTypes.StopParams memory params = _limit(BUY, ABOVE, 2100, 2100, 5);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotOperator.selector, alice, bob));
        book.placeStopFor(alice, params);
        vm.prank(alice);
        engine.setOperator(bob, 1, uint40(block.timestamp + 1));
        vm.prank(bob);
        uint64 id = book.placeStopFor(alice, params);
        assertEq(book.stop(id).owner, alice, "hers");
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotOperator.selector, alice, bob));
        book.cancelStopsFor(alice, _one(id));
        vm.prank(alice);
        engine.setOperator(bob, 2, uint40(block.timestamp + 1));
        vm.prank(bob);
        assertEq(book.cancelStopsFor(alice, _one(id)), 1, "cancelled");
    }

    function test_signed_whenTheOwnerHasSigned_thenAnybodyPlacesItOnce() public {
        IBookStopTypes.StopParams memory params = _limit(BUY, ABOVE, 2100, 2100, 5);
        bytes32 action = keccak256(abi.encode(keccak256(bytes(STOP)), params));
        bytes32 typeHash =
            keccak256(bytes(string.concat("PlaceStop(StopParams action,uint256 nonce,uint256 deadline)", STOP)));
        bytes32 message = keccak256(abi.encode(typeHash, action, 3, block.timestamp));
        bytes32 domain =
            keccak256(abi.encode(DOMAIN, keccak256("Proofbook"), keccak256("2"), block.chainid, address(engine)));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(_key("alice"), keccak256(abi.encodePacked("\x19\x01", domain, message)));
        bytes memory signature = abi.encodePacked(r, s, v);
        vm.prank(dave);
        uint64 id = book.placeStopSigned(alice, params, 3, block.timestamp, signature);
        assertEq(book.stop(id).owner, alice, "hers");
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NonceAlreadyUsed.selector, alice, 3));
        book.placeStopSigned(alice, params, 3, block.timestamp, signature);
    }

    function test_stopsOf_whenPaged_thenEveryStopIsSeenOnceNewestFirst() public {
        for (uint24 i; i < 7; ++i) {
            _place(i % 2 == 0 ? alice : bob, _limit(BUY, ABOVE, 2100 + i, 2100, 5));
        }
        (IBookStopTypes.StopView[] memory first, uint64 next) = book.stopsOf(alice, 0, 3);
        assertEq(first.length, 3, "a page");
        assertEq(first[0].stopId, 7, "the newest first");
        (IBookStopTypes.StopView[] memory second, uint64 last) = book.stopsOf(alice, next, 3);
        assertEq(second.length, 1, "the rest");
        assertEq(second[0].stopId, 1, "the oldest last");
        assertEq(last, 0, "no more");
        uint64[] memory middle = _one(3);
        vm.prank(alice);
        book.cancelStops(middle);
        (first,) = book.stopsOf(alice, 0, 10);
        assertEq(first.length, 3, "one fewer");
        assertEq(first[1].stopId, 5, "in the same order");
        (first,) = book.stopsOf(bob, 3, 10);
        assertEq(first.length, 0, "a cursor of nobody's ends the list");
    }

    function _refused(IBookStopTypes.StopParams memory params, bytes memory reason) private {
        vm.prank(alice);
        vm.expectRevert(reason);
        book.placeStop(params);
    }
}
