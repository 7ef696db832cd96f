// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {FundingMath} from "../../libraries/FundingMath.sol";
import {MarginMath} from "../../libraries/MarginMath.sol";
import {SignedDivision} from "../../libraries/SignedDivision.sol";
import {Units} from "../../libraries/Units.sol";
import {EngineMargin} from "./EngineMargin.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title What an account may withdraw: one pass over its markets, with all their prices asked for at once
abstract contract EngineFreeCollateral is EngineMargin {
    using SafeCast for uint256;
    using SignedDivision for int256;

    /// @dev USDC units. Unrealised profit is no collateral: the lesser of collateral and equity counts.
    function _withdrawable(address account) internal view returns (uint256 assets) {
        EngineState storage state = _state();
        Account memory stored = state.accounts[account];
        uint256 bitmap = stored.activeMarkets;
        int256 equity = stored.collateral;
        uint256 required;
        if (bitmap != 0) {
            uint256[] memory marks = state.oracle.freshPrices(bitmap);
            mapping(uint16 marketId => Position) storage positions = state.positions[account];
            for (uint256 i; bitmap != 0; bitmap &= bitmap - 1) {
                uint16 marketId = _lowestMarket(bitmap);
                (int256 worth, uint256 requirement) = _standing(marketId, positions[marketId], marks[i++]);
                // Each is the quotient of a checked product by at least 1e18, or 128 bits wide: 16 are far from 256 bits.
                unchecked {
                    equity += worth;
                    required += requirement;
                }
            }
        }
        int256 free = SignedMath.min(stored.collateral, equity) - int256(required);
        return free > 0 ? Units.toAssetsDown(uint256(free)) : 0;
    }

    /// @dev What one position is worth and requires, WAD dollars, at a price that is zero where there is none: `_worth` and
    /// the initial margin of `_health`, without checks for what the operands' widths rule out.
    function _standing(uint16 marketId, Position memory position_, uint256 mark)
        private
        view
        returns (int256 worth, uint256 requirement)
    {
        Market storage market = _state().markets[marketId];
        MarginTerms memory terms = market.terms;
        if (terms.state == MarketState.Settling) {
            (mark, terms.fundingRate) = (market.settlementPrice, 0);
        } else if (mark == 0) {
            // The oracle says what is wrong.
            mark = _state().oracle.price(marketId);
        }
        mark = mark.toUint104();
        int256 size = position_.size;
        // A size has 128 bits, a price 104, a rate 64, an interval 24 and a ratio 24. The entry index was a market's index
        // once, which has 104, or what such bits could accrue since: 118.
        unchecked {
            int256 indexChange = int256(terms.fundingIndex) - position_.fundingEntry;
            if (terms.fundingRate != 0) {
                uint256 elapsed = Math.min(block.timestamp - terms.fundingTime, terms.maxFundingInterval);
                // Rounded down for both sides, as `FundingMath.indexDelta`.
                int256 accrued = int256(terms.fundingRate) * int256(mark * elapsed);
                indexChange += accrued.divFloor(FundingMath.PERIOD * Units.WAD);
            }
            // Valued down; of funding, payers rounded up and receivers down.
            worth = (size * int256(mark)).divFloor(Units.WAD) + position_.quote
                + (-(size * indexChange)).divFloor(Units.WAD);
            if (position_.bidLots | position_.askLots == 0) {
                // Rounded up, as `MarginMath.requirementUp`.
                requirement = (SignedMath.abs(size) * mark * terms.initialMarginPpm + 1e24 - 1) / 1e24;
                return (worth, requirement);
            }
        }
        // Open orders may be larger than any position.
        requirement = MarginMath.requirementUp(_worst(position_, market), mark, terms.initialMarginPpm);
    }
}
