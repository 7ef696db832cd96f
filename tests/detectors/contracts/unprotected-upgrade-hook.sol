// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

abstract contract UpgradeableBase {
    address internal owner;
    address internal implementation;

    error NotOwner();

    modifier onlyOwner() {
        _checkOwner();
        _;
    }

    function _checkOwner() internal view virtual {
        if (msg.sender != owner) revert NotOwner();
    }

    function upgradeTo(address next) external {
        _authorizeUpgrade(next);
        _setImplementation(next);
    }

    function _setImplementation(address next) private {
        implementation = next;
    }

    function _authorizeUpgrade(address next) internal virtual;
}

/// The hook is empty.
contract HookEmptyVulnerable is UpgradeableBase {
    function _authorizeUpgrade(address) internal override {}
}

/// The hook looks at the new code, not at the caller.
contract HookLooksAtCodeVulnerable is UpgradeableBase {
    function _authorizeUpgrade(address next) internal view override {
        require(next.code.length > 0, "no code");
    }
}

/// Anybody sets what is delegated to, through a helper.
contract DelegateTargetVulnerable {
    struct Slots {
        address logic;
    }

    Slots internal slots;

    function setLogic(address logic) external {
        _store(logic);
    }

    function _store(address logic) private {
        slots.logic = logic;
    }

    fallback() external payable {
        (bool done, bytes memory answer) = slots.logic.delegatecall(msg.data);
        require(done, string(answer));
    }
}

/// The hook carries the modifier.
contract HookOwnedSafe is UpgradeableBase {
    function _authorizeUpgrade(address) internal override onlyOwner {}
}

interface IAuthority {
    function canUpgrade(address caller) external view returns (bool);
}

/// Another contract is asked about the caller.
contract HookAskedSafe is UpgradeableBase {
    IAuthority internal authority;

    function _authorizeUpgrade(address) internal view override {
        require(authority.canUpgrade(msg.sender));
    }
}

/// Nobody upgrades.
contract HookRevertsSafe is UpgradeableBase {
    error Frozen();

    function _authorizeUpgrade(address) internal pure override {
        revert Frozen();
    }
}

/// The owner sets what is delegated to.
contract DelegateTargetOwnedSafe is UpgradeableBase {
    address internal logic;

    function _authorizeUpgrade(address) internal override onlyOwner {}

    function setLogic(address next) external onlyOwner {
        logic = next;
    }

    function run(bytes calldata data) external onlyOwner {
        (bool done,) = logic.delegatecall(data);
        require(done);
    }
}

/// Only what a role has queued can be taken.
contract QueuedUpgradeSafe {
    address internal immutable OWNER = msg.sender;
    mapping(address => uint256) internal readyAt;

    function queue(address implementation) external {
        require(msg.sender == OWNER);
        readyAt[implementation] = block.timestamp + 2 days;
    }

    function _authorizeUpgrade(address implementation) internal view {
        require(readyAt[implementation] != 0 && readyAt[implementation] <= block.timestamp);
    }

    function upgradeTo(address implementation) external view {
        _authorizeUpgrade(implementation);
    }
}

/// A check that turns away no caller.
contract CheckedForZeroVulnerable {
    function _authorizeUpgrade(address implementation) internal pure {
        if (implementation == address(0)) revert();
    }

    function upgradeTo(address implementation) external pure {
        _authorizeUpgrade(implementation);
    }
}
