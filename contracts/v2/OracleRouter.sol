// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../interfaces/IOracleRouter.sol";
import {IPriceSource} from "../interfaces/IPriceSource.sol";
import {BitScan} from "../libraries/BitScan.sol";
import {ProofbookUpgradeable} from "./base/ProofbookUpgradeable.sol";
import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title OracleRouter: the median of fresh sources, stored, and never served stale
contract OracleRouter is ProofbookUpgradeable, IOracleRouter {
    using SafeCast for uint256;

    /// @notice Highest price taken from a source, WAD dollars: keeps every product of margin arithmetic in 256 bits.
    uint256 public constant MAX_PRICE = 1e30;
    /// @notice Most sources of a market: bounds the work of an update.
    uint256 public constant MAX_SOURCES = 8;
    /// @notice Gas a source may use to answer.
    uint256 public constant SOURCE_GAS = 100_000;

    /// @dev Stored price and configuration share one slot: `price` is one cold read.
    struct Feed {
        uint128 price;
        uint40 updatedAt;
        uint32 maxAge;
        uint8 minSources;
        address[] sources;
    }

    /// @custom:storage-location erc7201:proofbook.oracle.v2
    struct OracleState {
        mapping(uint16 marketId => Feed) feeds;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("proofbook.oracle.v2")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ORACLE_STATE_SLOT = 0x5eb6fbc4b60004258dfff8b6b0007e920ac6e10429c447b8ebd338ad0f012a00;

    /// @notice Sets the owner. Once only.
    function initialize(address owner_) external initializer {
        __Ownable_init(owner_);
    }

    /// @inheritdoc IOracleRouter
    function updatePrice(uint16 marketId) external returns (uint256 price_) {
        Feed storage feed = _state().feeds[marketId];
        address[] memory sources = feed.sources;
        if (sources.length == 0) revert UnknownMarket(marketId);
        uint256[] memory prices = new uint256[](sources.length);
        uint256 survived;
        uint256 oldest = block.timestamp;
        for (uint256 i; i < sources.length; ++i) {
            (uint256 reading, uint256 updatedAt) = _read(sources[i], feed.maxAge);
            if (reading == 0) {
                emit SourceDropped(marketId, sources[i]);
                continue;
            }
            prices[survived++] = reading;
            oldest = Math.min(oldest, updatedAt);
        }
        if (survived < feed.minSources) revert TooFewSources(marketId, survived, feed.minSources);
        price_ = _median(prices, survived);
        feed.price = price_.toUint128();
        feed.updatedAt = oldest.toUint40();
        emit PriceUpdated(marketId, price_, oldest);
    }

    /// @inheritdoc IOracleRouter
    function price(uint16 marketId) external view returns (uint256) {
        Feed storage feed = _state().feeds[marketId];
        if (feed.minSources == 0) revert UnknownMarket(marketId);
        if (!_isFresh(feed)) revert StalePrice(marketId, feed.updatedAt);
        return feed.price;
    }

    /// @inheritdoc IOracleRouter
    function freshPrices(uint256 markets) external view returns (uint256[] memory prices) {
        mapping(uint16 marketId => Feed) storage feeds = _state().feeds;
        assembly {
            prices := mload(0x40)
        }
        uint256 end;
        for (; markets != 0; markets &= markets - 1) {
            Feed storage feed = feeds[uint16(BitScan.lowest(markets))];
            (uint256 price_, uint256 updatedAt, uint256 maxAge) = (feed.price, feed.updatedAt, feed.maxAge);
            // As in `_isFresh`; the word is read once. A price that was never stored is zero whatever its age.
            if (block.timestamp > updatedAt + maxAge) price_ = 0;
            assembly {
                end := add(end, 0x20)
                mstore(add(prices, end), price_)
            }
        }
        // The array stands where memory was free: its length and the new end of what is used.
        assembly {
            mstore(prices, shr(5, end))
            mstore(0x40, add(prices, add(end, 0x20)))
        }
    }

    /// @inheritdoc IOracleRouter
    function isFresh(uint16 marketId) external view returns (bool) {
        return _isFresh(_state().feeds[marketId]);
    }

    /// @inheritdoc IOracleRouter
    function lastPrice(uint16 marketId) external view returns (uint256 price_, uint256 updatedAt) {
        Feed storage feed = _state().feeds[marketId];
        return (feed.price, feed.updatedAt);
    }

    /// @inheritdoc IOracleRouter
    function configureMarket(uint16 marketId, OracleConfig calldata config, address[] calldata sources)
        external
        onlyOwner
    {
        if (
            config.maxAge == 0 || config.minSources == 0 || config.minSources > sources.length
                || sources.length > MAX_SOURCES
        ) revert InvalidConfig(marketId);
        Feed storage feed = _state().feeds[marketId];
        feed.maxAge = config.maxAge;
        feed.minSources = config.minSources;
        feed.sources = sources;
        emit MarketConfigured(marketId, config, sources);
    }

    /// @inheritdoc IOracleRouter
    function marketConfig(uint16 marketId)
        external
        view
        returns (OracleConfig memory config, address[] memory sources)
    {
        Feed storage feed = _state().feeds[marketId];
        return (OracleConfig(feed.maxAge, feed.minSources), feed.sources);
    }

    /// @dev A price that was never stored is not fresh, however long prices may be used.
    function _isFresh(Feed storage feed) private view returns (bool) {
        uint256 updatedAt = feed.updatedAt;
        return updatedAt != 0 && block.timestamp <= updatedAt + feed.maxAge;
    }

    /// @dev One source's reading, or zero when it is unusable. Never reverts for what the source does, and costs a bounded amount of gas: the
    /// answer is copied into two words whatever its length.
    function _read(address source, uint256 maxAge) private view returns (uint256 reading, uint256 updatedAt) {
        bytes memory query = abi.encodeCall(IPriceSource.read, ());
        uint256 stipend = SOURCE_GAS;
        // Less gas than the stipend would let the caller choose which sources fail.
        if (gasleft() - gasleft() / 64 < stipend) revert InsufficientGas();
        bool ok;
        assembly {
            ok := staticcall(stipend, source, add(query, 0x20), mload(query), 0x00, 0x40)
            ok := and(ok, gt(returndatasize(), 0x3f))
            reading := mload(0x00)
            updatedAt := mload(0x20)
        }
        if (!ok || reading > MAX_PRICE || updatedAt > block.timestamp || block.timestamp > updatedAt + maxAge) {
            return (0, 0);
        }
    }

    /// @dev Of the first `count` prices; an even count takes the mean of the middle two, rounded down.
    function _median(uint256[] memory prices, uint256 count) private pure returns (uint256) {
        assembly {
            mstore(prices, count)
        }
        Arrays.sort(prices);
        uint256 upper = prices[count / 2];
        return count % 2 == 1 ? upper : Math.average(prices[count / 2 - 1], upper);
    }

    function _state() private pure returns (OracleState storage state) {
        assembly {
            state.slot := ORACLE_STATE_SLOT
        }
    }
}
