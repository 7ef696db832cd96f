// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineCore} from "../../interfaces/engine/IEngineCore.sol";
import {LiquidationMath} from "../../libraries/LiquidationMath.sol";
import {MarginMath} from "../../libraries/MarginMath.sol";
import {EngineDeficits} from "./EngineDeficits.sol";
import {EngineFunding} from "./EngineFunding.sol";
import {EnginePositions} from "./EnginePositions.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Liquidation by takeover at mark
abstract contract EngineLiquidation is EnginePositions, EngineFunding, EngineDeficits, IEngineCore {
    /// @dev The liquidator gets `1 / LIQUIDATOR_SHARE` of the liquidation fee, insurance the rest.
    uint256 private constant LIQUIDATOR_SHARE = 2;

    /// @inheritdoc IEngineCore
    function liquidate(address account, uint16 marketId) external {
        _liquidate(msg.sender, account, marketId);
    }

    /// @inheritdoc IEngineCore
    function liquidateToVault(address account, uint16 marketId) external {
        EngineState storage state = _state();
        address vault = state.vault;
        uint256 before = _solvency(vault).notional;
        _liquidate(vault, account, marketId);
        uint256 notional = _solvency(vault).notional;
        // What shrinks the vault's exposure is never blocked, even above a cap that was lowered.
        if (notional > before && notional > state.backstopNotionalCap) {
            revert ExposureCapExceeded(vault, notional, state.backstopNotionalCap);
        }
    }

    /// @inheritdoc IEngineCore
    function liquidateMany(LiquidationTarget[] calldata targets) external returns (uint256 done) {
        for (uint256 i; i < targets.length; ++i) {
            (address account, uint16 marketId) = (targets[i].account, targets[i].marketId);
            try this.liquidateFor(msg.sender, account, marketId) {
                ++done;
            } catch (bytes memory reason) {
                emit LiquidationSkipped(account, marketId, reason);
            }
        }
    }

    /// @inheritdoc IEngineCore
    function liquidateFor(address liquidator, address account, uint16 marketId) external {
        if (msg.sender != address(this)) revert NotSelf(msg.sender);
        _liquidate(liquidator, account, marketId);
    }

    function _liquidate(address liquidator, address account, uint16 marketId) private {
        if (account == liquidator) revert SelfLiquidation(account);
        Market storage market = _liveMarket(marketId);
        Health memory health = _solvency(account);
        if (health.equity >= int256(health.maintenanceMargin)) {
            revert NotLiquidatable(account, health.equity, health.maintenanceMargin);
        }
        _requireBookable(account, health.equity);
        _takeOver(liquidator, account, marketId, market, health);
        _coverDeficit(account);
        health = _health(liquidator);
        if (health.equity < int256(health.initialMargin)) {
            revert InsufficientMargin(liquidator, health.equity, health.initialMargin);
        }
    }

    /// @dev Moves what the liquidation takes from the account to the liquidator, at mark.
    function _takeOver(
        address liquidator,
        address account,
        uint16 marketId,
        Market storage market,
        Health memory health
    ) private {
        Valuation memory at = _valuation(marketId, market);
        _accrueFunding(marketId, market, at);
        Party memory party = _loadSettled(account, marketId, at);
        if (party.position.size == 0) revert NoPosition(account, marketId);
        int256 taken = _takenSize(market, party.position.size, at.mark, health);
        uint256 fee = _liquidationFee(market, SignedMath.abs(taken), at.mark, health.equity);
        uint256 bounty = fee / LIQUIDATOR_SHARE;
        _exchange(liquidator, party, marketId, market, at, taken, fee, bounty);
        if (fee > bounty) _accrueToInsurance(fee - bounty);
        emit Liquidated(account, marketId, liquidator, taken, at.mark, fee, bounty);
    }

    /// @dev Both sides of the takeover. The liquidator takes exactly what the account gives up, at the floored mark value.
    function _exchange(
        address liquidator,
        Party memory party,
        uint16 marketId,
        Market storage market,
        Valuation memory at,
        int256 taken,
        uint256 fee,
        uint256 bounty
    ) private {
        Party memory taker = _loadSettled(liquidator, marketId, at);
        int256 value = MarginMath.valueFloor(taken, at.mark);
        (int256 size, int256 takerSize) = (party.position.size, taker.position.size);
        _storeOpenInterest(market, size, size - taken);
        _storeOpenInterest(market, takerSize, takerSize + taken);
        _tradeAndStore(party, marketId, market, -taken, value, int256(fee));
        _tradeAndStore(taker, marketId, market, taken, -value, -int256(bounty));
    }

    /// @dev Signed like the position. A bankrupt account is closed whole: no part of it reaches the target.
    function _takenSize(Market storage market, int256 size, uint256 mark, Health memory health)
        private
        view
        returns (int256)
    {
        if (health.equity <= 0) return size;
        uint256 lotSize = market.lotSize;
        uint256 heldLots = SignedMath.abs(size) / lotSize;
        uint256 lots = LiquidationMath.lots(
            LiquidationMath.Terms({
                equity: uint256(health.equity),
                maintenanceMargin: health.maintenanceMargin,
                targetPpm: market.liquidationTargetPpm,
                maintenanceMarginPpm: market.maintenanceMarginPpm,
                feePpm: market.liquidationFeePpm,
                mark: mark,
                lotSize: lotSize,
                minLots: market.minPositionLots
            }),
            heldLots
        );
        int256 taken = int256(lots * lotSize);
        return size > 0 ? taken : -taken;
    }

    /// @dev Rounded up once. Never more than the equity that is left: a fee may not make somebody else pay.
    function _liquidationFee(Market storage market, uint256 absSize, uint256 mark, int256 equity_)
        private
        view
        returns (uint256)
    {
        if (equity_ <= 0) return 0;
        uint256 fee = MarginMath.requirementUp(absSize, mark, market.liquidationFeePpm);
        return Math.min(fee, uint256(equity_));
    }
}
