// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {AuctionOrderId} from "contracts/libraries/AuctionOrderId.sol";
import {OrderId} from "contracts/libraries/OrderId.sol";

/// @notice Ids of resting and of auction orders, bit by bit.
contract OrderIdTest is Assertions {
    function test_levelKey_whenEncoded_thenMarketSideAndTickStandWhereTheyAreSaidTo() public pure {
        assertEq(OrderId.levelKey(0x55, true, 0xabcdef), 0xababcdef, "market 7, side 1, tick 24");
        assertEq(OrderId.levelKey(0x55, false, 0xabcdef), 0xaaabcdef, "an ask has no side bit");
        assertEq(OrderId.levelKey(0, false, 1), 1, "the tick is lowest");
        assertEq(OrderId.levelKey(127, true, type(uint24).max), type(uint32).max, "they fill the key");
    }

    function test_encode_whenEncoded_thenTheNumberIsBelowTheKey() public pure {
        assertEq(OrderId.encode(0xababcdef, 0x12345678), 0xababcdef12345678, "key 32, number 32");
    }

    function testFuzz_orderId_whateverIsEncoded_thenItIsDecodedAgain(
        uint16 market,
        bool isBuy,
        uint24 tick,
        uint32 number
    ) public pure {
        market = market & 127;
        uint32 key = OrderId.levelKey(market, isBuy, tick);
        uint64 id = OrderId.encode(key, number);
        assertEq(OrderId.levelOf(id), key, "level");
        assertEq(OrderId.numberOf(id), number, "number");
        assertEq(OrderId.marketOf(key), market, "market");
        assertTrue(OrderId.isBuyOf(key) == isBuy, "side");
        assertEq(OrderId.tickOf(key), tick, "tick");
    }

    function test_auctionId_whenEncoded_thenItsPartsStandWhereTheyAreSaidTo() public pure {
        uint56 key = AuctionOrderId.keyOf(0xabcdef, 0x12345678);
        assertEq(key, 0xabcdef12345678, "tick 24, number 32");
        assertEq(
            AuctionOrderId.encode(1, 0, false, 0), uint256(1) << (32 + 1 + 24 + 32), "the market is above the others"
        );
        assertEq(AuctionOrderId.encode(0, 1, false, 0), uint256(1) << (1 + 24 + 32), "then the epoch");
        assertEq(AuctionOrderId.encode(0, 0, true, 0), uint256(1) << (24 + 32), "then the side");
        assertEq(AuctionOrderId.encode(0, 0, false, key), key, "then the key");
    }

    function testFuzz_auctionId_whateverIsEncoded_thenItIsDecodedAgain(
        uint16 market,
        uint32 epoch,
        bool isBuy,
        uint24 tick,
        uint32 number
    ) public pure {
        uint128 id = AuctionOrderId.encode(market, epoch, isBuy, AuctionOrderId.keyOf(tick, number));
        assertEq(AuctionOrderId.marketOf(id), market, "market");
        assertEq(AuctionOrderId.epochOf(id), epoch, "epoch");
        assertTrue(AuctionOrderId.isBuyOf(id) == isBuy, "side");
        assertEq(AuctionOrderId.tickOf(id), tick, "tick");
        assertEq(uint32(id), number, "number");
    }
}
