// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../../base/Assertions.sol";
import {vm} from "../../base/Vm.sol";
import {IPyth} from "contracts/interfaces/oracle/IPyth.sol";
import {PythMock} from "contracts/mocks/PythMock.sol";
import {PythSource} from "contracts/v2/oracle/PythSource.sol";

contract PythSourceTest is Assertions {
    uint256 internal constant START = 1_750_000_000;
    uint256 internal constant FEE = 5;
    bytes32 internal constant ID = keccak256("ETH/USD");

    PythMock internal pyth;
    PythSource internal source;
    bool internal refusing;

    function setUp() public {
        vm.warp(START);
        pyth = new PythMock(FEE);
        source = new PythSource(pyth, ID, 10_000);
    }

    /// @notice Takes refunds unless told not to.
    receive() external payable {
        if (refusing) revert();
    }

    function test_read_whenTheExponentIsNegative_thenScaledToWadWithItsTime() public {
        pyth.set(ID, IPyth.Price(2000e8 + 1, 0, -8, START - 3));
        (uint256 price, uint256 updatedAt) = source.read();
        assertEq(price, 2000e18 + 1e10, "times ten to the minus eight");
        assertEq(updatedAt, START - 3, "when it was published");
    }

    function test_attack_wrongExponentSign_eachExponentScalesItsOwnWay() public {
        _assertScaled(2000, 0, 2000e18);
        _assertScaled(20, 2, 2000e18);
        _assertScaled(200_000, -2, 2000e18);
        _assertScaled(2, 18, 2e36);
        _assertScaled(2_000_000_000_000_000_009, -19, 200_000_000_000_000_000);
        _assertScaled(9e18, -36, 9);
    }

    function test_read_whenTheExponentIsNoPrices_thenReverts() public {
        int32[2] memory exponents = [int32(-37), 19];
        for (uint256 i; i < 2; ++i) {
            pyth.set(ID, IPyth.Price(1, 0, exponents[i], START));
            vm.expectRevert(abi.encodeWithSelector(PythSource.UnsupportedExponent.selector, exponents[i]));
            source.read();
        }
    }

    function test_read_whenNotPositive_thenReverts() public {
        int64[2] memory prices = [int64(0), -2000e8];
        for (uint256 i; i < 2; ++i) {
            pyth.set(ID, IPyth.Price(prices[i], 0, -8, START));
            vm.expectRevert(abi.encodeWithSelector(PythSource.NotPositive.selector, prices[i]));
            source.read();
        }
    }

    function test_read_whenTheConfidenceIsTooWide_thenReverts() public {
        // One per cent of the price.
        pyth.set(ID, IPyth.Price(2000e8, 20e8, -8, START));
        source.read();
        pyth.set(ID, IPyth.Price(2000e8, 20e8 + 1, -8, START));
        vm.expectRevert(abi.encodeWithSelector(PythSource.TooUncertain.selector, 2000e8, 20e8 + 1));
        source.read();
        pyth.set(ID, IPyth.Price(2000e8, type(uint64).max, -8, START));
        vm.expectRevert(abi.encodeWithSelector(PythSource.TooUncertain.selector, 2000e8, type(uint64).max));
        source.read();
    }

    function test_read_whenPythHasNoPrice_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(PythMock.PriceFeedNotFound.selector));
        source.read();
    }

    function test_pull_whenPaidExactly_thenThePriceIsKept() public {
        bytes[] memory data = _updates(IPyth.Price(2000e8, 1, -8, START), 2);
        assertEq(source.pullFee(data), 2 * FEE, "what Pyth asks");
        vm.expectEmit(true, true, true, true, address(source));
        emit PythSource.Pulled(address(this), 2 * FEE);
        source.pull{value: 2 * FEE}(data);
        (uint256 price,) = source.read();
        assertEq(price, 2000e18, "brought");
    }

    function test_pull_whenPaidTooMuch_thenTheRestComesBack() public {
        uint256 before = address(this).balance;
        source.pull{value: 1 ether}(_updates(IPyth.Price(2000e8, 1, -8, START), 1));
        assertEq(address(this).balance, before - FEE, "the fee and no more");
        assertEq(address(source).balance, 0, "nothing stays");
        assertEq(address(pyth).balance, FEE, "Pyth is paid");
    }

    function test_pull_whenPaidTooLittle_thenReverts() public {
        bytes[] memory data = _updates(IPyth.Price(2000e8, 1, -8, START), 1);
        vm.expectRevert(abi.encodeWithSelector(PythSource.InsufficientFee.selector, FEE, FEE - 1));
        source.pull{value: FEE - 1}(data);
    }

    function test_pull_whenTheCallerTakesNoRefund_thenReverts() public {
        bytes[] memory data = _updates(IPyth.Price(2000e8, 1, -8, START), 1);
        refusing = true;
        vm.expectRevert(abi.encodeWithSelector(PythSource.RefundFailed.selector, address(this), 1));
        source.pull{value: FEE + 1}(data);
        source.pull{value: FEE}(data);
    }

    function test_pull_whenAnOlderPriceIsBrought_thenTheNewerOneStays() public {
        source.pull{value: FEE}(_updates(IPyth.Price(2000e8, 1, -8, START), 1));
        source.pull{value: FEE}(_updates(IPyth.Price(1e8, 1, -8, START - 1), 1));
        (uint256 price,) = source.read();
        assertEq(price, 2000e18, "nobody brings back an old price");
    }

    function test_pull_whenPythRefuses_thenReverts() public {
        bytes[] memory data = new bytes[](1);
        vm.expectRevert(abi.encodeWithSelector(PythMock.InvalidUpdate.selector));
        source.pull{value: FEE}(data);
    }

    function test_constructor_whenOutOfBounds_thenReverts() public {
        new PythSource(pyth, ID, 100_000);
        uint256[2] memory wrong = [uint256(0), 100_001];
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(PythSource.InvalidSource.selector));
            new PythSource(pyth, ID, wrong[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(PythSource.InvalidSource.selector));
        new PythSource(IPyth(address(1)), ID, 1);
    }

    function testFuzz_read_whateverIsPublished_thenExactOrRefused(int64 price, uint64 conf, int8 expo) public {
        pyth.set(ID, IPyth.Price(price, conf, expo, START));
        bool sure = price > 0 && uint256(conf) * 100 <= uint64(price);
        try source.read() returns (uint256 read, uint256) {
            assertTrue(sure && expo >= -36 && expo <= 18, "sound");
            // Both sides as whole numbers: price * 10^(expo + 36) against WAD * 10^18.
            uint256 exact = uint256(uint64(price)) * 10 ** uint256(int256(expo) + 36);
            assertTrue(read * 1e18 <= exact && exact < (read + 1) * 1e18, "rounded down to the wei");
        } catch {
            assertFalse(sure && expo >= -36 && expo <= 18, "nothing sound is refused");
        }
    }

    function _assertScaled(int64 price, int32 expo, uint256 expected) private {
        pyth.set(ID, IPyth.Price(price, 0, expo, START));
        (uint256 read,) = source.read();
        assertEq(read, expected, "WAD");
    }

    function _updates(IPyth.Price memory price, uint256 count) private view returns (bytes[] memory data) {
        data = new bytes[](count);
        for (uint256 i; i < count; ++i) {
            data[i] = pyth.encode(ID, price);
        }
    }
}
