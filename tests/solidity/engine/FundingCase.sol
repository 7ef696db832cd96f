// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Alice is long 1 ETH from bob at $2,000; carol quotes 10 ETH on both sides and so makes the premium.
abstract contract FundingCase is SystemChecks {
    uint64[2] internal quotes;

    function setUp() public virtual override {
        super.setUp();
        _fund(alice, 10_000);
        _fund(bob, 10_000);
        _fund(carol, 100_000);
        _trade(alice, bob, ETH, ETH_TICK, 1 * ETH_LOTS);
    }

    /// @dev Carol shows these ticks (zero: nothing) from now on.
    function _show(uint24 bid, uint24 ask) internal {
        for (uint256 i; i < 2; ++i) {
            if (quotes[i] != 0) _cancel(carol, quotes[i]);
        }
        quotes[0] = bid == 0 ? 0 : _rest(carol, ETH, BUY, bid, 10 * ETH_LOTS);
        quotes[1] = ask == 0 ? 0 : _rest(carol, ETH, SELL, ask, 10 * ETH_LOTS);
    }

    /// @dev Carol shows these ticks, and they are sampled a second later.
    function _sample(uint24 bid, uint24 ask) internal {
        _show(bid, ask);
        _pass(1);
        engine.updateFunding(ETH);
    }

    function _rate() internal view returns (int256 rate) {
        (, rate,,) = engine.fundingState(ETH);
    }

    function _index() internal view returns (int256 index) {
        (index,,,) = engine.fundingState(ETH);
    }

    function _residual() internal view returns (int256 residual) {
        (,,, residual) = engine.fundingState(ETH);
    }

    function _owed(address account) internal view returns (int256 owed) {
        (owed,) = engine.fundingOwed(account, ETH);
    }

    function _setCaps(uint24 cap, uint24 premiumCap) internal {
        IEngineTypes.FundingParams memory params = _fundingParams();
        (params.capPpm, params.premiumCapPpm) = (cap, premiumCap);
        engine.setFundingParams(ETH, params);
    }
}
