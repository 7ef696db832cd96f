// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";
import {LevelWord} from "contracts/libraries/LevelWord.sol";
import {MarketWord} from "contracts/libraries/MarketWord.sol";
import {OrderId} from "contracts/libraries/OrderId.sol";
import {OrderWord, OrderWordLib} from "contracts/libraries/OrderWord.sol";
import {TickBitmap} from "contracts/libraries/TickBitmap.sol";
import {BookLevels} from "contracts/v2/book/BookLevels.sol";

/// @title NS-03: what an order goes through, from nothing to nothing
/// @notice The book's own way in and out; this contract is also the engine, and counts what is given back.
contract OrderLifeProofs is BookLevels {
    using TickBitmap for TickBitmap.Bitmap;

    uint24 private constant TICK = 7;

    uint256 private released;

    constructor() {
        _state().engine = IPerpEngineV2(address(this));
    }

    /// @notice As the engine: a reservation is given back.
    function releaseOrder(uint16, address, bool, uint64 lots) external {
        released += lots;
    }

    /// @notice As anybody who asks for an order.
    function resting(uint64 orderId) external view returns (OrderWord) {
        return _resting(orderId);
    }

    /// @notice An order is unknown before it comes, rests with what it was given, rests with what is left when it is made smaller, and is
    /// unknown again once it is taken out: of a level, its tick and the best tick nothing stays, and all it reserved is given back.
    function check_orderComesAndGoes(uint160 owner, uint64 lots, uint32 expiry, uint8 flags, uint64 left, bool isBuy)
        external
    {
        require(owner != 0 && left > 0 && left < lots && lots <= OrderWordLib.MAX_LOTS);
        uint32 key = OrderId.levelKey(0, isBuy, TICK);
        OrderWord order = _order(owner, lots, expiry, flags);
        assert(!_isKnown(OrderId.encode(key, 1)));
        (MarketWord market, uint64 id) = _append(MarketWord.wrap(0), key, order);
        _state().books[0].word = market;
        assert(id == OrderId.encode(key, 1) && market.best(isBuy) == TICK);
        _assertRests(id, owner, lots, isBuy);
        _reduce(id, order, left, RemovalReason.SelfTrade);
        _assertRests(id, owner, left, isBuy);
        assert(released == lots - left);
        _remove(id, _resting(id), RemovalReason.Cancelled);
        assert(!_isKnown(id) && released == lots);
        LevelWord level = _state().levels[key];
        assert(level.count() == 0 && level.totalLots() == 0);
        assert(!_ticks(0, isBuy).isSet(TICK) && _state().books[0].word.best(isBuy) == 0);
    }

    function _order(uint160 owner, uint64 lots, uint32 expiry, uint8 flags) private pure returns (OrderWord) {
        require(flags < 12);
        return OrderWordLib.pack(address(owner), lots, expiry, flags & 1 != 0, flags & 2 != 0, SelfTrade(flags >> 2));
    }

    function _isKnown(uint64 orderId) private view returns (bool) {
        try this.resting(orderId) {
            return true;
        } catch {
            return false;
        }
    }

    function _assertRests(uint64 id, uint160 owner, uint64 lots, bool isBuy) private view {
        OrderWord order = _resting(id);
        assert(order.owner() == address(owner) && order.lots() == lots);
        LevelWord level = _state().levels[OrderId.levelOf(id)];
        assert(level.count() == 1 && level.totalLots() == lots && level.head() == 1);
        assert(_ticks(0, isBuy).isSet(TICK));
    }
}
