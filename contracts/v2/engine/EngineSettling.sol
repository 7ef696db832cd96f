// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineExtension} from "../../interfaces/engine/IEngineExtension.sol";
import {MarginMath} from "../../libraries/MarginMath.sol";
import {EngineDeficits} from "./EngineDeficits.sol";
import {EnginePositions} from "./EnginePositions.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Closing positions of a delisted market at its final price
abstract contract EngineSettling is EnginePositions, EngineDeficits, IEngineExtension {
    using SafeCast for *;

    /// @inheritdoc IEngineExtension
    function settlePosition(address account, uint16 marketId) external {
        Market storage market = _market(marketId);
        if (market.terms.state != MarketState.Settling) revert MarketNotSettling(marketId);
        Valuation memory at = _valuation(marketId, market);
        Party memory party = _loadSettled(account, marketId, at);
        int128 size = party.position.size;
        if (size == 0) revert NoPosition(account, marketId);
        int256 value = MarginMath.valueFloor(size, at.mark);
        _storeOpenInterest(market, size, 0);
        // The market is the counterparty of every close: floored values leave a residual that is not negative in the end.
        market.residual = (int256(market.residual) - value).toInt128();
        _tradeAndStore(party, marketId, market, -int256(size), value, 0);
        emit PositionSettled(account, marketId, size, value);
        _coverDeficit(account);
    }
}
