// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {USDCMock} from "./USDCMock.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title USDC under an issuer who may do with it what issuers of tokens have done
/// @notice Honest until it is told otherwise; anyone may tell it.
contract HostileToken is USDCMock {
    /// @notice How transfers fail: not at all, by answering false, by reverting, by using up all gas.
    enum Behaviour {
        Honest,
        AnswerFalse,
        Revert,
        BurnGas
    }

    /// @notice The token is shut down.
    error Stopped();
    /// @notice The issuer has shut an account out.
    error Blocked(address account);

    /// @notice How transfers fail now.
    Behaviour public behaviour;
    /// @notice USDC units that the issuer keeps of each transfer, at most what is transferred.
    uint256 public fee;
    /// @notice Who is called before and after balances move; zero for nobody.
    ITransferWatcher public watcher;
    /// @notice Who can neither send nor receive.
    mapping(address account => bool) public blocked;

    /// @notice Sets how transfers fail, and what each costs.
    function setBehaviour(Behaviour behaviour_, uint256 fee_) external {
        (behaviour, fee) = (behaviour_, fee_);
    }

    /// @notice Shuts an account out, or lets it in again.
    function setBlocked(address account, bool blocked_) external {
        blocked[account] = blocked_;
    }

    /// @notice Sets who is called while balances move.
    function setWatcher(ITransferWatcher watcher_) external {
        watcher = watcher_;
    }

    /// @inheritdoc ERC20
    function transfer(address to, uint256 value) public override returns (bool) {
        return _misbehaves() ? false : super.transfer(to, value);
    }

    /// @inheritdoc ERC20
    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        return _misbehaves() ? false : super.transferFrom(from, to, value);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0)) return super._update(from, to, value);
        if (blocked[from]) revert Blocked(from);
        if (blocked[to]) revert Blocked(to);
        if (address(watcher) != address(0)) watcher.onTransfer(false);
        super._update(from, to, value);
        uint256 kept = value < fee ? value : fee;
        if (kept > 0) super._update(to, address(this), kept);
        if (address(watcher) != address(0)) watcher.onTransfer(true);
    }

    /// @return silent whether nothing moves and false is answered
    function _misbehaves() private view returns (bool silent) {
        if (behaviour == Behaviour.Revert) revert Stopped();
        if (behaviour == Behaviour.BurnGas) {
            assembly {
                invalid()
            }
        }
        return behaviour == Behaviour.AnswerFalse;
    }
}

/// @title Somebody who is called while tokens move
interface ITransferWatcher {
    /// @param moved whether balances have moved already
    function onTransfer(bool moved) external;
}
