// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {TickBitmap} from "contracts/libraries/TickBitmap.sol";

/// @notice The bitmap against a plain list of its members.
contract TickBitmapTest is Assertions {
    using TickBitmap for TickBitmap.Bitmap;

    TickBitmap.Bitmap private _bitmap;
    uint24[] private _members;

    function test_bitmap_whenEmpty_thenThereAreNoNeighbours() public view {
        assertEq(_bitmap.lowest(), 0, "lowest");
        assertEq(_bitmap.highest(), 0, "highest");
        assertEq(_bitmap.nextAbove(0), 0, "above");
        assertEq(_bitmap.nextBelow(type(uint24).max), 0, "below");
    }

    function test_prepare_whenPrepared_thenNoWordOfTickZeroEverFallsBackToZero() public {
        _bitmap.prepare();
        _assertPrepared();
        _bitmap.set(1);
        assertEq(_bitmap.lowest(), 1, "the lowest there may be");
        assertEq(_bitmap.highest(), 1, "and the highest there is");
        _bitmap.clear(1);
        _assertPrepared();
        assertEq(_bitmap.lowest(), 0, "tick 0 is no member");
        assertEq(_bitmap.highest(), 0, "for none");
        assertEq(_bitmap.nextBelow(type(uint24).max), 0, "of these");
    }

    function _assertPrepared() private view {
        assertEq(_bitmap.root, 1, "root");
        assertEq(_bitmap.middle[0], 1, "middle");
        assertEq(_bitmap.leaf[0], 1, "leaf");
        assertEq(_bitmap.middle[1] | _bitmap.leaf[1], 0, "no other word");
    }

    function test_clear_whenAWordEmpties_thenEveryLayerForgetsIt() public {
        _bitmap.set(type(uint24).max);
        _bitmap.set(1);
        _bitmap.clear(type(uint24).max);
        assertEq(_bitmap.highest(), 1, "the other is left");
        _bitmap.clear(1);
        assertEq(_bitmap.root, 0, "the root is empty");
        assertEq(_bitmap.middle[0] | _bitmap.middle[255], 0, "so are the middle words");
    }

    function test_clear_whenOthersShareTheWord_thenTheyStay() public {
        _bitmap.set(512);
        _bitmap.set(513);
        _bitmap.set(1024);
        _bitmap.clear(512);
        assertTrue(_bitmap.isSet(513) && _bitmap.isSet(1024), "neighbours stay");
        _bitmap.clear(513);
        assertEq(_bitmap.lowest(), 1024, "a word of the same middle word stays");
    }

    function testFuzz_bitmap_whateverItHolds_thenNeighboursAreThoseOfAPlainList(uint256 seed, uint24 probe) public {
        for (uint256 i; i < 8; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            // Narrow the ticks now and then, so that words are shared and borders are met.
            uint24 tick = uint24(bound(random, 1, random >> 248 & 1 == 0 ? 600 : type(uint24).max));
            if (random >> 249 & 1 == 0) tick = (tick | 0xff) + uint24(random >> 250 & 1) & type(uint24).max;
            if (tick == 0) tick = 1;
            _bitmap.set(tick);
            _members.push(tick);
        }
        _assertLikeTheList(probe);
        _assertLikeTheList(_members[seed % 8]);
        _remove(_members[seed % 8]);
        _assertLikeTheList(probe);
    }

    function _remove(uint24 tick) private {
        _bitmap.clear(tick);
        for (uint256 i; i < _members.length; ++i) {
            if (_members[i] == tick) _members[i] = 0;
        }
    }

    function _assertLikeTheList(uint24 probe) private view {
        uint24 above;
        uint24 below;
        uint24 highest;
        bool member;
        for (uint256 i; i < _members.length; ++i) {
            uint24 tick = _members[i];
            if (tick > probe && (above == 0 || tick < above)) above = tick;
            if (tick < probe && tick > below) below = tick;
            if (tick > highest) highest = tick;
            if (tick == probe && tick != 0) member = true;
        }
        assertEq(_bitmap.nextAbove(probe), above, "NS-03 the next above");
        assertEq(_bitmap.nextBelow(probe), below, "NS-03 the next below");
        assertEq(_bitmap.highest(), highest, "NS-03 the highest");
        assertTrue(_bitmap.isSet(probe) == member, "NS-03 membership");
    }
}
