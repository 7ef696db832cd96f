// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {VaultCase} from "./VaultCase.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {HostileToken} from "contracts/mocks/HostileToken.sol";
import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @notice The token's issuer begins to keep a dollar of every transfer. What the modules book is what they got, or nothing is booked; who is
/// paid outside the system bears the fee.
contract ShortTransfersTest is VaultCase {
    HostileToken private _token;

    function setUp() public override {
        super.setUp();
        _enter(carol, 20_000 * USD);
        _allowAllocation();
    }

    function _newToken() internal override returns (USDCMock) {
        _token = new HostileToken();
        return _token;
    }

    function test_depositIntoTheVault_whenTheTokenDeliversLess_thenReverts() public {
        _approve(dave, 2000 * USD);
        _takeFee();
        vm.expectRevert(abi.encodeWithSelector(IVault.TransferMismatch.selector, 10 * USD, 9 * USD));
        vm.prank(dave);
        vault.deposit(10 * USD, dave);
        vm.expectRevert(abi.encodeWithSelector(IVault.TransferMismatch.selector, 10 * USD, 9 * USD));
        vm.prank(dave);
        vault.mint(10e12, dave);
        _assertBacked();
    }

    function test_deallocate_whenTheTokenDeliversLess_thenReverts() public {
        _allocate(1000 * USD);
        _takeFee();
        vm.expectRevert(abi.encodeWithSelector(IVault.TransferMismatch.selector, 10 * USD, 9 * USD));
        vm.prank(allocator);
        vault.deallocate(10 * USD);
    }

    function test_payFees_whenTheTokenDeliversLess_thenNoModuleBooksWhatItDidNotGet() public {
        _earn(100_000);
        _takeFee();
        _refusesToPay(IEngineTypes.FeeSink.Vault);
        _refusesToPay(IEngineTypes.FeeSink.Insurance);
        uint256 paid = engine.payFees(IEngineTypes.FeeSink.Treasury);
        assertEq(usdc.balanceOf(treasury), paid - USD, "the treasury books nothing here: it bears the fee");
        _assertBacked();
    }

    function test_cover_whenTheTokenDeliversLess_thenReverts() public {
        _insure(100 * USD);
        _takeFee();
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TransferMismatch.selector, 50 * USD, 49 * USD));
        vm.prank(address(engine));
        insurance.cover(50 * USD);
    }

    function test_withdraw_whenTheTokenDeliversLess_thenTheReceiverBearsIt() public {
        _fund(dave, 100);
        _takeFee();
        vm.prank(dave);
        engine.withdraw(10 * USD);
        assertEq(usdc.balanceOf(dave), 9 * USD, "a dollar less");
        assertEq(engine.collateralOf(dave), int256(90 * WAD), "and no more than was asked for is taken off");
    }

    function _refusesToPay(IEngineTypes.FeeSink sink) private {
        uint256 due = engine.feesAccrued(sink) / 1e12;
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.TransferMismatch.selector, due, due - USD));
        engine.payFees(sink);
    }

    function _takeFee() private {
        _token.setBehaviour(HostileToken.Behaviour.Honest, USD);
    }
}
