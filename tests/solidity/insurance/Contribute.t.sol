// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {FeeOnTransferToken} from "../base/mocks/FeeOnTransferToken.sol";
import {FundCase} from "./FundCase.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice `contribute` and `repayBadDebt`, the fund's and the engine's.
contract ContributeTest is FundCase {
    function test_contribute_whenNothingIsOwed_thenTheFundHoldsIt() public {
        _approve(dave, address(insurance), 5 * USD);
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.Contributed(dave, 5 * USD);
        vm.prank(dave);
        insurance.contribute(5 * USD);
        assertEq(insurance.balance(), 5 * USD, "held");
        assertEq(insurance.repayBadDebt(), 0, "and kept");
        assertEq(insurance.balance(), 5 * USD, "held");
    }

    function test_contribute_whenBadDebtIsBooked_thenItIsRepaidFirst() public {
        _bookBadDebt(1700e18);
        assertEq(engine.badDebt(), 204e18, "booked");
        // What insurance has accrued by then repays, too.
        uint256 accrued = engine.feesAccrued(IEngineTypes.FeeSink.Insurance);
        _approve(dave, address(insurance), 300 * USD);
        vm.prank(dave);
        insurance.contribute(100 * USD);
        assertEq(insurance.balance(), 0, "all of it");
        assertEq(engine.badDebt(), 104e18 - accrued, "less");
        _assertSound();
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.BadDebtPaid(102.32e6);
        vm.prank(dave);
        insurance.contribute(200 * USD);
        assertEq(engine.badDebt(), 0, "repaid");
        assertEq(insurance.balance(), 200 * USD - 102.32e6, "the rest stays in the fund");
        _assertSound();
    }

    function test_repayBadDebt_whenTheDebtEndsInAFraction_thenTheRestOfTheUnitAccruesToInsurance() public {
        _bookBadDebt(1700e18 + 1);
        engine.payFees(IEngineTypes.FeeSink.Insurance);
        uint256 owed = engine.badDebt();
        assertTrue(owed % 1e12 != 0, "a fraction");
        _approve(dave, address(insurance), 1000 * USD);
        vm.prank(dave);
        insurance.contribute(1000 * USD);
        assertEq(engine.badDebt(), 0, "repaid");
        assertEq(engine.feesAccrued(IEngineTypes.FeeSink.Insurance), 1e12 - owed % 1e12, "FC-04 rounded up, and kept");
        _assertSound();
    }

    function test_contribute_whenNothing_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ZeroAmount.selector));
        insurance.contribute(0);
    }

    function test_contribute_whenTheTokenDeliversLess_thenReverts() public {
        FeeOnTransferToken token = new FeeOnTransferToken();
        insurance = IInsuranceFund(_proxy("InsuranceFund", _initialize(address(token))));
        token.mint(owner, 10);
        token.approve(address(insurance), 10);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TransferMismatch.selector, 10, 9));
        insurance.contribute(10);
    }

    function test_contribute_whenNoEngineIsWired_thenItIsHeld() public {
        insurance = IInsuranceFund(_proxy("InsuranceFund", _initialize(address(usdc))));
        usdc.mint(owner, 10);
        usdc.approve(address(insurance), 10);
        insurance.contribute(10);
        assertEq(insurance.balance(), 10, "nobody owes anything");
    }

    function test_repayBadDebt_whenAnybodyPaysAtTheEngine_thenNoMoreThanIsOwedIsTaken() public {
        _bookBadDebt(1700e18);
        _approve(dave, address(engine), 1000 * USD);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.FeesCharged(0, 204e18, 0);
        vm.prank(dave);
        assertEq(engine.repayBadDebt(1000 * USD), 204 * USD, "what is owed");
        assertEq(engine.badDebt(), 0, "repaid");
        _assertSound();
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAmount.selector));
        vm.prank(dave);
        engine.repayBadDebt(1);
    }
}
