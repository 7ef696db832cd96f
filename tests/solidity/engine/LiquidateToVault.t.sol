// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice The vault as liquidator of last resort. At $1,800 alice's 4 ETH are worth 7,200.
contract LiquidateToVaultTest is SystemChecks {
    function setUp() public override {
        super.setUp();
        others.push(address(vault));
        _fund(alice, 1000);
        _fund(bob, 100_000);
        _fund(address(vault), 10_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
    }

    function test_liquidateToVault_whenWithinTheCap_thenTheVaultTakesOverAtMarkWithTheBounty() public {
        engine.setExposureCaps(type(uint128).max, 7200e18);
        _setPrice(ETH, 1800);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.Liquidated(alice, ETH, address(vault), 4e18, 1800e18, 72e18, 36e18);
        vm.prank(dave);
        engine.liquidateToVault(alice, ETH);
        assertEq(_size(address(vault), ETH), 4e18, "taken over");
        assertEq(engine.equity(address(vault)), 10_036e18, "half of the fee");
        assertEq(_size(dave, ETH), 0, "the caller gets nothing");
        _assertSound();
    }

    function test_liquidateToVault_whenAWeiAboveTheCap_thenReverts() public {
        engine.setExposureCaps(type(uint128).max, 7200e18 - 1);
        _setPrice(ETH, 1800);
        vm.expectRevert(
            abi.encodeWithSelector(IEngineTypes.ExposureCapExceeded.selector, address(vault), 7200e18, 7200e18 - 1)
        );
        engine.liquidateToVault(alice, ETH);
    }

    function test_liquidateToVault_whenNoCapWasSet_thenTheVaultTakesNothing() public {
        _setPrice(ETH, 1800);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ExposureCapExceeded.selector, address(vault), 7200e18, 0));
        engine.liquidateToVault(alice, ETH);
    }

    function test_liquidateToVault_whenItShrinksTheVaultsPosition_thenALoweredCapDoesNotBlockIt() public {
        engine.setExposureCaps(type(uint128).max, type(uint128).max);
        _fund(dave, 1000);
        _trade(bob, dave, ETH, ETH_TICK, 4 * ETH_LOTS);
        _setPrice(ETH, 2200);
        engine.liquidateToVault(dave, ETH);
        assertEq(_size(address(vault), ETH), -4e18, "the vault is short");
        engine.setExposureCaps(type(uint128).max, 0);
        _setPrice(ETH, 1800);
        engine.liquidateToVault(alice, ETH);
        assertEq(_size(address(vault), ETH), 0, "and closes against alice's long");
        _assertSound();
    }

    function test_liquidateToVault_whenTheVaultLacksMargin_thenReverts() public {
        engine.setExposureCaps(type(uint128).max, type(uint128).max);
        vm.prank(address(vault));
        engine.withdrawTo(owner, 9400 * USD);
        _setPrice(ETH, 1800);
        vm.expectRevert(_insufficientMargin(address(vault), 636e18, 720e18));
        engine.liquidateToVault(alice, ETH);
    }

    function test_liquidateToVault_whenHealthy_thenReverts() public {
        int256 equity = engine.equity(alice);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotLiquidatable.selector, alice, equity, 400e18));
        engine.liquidateToVault(alice, ETH);
    }

    function test_liquidateToVault_whenTheVaultIsTheAccount_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.SelfLiquidation.selector, address(vault)));
        engine.liquidateToVault(address(vault), ETH);
    }
}
