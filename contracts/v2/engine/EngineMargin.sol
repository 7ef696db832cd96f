// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

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
        return _health(account).equity;
    }

    /// @inheritdoc IPerpEngineV2
    function initialMargin(address account) external view returns (uint256) {
        return _health(account).initialMargin;
    }

    /// @inheritdoc IPerpEngineV2
    function maintenanceMargin(address account) external view returns (uint256) {
        return _health(account).maintenanceMargin;
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
        _addMarkets(health, account, stored.activeMarkets, NO_MARKET);
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
        _addMarkets(health, account, changed.activeMarkets, marketId);
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

    function _addMarkets(Health memory health, address account, uint256 bitmap, uint16 except) private view {
        EngineState storage state = _state();
        while (bitmap != 0) {
            uint256 lowest = bitmap & (~bitmap + 1);
            bitmap ^= lowest;
            uint16 marketId = uint16(Math.log2(lowest));
            if (marketId == except) continue;
            _addMarket(
                health, state.positions[account][marketId], state.markets[marketId], state.oracle.price(marketId)
            );
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
