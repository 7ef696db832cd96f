// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../interfaces/IPerpEngineV2.sol";
import {IBookCore} from "../interfaces/book/IBookCore.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {BookMatching} from "./book/BookMatching.sol";
import {BookViews} from "./book/BookViews.sol";
import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";

/// @title OrderbookV2: entry points of the book
/// @notice The core: what runs often. Everything else of `IOrderbookV2` is in `OrderbookV2Extension`, whose address is fixed
/// in this code, so that both are always upgraded together; unknown selectors are delegated to it. Matching lives in
/// `book/BookMatching.sol`, resting orders in `book/BookLevels.sol`.
contract OrderbookV2 is ProofbookUpgradeable, Proxy, BookMatching, BookViews {
    /// @notice Code that unknown selectors are delegated to.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address public immutable EXTENSION;

    /// @param extension an `OrderbookV2Extension`
    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(address extension) {
        if (extension.code.length == 0) revert ZeroAddress();
        EXTENSION = extension;
    }

    /// @notice Sets the owner and the engine. Once only.
    function initialize(address owner_, address engine_) external initializer {
        if (engine_ == address(0)) revert ZeroAddress();
        __Ownable_init(owner_);
        _state().engine = IPerpEngineV2(engine_);
        _state().nextOrderId = 1;
    }

    /// @inheritdoc IBookCore
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

    /// @inheritdoc IBookCore
    function cancel(uint64 orderId) external {
        address owner_ = _state().orders[orderId].owner;
        if (owner_ == address(0)) revert UnknownOrder(orderId);
        if (owner_ != msg.sender) revert NotOrderOwner(orderId, msg.sender);
        _remove(orderId, RemovalReason.Cancelled);
    }

    /// @dev Where the fallback delegates to.
    function _implementation() internal view override returns (address) {
        return EXTENSION;
    }
}
