// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "./base/SystemChecks.sol";
import {vm} from "./base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice The margin rule's worked example in `docs/contracts.md`, number by number; `forge test --match-contract WorkedExample -vv` prints it.
contract WorkedExampleTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        _fund(alice, 1000);
        _fund(bob, 100_000);
        _fund(carol, 100_000);
    }

    function test_marginRule_whenWorkedThrough_thenTheDocumentedNumbers() public {
        _trade(alice, bob, ETH, 2000, 4 * ETH_LOTS);
        _row("bought 4 ETH at 2,000", 996e18, 996e18, 800e18, 400e18);
        assertEq(engine.withdrawable(alice), 196 * USD, "withdrawable");

        _setPrice(ETH, 1860);
        _row("marked at 1,860", 996e18, 436e18, 744e18, 372e18);
        assertEq(engine.withdrawable(alice), 0, "withdrawable");

        _rest(bob, ETH, BUY, 1767, 1 * ETH_LOTS);
        vm.expectRevert(_insufficientMargin(alice, 342.1165e18, 558e18));
        _place(alice, ETH, SELL, 1767, 1 * ETH_LOTS);

        _rest(bob, ETH, BUY, 1768, 1 * ETH_LOTS);
        _take(alice, ETH, SELL, 1768, 1 * ETH_LOTS);
        _row("sold 1 ETH at 1,768", 763.116e18, 343.116e18, 558e18, 279e18);

        _setPrice(ETH, 1830);
        _row("marked at 1,830", 763.116e18, 253.116e18, 549e18, 274.5e18);

        uint256 accrued = engine.feesAccrued(IEngineTypes.FeeSink.Insurance);
        _liquidate(carol, alice, ETH);
        _row("liquidated by carol", 198.216e18, 198.216e18, 0, 0);
        print("liquidator's bounty", engine.equity(carol) - 100_000e18);
        assertEq(engine.equity(carol), 100_027.45e18, "half of the fee of 54.90");
        assertEq(engine.feesAccrued(IEngineTypes.FeeSink.Insurance) - accrued, 27.45e18, "the other half");
        _assertSound();
    }

    function _row(string memory what, int256 collateral, int256 equity, uint256 im, uint256 mm) private {
        print(string.concat(what, ": collateral"), engine.collateralOf(alice));
        print(string.concat(what, ": equity"), engine.equity(alice));
        print(string.concat(what, ": initial margin"), int256(engine.initialMargin(alice)));
        print(string.concat(what, ": maintenance margin"), int256(engine.maintenanceMargin(alice)));
        print(string.concat(what, ": headroom"), _headroom(alice));
        assertEq(engine.collateralOf(alice), collateral, "collateral");
        assertEq(engine.equity(alice), equity, "equity");
        assertEq(engine.initialMargin(alice), im, "initial margin");
        assertEq(engine.maintenanceMargin(alice), mm, "maintenance margin");
    }
}
