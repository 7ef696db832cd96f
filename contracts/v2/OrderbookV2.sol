// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../interfaces/IPerpEngineV2.sol";
import {IBookCore} from "../interfaces/book/IBookCore.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {BookChanging} from "./book/BookChanging.sol";
import {BookViews} from "./book/BookViews.sol";
import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";

/// @title OrderbookV2: entry points of the book
/// @notice The core: what runs often. Everything else of `IOrderbookV2` is in `OrderbookV2Extension`, whose address is fixed
/// in this code, so that both are always upgraded together; unknown selectors are delegated to it. An order's way is
/// `book/BookPlacing.sol` (checks), `book/BookMatching.sol`, `book/BookLevels.sol` (where it rests).
contract OrderbookV2 is ProofbookUpgradeable, Proxy, BookChanging, BookViews {
    bytes32 private constant ORDER_TYPE_HASH = keccak256(
        "OrderParams(uint16 marketId,bool isBuy,uint24 tick,uint64 lots,uint8 timeInForce,uint8 selfTrade,bool postOnly,bool reduceOnly,uint40 expiry,uint16 maxFills,uint64 clientId)"
    );
    bytes32 private constant PLACE_TYPE_HASH = keccak256(
        "PlaceOrder(OrderParams action,uint256 nonce,uint256 deadline)OrderParams(uint16 marketId,bool isBuy,uint24 tick,uint64 lots,uint8 timeInForce,uint8 selfTrade,bool postOnly,bool reduceOnly,uint40 expiry,uint16 maxFills,uint64 clientId)"
    );

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
    }

    /// @inheritdoc IBookCore
    function place(uint16 marketId, bool isBuy, uint24 tick, uint64 lots)
        external
        returns (uint64 orderId, uint64 filledLots)
    {
        OrderParams memory params;
        params.marketId = marketId;
        params.isBuy = isBuy;
        params.tick = tick;
        params.lots = lots;
        return _placed(msg.sender, params);
    }

    /// @inheritdoc IBookCore
    function placeOrder(OrderParams calldata params) external returns (uint64 orderId, uint64 filledLots) {
        return _placed(msg.sender, params);
    }

    /// @inheritdoc IBookCore
    function placeFor(address owner_, OrderParams calldata params)
        external
        returns (uint64 orderId, uint64 filledLots)
    {
        _requireOperator(owner_, MAY_PLACE);
        return _placed(owner_, params);
    }

    /// @inheritdoc IBookCore
    function placeSigned(
        address owner_,
        OrderParams calldata params,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint64 orderId, uint64 filledLots) {
        // The members are encoded as the ABI does: left-padded words, which is what EIP-712 asks for.
        bytes32 action = keccak256(abi.encode(ORDER_TYPE_HASH, params));
        _state().engine.useAuthorization(owner_, PLACE_TYPE_HASH, action, nonce, deadline, signature);
        return _placed(owner_, params);
    }

    /// @inheritdoc IBookCore
    function submitFor(address owner_, OrderParams calldata params) external onlySelf returns (Execution memory) {
        return _submit(owner_, params);
    }

    function _placed(address owner_, OrderParams memory params) private returns (uint64, uint64) {
        Execution memory done = _submit(owner_, params);
        return (done.orderId, done.filledLots);
    }

    /// @dev Where the fallback delegates to.
    function _implementation() internal view override returns (address) {
        return EXTENSION;
    }
}
