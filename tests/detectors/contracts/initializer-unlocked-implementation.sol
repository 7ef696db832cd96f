// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

abstract contract OnceInitializable {
    struct InitializableStorage {
        uint64 version;
        bool running;
    }

    error AlreadyInitialized();

    function _initializable() private pure returns (InitializableStorage storage $) {
        assembly {
            $.slot := 0xf0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00
        }
    }

    modifier initializer() {
        InitializableStorage storage $ = _initializable();
        if ($.version != 0) revert AlreadyInitialized();
        $.version = 1;
        $.running = true;
        _;
        $.running = false;
    }

    function _disableInitializers() internal {
        _initializable().version = type(uint64).max;
    }
}

abstract contract OwnedOnce is OnceInitializable {
    address public owner;

    function _setOwner(address next) internal {
        owner = next;
    }
}

/// No constructor at all.
contract NoConstructorVulnerable is OwnedOnce {
    function initialize(address owner_) external initializer {
        _setOwner(owner_);
    }
}

/// The constructor does something else; the flag is the contract's own.
contract OwnFlagVulnerable {
    address public owner;
    address public immutable asset;
    bool private initialized;

    constructor(address asset_) {
        asset = asset_;
    }

    function init(address owner_) external {
        require(!initialized, "initialized");
        initialized = true;
        owner = owner_;
    }
}

/// Locked in the constructor.
contract LockedSafe is OwnedOnce {
    constructor() {
        _disableInitializers();
    }

    function initialize(address owner_) external initializer {
        _setOwner(owner_);
    }
}

/// The constructor uses the initialiser up.
contract UsedUpSafe is OwnedOnce {
    constructor() initializer {}

    function initialize(address owner_) external initializer {
        _setOwner(owner_);
    }
}

abstract contract LockedBase is OwnedOnce {
    constructor() {
        _disableInitializers();
    }
}

/// Locked by the base contract's constructor.
contract LockedByBaseSafe is LockedBase {
    function initialize(address owner_) external initializer {
        _setOwner(owner_);
    }
}

/// Only the deployer may.
contract InitByDeployerSafe {
    address public immutable deployer = msg.sender;
    address public vault;
    bool private initialized;

    function init(address vault_) external {
        require(msg.sender == deployer && !initialized);
        initialized = true;
        vault = vault_;
    }
}

abstract contract Versioned {
    uint8 private version;

    modifier reinitializer(uint8 next) {
        require(version < next);
        version = next;
        _;
    }

    function _lock() internal {
        version = type(uint8).max;
    }
}

contract ReinitialisedByAnybodyVulnerable is Versioned {
    address internal owner;

    function start(address first) external reinitializer(2) {
        owner = first;
    }
}

contract ReinitialiserLockedSafe is Versioned {
    address internal owner;

    constructor() {
        _lock();
    }

    function start(address first) external reinitializer(2) {
        owner = first;
    }
}
