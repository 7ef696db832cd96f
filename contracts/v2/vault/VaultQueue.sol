// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPerpEngineV2} from "../../interfaces/IPerpEngineV2.sol";
import {IVault} from "../../interfaces/IVault.sol";
import {VaultShares} from "./VaultShares.sol";
import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Withdrawals: request, cooldown, settlement in order, payment
abstract contract VaultQueue is VaultShares {
    using Math for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @dev What was settled is its controller's alone: no allowance of shares reaches it.
    modifier onlyController(address controller) {
        if (msg.sender != controller) revert NotController(msg.sender, controller);
        _;
    }

    /// @inheritdoc IVault
    function requestRedeem(uint256 shares, address controller, address owner)
        external
        nonReentrant
        returns (uint256 requestId)
    {
        if (shares == 0) revert ZeroShares();
        if (controller == address(0)) revert ZeroAddress();
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _transfer(owner, address(this), shares);
        VaultState storage state = _vaultState();
        requestId = state.queueNext++;
        uint256 maturesAt = block.timestamp + state.cooldown;
        state.requests[requestId] = Request(controller, maturesAt.toUint40(), shares.toUint128());
        state.waitingShares += shares.toUint128();
        emit RedeemRequested(requestId, controller, owner, shares, maturesAt);
    }

    /// @inheritdoc IVault
    function cancelRequest(uint256 requestId) external nonReentrant returns (uint256 shares) {
        VaultState storage state = _vaultState();
        Request memory cancelled = state.requests[requestId];
        if (cancelled.shares == 0) revert UnknownRequest(requestId);
        if (msg.sender != cancelled.controller) revert NotController(msg.sender, cancelled.controller);
        delete state.requests[requestId];
        state.waitingShares -= cancelled.shares;
        emit RequestCancelled(requestId, cancelled.controller, cancelled.shares);
        _transfer(address(this), cancelled.controller, cancelled.shares);
        return cancelled.shares;
    }

    /// @inheritdoc IVault
    function settleRequests(uint256 maxRequests) external nonReentrant returns (uint256 passed) {
        _collectFees();
        VaultState storage state = _vaultState();
        uint64 head = state.queueHead;
        uint64 next = state.queueNext;
        for (; head < next && passed < maxRequests; ++passed) {
            Request storage waiting = state.requests[head];
            // A cancelled request has left its place empty.
            if (waiting.shares != 0 && !_settle(state, head, waiting)) break;
            ++head;
        }
        state.queueHead = head;
    }

    /// @inheritdoc IERC4626
    function withdraw(uint256 assets, address receiver, address controller)
        public
        override(ERC4626Upgradeable, IERC4626)
        onlyController(controller)
        nonReentrant
        returns (uint256 shares)
    {
        Claim memory claim = _vaultState().claims[controller];
        if (assets > claim.assets) revert ERC4626ExceededMaxWithdraw(controller, assets, claim.assets);
        // Rounded up, for the vault: nobody turns a claim's remainder into more than was settled.
        shares = assets == 0 ? 0 : uint256(claim.shares).mulDiv(assets, claim.assets, Math.Rounding.Ceil);
        _pay(controller, receiver, assets, shares);
    }

    /// @inheritdoc IERC4626
    function redeem(uint256 shares, address receiver, address controller)
        public
        override(ERC4626Upgradeable, IERC4626)
        onlyController(controller)
        nonReentrant
        returns (uint256 assets)
    {
        Claim memory claim = _vaultState().claims[controller];
        if (shares > claim.shares) revert ERC4626ExceededMaxRedeem(controller, shares, claim.shares);
        // Rounded down, for the vault; the last share takes all that is left.
        assets = shares == 0 ? 0 : uint256(claim.assets).mulDiv(shares, claim.shares, Math.Rounding.Floor);
        _pay(controller, receiver, assets, shares);
    }

    /// @notice Assets settled for the controller and not yet taken.
    function maxWithdraw(address controller) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return _vaultState().claims[controller].assets;
    }

    /// @notice Shares burnt for those assets.
    function maxRedeem(address controller) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return _vaultState().claims[controller].shares;
    }

    /// @inheritdoc IVault
    function request(uint256 requestId) external view returns (address controller, uint256 shares, uint256 maturesAt) {
        Request storage stored = _vaultState().requests[requestId];
        return (stored.controller, stored.shares, stored.maturesAt);
    }

    /// @inheritdoc IVault
    function queue() external view returns (uint256 head, uint256 next, uint256 waitingShares, uint256 reserved) {
        VaultState storage state = _vaultState();
        return (state.queueHead, state.queueNext, state.waitingShares, state.reserved);
    }

    /// @dev Brings collateral back from the engine. Booked before it is sent: the engine has taken it off when the tokens move.
    function _recall(uint256 assets) internal {
        _vaultState().assets += assets;
        emit Deallocated(assets);
        uint256 before = _balance();
        _engine().withdraw(assets);
        _requireReceived(before, assets);
    }

    /// @dev Settles the head of the queue, in part where less can be paid.
    /// @return done whether its place is done with
    function _settle(VaultState storage state, uint256 requestId, Request storage waiting) private returns (bool done) {
        if (block.timestamp < waiting.maturesAt) return false;
        uint256 shares = waiting.shares;
        // Rounded down, for those who stay.
        uint256 assets = _convertToAssets(shares, Math.Rounding.Floor);
        uint256 payable_ = _liquid(state, assets);
        if (payable_ < assets) {
            if (payable_ == 0) return false;
            // Rounded up, for those who stay: as many shares as what is paid may cost.
            shares = Math.min(shares, _convertToShares(payable_, Math.Rounding.Ceil));
            assets = payable_;
        }
        return _book(state, requestId, waiting, assets, shares);
    }

    /// @dev What of `assets` can be paid now, after the engine has sent back what it can and must.
    function _liquid(VaultState storage state, uint256 assets) private returns (uint256) {
        uint256 idle = state.assets;
        if (idle >= assets) return assets;
        // Idle assets alone always suffice before there is an engine: a share is worth no more than was paid for it.
        IPerpEngineV2 engine_ = _engine();
        uint256 recalled = Math.min(assets - idle, engine_.withdrawable(address(this)));
        if (recalled > 0) _recall(recalled);
        return idle + recalled;
    }

    /// @return done whether nothing of the request is left
    function _book(VaultState storage state, uint256 requestId, Request storage waiting, uint256 assets, uint256 shares)
        private
        returns (bool done)
    {
        address controller = waiting.controller;
        uint128 left = waiting.shares - shares.toUint128();
        waiting.shares = left;
        done = left == 0;
        if (done) delete state.requests[requestId];
        state.waitingShares -= shares.toUint128();
        state.assets -= assets;
        state.reserved += assets.toUint128();
        Claim storage claim = state.claims[controller];
        claim.assets += assets.toUint128();
        claim.shares += shares.toUint128();
        _burn(address(this), shares);
        emit RequestSettled(requestId, controller, assets, shares, left);
    }

    /// @dev Pays out of what was set aside. The shares were burnt at the settlement.
    function _pay(address controller, address receiver, uint256 assets, uint256 shares) private {
        VaultState storage state = _vaultState();
        Claim storage claim = state.claims[controller];
        claim.assets -= assets.toUint128();
        claim.shares -= shares.toUint128();
        state.reserved -= assets.toUint128();
        emit Withdraw(msg.sender, receiver, controller, assets, shares);
        IERC20(asset()).safeTransfer(receiver, assets);
    }
}
