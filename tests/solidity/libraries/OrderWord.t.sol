// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {vm} from "../base/Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {OrderWord, OrderWordLib} from "contracts/libraries/OrderWord.sol";

/// @notice An order's word, field by field: each is read from its own bits and from no other.
contract OrderWordTest is Assertions {
    uint256 private constant OWNER = uint256(type(uint160).max) << 96;
    uint256 private constant LOTS = (2 ** 60 - 1) << 36;
    uint256 private constant EXPIRY = uint256(type(uint32).max) << 4;

    function test_pack_whenPacked_thenEveryFieldStandsWhereItIsSaidTo() public pure {
        assertEq(_pack(address(1), 0, 0), 1 << 96, "owner");
        assertEq(_pack(address(type(uint160).max), 0, 0), OWNER, "all of it");
        assertEq(_pack(address(0), OrderWordLib.MAX_LOTS, 0), LOTS, "lots");
        assertEq(_pack(address(0), 0, type(uint32).max), EXPIRY, "expiry");
        assertEq(_flags(true, false, 0), 8, "post-only");
        assertEq(_flags(false, true, 0), 4, "reduce-only");
        for (uint256 mode; mode <= uint256(type(IBookTypes.SelfTrade).max); ++mode) {
            assertEq(_flags(false, false, mode), mode, "self-trade mode");
        }
    }

    function test_fields_whenOnlyTheirBitsAreSet_thenFullAndElseEmpty() public pure {
        assertEq(_word(OWNER).owner(), address(type(uint160).max), "owner");
        assertEq(_word(~OWNER).owner(), address(0), "no owner");
        assertEq(_word(LOTS).lots(), OrderWordLib.MAX_LOTS, "lots");
        assertEq(_word(~LOTS).lots(), 0, "no lots");
        assertEq(_word(EXPIRY).expiry(), type(uint32).max, "expiry");
        assertEq(_word(~EXPIRY).expiry(), 0, "no expiry");
        assertTrue(_word(8).postOnly() && !_word(~uint256(8)).postOnly(), "post-only");
        assertTrue(_word(4).reduceOnly() && !_word(~uint256(4)).reduceOnly(), "reduce-only");
        for (uint256 mode; mode <= uint256(type(IBookTypes.SelfTrade).max); ++mode) {
            assertEq(uint256(_word(~uint256(3) | mode).selfTrade()), mode, "self-trade mode");
        }
    }

    function test_rests_whenAnyBitOfTheOwnerIsSet_thenTrueAndElseFalse() public pure {
        assertTrue(_word(1 << 96).rests() && _word(1 << 255).rests(), "an owner");
        assertFalse(_word(0).rests() || _word(~OWNER).rests(), "none");
    }

    function test_hole_whenMade_thenItIsToldFromAnOrderAndFromNothing() public pure {
        OrderWord hole = OrderWordLib.hole(0x12345678, 0x9abcdef0);
        assertEq(OrderWord.unwrap(hole), 1 << 64 | 0x123456789abcdef0, "a one above both numbers");
        assertTrue(hole.isHole(), "it is one");
        assertFalse(hole.rests(), "it does not rest");
        assertEq(hole.first(), 0x12345678, "begins");
        assertEq(hole.last(), 0x9abcdef0, "ends");
        assertFalse(_word(0).isHole() || _word(2 << 64).isHole() || _word(3 << 64).isHole(), "nothing else is");
        assertFalse(_word(1 << 96 | 1 << 64).isHole(), "no order is");
    }

    function test_withLots_whenReplaced_thenTheRestStays() public pure {
        assertEq(OrderWord.unwrap(_word(type(uint256).max).withLots(0)), ~LOTS, "all gone");
        assertEq(OrderWord.unwrap(_word(~LOTS).withLots(1)), ~LOTS | 1 << 36, "one lot");
        assertEq(OrderWord.unwrap(_word(LOTS).withLots(5)), 5 << 36, "five instead");
    }

    function test_expires_whenAnyBitOfTheExpiryIsSet_thenTrueAndElseFalse() public pure {
        for (uint256 bit; bit < 256; ++bit) {
            assertTrue(_word(1 << bit).expires() == (bit >= 4 && bit < 36), "expires");
        }
    }

    function test_hasTerms_whenAnyBitBelowTheLotsIsSet_thenTrueAndElseFalse() public pure {
        for (uint256 bit; bit < 256; ++bit) {
            assertTrue(_word(1 << bit).hasTerms() == (bit < 36), "has terms");
        }
    }

    function test_hasExpired_whenItsSecondHasCome_thenTrueAndNotBefore() public {
        OrderWord word = _word(_pack(address(1), 1, 1000));
        vm.warp(999);
        assertFalse(word.hasExpired(), "the second before");
        vm.warp(1000);
        assertTrue(word.hasExpired(), "from then on");
        vm.warp(1001);
        assertTrue(word.hasExpired(), "and after");
        assertFalse(_word(_pack(address(1), 1, 0)).hasExpired(), "never without an expiry");
        vm.warp(1);
        assertTrue(_word(_pack(address(1), 1, 1)).hasExpired(), "the first second is an expiry too");
    }

    function _word(uint256 word) private pure returns (OrderWord) {
        return OrderWord.wrap(word);
    }

    function _pack(address owner, uint64 lots, uint40 expiry) private pure returns (uint256) {
        return OrderWord.unwrap(OrderWordLib.pack(owner, lots, expiry, false, false, IBookTypes.SelfTrade(0)));
    }

    function _flags(bool postOnly, bool reduceOnly, uint256 mode) private pure returns (uint256) {
        return OrderWord.unwrap(OrderWordLib.pack(address(0), 0, 0, postOnly, reduceOnly, IBookTypes.SelfTrade(mode)));
    }
}
