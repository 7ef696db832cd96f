// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleLimits} from "../base/Initializers.sol";
import {vm} from "../base/Vm.sol";
import {OracleCase} from "./OracleCase.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";

contract UpdatePricesTest is OracleCase {
    uint16 internal constant UNKNOWN = 99;

    function test_updatePrices_whenAllAreSound_thenEachIsStored() public {
        _setSource(ETH, 2100 * WAD);
        _setSource(BTC, 51_000 * WAD);
        vm.prank(alice);
        bool[] memory updated = oracle.updatePrices(_ids(ETH, BTC));
        assertTrue(updated[0] && updated[1], "open to all");
        assertEq(oracle.price(ETH), 2100 * WAD, "the first");
        assertEq(oracle.price(BTC), 51_000 * WAD, "the second");
    }

    function test_updatePrices_whenAMarketHasTooFewSources_thenTheOthersAreUpdated() public {
        sources[ETH][0].setBehaviour(PriceSourceMock.Behaviour.Revert);
        _setSource(BTC, 51_000 * WAD);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.UpdateSkipped(ETH, 1);
        bool[] memory updated = oracle.updatePrices(_ids(ETH, BTC));
        assertFalse(updated[0], "the broken one");
        assertTrue(updated[1], "the sound one");
        assertEq(oracle.price(ETH), ETH_TICK * WAD, "keeps its price");
        assertEq(oracle.price(BTC), 51_000 * WAD, "is updated");
    }

    function test_updatePrices_whenAMarketIsUnknown_thenItIsSkipped() public {
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IOracleRouter.UpdateSkipped(UNKNOWN, 0);
        bool[] memory updated = oracle.updatePrices(_ids(UNKNOWN, BTC));
        assertTrue(!updated[0] && updated[1], "and stops no other");
    }

    function test_updatePrices_whenAJumpIsPending_thenItIsNotUpdated() public {
        _setSource(ETH, 4000 * WAD);
        bool[] memory updated = oracle.updatePrices(_ids(ETH, BTC));
        assertTrue(!updated[0] && updated[1], "pending is not stored");
        (uint256 jump,) = oracle.pendingJump(ETH);
        assertEq(jump, 4000 * WAD, "pending");
    }

    function test_updatePrices_whenAMarketIsNamedTwice_thenTheSecondTimeChangesNothing() public {
        _setSource(ETH, 2100 * WAD);
        bool[] memory updated = oracle.updatePrices(_ids(ETH, ETH));
        assertTrue(updated[0] && updated[1], "both read the same");
        assertEq(oracle.price(ETH), 2100 * WAD, "once");
    }

    function test_updatePrices_whenNoneIsNamed_thenNothingHappens() public {
        assertEq(oracle.updatePrices(new uint16[](0)).length, 0, "nothing");
    }

    function test_updatePrices_whenAMarketsSourcesBurnAllTheyGet_thenTheCostIsBounded() public {
        uint256 most = IOracleLimits(address(oracle)).MAX_SOURCES();
        for (uint256 i; i < most; ++i) {
            mocks.push(new PriceSourceMock());
            mocks[i].setBehaviour(PriceSourceMock.Behaviour(2 + i % 3));
            feeds.push(address(mocks[i]));
        }
        _reconfigure(1);
        uint256 before = gasleft();
        bool[] memory updated = oracle.updatePrices(_ids(MARKET, BTC));
        uint256 used = before - gasleft();
        assertTrue(!updated[0] && updated[1], "the other one is updated");
        emit log_named_uint("gas of a market with eight sources that burn or flood", used);
        assertAtMost(used, most * IOracleLimits(address(oracle)).SOURCE_GAS() + 150_000, "a stipend each, and the rest");
    }

    function test_updatePrices_whenTooLittleGasIsLeft_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IOracleRouter.InsufficientGas.selector));
        oracle.updatePrices{gas: 150_000}(_ids(ETH, BTC));
    }

    function _setSource(uint16 marketId, uint256 price) private {
        sources[marketId][0].set(price, block.timestamp);
        sources[marketId][1].set(price, block.timestamp);
    }

    function _ids(uint16 a, uint16 b) private pure returns (uint16[] memory ids) {
        ids = new uint16[](2);
        (ids[0], ids[1]) = (a, b);
    }
}
