// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineExtension} from "../../interfaces/engine/IEngineExtension.sol";
import {EngineStorage} from "./EngineStorage.sol";
import {EIP712Upgradeable} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Who may act for an account: operators and signatures
abstract contract EngineAuthorization is EIP712Upgradeable, EngineStorage, IEngineExtension {
    /// @dev All permissions an operator can have: 1 place, 2 cancel. There is none for moving funds or approving others.
    uint8 private constant ALL_PERMISSIONS = 3;

    /// @inheritdoc IEngineExtension
    function setOperator(address operator, uint8 permissions, uint40 expiry) external {
        if (operator == address(0) || operator == msg.sender) revert ZeroAddress();
        if (permissions > ALL_PERMISSIONS) revert InvalidPermissions(permissions);
        if (permissions != 0 && expiry <= block.timestamp) revert InvalidExpiry(expiry);
        _state().operators[msg.sender][operator] = Operator(permissions, expiry);
        emit OperatorSet(msg.sender, operator, permissions, expiry);
    }

    /// @inheritdoc IEngineExtension
    function cancelNonce(uint256 nonce) external {
        _useNonce(msg.sender, nonce);
    }

    /// @inheritdoc IEngineExtension
    function useAuthorization(
        address owner,
        bytes32 typeHash,
        bytes32 action,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external {
        if (msg.sender != _state().book) revert NotBook(msg.sender);
        if (block.timestamp > deadline) revert SignatureExpired(deadline);
        _useNonce(owner, nonce);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(typeHash, action, nonce, deadline)));
        if (!_hasSigned(owner, digest, signature)) revert InvalidSignature(owner);
    }

    /// @inheritdoc IEngineExtension
    function isOperator(address owner, address operator, uint8 permission) external view returns (bool) {
        Operator memory granted = _state().operators[owner][operator];
        return granted.permissions & permission == permission && permission != 0 && block.timestamp < granted.expiry;
    }

    /// @inheritdoc IEngineExtension
    function isNonceUsed(address owner, uint256 nonce) external view returns (bool) {
        return _state().usedNonces[owner][nonce >> 8] & _bit(nonce) != 0;
    }

    /// @dev An account with code answers for itself (ERC-1271), any other has signed with its key. Written out here because
    /// OpenZeppelin's checker uses an opcode that the Paris build lacks.
    function _hasSigned(address owner, bytes32 digest, bytes memory signature) private view returns (bool) {
        if (owner.code.length == 0) {
            (address signer, ECDSA.RecoverError error,) = ECDSA.tryRecover(digest, signature);
            return error == ECDSA.RecoverError.NoError && signer == owner;
        }
        (bool ok, bytes memory answer) =
            owner.staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        return ok && answer.length >= 32 && abi.decode(answer, (bytes32)) == bytes32(IERC1271.isValidSignature.selector);
    }

    /// @dev Nonces are a bitmap: signed actions may arrive in any order.
    function _useNonce(address owner, uint256 nonce) private {
        mapping(uint256 => uint256) storage words = _state().usedNonces[owner];
        uint256 word = words[nonce >> 8];
        if (word & _bit(nonce) != 0) revert NonceAlreadyUsed(owner, nonce);
        words[nonce >> 8] = word | _bit(nonce);
        emit NonceUsed(owner, nonce);
    }

    function _bit(uint256 nonce) private pure returns (uint256) {
        return 1 << (nonce & 0xff);
    }
}
