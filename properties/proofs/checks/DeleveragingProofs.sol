// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineExtension} from "contracts/interfaces/engine/IEngineExtension.sol";
import {EngineScene} from "properties/proofs/checks/EngineScene.sol";
import {Trace} from "properties/proofs/checks/Trace.sol";

/// @title MS-11: auto-deleveraging, on the engine's own entry point
contract DeleveragingProofs is EngineScene {
    struct Bankrupt {
        int64 lots;
        uint64 firstLots;
        uint96 lotSize;
        uint104 mark;
        int120 collateral;
        int120 quote;
        uint64 insured;
        int120 firstQuote;
        int120 secondQuote;
    }

    address private constant ACCOUNT = address(1);
    address private constant FIRST = address(2);
    address private constant SECOND = address(3);
    int256 private constant COLLATERAL = 1e24;

    /// @notice A bankrupt account that is closed against two counterparties and what insurance holds ends at exactly
    /// zero, and neither counterparty has less collateral than before: no more than its profit was taken.
    function check_deleveragingLeavesZero(
        int64 lots,
        uint64 firstLots,
        uint96 lotSize,
        uint104 mark,
        int120 collateral,
        int120 quote,
        uint64 insured,
        int120 firstQuote,
        int120 secondQuote
    ) external {
        _deleverage(Bankrupt(lots, firstLots, lotSize, mark, collateral, quote, insured, firstQuote, secondQuote));
        assert(_sizeOf(ACCOUNT) == 0 && _quoteOf(ACCOUNT) == 0 && _collateralOf(ACCOUNT) == 0);
        assert(_collateralOf(FIRST) >= COLLATERAL && _collateralOf(SECOND) >= COLLATERAL);
        assert(this.balance() == 0);
    }

    function trace_deleveragingLeavesZero(
        int64 lots,
        uint64 firstLots,
        uint96 lotSize,
        uint104 mark,
        int120 collateral,
        int120 quote,
        uint64 insured,
        int120 firstQuote,
        int120 secondQuote
    ) external returns (int256[] memory numbers) {
        _deleverage(Bankrupt(lots, firstLots, lotSize, mark, collateral, quote, insured, firstQuote, secondQuote));
        numbers = Trace.list(_sizeOf(ACCOUNT), _quoteOf(ACCOUNT), _collateralOf(ACCOUNT));
        numbers = Trace.then(Trace.then(numbers, _quoteOf(FIRST)), _collateralOf(FIRST));
        return Trace.then(Trace.then(numbers, _quoteOf(SECOND)), _collateralOf(SECOND));
    }

    /// @dev The second counterparty holds twice what it closes.
    function _deleverage(Bankrupt memory gone) private {
        uint64 absLots =
            uint64(gone.lots < 0 ? -int256(gone.lots) == 1 << 63 ? 0 : uint64(-gone.lots) : uint64(gone.lots));
        require(0 < gone.firstLots && gone.firstLots < absLots && absLots < 1 << 62);
        _openMarket(gone.mark, gone.lotSize, gone.insured);
        int256 lotSize = int256(uint256(gone.lotSize));
        int256 size = gone.lots * lotSize;
        _requireModest(uint256(absLots) * gone.lotSize);
        _give(ACCOUNT, gone.collateral, size, gone.quote);
        int256 first = int256(uint256(gone.firstLots)) * lotSize;
        if (size > 0) first = -first;
        _give(FIRST, COLLATERAL, first, gone.firstQuote);
        _give(SECOND, COLLATERAL, 2 * (-size - first), gone.secondQuote);
        Counterparty[] memory counterparties = new Counterparty[](2);
        counterparties[0] = Counterparty(FIRST, gone.firstLots);
        counterparties[1] = Counterparty(SECOND, absLots - gone.firstLots);
        IEngineExtension(address(this)).deleverage(ACCOUNT, MARKET, counterparties);
    }
}
