// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {vm} from "../base/Vm.sol";
import {MarketWord} from "contracts/libraries/MarketWord.sol";

/// @notice A market's word, field by field.
contract MarketWordTest is Assertions {
    uint256 private constant BID = uint256(type(uint24).max) << 1;
    uint256 private constant ASK = uint256(type(uint24).max) << 25;
    uint256 private constant BAND = uint256(type(uint24).max) << 49;
    uint256 private constant MIN_LOTS = uint256(type(uint32).max) << 73;
    uint256 private constant MIN_VALUE = uint256(type(uint96).max) << 105;
    uint256 private constant EMPTIED = uint256(type(uint40).max) << 201;

    function test_fields_whenOnlyTheirBitsAreSet_thenFullAndElseEmpty() public pure {
        assertTrue(_word(1).open() && !_word(~uint256(1)).open(), "open");
        assertTrue(_word(BID).best(true) == type(uint24).max && _word(~BID).best(true) == 0, "bid");
        assertTrue(_word(ASK).best(false) == type(uint24).max && _word(~ASK).best(false) == 0, "ask");
        assertTrue(_word(BAND).bandPpm() == type(uint24).max && _word(~BAND).bandPpm() == 0, "band");
        assertTrue(_word(MIN_LOTS).minLots() == type(uint32).max && _word(~MIN_LOTS).minLots() == 0, "lots");
        assertTrue(_word(MIN_VALUE).minTickLots() == type(uint96).max && _word(~MIN_VALUE).minTickLots() == 0, "value");
        assertTrue(_word(EMPTIED).emptiedAt() == type(uint40).max && _word(~EMPTIED).emptiedAt() == 0, "time");
    }

    function test_opened_whenOpened_thenTheRestStays() public pure {
        assertEq(_unwrap(_word(0).opened()), 1, "opened");
        assertEq(_unwrap(_word(~uint256(1)).opened()), type(uint256).max, "the rest stays");
        assertEq(_unwrap(_word(1).opened()), 1, "once is enough");
    }

    function test_withBest_whenReplaced_thenTheOtherSideAndTheRestStay() public pure {
        assertEq(_unwrap(_word(type(uint256).max).withBest(true, 5)), ~BID | 5 << 1, "bid");
        assertEq(_unwrap(_word(type(uint256).max).withBest(false, 5)), ~ASK | 5 << 25, "ask");
        assertEq(_unwrap(_word(0).withBest(true, 0xabcdef)), 0xabcdef << 1, "the first bid");
        assertEq(_unwrap(_word(0).withBest(false, 0xabcdef)), 0xabcdef << 25, "the first ask");
    }

    function test_withLimits_whenReplaced_thenTheRestStays() public pure {
        uint256 limits = BAND | MIN_LOTS | MIN_VALUE;
        assertEq(_unwrap(_word(type(uint256).max).withLimits(0, 0, 0)), ~limits, "none");
        assertEq(_unwrap(_word(~limits).withLimits(1, 2, 3)), ~limits | 1 << 49 | 2 << 73 | 3 << 105, "others");
        assertEq(
            _unwrap(_word(0).withLimits(type(uint24).max, type(uint32).max, type(uint96).max)), limits, "the highest"
        );
    }

    function test_emptied_whenALevelEmpties_thenTheTimeIsNowAndTheRestStays() public {
        vm.warp(0xabcdef0122);
        assertEq(_unwrap(_word(type(uint256).max).emptied()), ~EMPTIED | 0xabcdef0122 << 201, "instead of another");
        assertEq(_unwrap(_word(0).emptied()), 0xabcdef0122 << 201, "for the first time");
    }

    function test_equals_whenAnyBitDiffers_thenFalse() public pure {
        assertTrue(_word(0).equals(_word(0)) && _word(1 << 255).equals(_word(1 << 255)), "the same");
        for (uint256 bit; bit < 256; ++bit) {
            assertFalse(_word(0).equals(_word(1 << bit)), "another bit");
        }
    }

    function _word(uint256 word) private pure returns (MarketWord) {
        return MarketWord.wrap(word);
    }

    function _unwrap(MarketWord word) private pure returns (uint256) {
        return MarketWord.unwrap(word);
    }
}
