// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @dev What the interfaces leave out because only a deployment calls it. The tests know the contracts by interface
/// and artifact name alone: a changed contract costs no test a recompilation.
interface IInitializeOwner {
    function initialize(address owner) external;
}

/// @dev Engine, book, vault and insurance fund: the owner and what they are built on.
interface IInitializeOwnerAnd {
    function initialize(address owner, address other) external;
}

/// @dev What every V2 contract has besides its own interface.
interface IUpgradeable {
    function upgradeToAndCall(address implementation, bytes calldata data) external payable;
    function proxiableUUID() external view returns (bytes32);
    function owner() external view returns (address);
    function pendingOwner() external view returns (address);
    function transferOwnership(address owner) external;
    function acceptOwnership() external;
    function renounceOwnership() external;
}

/// @dev OracleRouter's public constants.
interface IOracleLimits {
    function MAX_PRICE() external view returns (uint256);
    function MAX_SOURCES() external view returns (uint256);
    function SOURCE_GAS() external view returns (uint256);
}

/// @dev What OrderbookV2 has besides its interface.
interface IBookLimits {
    function EXTENSION() external view returns (address);
}

/// @dev PerpEngineV2's public constants, and what it has besides its interface.
interface IEngineLimits {
    function EXTENSION() external view returns (address);
    function multicall(bytes[] calldata calls) external returns (bytes[] memory);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function MAX_FUNDING_PPM() external view returns (uint24);
    function MAX_FUNDING_INTERVAL() external view returns (uint24);
    function MAX_LIQUIDATION_TARGET_PPM() external view returns (uint32);
    function MAX_MARKETS() external view returns (uint16);
    function MAX_MARKETS_PER_ACCOUNT() external view returns (uint256);
    function MAX_TAKER_FEE_PPM() external view returns (uint32);
    function TICK_LOT_UNIT() external view returns (uint256);
}
