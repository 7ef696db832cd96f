// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {BookCase} from "./BookCase.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Operators and signatures: who may act for an account, and for how long.
contract OnBehalfTest is BookCase {
    uint8 internal constant PLACE = 1;
    uint8 internal constant CANCEL = 2;
    bytes internal constant ORDER_TYPE =
        "OrderParams(uint16 marketId,bool isBuy,uint24 tick,uint64 lots,uint8 timeInForce,uint8 selfTrade,bool postOnly,bool reduceOnly,uint40 expiry,uint16 maxFills,uint64 clientId)";

    IBookTypes.OrderParams[] internal orders;

    function test_placeFor_whenTheOperatorMay_thenTheOrderIsTheOwners() public {
        _grant(PLACE);
        vm.prank(bob);
        (uint64 orderId,) = book.placeFor(alice, _params(BUY, ETH_TICK, 5));
        assertEq(book.order(orderId).owner, alice, "hers");
        (uint64 bids,) = _openLots(alice, ETH);
        assertEq(bids, 5, "her margin");
        (bids,) = _openLots(bob, ETH);
        assertEq(bids, 0, "not his");
        _assertSound();
    }

    function test_onBehalf_whenNothingWasGranted_thenAllReverts() public {
        _assertRefused(alice, _rest(alice, ETH, BUY, ETH_TICK, 5));
    }

    function test_onBehalf_whenTheGrantIsOver_thenAllReverts() public {
        _grant(PLACE | CANCEL);
        uint64 orderId = _rest(alice, ETH, BUY, ETH_TICK, 5);
        _pass(1000);
        _assertRefused(alice, orderId);
    }

    function test_onBehalf_whenRevoked_thenAllRevertsAndWhatRestsStays() public {
        _grant(PLACE | CANCEL);
        vm.prank(bob);
        (uint64 orderId,) = book.placeFor(alice, _params(BUY, ETH_TICK, 5));
        vm.prank(alice);
        engine.setOperator(bob, 0, 0);
        _assertRefused(alice, orderId);
        _take(carol, ETH, SELL, ETH_TICK, 2);
        assertEq(book.order(orderId).lots, 3, "the order is hers, and goes on");
        _cancel(alice, orderId);
        _assertSound();
    }

    function test_onBehalf_whenOnlyPlacingWasGranted_thenCancellingReverts() public {
        _grant(PLACE);
        uint64 orderId = _rest(alice, ETH, BUY, ETH_TICK, 5);
        _expectNotOperator(alice);
        book.cancelFor(orderId);
        _expectNotOperator(alice);
        book.cancelAllFor(alice, ETH, 0, 10);
        _expectNotOperator(alice);
        book.amendFor(orderId, ETH_TICK, 3);
        _expectNotOperator(alice);
        book.replaceFor(alice, _ids(orderId), orders);
    }

    function test_onBehalf_whenOnlyCancellingWasGranted_thenPlacingReverts() public {
        _grant(CANCEL);
        uint64 orderId = _rest(alice, ETH, BUY, ETH_TICK, 5);
        _expectNotOperator(alice);
        book.placeFor(alice, _params(BUY, ETH_TICK, 5));
        _expectNotOperator(alice);
        book.amendFor(orderId, ETH_TICK, 3);
        vm.prank(bob);
        book.cancelFor(orderId);
        assertEq(book.order(orderId).owner, address(0), "cancelled");
    }

    function test_onBehalf_whenBothWereGranted_thenRequotesAmendsAndCancelsWork() public {
        _grant(PLACE | CANCEL);
        uint64 orderId = _rest(alice, ETH, BUY, ETH_TICK, 5);
        vm.prank(bob);
        (orderId,) = book.amendFor(orderId, ETH_TICK - 1, 6);
        orders.push(_params(SELL, ETH_TICK + 5, 4));
        vm.prank(bob);
        uint64[] memory placed = book.replaceFor(alice, _ids(orderId), orders);
        assertEq(book.order(placed[0]).owner, alice, "hers");
        vm.prank(bob);
        (uint64 next, uint256 cancelled) = book.cancelAllFor(alice, ETH, 0, 10);
        assertTrue(next == 0 && cancelled == 1, "all of hers");
        _assertSound();
    }

    function test_onBehalf_whenAnotherGranted_thenNotForTheRest() public {
        _grant(PLACE | CANCEL);
        _assertRefused(carol, _rest(carol, ETH, BUY, ETH_TICK, 5));
    }

    // --- signed --------------------------------------------------------------------------------------------------

    function test_placeSigned_whenTheOwnerSigned_thenAnybodyMayBringItOnce() public {
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 5);
        params.clientId = 9;
        bytes memory signature = _sign("alice", params, 3, block.timestamp);
        vm.prank(dave);
        (uint64 orderId,) = book.placeSigned(alice, params, 3, block.timestamp, signature);
        assertEq(book.order(orderId).owner, alice, "hers");
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NonceAlreadyUsed.selector, alice, 3));
        vm.prank(dave);
        book.placeSigned(alice, params, 3, block.timestamp, signature);
        _assertSound();
    }

    function test_placeSigned_whenAnythingDiffersFromWhatWasSigned_thenReverts() public {
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 5);
        bytes memory signature = _sign("alice", params, 3, block.timestamp);
        for (uint256 i; i < 11; ++i) {
            IBookTypes.OrderParams memory other = abi.decode(abi.encode(params), (IBookTypes.OrderParams));
            if (i == 0) other.marketId = BTC;
            if (i == 1) other.isBuy = false;
            if (i == 2) ++other.tick;
            if (i == 3) ++other.lots;
            if (i == 4) other.timeInForce = IBookTypes.TimeInForce.ImmediateOrCancel;
            if (i == 5) other.selfTrade = IBookTypes.SelfTrade.CancelBoth;
            if (i == 6) other.postOnly = true;
            if (i == 7) other.reduceOnly = true;
            if (i == 8) other.expiry = 1;
            if (i == 9) other.maxFills = 1;
            if (i == 10) other.clientId = 1;
            _expectInvalidSignature(alice);
            book.placeSigned(alice, other, 3, block.timestamp, signature);
        }
        _expectInvalidSignature(bob);
        book.placeSigned(bob, params, 3, block.timestamp, signature);
        _expectInvalidSignature(alice);
        book.placeSigned(alice, params, 4, block.timestamp, signature);
        _expectInvalidSignature(alice);
        book.placeSigned(alice, params, 3, block.timestamp + 1, signature);
    }

    function test_placeSigned_whenTheOrderIsRefused_thenTheNonceIsStillGood() public {
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 0);
        bytes memory signature = _sign("alice", params, 3, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.ZeroLots.selector));
        book.placeSigned(alice, params, 3, block.timestamp, signature);
        assertFalse(engine.isNonceUsed(alice, 3), "all or nothing");
    }

    function test_placeSigned_whenTooLate_thenReverts() public {
        IBookTypes.OrderParams memory params = _params(BUY, ETH_TICK, 5);
        uint256 deadline = block.timestamp;
        bytes memory signature = _sign("alice", params, 3, deadline);
        _pass(1);
        _expectRefused(IEngineTypes.SignatureExpired.selector, deadline);
        book.placeSigned(alice, params, 3, deadline, signature);
    }

    function _grant(uint8 permissions) private {
        vm.prank(alice);
        engine.setOperator(bob, permissions, uint40(block.timestamp + 1000));
    }

    function _expectNotOperator(address account) private {
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.NotOperator.selector, account, bob));
        vm.prank(bob);
    }

    function _expectInvalidSignature(address account) private {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, account));
    }

    function _assertRefused(address account, uint64 orderId) private {
        _expectNotOperator(account);
        book.placeFor(account, _params(BUY, ETH_TICK, 5));
        _expectNotOperator(account);
        book.cancelFor(orderId);
        _expectNotOperator(account);
        book.cancelAllFor(account, ETH, 0, 10);
        _expectNotOperator(account);
        book.amendFor(orderId, ETH_TICK, 3);
        _expectNotOperator(account);
        book.replaceFor(account, _ids(orderId), orders);
    }

    /// @dev Written out, so that the type and the domain are pinned.
    function _sign(string memory name, IBookTypes.OrderParams memory params, uint256 nonce, uint256 deadline)
        private
        view
        returns (bytes memory)
    {
        // In three parts, for the stack's sake; joined they are the words that EIP-712 wants.
        bytes32 action = keccak256(
            abi.encodePacked(
                abi.encode(keccak256(ORDER_TYPE), params.marketId, params.isBuy, params.tick, params.lots),
                abi.encode(params.timeInForce, params.selfTrade, params.postOnly, params.reduceOnly),
                abi.encode(params.expiry, params.maxFills, params.clientId)
            )
        );
        bytes32 placeType =
            keccak256(abi.encodePacked("PlaceOrder(OrderParams action,uint256 nonce,uint256 deadline)", ORDER_TYPE));
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Proofbook"),
                keccak256("2"),
                block.chainid,
                address(engine)
            )
        );
        bytes32 structHash = keccak256(abi.encode(placeType, action, nonce, deadline));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", domain, structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_key(name), digest);
        return abi.encodePacked(r, s, v);
    }
}
