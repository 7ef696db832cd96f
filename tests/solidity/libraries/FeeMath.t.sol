// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../base/Assertions.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {FeeMath} from "contracts/libraries/FeeMath.sol";

contract FeeMathTest is Assertions {
    /// @dev Above any notional there is: sizes and prices of 2^127 and 1e30.
    uint256 private constant MOST = 1e60;

    function test_feeUp_whenInexact_thenRoundedUp() public pure {
        assertEq(FeeMath.feeUp(1e6, 500), 500, "exact");
        assertEq(FeeMath.feeUp(1e6 + 1, 500), 501, "a wei of notional more");
        assertEq(FeeMath.feeUp(1, 1), 1, "never nothing for something");
        assertEq(FeeMath.feeUp(0, 500), 0, "nothing for nothing");
        assertEq(FeeMath.feeUp(7, 0), 0, "no rate, no fee");
    }

    function test_makerFee_whenInexact_thenAlwaysAgainstTheMaker() public pure {
        assertEq(FeeMath.makerFee(1e6 + 1, 500), 501, "a fee is rounded up");
        assertEq(FeeMath.makerFee(1e6 + 1, -500), -500, "a rebate down");
        assertEq(FeeMath.makerFee(1, -1), 0, "a small one to nothing");
        assertEq(FeeMath.makerFee(1e6, 0), 0, "no rate");
    }

    function test_auctionFee_whenInexact_thenHalfOfBothRoundedUp() public pure {
        assertEq(FeeMath.auctionFee(1e6, 500, 100), 300, "half of 600");
        assertEq(FeeMath.auctionFee(1e6, 500, 101), 301, "half of 601");
        assertEq(FeeMath.auctionFee(1e6, 500, -100), 200, "less a rebate");
        assertEq(FeeMath.auctionFee(1e6 + 1, 500, -100), 201, "of 400 and a bit, 401");
        assertEq(FeeMath.auctionFee(1e6, 500, -500), 0, "nothing is left");
    }

    function testFuzz_fees_whateverTheNotional_thenTakerAndMakerAreNotNegativeTogether(
        uint256 notional,
        uint256 taker,
        uint256 maker
    ) public pure {
        notional = bound(notional, 0, MOST);
        taker = bound(taker, 0, 10_000);
        int256 rate = int256(bound(maker, 0, 2 * taker)) - int256(taker);
        int256 net = int256(FeeMath.feeUp(notional, taker)) + FeeMath.makerFee(notional, rate);
        assertAtLeast(net, 0, "a rebate never exceeds the taker's fee");
    }

    function testFuzz_split_whatever_thenThePartsAddUp(uint256 fee, uint256 first, uint256 second) public pure {
        fee = bound(fee, 0, MOST);
        uint32 vaultPpm = uint32(bound(first, 0, 1e6));
        uint32 treasuryPpm = uint32(bound(second, 0, 1e6 - vaultPpm));
        uint32 insurancePpm = 1e6 - vaultPpm - treasuryPpm;
        (uint256 vault, uint256 insurance, uint256 treasury) =
            FeeMath.split(fee, IEngineTypes.FeeSplit(vaultPpm, insurancePpm, treasuryPpm));
        assertEq(vault + insurance + treasury, fee, "FC-02 exactly");
        assertEq(vault, fee * vaultPpm / 1e6, "vault rounded down");
        assertEq(treasury, fee * treasuryPpm / 1e6, "treasury rounded down");
        assertAtMost(insurance, fee * insurancePpm / 1e6 + 2, "insurance gets what is left");
    }
}
