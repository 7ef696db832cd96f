// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IUniswapV3Pool} from "../interfaces/oracle/IUniswapV3Pool.sol";

/// @title A Uniswap v3 pool that stood at ticks and liquidities as it is told, each for a while
/// @notice Its sums begin wherever they are told to and run over their widths, as a real pool's may.
contract UniswapV3PoolMock is IUniswapV3Pool {
    /// @dev As of `at`.
    struct Sums {
        uint32 at;
        int56 tick;
        uint160 secondsPerLiquidity;
    }

    address public immutable token0;
    address public immutable token1;

    Sums[] private _history;
    int24 private _tick;
    uint128 private _liquidity;

    /// @dev The real one's error for a window beyond its history.
    error OLD();

    constructor(address token0_, address token1_, int56 tickSum, uint160 liquiditySum) {
        (token0, token1) = (token0_, token1_);
        _history.push(Sums(uint32(block.timestamp), tickSum, liquiditySum));
    }

    /// @notice From now on the pool stands at `tick` with `liquidity` in range.
    function trade(int24 tick, uint128 liquidity) external {
        Sums memory now_ = _at(uint32(block.timestamp));
        if (_history[_history.length - 1].at == now_.at) _history.pop();
        _history.push(now_);
        (_tick, _liquidity) = (tick, liquidity);
    }

    /// @inheritdoc IUniswapV3Pool
    function observe(uint32[] calldata secondsAgos)
        external
        view
        returns (int56[] memory tickCumulatives, uint160[] memory secondsPerLiquidityCumulativeX128s)
    {
        tickCumulatives = new int56[](secondsAgos.length);
        secondsPerLiquidityCumulativeX128s = new uint160[](secondsAgos.length);
        for (uint256 i; i < secondsAgos.length; ++i) {
            Sums memory sums = _at(uint32(block.timestamp) - secondsAgos[i]);
            (tickCumulatives[i], secondsPerLiquidityCumulativeX128s[i]) = (sums.tick, sums.secondsPerLiquidity);
        }
    }

    /// @dev Between two changes the sums grow evenly; after the last one at the present tick and liquidity.
    function _at(uint32 time) private view returns (Sums memory sums) {
        uint256 last = _history.length - 1;
        while (_history[last].at > time) {
            if (last == 0) revert OLD();
            --last;
        }
        sums = _history[last];
        uint32 passed = time - sums.at;
        unchecked {
            if (last == _history.length - 1) {
                sums.tick += int56(_tick) * int56(uint56(passed));
                sums.secondsPerLiquidity += (uint160(passed) << 128) / (_liquidity == 0 ? 1 : _liquidity);
            } else {
                Sums memory next = _history[last + 1];
                uint32 span = next.at - sums.at;
                sums.tick += (next.tick - sums.tick) / int56(uint56(span)) * int56(uint56(passed));
                sums.secondsPerLiquidity += uint160(
                    uint256(next.secondsPerLiquidity - sums.secondsPerLiquidity) * passed / span
                );
            }
        }
        sums.at = time;
    }
}
