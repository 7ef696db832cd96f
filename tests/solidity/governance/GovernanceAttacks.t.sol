// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IInitializeOwner, IInitializeOwnerAnd, IUpgradeable} from "../base/Initializers.sol";
import {vm} from "../base/Vm.sol";
import {Plain, WrongSlot} from "../base/mocks/Successors.sol";
import {GovernanceCase} from "./GovernanceCase.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";

/// @notice Attacks on who may do what.
contract GovernanceAttacksTest is GovernanceCase {
    /// @dev ERC-1967: keccak256("eip1967.proxy.implementation") - 1.
    bytes32 private constant IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    // --- uninitialised implementation ----------------------------------------------------------------------------

    function test_attackUninitialisedImplementation_whenAnybodyTries_thenLocked() public {
        for (uint256 i; i < 5; ++i) {
            address implementation = address(uint160(uint256(vm.load(_contracts()[i], IMPLEMENTATION_SLOT))));
            bytes memory data = i == 2
                ? abi.encodeCall(IInitializeOwner.initialize, (alice))
                : abi.encodeCall(IInitializeOwnerAnd.initialize, (alice, address(usdc)));
            vm.expectRevert(abi.encodeWithSelector(Initializable.InvalidInitialization.selector));
            vm.prank(alice);
            (bool ok,) = implementation.call(data);
            assertTrue(ok, "the revert that was expected");
            assertEq(IUpgradeable(implementation).owner(), address(0), "AC-01 nobody owns it");
        }
    }

    // --- upgrade to a non-UUPS contract --------------------------------------------------------------------------

    function test_attackUpgrade_whenToSomethingThatIsNoUupsImplementation_thenRefused() public {
        Plain plain = new Plain();
        bytes memory data = abi.encodeCall(IUpgradeable.upgradeToAndCall, (address(plain), ""));
        _schedule(address(vault), data, "");
        _pass(DELAY);
        vm.expectRevert(abi.encodeWithSelector(ERC1967Utils.ERC1967InvalidImplementation.selector, address(plain)));
        _execute(address(vault), data, "");

        WrongSlot wrong = new WrongSlot();
        data = abi.encodeCall(IUpgradeable.upgradeToAndCall, (address(wrong), ""));
        _schedule(address(vault), data, "");
        _pass(DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(UUPSUpgradeable.UUPSUnsupportedProxiableUUID.selector, keccak256("another slot"))
        );
        _execute(address(vault), data, "");
        assertEq(vault.engine(), address(engine), "the vault is as it was");
    }

    // --- storage clash -------------------------------------------------------------------------------------------

    /// @notice The namespaces of all contracts and their bases lie where ERC-7201 puts them, and no two are one.
    function test_attackStorageClash_whenAllNamespacesAreCompared_thenNoneMeets() public pure {
        string[14] memory ids = [
            "proofbook.engine.v2",
            "proofbook.book.v2",
            "proofbook.book.auction.v2",
            "proofbook.book.stops.v2",
            "proofbook.oracle.v2",
            "proofbook.vault.v2",
            "proofbook.insurance.v2",
            "openzeppelin.storage.Initializable",
            "openzeppelin.storage.Ownable",
            "openzeppelin.storage.Ownable2Step",
            "openzeppelin.storage.ERC20",
            "openzeppelin.storage.ERC4626",
            "openzeppelin.storage.EIP712",
            "openzeppelin.storage.ReentrancyGuard"
        ];
        for (uint256 i; i < ids.length; ++i) {
            for (uint256 j; j < i; ++j) {
                uint256 a = uint256(_namespace(ids[i]));
                uint256 b = uint256(_namespace(ids[j]));
                assertTrue((a > b ? a - b : b - a) > 1 << 64, "far from each other");
            }
        }
    }

    /// @notice The vault's state is where its namespace says: nothing of it is in the slots that a proxy might use.
    function test_attackStorageClash_whenTheVaultIsInUse_thenTheFirstSlotsStayEmpty() public {
        usdc.mint(alice, 100 * USD);
        vm.prank(alice);
        usdc.approve(address(vault), 100 * USD);
        vm.prank(alice);
        vault.deposit(100 * USD, alice);
        for (uint256 i; i < 5; ++i) {
            for (uint256 slot; slot < 32; ++slot) {
                assertEq(uint256(vm.load(_contracts()[i], bytes32(slot))), 0, "nothing in the plain slots");
            }
        }
        bytes32 base = _namespace("proofbook.vault.v2");
        assertEq(address(uint160(uint256(vm.load(address(vault), base)))), address(engine), "the engine comes first");
        assertEq(uint256(vm.load(address(vault), bytes32(uint256(base) + 1))), 100 * USD, "then the idle assets");
    }

    // --- role escalation -----------------------------------------------------------------------------------------

    function test_attackRoleEscalation_whenNotThroughTheTimelock_thenRefused() public {
        bytes32 admin = timelock.DEFAULT_ADMIN_ROLE();
        bytes32 role = timelock.PROPOSER_ROLE();
        address[5] memory who = [proposer, executor, guardian, owner, alice];
        for (uint256 i; i < 5; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, who[i], admin)
            );
            vm.prank(who[i]);
            timelock.grantRole(role, alice);
        }
    }

    function test_attackRoleEscalation_whenRolesDoOthersWork_thenRefused() public {
        bytes memory data = abi.encodeCall(vault.setGuardian, (alice));
        bytes32 proposes = timelock.PROPOSER_ROLE();
        bytes32 executes = timelock.EXECUTOR_ROLE();
        vm.expectRevert(_lacks(executor, proposes));
        vm.prank(executor);
        timelock.schedule(address(vault), 0, data, 0, "", DELAY);
        vm.expectRevert(_lacks(guardian, proposes));
        vm.prank(guardian);
        timelock.schedule(address(vault), 0, data, 0, "", DELAY);
        _schedule(address(vault), data, "");
        _pass(DELAY);
        vm.expectRevert(_lacks(proposer, executes));
        vm.prank(proposer);
        timelock.execute(address(vault), 0, data, 0, "");
    }

    /// @notice A batch that makes itself proposer and schedules on: what it schedules waits like everything else.
    function test_attackRoleEscalation_whenABatchSchedulesFromWithin_thenTheDelayHoldsAllTheSame() public {
        bytes memory seize = abi.encodeCall(vault.setGuardian, (alice));
        address[] memory targets = new address[](2);
        bytes[] memory calls = new bytes[](2);
        (targets[0], targets[1]) = (address(timelock), address(timelock));
        calls[0] = abi.encodeCall(timelock.grantRole, (timelock.PROPOSER_ROLE(), address(timelock)));
        calls[1] = abi.encodeCall(timelock.schedule, (address(vault), 0, seize, 0, "", 0));
        uint256[] memory values = new uint256[](2);
        vm.prank(proposer);
        timelock.scheduleBatch(targets, values, calls, 0, "", DELAY);
        _pass(DELAY);
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, 0, DELAY));
        vm.prank(executor);
        timelock.executeBatch(targets, values, calls, 0, "");
    }

    /// @notice A batch that shortens the delay for what follows: not below the bound, and not for itself.
    function test_attackRoleEscalation_whenABatchShortensTheDelay_thenNotBelowTheBound() public {
        address[] memory targets = new address[](2);
        bytes[] memory calls = new bytes[](2);
        (targets[0], targets[1]) = (address(timelock), address(vault));
        calls[0] = abi.encodeCall(timelock.updateDelay, (0));
        calls[1] = abi.encodeCall(vault.setGuardian, (alice));
        uint256[] memory values = new uint256[](2);
        vm.prank(proposer);
        timelock.scheduleBatch(targets, values, calls, 0, "", DELAY);
        vm.expectRevert(_notReady(timelock.hashOperationBatch(targets, values, calls, 0, "")));
        vm.prank(executor);
        timelock.executeBatch(targets, values, calls, 0, "");
    }

    /// @notice The engine's multicall acts as whoever calls it: it lends nobody the owner's word, or its own.
    function test_attackRoleEscalation_whenThroughTheEnginesMulticall_thenTheCallerStaysTheCaller() public {
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IUpgradeable.transferOwnership, (alice));
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, alice));
        vm.prank(alice);
        IMulticall(address(engine)).multicall(calls);
        calls[0] = abi.encodeCall(engine.setGuardian, (alice));
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, alice));
        vm.prank(alice);
        IMulticall(address(engine)).multicall(calls);
    }

    function test_attackRoleEscalation_whenTheGuardianWantsMore_thenItCanOnlyPauseAndCancel() public {
        address[5] memory contracts = _contracts();
        bytes memory refused = abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, guardian);
        for (uint256 i; i < 5; ++i) {
            vm.expectRevert(refused);
            vm.prank(guardian);
            IUpgradeable(contracts[i]).transferOwnership(guardian);
        }
        vm.expectRevert(refused);
        vm.prank(guardian);
        vault.setAllocator(guardian);
        vm.expectRevert(refused);
        vm.prank(guardian);
        insurance.announceWithdrawal(guardian, 1);
    }

    function _namespace(string memory id) private pure returns (bytes32) {
        return keccak256(abi.encode(uint256(keccak256(bytes(id))) - 1)) & ~bytes32(uint256(0xff));
    }

    function _lacks(address account, bytes32 role) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role);
    }
}

interface IMulticall {
    function multicall(bytes[] calldata calls) external returns (bytes[] memory);
}
