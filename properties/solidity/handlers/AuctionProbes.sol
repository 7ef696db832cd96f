// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {WaitingProbes} from "./WaitingProbes.sol";
import {IBookAuction} from "contracts/interfaces/book/IBookAuction.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IBookWaiting} from "contracts/interfaces/book/IBookWaiting.sol";

/// @title Auctions of a few orders, beside one by brute force
abstract contract AuctionProbes is WaitingProbes {
    uint256 private constant ORDERS = 8;
    /// @dev Orders and marks lie this many ticks around the price at most.
    uint256 private constant SPREAD = 6;
    uint256 private constant BAND_PPM = 1000;
    uint256 private constant MOST_CALLS = 200;

    /// @dev An order as it was sent; `left` is what brute force has left of it.
    struct Sent {
        uint256 who;
        bool isBuy;
        uint256 tick;
        uint256 left;
        uint128 id;
    }

    /// @dev What brute force finds.
    struct Found {
        uint256 tick;
        uint256 volume;
        int256 imbalance;
        int256[PEOPLE] lots;
        int256 vault;
    }

    /// @notice Holds an auction of drawn orders, with one taken back or not, in steps of a drawn number.
    function auction_hold(uint256 seed) external {
        _probe(abi.encodeCall(this.probeAuction, (seed)), NS_07);
    }

    /// @notice The auction; reverts with what it has found. Only for the handler above.
    function probeAuction(uint256 seed) external {
        if (msg.sender != address(this)) return;
        uint256 mark = TICK * 1e18 + (seed % 17) * 0.5e18 - 4e18;
        Place memory place = _open(mark);
        BOOK.setAuctionConfig(place.id, IBookAuctionTypes.AuctionConfig(BOOK.MIN_EPOCH_LENGTH(), uint24(BAND_PPM)));
        Sent[] memory orders = _sendAll(place, seed);
        uint40 endsAt = BOOK.auctionEpoch(place.id, 1).endsAt;
        if (endsAt > block.timestamp) HEVM.warp(endsAt);
        _reprice(place, mark);
        _takeOneBack(place, orders, seed);
        _execute(place, seed);
        IBookAuctionTypes.AuctionView memory done = BOOK.auctionEpoch(place.id, 1);
        Found memory found = _bruteForce(orders, mark, done.vaultLots);
        _compare(place, found, done, mark);
        revert WaitingProbed(0, "");
    }

    /// @dev In calls of a drawn number of steps and a drawn amount of gas: too little for a step is refused by its name.
    function _execute(Place memory place, uint256 seed) private {
        bool done;
        for (uint256 calls; !done; ++calls) {
            _require(calls < MOST_CALLS, NS_07, "an auction does not end");
            uint256 drawn = uint256(keccak256(abi.encode(seed, "gas", calls)));
            uint256 allowance = (50_000 + drawn % 50_000) << (drawn >> 128) % 7;
            try BOOK.executeAuction{gas: allowance}(place.id, 1 + seed % 5) returns (bool ended) {
                done = ended;
            } catch (bytes memory why) {
                _require(bytes4(why) == IBookWaiting.InsufficientGas.selector, NS_07, "a step ran out of gas");
                done = BOOK.executeAuction(place.id, 1 + seed % 5);
            }
        }
    }

    /// @dev Around the price within a drawn number of ticks: where that is none, all stand in one queue a side.
    function _sendAll(Place memory place, uint256 seed) private returns (Sent[] memory orders) {
        orders = new Sent[](ORDERS);
        uint256 spread = uint256(keccak256(abi.encode(seed, "spread"))) % 4;
        if (spread == 3) spread = SPREAD;
        for (uint256 i; i < ORDERS; ++i) {
            uint256 drawn = uint256(keccak256(abi.encode(seed, i)));
            Sent memory order = orders[i];
            (order.who, order.isBuy) = (drawn % PEOPLE, drawn >> 8 & 1 == 0);
            order.tick = TICK - spread + (drawn >> 16) % (2 * spread + 1);
            order.left = 1 + (drawn >> 32) % 6;
            (bool ok, bytes memory answer) = place.people[order.who].perform(
                address(BOOK),
                abi.encodeCall(
                    IBookAuction.placeInAuction,
                    (IBookAuctionTypes.AuctionOrderParams({
                            marketId: place.id,
                            isBuy: order.isBuy,
                            tick: uint24(order.tick),
                            lots: uint64(order.left),
                            unfilled: IBookAuctionTypes.Unfilled.Cancel,
                            clientId: 0
                        }))
                )
            );
            _require(ok, NS_07, "a rich account's order was refused");
            order.id = abi.decode(answer, (uint128));
        }
    }

    /// @dev A drawn order after a drawn number of steps; if nothing is settled by then, it must not have been there at all.
    function _takeOneBack(Place memory place, Sent[] memory orders, uint256 seed) private {
        uint256 drawn = uint256(keccak256(abi.encode(seed)));
        if (drawn & 3 == 0) return;
        for (uint256 i; i < (drawn >> 16) % 5; ++i) {
            BOOK.executeAuction(place.id, 1);
            IBookAuctionTypes.AuctionPhase phase = BOOK.auctionEpoch(place.id, 1).phase;
            if (phase > IBookAuctionTypes.AuctionPhase.Pricing) return;
        }
        uint256 at = (drawn >> 24) % ORDERS;
        // Pricing looks at the best ones first.
        if (drawn >> 8 & 1 == 0) {
            bool isBuy = drawn >> 9 & 1 == 0;
            uint256 best = _next(orders, isBuy, isBuy ? 0 : type(uint256).max);
            if (best != ORDERS) at = best;
        }
        Sent memory order = orders[at];
        uint128[] memory ids = new uint128[](1);
        ids[0] = order.id;
        (bool ok,) = place.people[order.who].perform(address(BOOK), abi.encodeCall(IBookAuction.cancelInAuction, (ids)));
        _require(ok && BOOK.auctionOrder(order.id).owner == address(0), NS_07, "an order could not be taken back");
        order.left = 0;
    }

    /// @dev Every tick is tried; then the best bid and the best ask, the oldest of equals, fill each other. What the vault has taken
    /// goes to the surplus by the same turn.
    function _bruteForce(Sent[] memory orders, uint256 mark, int256 vaultLots)
        private
        pure
        returns (Found memory found)
    {
        uint256 nearest;
        for (uint256 tick = TICK - SPREAD; tick <= TICK + SPREAD; ++tick) {
            (uint256 demand, uint256 supply) = (_sum(orders, true, tick), _sum(orders, false, tick));
            uint256 volume = demand < supply ? demand : supply;
            int256 imbalance = int256(demand) - int256(supply);
            uint256 distance = tick * 1e18 > mark ? tick * 1e18 - mark : mark - tick * 1e18;
            if (volume == 0 || volume < found.volume) continue;
            if (volume == found.volume) {
                if (_abs(imbalance) > _abs(found.imbalance)) continue;
                if (_abs(imbalance) == _abs(found.imbalance) && distance >= nearest) continue;
            }
            (found.tick, found.volume, found.imbalance, nearest) = (tick, volume, imbalance, distance);
        }
        if (found.tick == 0) return found;
        found.volume = 0;
        for (uint256 bid; (bid = _next(orders, true, found.tick)) < ORDERS;) {
            uint256 ask = _next(orders, false, found.tick);
            if (ask == ORDERS) break;
            uint256 lots = orders[bid].left < orders[ask].left ? orders[bid].left : orders[ask].left;
            orders[bid].left -= lots;
            orders[ask].left -= lots;
            if (orders[bid].who == orders[ask].who) continue;
            found.volume += lots;
            found.lots[orders[bid].who] += int256(lots);
            found.lots[orders[ask].who] -= int256(lots);
        }
        bool sells = vaultLots < 0;
        for (uint256 left = _abs(vaultLots); left > 0;) {
            uint256 i = _next(orders, sells, found.tick);
            if (i == ORDERS) break;
            uint256 lots = orders[i].left < left ? orders[i].left : left;
            orders[i].left -= lots;
            left -= lots;
            found.lots[orders[i].who] += sells ? int256(lots) : -int256(lots);
            found.vault += sells ? -int256(lots) : int256(lots);
        }
    }

    function _compare(Place memory place, Found memory found, IBookAuctionTypes.AuctionView memory done, uint256 mark)
        private
        view
    {
        _require(done.tick == found.tick, NS_05, "an auction cleared at another tick than brute force");
        _require(done.imbalance == found.imbalance, NS_05, "an auction's imbalance is not what was left over");
        _require(done.filledLots == found.volume, NS_05, "an auction filled other lots than brute force");
        uint256 price = found.tick * 1e18;
        uint256 distance = price > mark ? price - mark : mark - price;
        bool within = distance * 1e6 <= BAND_PPM * mark;
        _require(done.vaultLots == 0 || within, NS_06, "the vault filled outside its band");
        _require(_abs(done.vaultLots) <= _abs(found.imbalance), NS_06, "the vault filled more than the imbalance");
        _require(done.vaultLots == found.vault, NS_06, "the vault filled what was not left over");
        for (uint256 who; who < PEOPLE; ++who) {
            (int256 size,, uint64 bids, uint64 asks) = ENGINE.position(address(place.people[who]), place.id);
            _require(size == found.lots[who] * int256(LOT_SIZE), NS_05, "an account was filled out of turn");
            _require(bids == 0 && asks == 0, NS_07, "an auction is over and lots are still reserved");
        }
    }

    /// @dev The order whose turn it is, by price and then arrival; `ORDERS` when there is none.
    function _next(Sent[] memory orders, bool isBuy, uint256 tick) private pure returns (uint256 best) {
        best = ORDERS;
        for (uint256 i; i < ORDERS; ++i) {
            Sent memory order = orders[i];
            if (order.left == 0 || order.isBuy != isBuy) continue;
            if (isBuy ? order.tick < tick : order.tick > tick) continue;
            if (best == ORDERS || (isBuy ? order.tick > orders[best].tick : order.tick < orders[best].tick)) best = i;
        }
    }

    /// @dev Lots that would trade at `tick`.
    function _sum(Sent[] memory orders, bool isBuy, uint256 tick) private pure returns (uint256 lots) {
        for (uint256 i; i < ORDERS; ++i) {
            if (orders[i].isBuy == isBuy && (isBuy ? orders[i].tick >= tick : orders[i].tick <= tick)) {
                lots += orders[i].left;
            }
        }
    }

    function _abs(int256 value) private pure returns (uint256) {
        return value < 0 ? uint256(-value) : uint256(value);
    }
}
