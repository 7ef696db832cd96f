// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";

/// @title Bad debt to be repaid
/// @notice Alice is long 4 ETH from $2,000 with $996: at $1,700 she owes 204, and nobody pays.
abstract contract FundCase is SystemChecks {
    address internal guardian = _trader("guardian");

    function setUp() public virtual override {
        super.setUp();
        insurance.setGuardian(guardian);
    }

    function _bookBadDebt(uint256 price) internal {
        _fund(alice, 1000);
        _fund(bob, 1_000_000);
        _fund(carol, 1_000_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPriceWad(ETH, price);
        _outwait(alice);
        _liquidate(carol, alice, ETH);
    }

    function _approve(address account, address spender, uint256 assets) internal {
        usdc.mint(account, assets);
        vm.prank(account);
        usdc.approve(spender, assets);
    }
}
