// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../../interfaces/IOracleRouter.sol";
import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {MarginMath} from "../../libraries/MarginMath.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineStorage} from "./EngineStorage.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Equity and margin requirements of an account over all its markets
abstract contract EngineMargin is EngineStorage {
    /// @dev Dollars in WAD: what the account is worth and what its positions and open orders require.
    struct Health {
        int256 equity;
        uint256 initialMargin;
        uint256 maintenanceMargin;
    }

    uint16 private constant NO_MARKET = type(uint16).max;

    /// @inheritdoc IPerpEngineV2
    function equity(address account) external view returns (int256) {
        return _solvency(account).equity;
    }

    /// @inheritdoc IPerpEngineV2
    function initialMargin(address account) external view returns (uint256) {
        return _health(account).initialMargin;
    }

    /// @inheritdoc IPerpEngineV2
    function maintenanceMargin(address account) external view returns (uint256) {
        return _solvency(account).maintenanceMargin;
    }

    /// @inheritdoc IPerpEngineV2
    function withdrawable(address account) external view returns (uint256 assets) {
        return _withdrawable(account);
    }

    /// @dev Unrealised profit is no collateral: the lesser of collateral and equity counts.
    function _withdrawable(address account) internal view returns (uint256 assets) {
        Health memory health = _health(account);
        int256 free =
            SignedMath.min(_state().accounts[account].collateral, health.equity) - int256(health.initialMargin);
        return free > 0 ? Units.toAssetsDown(uint256(free)) : 0;
    }

    /// @dev The account as stored.
    function _health(address account) internal view returns (Health memory health) {
        Account memory stored = _state().accounts[account];
        health.equity = stored.collateral;
        _addMarkets(health, account, stored.activeMarkets, NO_MARKET, false);
    }

    /// @dev Equity and maintenance margin alone. They need no mark where the account has nothing but open orders: an
    /// order in a market without a fresh price must not shield its owner from liquidation.
    function _solvency(address account) internal view returns (Health memory health) {
        Account memory stored = _state().accounts[account];
        health.equity = stored.collateral;
        _addMarkets(health, account, stored.activeMarkets, NO_MARKET, true);
    }

    /// @dev The account as it would be with `changed` and `position` in place of what is stored for one market.
    function _healthWith(
        address account,
        Account memory changed,
        uint16 marketId,
        Position memory position_,
        Market storage market,
        uint256 mark
    ) internal view returns (Health memory health) {
        health.equity = changed.collateral;
        _addMarket(health, position_, market, mark);
        _addMarkets(health, account, changed.activeMarkets, marketId, false);
    }

    /// @dev Collateral + unrealised − maintenance margin of one market alone. Differences of it are differences of the
    /// account's whole equity − maintenance margin while the other markets stand still.
    function _headroom(int256 collateral, Position memory position_, Market storage market, uint256 mark)
        internal
        view
        returns (int256)
    {
        Health memory health;
        health.equity = collateral;
        _addMarket(health, position_, market, mark);
        return health.equity - int256(health.maintenanceMargin);
    }

    /// @dev Size after the worse side of the open orders fills, WAD base units.
    function _worst(Position memory position_, Market storage market) internal view returns (uint256) {
        uint256 lotSize = market.lotSize;
        return MarginMath.worstSize(position_.size, position_.bidLots * lotSize, position_.askLots * lotSize);
    }

    /// @dev True iff every market of the bitmap but `except` has a mark, so that the account's health can be told.
    function _hasMarks(uint256 bitmap, uint16 except) internal view returns (bool) {
        IOracleRouter oracle = _state().oracle;
        for (bitmap &= ~(1 << except); bitmap != 0; bitmap &= bitmap - 1) {
            if (!oracle.isFresh(_lowestMarket(bitmap))) return false;
        }
        return true;
    }

    /// @dev The market of the bitmap's lowest bit.
    function _lowestMarket(uint256 bitmap) internal pure returns (uint16) {
        return uint16(Math.log2(bitmap & (~bitmap + 1)));
    }

    function _addMarkets(Health memory health, address account, uint256 bitmap, uint16 except, bool heldOnly)
        private
        view
    {
        EngineState storage state = _state();
        for (; bitmap != 0; bitmap &= bitmap - 1) {
            uint16 marketId = _lowestMarket(bitmap);
            if (marketId == except) continue;
            Position memory position_ = state.positions[account][marketId];
            if (heldOnly && position_.size == 0) continue;
            _addMarket(health, position_, state.markets[marketId], state.oracle.price(marketId));
        }
    }

    function _addMarket(Health memory health, Position memory position_, Market storage market, uint256 mark)
        private
        view
    {
        health.equity += MarginMath.valueFloor(position_.size, mark) + position_.quote;
        health.initialMargin += MarginMath.requirementUp(_worst(position_, market), mark, market.initialMarginPpm);
        health.maintenanceMargin += MarginMath.requirementUp(
            SignedMath.abs(position_.size), mark, market.maintenanceMarginPpm
        );
    }
}
