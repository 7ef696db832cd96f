// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {PositionMath} from "../../libraries/PositionMath.sol";
import {EngineMargin} from "./EngineMargin.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title One account in one market: read once, changed in memory, written once
abstract contract EnginePositions is EngineMargin {
    using SafeCast for *;

    /// @dev Most markets one account may be active in: bounds every margin loop.
    uint256 internal constant MARKETS_PER_ACCOUNT = 16;

    /// @dev `funding` is what the load settled into `position.quote`, WAD dollars; it reaches storage with the rest.
    struct Party {
        address owner;
        Account account;
        Position position;
        int256 funding;
    }

    /// @dev The party as stored.
    function _load(address owner, uint16 marketId) internal view returns (Party memory party) {
        party.owner = owner;
        party.account = _state().accounts[owner];
        party.position = _state().positions[owner][marketId];
    }

    /// @dev The party with its funding settled into its quote.
    function _loadSettled(address owner, uint16 marketId, Valuation memory at)
        internal
        view
        returns (Party memory party)
    {
        party = _load(owner, marketId);
        _settleFunding(party, at);
    }

    /// @dev Settles funding in memory; a party without a position just takes the index over.
    function _settleFunding(Party memory party, Valuation memory at) internal pure {
        Position memory position_ = party.position;
        if (position_.size != 0) {
            party.funding = _owed(position_, at.fundingIndex);
            position_.quote = (int256(position_.quote) - party.funding).toInt128();
        }
        position_.fundingEntry = at.fundingIndex.toInt128();
    }

    /// @dev Writes the party back, hands its funding to the market's residual and keeps its active-market bit true.
    function _store(Party memory party, uint16 marketId, Market storage market) internal {
        Position memory position_ = party.position;
        if (position_.size == 0) position_.fundingEntry = 0;
        uint128 bit = uint128(1) << marketId;
        bool active = position_.size != 0 || position_.bidLots != 0 || position_.askLots != 0;
        if (!active) {
            party.account.activeMarkets &= ~bit;
        } else if (party.account.activeMarkets & bit == 0) {
            party.account.activeMarkets |= bit;
            if (_count(party.account.activeMarkets) > MARKETS_PER_ACCOUNT) revert TooManyMarkets();
        }
        _state().accounts[party.owner] = party.account;
        _state().positions[party.owner][marketId] = position_;
        if (party.funding != 0) market.residual = (int256(market.residual) + party.funding).toInt128();
    }

    /// @dev Applies a trade to a party in memory and returns what it realised; the fee comes out of collateral.
    function _trade(Party memory party, int256 sizeDelta, int256 quoteDelta, int256 fee)
        internal
        pure
        returns (int256 realised)
    {
        Position memory position_ = party.position;
        (position_.size, position_.quote, realised) =
            PositionMath.applyTrade(position_.size, position_.quote, sizeDelta, quoteDelta);
        party.account.collateral = (int256(party.account.collateral) + realised - fee).toInt128();
    }

    /// @dev `_trade`, written and announced at once.
    function _tradeAndStore(
        Party memory party,
        uint16 marketId,
        Market storage market,
        int256 sizeDelta,
        int256 quoteDelta,
        int256 fee
    ) internal returns (int256 realised) {
        realised = _trade(party, sizeDelta, quoteDelta, fee);
        _store(party, marketId, market);
        _announce(party, marketId, realised, fee);
    }

    function _announce(Party memory party, uint16 marketId, int256 realised, int256 fee) internal {
        Position memory position_ = party.position;
        // As it is stored: without a position there is no index to be settled to.
        int128 index = position_.size == 0 ? int128(0) : position_.fundingEntry;
        emit PositionChanged(
            party.owner, marketId, position_.size, position_.quote, index, party.funding, realised, fee
        );
    }

    /// @dev Moves stored open interest by a position going from `before` to `afterwards`.
    function _storeOpenInterest(Market storage market, int256 before, int256 afterwards) internal {
        (uint256 longs, uint256 shorts) =
            _moveOpenInterest(market.longOpenInterest, market.shortOpenInterest, before, afterwards);
        market.longOpenInterest = longs.toUint128();
        market.shortOpenInterest = shorts.toUint128();
    }

    /// @dev Open interest after a position went from `before` to `afterwards`.
    function _moveOpenInterest(uint256 longs, uint256 shorts, int256 before, int256 afterwards)
        internal
        pure
        returns (uint256, uint256)
    {
        return (
            longs + _positivePart(afterwards) - _positivePart(before),
            shorts + _positivePart(-afterwards) - _positivePart(-before)
        );
    }

    function _positivePart(int256 value) private pure returns (uint256) {
        return value > 0 ? uint256(value) : 0;
    }

    /// @dev Population count; the account's bitmap has few bits set, so clearing them one by one is cheapest.
    function _count(uint128 bitmap) private pure returns (uint256 bits) {
        for (; bitmap != 0; ++bits) {
            bitmap &= bitmap - 1;
        }
    }
}
