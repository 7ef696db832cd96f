// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ITransferWatcher} from "./HostileToken.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title A contract with an account of its own that is called while tokens move, and then calls whatever it was told
/// @notice Anyone may tell it. Its account is used like anybody's.
contract Accomplice is IERC1271, ITransferWatcher {
    /// @notice What it does when it is called: a call, a failure, using up all gas.
    enum Deed {
        Call,
        Revert,
        BurnGas
    }

    /// @notice It does not want this transfer.
    error Unwanted();

    /// @notice A call from within a transfer ended so.
    event Intruded(bool ok, bytes data);

    Deed private _deed;
    bool private _whenMoved;
    uint256 private _until;
    address private _target;
    bytes private _data;

    /// @notice Has it do `deed` when it is called before balances move, or after they have: once, within the next second.
    function prepare(Deed deed, bool whenMoved, address target, bytes calldata data) external {
        (_deed, _whenMoved, _until, _target, _data) = (deed, whenMoved, block.timestamp + 1, target, data);
    }

    /// @notice Calls for whoever asks, with `gasLimit` and no more.
    /// @return ok whether the call succeeded
    /// @return data what it returned or reverted with
    function relay(address target, uint256 gasLimit, bytes calldata data_)
        external
        returns (bool ok, bytes memory data)
    {
        return target.call{gas: gasLimit}(data_);
    }

    /// @inheritdoc IERC1271
    /// @dev It signs by writing the hash down. An empty signature makes it fail.
    function isValidSignature(bytes32 hash, bytes calldata signature) external pure returns (bytes4) {
        if (signature.length == 0) revert Unwanted();
        return signature.length == 32 && bytes32(signature) == hash ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    /// @inheritdoc ITransferWatcher
    function onTransfer(bool moved) external {
        if (block.timestamp > _until || moved != _whenMoved) return;
        _until = 0;
        if (_deed == Deed.Revert) revert Unwanted();
        if (_deed == Deed.BurnGas) {
            assembly {
                invalid()
            }
        }
        (bool ok, bytes memory data) = _target.call(_data);
        emit Intruded(ok, data);
    }
}
