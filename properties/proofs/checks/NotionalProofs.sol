// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineExtension} from "contracts/interfaces/engine/IEngineExtension.sol";
import {EngineScene} from "properties/proofs/checks/EngineScene.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title FC-04: no trade at a tick rounds
contract NotionalProofs is EngineScene {
    /// @notice In every market that can be listed, the notional of a fill is exactly tick × tickSize × lots × lotSize, in
    /// WAD and in USDC units.
    function check_tickNotionalIsExact(uint128 tickSize, uint96 lotSize, uint24 tick, uint64 lots, bool isBuy)
        external
    {
        Trade memory trade = _termsOf(tickSize, lotSize, tick, lots, isBuy);
        uint256 notional = uint256(isBuy ? -trade.quoteDelta : trade.quoteDelta);
        assert(int256(notional) >= 0 && notional % 1e12 == 0);
        assert(trade.sizeDelta * (isBuy ? int256(1) : -1) == int256(uint256(lots) * lotSize));
        // Price × size is a number of 1e36ths.
        uint256 perTick = uint256(tickSize) * lotSize;
        uint256 count = uint256(tick) * lots;
        assert(perTick % 1e18 == 0 && notional == count * (perTick / 1e18));
    }

    function trace_tickNotionalIsExact(uint128 tickSize, uint96 lotSize, uint24 tick, uint64 lots, bool isBuy)
        external
        returns (int256[] memory)
    {
        Trade memory trade = _termsOf(tickSize, lotSize, tick, lots, isBuy);
        return Trace.list(trade.sizeDelta, trade.quoteDelta);
    }

    /// @notice The terms of a fill in the market.
    function terms(Fill calldata fill, bool isBuy) external view returns (Trade memory) {
        return _terms(_market(MARKET), fill, isBuy);
    }

    function _termsOf(uint128 tickSize, uint96 lotSize, uint24 tick, uint64 lots, bool isBuy)
        private
        returns (Trade memory)
    {
        MarketParams memory params;
        (params.tickSize, params.lotSize) = (tickSize, lotSize);
        (params.initialMarginPpm, params.maintenanceMarginPpm) = (100_000, 50_000);
        (params.takerFeePpm, params.liquidationTargetPpm) = (500, 1_000_000);
        FundingParams memory funding;
        funding.maxInterval = 1;
        IEngineExtension(address(this)).listMarket(params, funding);
        return this.terms(Fill(address(0), tick, lots, false), isBuy);
    }
}
