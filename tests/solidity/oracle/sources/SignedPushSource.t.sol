// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "../../base/Assertions.sol";
import {vm} from "../../base/Vm.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignedPushSource} from "contracts/v2/oracle/SignedPushSource.sol";

/// @notice A feed of three signers, two of whom must sign.
contract SignedPushSourceTest is Assertions {
    uint256 internal constant START = 1_750_000_000;
    address internal constant STRANGER = address(0xbad);

    SignedPushSource internal source;
    /// @dev Signers in ascending order, and their keys.
    address[] internal signers;
    uint256[] internal keys;

    function setUp() public {
        vm.warp(START);
        for (uint256 key = 1; key <= 4; ++key) {
            _insert(uint256(keccak256(abi.encode("signer", key))));
        }
        // The last one is nobody's signer.
        source = new SignedPushSource(address(this), _first(3), 2);
    }

    function test_push_whenEnoughHaveSigned_thenTheReportIsRead() public {
        SignedPushSource.Report memory report = _report(2000e18, START);
        vm.expectEmit(true, true, true, true, address(source));
        emit SignedPushSource.Pushed(2000e18, START);
        vm.prank(STRANGER);
        source.push(report, _signed(report, 0, 2));
        _assertRead(2000e18, START);
    }

    function test_push_whenAllHaveSigned_thenTheReportIsRead() public {
        SignedPushSource.Report memory report = _report(2000e18, START);
        bytes[] memory signatures = new bytes[](3);
        for (uint256 i; i < 3; ++i) {
            signatures[i] = _sign(report, i);
        }
        source.push(report, signatures);
        _assertRead(2000e18, START);
    }

    function test_push_whenTooFewHaveSigned_thenReverts() public {
        SignedPushSource.Report memory report = _report(2000e18, START);
        bytes[] memory one = new bytes[](1);
        one[0] = _sign(report, 0);
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.TooFewSignatures.selector, 1, 2));
        source.push(report, one);
    }

    function test_push_whenOneHasSignedTwice_thenReverts() public {
        SignedPushSource.Report memory report = _report(2000e18, START);
        bytes[] memory twice = _signed(report, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.InvalidSigner.selector, signers[1]));
        source.push(report, twice);
    }

    function test_push_whenOutOfOrder_thenReverts() public {
        SignedPushSource.Report memory report = _report(2000e18, START);
        bytes[] memory swapped = _signed(report, 2, 1);
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.InvalidSigner.selector, signers[1]));
        source.push(report, swapped);
    }

    function test_push_whenAStrangerHasSigned_thenReverts() public {
        SignedPushSource.Report memory report = _report(2000e18, START);
        bytes[] memory foreign = _signed(report, 0, 3);
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.InvalidSigner.selector, signers[3]));
        source.push(report, foreign);
    }

    function test_push_whenSomethingElseWasSigned_thenReverts() public {
        SignedPushSource.Report memory report = _report(2000e18, START);
        bytes[] memory signatures = _signed(report, 0, 1);
        report.price += 1;
        // Another digest recovers somebody, who is no signer.
        (bool ok, bytes memory reason) = address(source).call(abi.encodeCall(source.push, (report, signatures)));
        assertFalse(ok, "refused");
        assertTrue(bytes4(reason) == SignedPushSource.InvalidSigner.selector, "as signed by nobody known");
    }

    function test_push_whenItIsNoSignature_thenReverts() public {
        SignedPushSource.Report memory report = _report(2000e18, START);
        bytes[] memory signatures = _signed(report, 0, 1);
        signatures[1] = hex"00";
        vm.expectRevert(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureLength.selector, 1));
        source.push(report, signatures);
    }

    function test_attack_reportPushedTwice_onlyNewerReportsAreTaken() public {
        SignedPushSource.Report memory report = _report(2000e18, START - 10);
        bytes[] memory signatures = _signed(report, 0, 1);
        source.push(report, signatures);
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.ReportNotNewer.selector, START - 10, START - 10));
        source.push(report, signatures);
        SignedPushSource.Report memory older = _report(1e18, START - 11);
        bytes[] memory olderSignatures = _signed(older, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.ReportNotNewer.selector, START - 11, START - 10));
        source.push(older, olderSignatures);
        SignedPushSource.Report memory newer = _report(2001e18, START - 9);
        source.push(newer, _signed(newer, 1, 2));
        _assertRead(2001e18, START - 9);
    }

    function test_attack_reportOfAnotherFeed_itsSignaturesAreWorthNothingHere() public {
        SignedPushSource other = new SignedPushSource(address(this), _first(3), 2);
        SignedPushSource.Report memory report = _report(2000e18, START);
        bytes[] memory signatures = _signed(report, 0, 1);
        source.push(report, signatures);
        (bool ok, bytes memory reason) = address(other).call(abi.encodeCall(other.push, (report, signatures)));
        assertFalse(ok, "the domain names one feed");
        assertTrue(bytes4(reason) == SignedPushSource.InvalidSigner.selector, "signed by nobody known");
    }

    function test_push_whenFromTheFutureOrTooLate_thenReverts() public {
        SignedPushSource.Report memory report = _report(2000e18, START + 1);
        bytes[] memory signatures = _signed(report, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.ReportFromTheFuture.selector, START + 1));
        source.push(report, signatures);
        report = SignedPushSource.Report(2000e18, START, START + 5);
        signatures = _signed(report, 0, 1);
        vm.warp(START + 6);
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.ReportTooLate.selector, START + 5));
        source.push(report, signatures);
        vm.warp(START + 5);
        source.push(report, signatures);
    }

    function test_push_whenThePriceIsZeroOrTooHigh_thenReverts() public {
        uint256[2] memory prices = [uint256(0), 1e30 + 1];
        for (uint256 i; i < 2; ++i) {
            SignedPushSource.Report memory report = _report(prices[i], START);
            bytes[] memory signatures = _signed(report, 0, 1);
            vm.expectRevert(abi.encodeWithSelector(SignedPushSource.InvalidPrice.selector, prices[i]));
            source.push(report, signatures);
        }
        SignedPushSource.Report memory highest = _report(1e30, START);
        source.push(highest, _signed(highest, 0, 1));
    }

    function test_read_whenNothingWasPushed_thenNoPrice() public view {
        _assertRead(0, 0);
    }

    function test_setSigners_whenChanged_thenTheOldPriceIsForgottenAndItsTimeKept() public {
        SignedPushSource.Report memory report = _report(2000e18, START);
        source.push(report, _signed(report, 0, 1));
        address[] memory others = new address[](2);
        (others[0], others[1]) = (signers[1], signers[3]);
        vm.expectEmit(true, true, true, true, address(source));
        emit SignedPushSource.SignersSet(others, 2);
        source.setSigners(others, 2);
        _assertRead(0, START);
        assertTrue(source.signers().length == 2 && source.threshold() == 2, "the new ones");
        // What the old ones sign later, or signed before, is worth nothing.
        vm.warp(START + 1);
        report = _report(1e18, START + 1);
        bytes[] memory signatures = _signed(report, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.InvalidSigner.selector, signers[0]));
        source.push(report, signatures);
        source.push(report, _signed(report, 1, 3));
        _assertRead(1e18, START + 1);
    }

    function test_setSigners_whenOutOfBounds_thenReverts() public {
        _expectInvalid(_first(3), 4);
        _expectInvalid(_first(2), 1);
        _expectInvalid(_first(4), 2);
        _expectInvalid(_first(1), 0);
        _expectInvalid(new address[](0), 0);
        _expectInvalid(new address[](1), 1);
        address[] memory unordered = _first(3);
        unordered[2] = unordered[1];
        _expectInvalid(unordered, 2);
        address[] memory many = new address[](17);
        for (uint256 i; i < 17; ++i) {
            many[i] = address(uint160(i + 1));
        }
        _expectInvalid(many, 17);
        assembly {
            mstore(many, 16)
        }
        source.setSigners(many, 9);
    }

    function test_setSigners_whenNotTheOwner_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, STRANGER));
        vm.prank(STRANGER);
        source.setSigners(signers, 3);
    }

    function test_transferOwnership_whenAccepted_thenInTwoSteps() public {
        source.transferOwnership(STRANGER);
        assertEq(source.owner(), address(this), "still");
        vm.prank(STRANGER);
        source.acceptOwnership();
        assertEq(source.owner(), STRANGER, "accepted");
    }

    function test_constructor_whenThereIsNoMajority_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.InvalidSigners.selector));
        new SignedPushSource(address(this), signers, 2);
    }

    function _report(uint256 price, uint256 updatedAt) private view returns (SignedPushSource.Report memory) {
        return SignedPushSource.Report(price, updatedAt, block.timestamp + 60);
    }

    function _signed(SignedPushSource.Report memory report, uint256 a, uint256 b)
        private
        view
        returns (bytes[] memory signatures)
    {
        signatures = new bytes[](2);
        (signatures[0], signatures[1]) = (_sign(report, a), _sign(report, b));
    }

    function _sign(SignedPushSource.Report memory report, uint256 who) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[who], source.reportDigest(report));
        return abi.encodePacked(r, s, v);
    }

    function _first(uint256 count) private view returns (address[] memory list) {
        list = new address[](count);
        for (uint256 i; i < count; ++i) {
            list[i] = signers[i];
        }
    }

    /// @dev Keeps signers in ascending order of their addresses.
    function _insert(uint256 key) private {
        address signer = vm.addr(key);
        signers.push(signer);
        keys.push(key);
        for (uint256 i = signers.length - 1; i > 0 && signers[i - 1] > signer; --i) {
            (signers[i], signers[i - 1]) = (signers[i - 1], signer);
            (keys[i], keys[i - 1]) = (keys[i - 1], key);
        }
    }

    function _assertRead(uint256 expected, uint256 expectedAt) private view {
        (uint256 price, uint256 updatedAt) = source.read();
        assertEq(price, expected, "price");
        assertEq(updatedAt, expectedAt, "time");
    }

    function _expectInvalid(address[] memory list, uint256 threshold) private {
        vm.expectRevert(abi.encodeWithSelector(SignedPushSource.InvalidSigners.selector));
        source.setSigners(list, threshold);
    }
}
