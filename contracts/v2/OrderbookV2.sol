// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOrderbookV2} from "../interfaces/IOrderbookV2.sol";
import {IPerpEngineV2} from "../interfaces/IPerpEngineV2.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {BookImpact} from "./book/BookImpact.sol";
import {BookMatching} from "./book/BookMatching.sol";

/// @title OrderbookV2: entry points of the book
/// @notice Matching lives in `book/BookMatching.sol`, resting orders in `book/BookLevels.sol`.
contract OrderbookV2 is ProofbookUpgradeable, BookMatching, BookImpact {
    /// @notice Sets the owner and the engine. Once only.
    function initialize(address owner_, address engine_) external initializer {
        if (engine_ == address(0)) revert ZeroAddress();
        __Ownable_init(owner_);
        _state().engine = IPerpEngineV2(engine_);
        _state().nextOrderId = 1;
    }

    /// @inheritdoc IOrderbookV2
    function place(uint16 marketId, bool isBuy, uint24 tick, uint64 lots)
        external
        returns (uint64 orderId, uint64 filledLots)
    {
        if (!_state().books[marketId].open) revert UnknownMarket(marketId);
        if (lots == 0) revert ZeroLots();
        if (tick == 0) revert InvalidTick(tick);
        Taker memory taker;
        taker.owner = msg.sender;
        taker.marketId = marketId;
        taker.isBuy = isBuy;
        taker.limit = tick;
        taker.remaining = lots;
        uint64 restLots = _match(taker);
        filledLots = lots - taker.remaining;
        if (restLots > 0) orderId = _rest(msg.sender, marketId, isBuy, tick, restLots);
    }

    /// @inheritdoc IOrderbookV2
    function cancel(uint64 orderId) external {
        address owner_ = _state().orders[orderId].owner;
        if (owner_ == address(0)) revert UnknownOrder(orderId);
        if (owner_ != msg.sender) revert NotOrderOwner(orderId, msg.sender);
        _remove(orderId, RemovalReason.Cancelled);
    }

    /// @inheritdoc IOrderbookV2
    function openMarket(uint16 marketId) external onlyOwner {
        BookState storage state = _state();
        if (marketId >= state.engine.marketCount()) revert UnknownMarket(marketId);
        if (state.books[marketId].open) revert MarketAlreadyOpen(marketId);
        state.books[marketId].open = true;
        emit MarketOpened(marketId);
    }

    /// @inheritdoc IOrderbookV2
    function engine() external view returns (address) {
        return address(_state().engine);
    }

    /// @inheritdoc IOrderbookV2
    function nextOrderId() external view returns (uint64) {
        return _state().nextOrderId;
    }

    /// @inheritdoc IOrderbookV2
    function isOpen(uint16 marketId) external view returns (bool) {
        return _state().books[marketId].open;
    }
}
