// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MARKETS, Shape} from "../system/Shape.sol";

/// @notice One account as its views show it, over all markets. WAD, lots for open orders.
struct Account {
    int256 collateral;
    int256[MARKETS] size;
    int256[MARKETS] quote;
    /// Funding not yet settled into `quote`; positive where the account pays.
    int256[MARKETS] owed;
    uint256[MARKETS] bidLots;
    uint256[MARKETS] askLots;
}

/// @title Margin as the specification states it, written a second time
/// @notice Nothing here is shared with the contracts: a mistake there shows as a difference.
library Margin {
    /// @notice Collateral + Σ (floor(size × mark) + quote − owed).
    function equity(Account memory account, uint256[MARKETS] memory marks) internal pure returns (int256 sum) {
        sum = account.collateral;
        for (uint16 id; id < MARKETS; ++id) {
            sum += value(account.size[id], marks[id]) + account.quote[id] - account.owed[id];
        }
    }

    /// @notice Σ ceil(worst × mark × imPpm), worst = the larger position after either side of the open orders has filled.
    function initialMargin(Account memory account, uint256[MARKETS] memory marks) internal pure returns (int256 sum) {
        for (uint16 id; id < MARKETS; ++id) {
            sum += _requirement(worst(account, id), marks[id], Shape.initialMarginPpm(id));
        }
    }

    /// @notice Σ ceil(|size| × mark × mmPpm).
    function maintenanceMargin(Account memory account, uint256[MARKETS] memory marks)
        internal
        pure
        returns (int256 sum)
    {
        for (uint16 id; id < MARKETS; ++id) {
            sum += _requirement(magnitude(account.size[id]), marks[id], Shape.maintenanceMarginPpm(id));
        }
    }

    /// @notice Σ ceil(|size| × mark), all markets.
    function notional(Account memory account, uint256[MARKETS] memory marks) internal pure returns (uint256 sum) {
        for (uint16 id; id < MARKETS; ++id) {
            sum += notional(account, id, marks);
        }
    }

    /// @notice ceil(|size| × mark) of one market.
    function notional(Account memory account, uint16 id, uint256[MARKETS] memory marks)
        internal
        pure
        returns (uint256)
    {
        uint256 product = magnitude(account.size[id]) * marks[id];
        return product / Shape.WAD + (product % Shape.WAD == 0 ? 0 : 1);
    }

    /// @notice Equity − maintenance margin: below zero the account can be liquidated.
    function headroom(Account memory account, uint256[MARKETS] memory marks) internal pure returns (int256) {
        return equity(account, marks) - maintenanceMargin(account, marks);
    }

    /// @notice max(|size + bids|, |size − asks|).
    function worst(Account memory account, uint16 id) internal pure returns (uint256) {
        uint256 lot = Shape.lotSize(id);
        uint256 afterBids = magnitude(account.size[id] + int256(account.bidLots[id] * lot));
        uint256 afterAsks = magnitude(account.size[id] - int256(account.askLots[id] * lot));
        return afterBids > afterAsks ? afterBids : afterAsks;
    }

    /// @notice True iff the size moved towards zero without crossing it, or stood still.
    function onlyReduced(int256 before, int256 afterwards) internal pure returns (bool) {
        if (before > 0 && afterwards < 0 || before < 0 && afterwards > 0) return false;
        return magnitude(afterwards) <= magnitude(before);
    }

    /// @notice size × mark, towards minus infinity.
    function value(int256 size, uint256 mark) internal pure returns (int256) {
        return _divideDown(size * int256(mark));
    }

    /// @notice size × change of the funding index, towards plus infinity: the payer loses the rest, the receiver too.
    function owed(int256 size, int256 indexChange) internal pure returns (int256) {
        return -_divideDown(-(size * indexChange));
    }

    function magnitude(int256 signed) internal pure returns (uint256) {
        return uint256(signed < 0 ? -signed : signed);
    }

    function _divideDown(int256 product) private pure returns (int256) {
        int256 wad = int256(Shape.WAD);
        return product >= 0 ? product / wad : -((-product + wad - 1) / wad);
    }

    function _requirement(uint256 size, uint256 mark, uint256 ratePpm) private pure returns (int256) {
        uint256 scale = Shape.WAD * Shape.PPM;
        uint256 product = size * mark * ratePpm;
        return int256(product / scale + (product % scale == 0 ? 0 : 1));
    }
}
