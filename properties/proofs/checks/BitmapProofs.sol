// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {TickBitmap} from "contracts/libraries/TickBitmap.sol";

/// @title NS-03: the bitmap of ticks
/// @dev A bit of a layer says that the word below it is not empty. Words are given as they are read, with any content:
/// what else is in the set can't matter, since nothing else is read. The three cases of each direction (the neighbour is
/// in the same word, in another word below the same upper word, below another upper word) are all there are.
contract BitmapProofs {
    using TickBitmap for TickBitmap.Bitmap;

    TickBitmap.Bitmap private ticks;

    /// @notice Up, inside one word: the nearest tick that is set; and back down again.
    function check_aboveInsideWord(uint24 from, uint8 nearest, uint256 word) external {
        require(uint8(from) < nearest && _isLowest(word & _above(from), nearest));
        ticks.leaf[from >> 8] = word;
        uint24 found = ticks.nextAbove(from);
        assert(found == (from >> 8 << 8 | nearest));
        if (_has(word, from)) assert(ticks.nextBelow(found) == from);
    }

    /// @notice Up, past the end of a word: the lowest tick of the next word that is not empty; and back.
    function check_aboveAcrossWords(uint24 from, uint8 leaf, uint8 nearest, uint256 here, uint256 middle, uint256 there)
        external
    {
        require(here & _above(from) == 0);
        require(uint8(from >> 8) < leaf && _isLowest(middle & _above(from >> 8), leaf));
        require(_isLowest(there, nearest));
        uint24 leafKey = from >> 16 << 8 | leaf;
        ticks.middle[from >> 16] = middle;
        ticks.leaf[from >> 8] = here;
        ticks.leaf[leafKey] = there;
        uint24 found = ticks.nextAbove(from);
        assert(found == (leafKey << 8 | nearest));
        if (_has(here, from) && _has(middle, from >> 8)) assert(ticks.nextBelow(found) == from);
    }

    /// @notice Up, past the end of an upper word.
    function check_aboveAcrossLayers(
        uint24 from,
        uint24 nearest,
        uint256 root,
        uint256 upperHere,
        uint256 here,
        uint256 upperThere,
        uint256 there
    ) external {
        require(here & _above(from) == 0 && upperHere & _above(from >> 8) == 0);
        require(from >> 16 < nearest >> 16 && _isLowest(root & _above(from >> 16), uint8(nearest >> 16)));
        require(_isLowest(upperThere, uint8(nearest >> 8)) && _isLowest(there, uint8(nearest)));
        ticks.root = root;
        ticks.middle[from >> 16] = upperHere;
        ticks.middle[nearest >> 16] = upperThere;
        ticks.leaf[from >> 8] = here;
        ticks.leaf[nearest >> 8] = there;
        assert(ticks.nextAbove(from) == nearest);
    }

    /// @notice Down, inside one word: the nearest tick that is set; and back up again.
    function check_belowInsideWord(uint24 from, uint8 nearest, uint256 word) external {
        require(nearest < uint8(from) && _isHighest(word & _below(from), nearest));
        ticks.leaf[from >> 8] = word;
        uint24 found = ticks.nextBelow(from);
        assert(found == (from >> 8 << 8 | nearest));
        if (_has(word, from)) assert(ticks.nextAbove(found) == from);
    }

    /// @notice Down, past the beginning of a word: the highest tick of the next word that is not empty; and back.
    function check_belowAcrossWords(uint24 from, uint8 leaf, uint8 nearest, uint256 here, uint256 middle, uint256 there)
        external
    {
        require(here & _below(from) == 0);
        require(uint8(from >> 8) > leaf && _isHighest(middle & _below(from >> 8), leaf));
        require(_isHighest(there, nearest));
        uint24 leafKey = from >> 16 << 8 | leaf;
        ticks.middle[from >> 16] = middle;
        ticks.leaf[from >> 8] = here;
        ticks.leaf[leafKey] = there;
        uint24 found = ticks.nextBelow(from);
        assert(found == (leafKey << 8 | nearest));
        if (_has(here, from) && _has(middle, from >> 8)) assert(ticks.nextAbove(found) == from);
    }

    /// @notice Down, past the beginning of an upper word.
    function check_belowAcrossLayers(
        uint24 from,
        uint24 nearest,
        uint256 root,
        uint256 upperHere,
        uint256 here,
        uint256 upperThere,
        uint256 there
    ) external {
        require(here & _below(from) == 0 && upperHere & _below(from >> 8) == 0);
        require(from >> 16 > nearest >> 16 && _isHighest(root & _below(from >> 16), uint8(nearest >> 16)));
        require(_isHighest(upperThere, uint8(nearest >> 8)) && _isHighest(there, uint8(nearest)));
        ticks.root = root;
        ticks.middle[from >> 16] = upperHere;
        ticks.middle[nearest >> 16] = upperThere;
        ticks.leaf[from >> 8] = here;
        ticks.leaf[nearest >> 8] = there;
        assert(ticks.nextBelow(from) == nearest);
    }

    /// @notice Where nothing is set beyond a tick, there is no neighbour.
    function check_nothingBeyond(uint24 from, uint256 root, uint256 middle, uint256 leaf) external {
        ticks.root = root;
        ticks.middle[from >> 16] = middle;
        ticks.leaf[from >> 8] = leaf;
        if (root & _above(from >> 16) == 0 && middle & _above(from >> 8) == 0 && leaf & _above(from) == 0) {
            assert(ticks.nextAbove(from) == 0);
        }
        if (root & _below(from >> 16) == 0 && middle & _below(from >> 8) == 0 && leaf & _below(from) == 0) {
            assert(ticks.nextBelow(from) == 0);
        }
    }

    /// @notice Adding a tick sets its bit and those of the words above it, and no other: a bit of a layer still says
    /// whether the word below it is empty.
    function check_setKeepsLayers(uint24 tick, uint256 root, uint256 middle, uint256 leaf) external {
        require(_agree(tick, root, middle, leaf));
        _write(tick, root, middle, leaf);
        ticks.set(tick);
        assert(ticks.isSet(tick));
        assert(ticks.leaf[tick >> 8] == leaf | _bit(tick));
        assert(ticks.middle[tick >> 16] == middle | _bit(tick >> 8));
        assert(ticks.root == root | _bit(tick >> 16));
    }

    /// @notice Removing a tick clears its bit, and that of a word above it iff the word below is empty now.
    function check_clearKeepsLayers(uint24 tick, uint256 root, uint256 middle, uint256 leaf) external {
        require(_agree(tick, root, middle, leaf) && _has(leaf, tick));
        _write(tick, root, middle, leaf);
        ticks.clear(tick);
        assert(!ticks.isSet(tick));
        uint256 newLeaf = leaf & ~_bit(tick);
        uint256 newMiddle = newLeaf == 0 ? middle & ~_bit(tick >> 8) : middle;
        assert(ticks.leaf[tick >> 8] == newLeaf && ticks.middle[tick >> 16] == newMiddle);
        assert(ticks.root == (newMiddle == 0 ? root & ~_bit(tick >> 16) : root));
    }

    function _write(uint24 tick, uint256 root, uint256 middle, uint256 leaf) private {
        ticks.root = root;
        ticks.middle[tick >> 16] = middle;
        ticks.leaf[tick >> 8] = leaf;
    }

    /// @dev The layers above a tick agree: a bit is set iff the word below it is not empty.
    function _agree(uint24 tick, uint256 root, uint256 middle, uint256 leaf) private pure returns (bool) {
        return _has(middle, tick >> 8) == (leaf != 0) && _has(root, tick >> 16) == (middle != 0);
    }

    function _isLowest(uint256 word, uint8 bit) private pure returns (bool) {
        return _has(word, bit) && word & _below(bit) == 0;
    }

    function _isHighest(uint256 word, uint8 bit) private pure returns (bool) {
        return word >> bit == 1;
    }

    function _has(uint256 word, uint24 index) private pure returns (bool) {
        return word & _bit(index) != 0;
    }

    function _bit(uint24 index) private pure returns (uint256) {
        return uint256(1) << uint8(index);
    }

    function _below(uint24 index) private pure returns (uint256) {
        return _bit(index) - 1;
    }

    function _above(uint24 index) private pure returns (uint256) {
        return ~_below(index) - _bit(index);
    }
}
