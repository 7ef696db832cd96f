// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleLimits} from "../base/Initializers.sol";
import {vm} from "../base/Vm.sol";
import {HungrySource, LongSource, ShortSource} from "../base/mocks/OddSources.sol";
import {OracleCase} from "./OracleCase.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";

contract UpdatePriceTest is OracleCase {
    function test_updatePrice_whenOddlyMany_thenTheMiddleOne() public {
        _configure(3, _prices(2010, 1990, 2001));
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.PriceUpdated(MARKET, 2001 * WAD, block.timestamp);
        vm.prank(alice);
        assertEq(oracle.updatePrice(MARKET), 2001 * WAD, "open to all");
        assertEq(oracle.price(MARKET), 2001 * WAD, "stored");
    }

    function test_updatePrice_whenEvenlyMany_thenTheMeanOfTheMiddleTwoRoundedDown() public {
        _configure(2, _prices(2000, 1990));
        mocks[0].set(2000 * WAD + 1, block.timestamp);
        assertEq(oracle.updatePrice(MARKET), 1995 * WAD, "half a wei is dropped");

        uint256[] memory four = new uint256[](4);
        (four[0], four[1], four[2], four[3]) = (2090, 1910, 2002, 2000);
        _configure(4, four);
        assertEq(oracle.updatePrice(MARKET), 2001 * WAD, "the outer two don't count");
    }

    function test_updatePrice_whenOnlyOne_thenThatOne() public {
        uint256[] memory one = new uint256[](1);
        one[0] = 1234;
        _configure(1, one);
        assertEq(oracle.updatePrice(MARKET), 1234 * WAD, "its own median");
    }

    function test_updatePrice_whenASourceIsTooOld_thenItIsDropped() public {
        _configure(2, _prices(1990, 2000, 2010));
        mocks[2].set(2010 * WAD, block.timestamp - MAX_AGE);
        assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "exactly the age allowed");
        mocks[2].set(2010 * WAD, block.timestamp - MAX_AGE - 1);
        _expectDropped(feeds[2]);
        assertEq(oracle.updatePrice(MARKET), 1995 * WAD, "a second older");
    }

    function test_updatePrice_whenASourceIsFromTheFuture_thenItIsDropped() public {
        _configure(2, _prices(1990, 2000, 2010));
        mocks[0].set(1990 * WAD, block.timestamp + 1);
        _expectDropped(feeds[0]);
        assertEq(oracle.updatePrice(MARKET), 2005 * WAD, "a second early");
        mocks[0].set(1990 * WAD, type(uint256).max);
        _expectDropped(feeds[0]);
        assertEq(oracle.updatePrice(MARKET), 2005 * WAD, "the end of time");
    }

    function test_updatePrice_whenASourceReadsZeroOrTooMuch_thenItIsDropped() public {
        uint256 highest = IOracleLimits(address(oracle)).MAX_PRICE();
        _configure(1, _prices(1990, 2010));
        mocks[1].set(highest + 1, block.timestamp);
        _expectDropped(feeds[1]);
        assertEq(oracle.updatePrice(MARKET), 1990 * WAD, "one wei more than allowed");
        mocks[1].set(0, block.timestamp);
        _expectDropped(feeds[1]);
        assertEq(oracle.updatePrice(MARKET), 1990 * WAD, "nor does zero count");
        mocks[0].set(highest, block.timestamp);
        assertEq(oracle.acceptPrice(MARKET, highest, highest), highest, "the highest price allowed does");
    }

    function test_updatePrice_whenASourceReverts_thenItIsDropped() public {
        _configure(2, _prices(1990, 2000, 2010));
        mocks[1].setBehaviour(PriceSourceMock.Behaviour.Revert);
        _expectDropped(feeds[1]);
        assertEq(oracle.updatePrice(MARKET), 2000 * WAD, "the mean of the others");
    }

    function test_updatePrice_whenASourceBurnsItsGas_thenItIsDroppedAtABoundedCost() public {
        _configure(2, _prices(1990, 2000, 2010));
        mocks[0].setBehaviour(PriceSourceMock.Behaviour.BurnGas);
        _expectDropped(feeds[0]);
        uint256 before = gasleft();
        assertEq(oracle.updatePrice(MARKET), 2005 * WAD, "the mean of the others");
        assertAtMost(before - gasleft(), IOracleLimits(address(oracle)).SOURCE_GAS() + 100_000, "one stipend");
    }

    function test_updatePrice_whenASourceHasNoCodeOrAnswersTooLittle_thenItIsDropped() public {
        _configure(1, _prices(1990, 2000, 2010));
        (feeds[0], feeds[1]) = (alice, address(new ShortSource()));
        _reconfigure(1);
        _expectDropped(alice);
        _expectDropped(feeds[1]);
        assertEq(oracle.updatePrice(MARKET), 2010 * WAD, "the only one left");
    }

    function test_updatePrice_whenASourceAnswersTooMuch_thenTheRestIsNotCopied() public {
        _configure(1, _prices(1990, 2010));
        feeds[0] = address(new LongSource());
        _reconfigure(2);
        uint256 before = gasleft();
        assertEq(oracle.updatePrice(MARKET), 2005 * WAD, "its first two words count");
        assertAtMost(before - gasleft(), 150_000, "and its 100,000 bytes cost nobody but itself");
    }

    function test_updatePrice_whenTooFewSurvive_thenRevertsAndTheOldPriceStays() public {
        _configure(2, _prices(1990, 2000));
        oracle.updatePrice(MARKET);
        mocks[0].setBehaviour(PriceSourceMock.Behaviour.Revert);
        vm.expectRevert(_tooFew(1, 2));
        oracle.updatePrice(MARKET);
        mocks[1].setBehaviour(PriceSourceMock.Behaviour.Revert);
        vm.expectRevert(_tooFew(0, 2));
        oracle.updatePrice(MARKET);
        assertEq(oracle.price(MARKET), 1995 * WAD, "until it is too old");
    }

    function test_updatePrice_whenSourcesRecover_thenItWorksAgain() public {
        _configure(2, _prices(1990, 2000));
        mocks[0].setBehaviour(PriceSourceMock.Behaviour.BurnGas);
        vm.expectRevert(_tooFew(1, 2));
        oracle.updatePrice(MARKET);
        mocks[0].setBehaviour(PriceSourceMock.Behaviour.Answer);
        assertEq(oracle.updatePrice(MARKET), 1995 * WAD, "a broken source bricks nothing");
    }

    function test_updatePrice_whenReadingsDifferInAge_thenTheOldestSurvivorsTimeIsStored() public {
        _configure(2, _prices(1990, 2000, 2010));
        mocks[0].set(1990 * WAD, block.timestamp - 10);
        mocks[1].set(2000 * WAD, block.timestamp - 20);
        mocks[2].set(2010 * WAD, block.timestamp - MAX_AGE - 1);
        oracle.updatePrice(MARKET);
        (, uint256 updatedAt) = oracle.lastPrice(MARKET);
        assertEq(updatedAt, block.timestamp - 20, "the dropped one's does not count");
    }

    function test_updatePrice_whenTheMarketIsUnknown_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.UnknownMarket.selector, MARKET));
        oracle.updatePrice(MARKET);
    }

    function test_updatePrice_whenTooLittleGasIsLeft_thenReverts() public {
        _configure(1, _prices(1990, 2000));
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.InsufficientGas.selector));
        oracle.updatePrice{gas: 100_000}(MARKET);
    }

    function testFuzz_updatePrice_whateverGasIsGiven_thenTheCallerCannotMakeSourcesFail(uint256 given) public {
        // Two sources that need all but a hundredth of their stipend: dropping either would move the price.
        _configure(1, _prices(1990, 2000));
        feeds[0] = address(new HungrySource(1990 * WAD, 149_000));
        feeds[1] = address(new HungrySource(2000 * WAD, 149_000));
        _reconfigure(1);
        try oracle.updatePrice{gas: bound(given, 100_000, 600_000)}(MARKET) returns (uint256 price) {
            assertEq(price, 1995 * WAD, "both sources or none");
        } catch {
            (uint256 stored,) = oracle.lastPrice(MARKET);
            assertEq(stored, 0, "nothing is stored");
        }
    }

    function testFuzz_updatePrice_whateverIsRead_thenTheMedianOfTheUsableIsStored(uint256 seed) public {
        uint256 count = bound(seed, 1, 8);
        uint256[] memory prices = new uint256[](count);
        _configure(1, prices);
        uint256[] memory usable = new uint256[](count);
        uint256 survived;
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            // Within what sources may lie apart, or nothing.
            uint256 price = bound(random, 0, 40);
            if (price != 0) price += 1000;
            uint256 updatedAt = block.timestamp + 10 - bound(random >> 64, 0, 100);
            mocks[i].set(price, updatedAt);
            if (price > 0 && updatedAt <= block.timestamp && block.timestamp - updatedAt <= MAX_AGE) {
                usable[survived++] = price;
            }
        }
        if (survived == 0) vm.expectRevert(_tooFew(0, 1));
        uint256 stored = oracle.updatePrice(MARKET);
        if (survived == 0) return;

        uint256 below;
        uint256 above;
        uint256 lowest = type(uint256).max;
        uint256 highest;
        for (uint256 i; i < survived; ++i) {
            if (usable[i] < stored) ++below;
            if (usable[i] > stored) ++above;
            lowest = usable[i] < lowest ? usable[i] : lowest;
            highest = usable[i] > highest ? usable[i] : highest;
        }
        assertTrue(stored >= lowest && stored <= highest, "OR-02 inside the survivors' range");
        assertAtMost(below * 2, survived, "no more than half below");
        assertAtMost(above * 2, survived, "no more than half above");
    }

    function _expectDropped(address source) private {
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.SourceDropped(MARKET, source);
    }
}
