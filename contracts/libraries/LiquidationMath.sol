// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Units} from "./Units.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title How much of a position a liquidation takes
library LiquidationMath {
    /// @notice Rates and sizes of one liquidation: ppm, WAD dollars, WAD base units.
    struct Terms {
        uint256 equity;
        uint256 maintenanceMargin;
        uint256 targetPpm;
        uint256 maintenanceMarginPpm;
        uint256 feePpm;
        uint256 mark;
        uint256 lotSize;
        uint256 minLots;
    }

    /// @dev What rounding may add: one for the fee, one for the value of what is taken, and one for the margin of the rest, times
    /// the target, which is at most ten.
    uint256 private constant ROUNDING_SLACK = 12;

    /// @notice Fewest lots whose takeover at mark, fee paid, leaves equity ≥ target × maintenance margin; all of
    /// `heldLots` when that is not enough or would leave fewer than the minimum.
    function lots(Terms memory terms, uint256 heldLots) internal pure returns (uint256 taken) {
        uint256 target = Math.ceilDiv(terms.targetPpm * terms.maintenanceMargin, Units.PPM);
        uint256 missing = target - terms.equity + ROUNDING_SLACK;
        // Each dollar taken over frees target × mmPpm of the requirement and costs feePpm of equity; positive by listing.
        uint256 reliefPpm2 = terms.targetPpm * terms.maintenanceMarginPpm - terms.feePpm * Units.PPM;
        uint256 notional = Math.ceilDiv(missing * Units.PPM * Units.PPM, reliefPpm2);
        taken = Math.ceilDiv(notional * Units.WAD, terms.mark * terms.lotSize);
        if (taken >= heldLots || heldLots - taken < terms.minLots) taken = heldLots;
    }
}
