// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPriceSource} from "../../interfaces/IPriceSource.sol";
import {IUniswapV3Pool} from "../../interfaces/oracle/IUniswapV3Pool.sol";
import {TickPrice} from "./TickPrice.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @title A Uniswap v3 pool's geometric average over a window as a price source
/// @notice The pool's other token must be worth a dollar. Replaced, not upgraded: the router is given another source.
contract UniswapV3Source is IPriceSource {
    /// @notice Bounds of the window, seconds: what is shorter can be moved for a few blocks' capital.
    uint32 public constant MIN_WINDOW = 5 minutes;
    uint32 public constant MAX_WINDOW = 1 days;
    /// @dev Decimals of WAD, and the most that a token may have.
    uint256 private constant WAD_DECIMALS = 18;

    IUniswapV3Pool public immutable POOL;
    /// @notice Whether the base asset is the pool's first token; prices of the second one are the reciprocal.
    bool public immutable BASE_IS_TOKEN0;
    /// @notice Seconds over which ticks are averaged.
    uint32 public immutable WINDOW;
    /// @notice The least harmonic mean of the liquidity in range over the window, as the pool counts it.
    uint128 public immutable MIN_LIQUIDITY;
    /// @dev From a price of base units in base units of the other token to WAD dollars per whole unit.
    uint256 private immutable _DECIMALS;

    error InvalidSource();
    error PoolTooThin();

    /// @dev Reverts `InvalidSource` unless `base` is one of the pool's tokens, both have at most 18 decimals, the window is
    /// within its bounds and a least liquidity is named.
    constructor(IUniswapV3Pool pool, address base, uint32 window, uint128 minLiquidity) {
        (address token0, address token1) = (pool.token0(), pool.token1());
        if (base != token0 && base != token1 || window < MIN_WINDOW || window > MAX_WINDOW || minLiquidity == 0) {
            revert InvalidSource();
        }
        (POOL, WINDOW, MIN_LIQUIDITY) = (pool, window, minLiquidity);
        BASE_IS_TOKEN0 = base == token0;
        uint256 baseDecimals = IERC20Metadata(base).decimals();
        uint256 quoteDecimals = IERC20Metadata(base == token0 ? token1 : token0).decimals();
        if (baseDecimals > WAD_DECIMALS || quoteDecimals > WAD_DECIMALS) revert InvalidSource();
        _DECIMALS = WAD_DECIMALS + baseDecimals - quoteDecimals;
    }

    /// @inheritdoc IPriceSource
    /// @dev An average over time ends now, whenever the pool was last traded in. Reverts `PoolTooThin`, and the pool's own error where it
    /// does not remember the whole window. Rounded down.
    function read() external view returns (uint256 price, uint256 updatedAt) {
        uint32[] memory ago = new uint32[](2);
        ago[0] = WINDOW;
        (int56[] memory ticks, uint160[] memory secondsPerLiquidity) = POOL.observe(ago);
        int256 moved;
        uint256 thinness;
        // Both sums run over their width and go on from its other end.
        unchecked {
            moved = ticks[1] - ticks[0];
            thinness = secondsPerLiquidity[1] - secondsPerLiquidity[0];
        }
        // The harmonic mean is window * 2^128 / thinness. Both sides below 2^256: a window has 17 bits; 2^160 times 2^128 may not
        // fit, but then the pool is far too thin.
        if (thinness > (uint256(WINDOW) << 128) / MIN_LIQUIDITY) revert PoolTooThin();
        int256 tick = _meanTick(moved);
        return (TickPrice.at(BASE_IS_TOKEN0 ? tick : -tick, _DECIMALS), block.timestamp);
    }

    /// @dev Rounded towards the lower tick, as a pool's current tick is.
    function _meanTick(int256 moved) private view returns (int256 tick) {
        int256 window = int256(uint256(WINDOW));
        tick = moved / window;
        if (moved < 0 && moved % window != 0) --tick;
    }
}
