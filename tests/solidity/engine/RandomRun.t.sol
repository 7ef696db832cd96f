// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {RandomTrading} from "../base/RandomTrading.sol";

/// @notice Margin safety, whatever four traders do to each other.
contract RandomRunTest is RandomTrading {
    int256[4] private _headrooms;

    /// forge-config: default.fuzz.runs = 32
    /// forge-config: paris.fuzz.runs = 32
    function testFuzz_actions_whateverHappens_thenNoCallMakesAHealthyAccountLiquidatable(uint256 seed) public {
        _run(seed, 40);
        _assertSound();
    }

    function test_actions_whenALongRun_thenTheSystemStaysSound() public {
        _run(7, 600);
        _assertSound();
    }

    function _before() internal override {
        for (uint256 i; i < 4; ++i) {
            _headrooms[i] = _headroom(_accounts()[i]);
        }
    }

    /// @dev Deleveraging alone may cost a counterparty: its profit, and never its collateral.
    function _after(uint256 action, bool) internal view override {
        if (action != DELEVERAGE) {
            for (uint256 i; i < 4; ++i) {
                assertTrue(_headrooms[i] < 0 || _headroom(_accounts()[i]) >= 0, "MS-05 healthy before, healthy after");
            }
        }
        for (uint256 i; i < 4; ++i) {
            address account = _accounts()[i];
            assertEq(engine.withdrawable(account), _free(account), "withdrawable is told by the account's health");
        }
        if (uint256(keccak256(abi.encode(_headrooms))) % 8 == 0) _assertSound();
    }

    /// @dev `max(0, min(collateral, equity) − IM)` in whole USDC units, by the other view.
    function _free(address account) private view returns (uint256) {
        (int256 equity, uint256 initialMargin,,) = engine.accountHealth(account);
        int256 collateral = engine.collateralOf(account);
        int256 free = (collateral < equity ? collateral : equity) - int256(initialMargin);
        return free > 0 ? uint256(free) / 1e12 : 0;
    }
}
