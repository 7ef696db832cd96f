// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemFixture} from "../base/SystemFixture.sol";
import {vm} from "../base/Vm.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";

/// @notice `cover` and `onFeesReceived`.
contract CoverTest is SystemFixture {
    function test_onFeesReceived_whenTheEngine_thenBooked() public {
        usdc.mint(address(insurance), 5 * USD);
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.FeesReceived(5 * USD);
        vm.prank(address(engine));
        insurance.onFeesReceived(5 * USD);
        _receive(2 * USD);
        assertEq(insurance.balance(), 7 * USD, "added up");
    }

    function test_cover_whenItHoldsEnough_thenItPaysTheRequest() public {
        _receive(5 * USD);
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.Covered(3 * USD, 3 * USD);
        assertEq(_cover(3 * USD), 3 * USD, "paid");
        assertEq(insurance.balance(), 2 * USD, "booked");
        assertEq(usdc.balanceOf(address(engine)), 3 * USD, "to the engine");
    }

    function test_cover_whenItHoldsTooLittle_thenItPaysAllItHolds() public {
        _receive(5 * USD);
        vm.expectEmit(true, true, true, true, address(insurance));
        emit IInsuranceFund.Covered(6 * USD, 5 * USD);
        assertEq(_cover(6 * USD), 5 * USD, "paid");
        assertEq(insurance.balance(), 0, "empty");
        assertEq(_cover(1), 0, "nothing more to pay");
    }

    function test_transfer_whenDonated_thenItIsNotPaidOut() public {
        usdc.mint(address(insurance), 100 * USD);
        assertEq(insurance.balance(), 0, "SH-02 a donation is not booked");
        assertEq(_cover(1 * USD), 0, "SH-02 nor paid");
    }

    function test_calls_whenNotTheEngine_thenRevert() public {
        _receive(5 * USD);
        bytes memory refused = abi.encodeWithSelector(IInsuranceFund.NotEngine.selector, owner);
        vm.expectRevert(refused);
        insurance.cover(1);
        vm.expectRevert(refused);
        insurance.onFeesReceived(1);
    }

    function test_cover_whenBelowTheFloor_thenTheFloorDoesNotBindTheEngine() public {
        _receive(5 * USD);
        insurance.setFloor(1000 * USD);
        assertEq(_cover(5 * USD), 5 * USD, "deficits are what the fund is there for");
    }

    function testFuzz_cover_whatever_thenNeverMoreThanBooked(uint256 held, uint256 donated, uint256 asked) public {
        held = bound(held, 0, 1e12);
        asked = bound(asked, 0, 2e12);
        _receive(held);
        usdc.mint(address(insurance), bound(donated, 0, 1e12));
        uint256 paid = _cover(asked);
        assertEq(paid, asked < held ? asked : held, "the lesser of the two");
        assertEq(insurance.balance(), held - paid, "booked");
        assertEq(usdc.balanceOf(address(engine)), paid, "and paid");
    }

    function _receive(uint256 assets) private {
        usdc.mint(address(insurance), assets);
        vm.prank(address(engine));
        insurance.onFeesReceived(assets);
    }

    function _cover(uint256 assets) private returns (uint256) {
        vm.prank(address(engine));
        return insurance.cover(assets);
    }
}
