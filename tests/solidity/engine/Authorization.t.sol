// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineLimits} from "../base/Initializers.sol";
import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {SmartAccount} from "../base/mocks/SmartAccount.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice EIP-712 signatures that the book hands over, and their nonces.
contract AuthorizationTest is SystemChecks {
    bytes32 internal constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 internal constant TYPEHASH =
        keccak256("SignedAction(Action action,uint256 nonce,uint256 deadline)Action(uint256 what)");
    bytes32 internal constant ACTION = keccak256("an action");

    function test_useAuthorization_whenSigned_thenItsNonceIsUsedUp() public {
        bytes memory signature = _sign("alice", ACTION, 7, block.timestamp);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.NonceUsed(alice, 7);
        _use(alice, 7, block.timestamp, signature);
        assertTrue(engine.isNonceUsed(alice, 7), "used");
        assertFalse(engine.isNonceUsed(alice, 6), "its neighbours are not");
        assertFalse(engine.isNonceUsed(alice, 7 + 256), "nor the same bit of the next word");
        assertFalse(engine.isNonceUsed(bob, 7), "nor anybody else's");

        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NonceAlreadyUsed.selector, alice, 7));
        _use(alice, 7, block.timestamp, signature);
    }

    function test_useAuthorization_whenNotTheBook_thenReverts() public {
        bytes memory signature = _sign("alice", ACTION, 7, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotBook.selector, carol));
        vm.prank(carol);
        engine.useAuthorization(alice, TYPEHASH, ACTION, 7, block.timestamp, signature);
    }

    function test_useAuthorization_whenTheDeadlineHasPassed_thenReverts() public {
        uint256 past = block.timestamp - 1;
        bytes memory signature = _sign("alice", ACTION, 7, past);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.SignatureExpired.selector, past));
        _use(alice, 7, past, signature);
    }

    function test_useAuthorization_whenSignedByAnother_thenReverts() public {
        bytes memory signature = _sign("bob", ACTION, 7, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, alice));
        _use(alice, 7, block.timestamp, signature);
        assertFalse(engine.isNonceUsed(alice, 7), "and the nonce is still good");
    }

    function test_useAuthorization_whenAnotherActionWasSigned_thenReverts() public {
        bytes memory signature = _sign("alice", keccak256("another action"), 7, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, alice));
        _use(alice, 7, block.timestamp, signature);
    }

    function test_useAuthorization_whenTheNonceIsAnotherThanSigned_thenReverts() public {
        bytes memory signature = _sign("alice", ACTION, 7, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, alice));
        _use(alice, 8, block.timestamp, signature);
    }

    function test_useAuthorization_whenTheDeadlineIsAnotherThanSigned_thenReverts() public {
        bytes memory signature = _sign("alice", ACTION, 7, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, alice));
        _use(alice, 7, block.timestamp + 1, signature);
    }

    function test_useAuthorization_whenTheSignatureIsCutOff_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, alice));
        _use(alice, 7, block.timestamp, hex"1234");
    }

    function test_useAuthorization_whenTheOwnerIsZero_thenNothingRecoversToIt() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, address(0)));
        _use(address(0), 7, block.timestamp, new bytes(65));
    }

    function test_useAuthorization_whenTheOwnerHasCode_thenItDecides() public {
        address account = address(new SmartAccount(_digest(ACTION, 1, block.timestamp)));
        _use(account, 1, block.timestamp, "");
        assertTrue(engine.isNonceUsed(account, 1), "it said yes");
        account = address(new SmartAccount(_digest(keccak256("another action"), 1, block.timestamp)));
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, account));
        _use(account, 1, block.timestamp, "");
    }

    function test_useAuthorization_whenTheOwnersCodeDoesNotAnswer_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidSignature.selector, address(usdc)));
        _use(address(usdc), 1, block.timestamp, "");
    }

    function test_cancelNonce_whenCancelled_thenItsSignatureIsWorthless() public {
        bytes memory signature = _sign("alice", ACTION, type(uint256).max, block.timestamp);
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.NonceUsed(alice, type(uint256).max);
        vm.prank(alice);
        engine.cancelNonce(type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NonceAlreadyUsed.selector, alice, type(uint256).max));
        _use(alice, type(uint256).max, block.timestamp, signature);
    }

    function testFuzz_useAuthorization_whateverNonces_thenEachIsGoodOnce(uint256 first, uint256 second) public {
        _use(alice, first, block.timestamp, _sign("alice", ACTION, first, block.timestamp));
        bytes memory signature = _sign("alice", ACTION, second, block.timestamp);
        if (first == second) {
            vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NonceAlreadyUsed.selector, alice, second));
        }
        _use(alice, second, block.timestamp, signature);
        assertTrue(engine.isNonceUsed(alice, first) && engine.isNonceUsed(alice, second), "both are used");
    }

    function _use(address account, uint256 nonce, uint256 deadline, bytes memory signature) private {
        vm.prank(address(book));
        engine.useAuthorization(account, TYPEHASH, ACTION, nonce, deadline, signature);
    }

    function _sign(string memory name, bytes32 action, uint256 nonce, uint256 deadline)
        private
        view
        returns (bytes memory)
    {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_key(name), _digest(action, nonce, deadline));
        return abi.encodePacked(r, s, v);
    }

    /// @dev Written out, so that the domain is pinned: name, version, chain and the engine's address.
    function _digest(bytes32 action, uint256 nonce, uint256 deadline) private view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, action, nonce, deadline));
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256("Proofbook"), keccak256("2"), block.chainid, address(engine))
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    function test_eip712Domain_whenAsked_thenWhatIsSigned() public view {
        (, string memory name, string memory version, uint256 chain, address verifier,,) =
            IEngineLimits(address(engine)).eip712Domain();
        assertTrue(keccak256(bytes(name)) == keccak256("Proofbook"), "name");
        assertTrue(keccak256(bytes(version)) == keccak256("2"), "version");
        assertEq(chain, block.chainid, "chain");
        assertEq(verifier, address(engine), "the proxy, whatever its code");
    }
}
