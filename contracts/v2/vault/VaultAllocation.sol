// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../../interfaces/IOracleRouter.sol";
import {IOrderbookV2} from "../../interfaces/IOrderbookV2.sol";
import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {IVault} from "../../interfaces/IVault.sol";
import {Units} from "../../libraries/Units.sol";
import {VaultQueue} from "./VaultQueue.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title What the allocator does: collateral to the engine and back, and the way out of positions
/// @dev The allocator can't take anything out, nor trade but to reduce near the oracle's price.
abstract contract VaultAllocation is VaultQueue {
    using Math for uint256;
    using SafeERC20 for IERC20;

    modifier onlyAllocator() {
        if (msg.sender != _vaultState().allocator) revert NotAllocator(msg.sender);
        _;
    }

    /// @inheritdoc IVault
    function allocate(uint256 assets) external onlyAllocator nonReentrant {
        if (assets == 0) revert ZeroAmount();
        IPerpEngineV2 engine_ = _engine();
        _checkEngine(engine_, assets);
        _checkLimits(assets);
        IERC20(asset()).forceApprove(address(engine_), assets);
        // Idle until the engine has credited it: the sum is right while the tokens move.
        engine_.deposit(assets);
        _vaultState().assets -= assets;
        emit Allocated(assets);
    }

    /// @inheritdoc IVault
    function deallocate(uint256 assets) external onlyAllocator nonReentrant {
        _recall(assets);
    }

    /// @inheritdoc IVault
    function unwind(uint16 marketId, uint24 tick, uint64 lots)
        external
        onlyAllocator
        nonReentrant
        returns (uint64 filledLots)
    {
        IPerpEngineV2 engine_ = _engine();
        (int128 size,,,) = engine_.position(address(this), marketId);
        bool isBuy = size < 0;
        (, address book, address oracle,,,) = engine_.modules();
        uint256 tickSize;
        {
            IPerpEngineV2.MarketParams memory params = engine_.marketParams(marketId);
            tickSize = params.tickSize;
            if (lots == 0 || uint256(lots) * params.lotSize > SignedMath.abs(size)) {
                revert NothingToUnwind(marketId, lots);
            }
        }
        _checkPrice(isBuy, tick * tickSize, IOracleRouter(oracle).price(marketId));
        uint64 orderId;
        (orderId, filledLots) = IOrderbookV2(book).place(marketId, isBuy, tick, lots);
        // Nothing of the vault's rests in the book: it could be filled when the price has moved on.
        if (orderId != 0) IOrderbookV2(book).cancel(orderId);
        emit Unwound(marketId, isBuy, tick, filledLots);
    }

    /// @dev A pause stops allocation, but not what a margin call asks for; and nothing is sent after a loss that others bear.
    function _checkEngine(IPerpEngineV2 engine_, uint256 assets) private view {
        (int256 equity, uint256 initialMargin,,) = engine_.accountHealth(address(this));
        if (equity < 0) revert EngineDeficit(equity);
        (, bool enginePaused) = engine_.pauseState();
        bool paused = enginePaused || _vaultState().paused;
        // Rounded up: the last unit of a margin call may overshoot by less than itself.
        if (paused && assets > Units.toAssetsUp(initialMargin.saturatingSub(uint256(equity)))) revert VaultPaused();
    }

    function _checkLimits(uint256 assets) private view {
        VaultState storage state = _vaultState();
        uint256 allocated = engineAssets();
        if (allocated + assets > state.allocationCap) {
            revert AllocationCapExceeded(allocated + assets, state.allocationCap);
        }
        uint256 idle = state.assets;
        // Both rounded up: what must stay stays whole.
        uint256 required = (idle + allocated).mulDiv(state.minIdlePpm, Units.PPM, Math.Rounding.Ceil)
            + _convertToAssets(state.waitingShares, Math.Rounding.Ceil);
        uint256 left = idle.saturatingSub(assets);
        if (assets > idle || left < required) revert IdleTooLow(left, required);
    }

    /// @dev Prices in WAD dollars; the limit is rounded towards the oracle's price.
    function _checkPrice(bool isBuy, uint256 price, uint256 mark) private view {
        uint256 slippage = _vaultState().unwindSlippagePpm;
        uint256 limit = isBuy
            ? mark.mulDiv(Units.PPM + slippage, Units.PPM, Math.Rounding.Floor)
            : mark.mulDiv(Units.PPM - slippage, Units.PPM, Math.Rounding.Ceil);
        if (isBuy ? price > limit : price < limit) revert UnwindPriceTooFar(price, limit);
    }
}
