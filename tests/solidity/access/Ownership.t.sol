// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IInitializeOwner, IInitializeOwnerAnd, IUpgradeable} from "../base/Initializers.sol";
import {SystemFixture} from "../base/SystemFixture.sol";
import {vm} from "../base/Vm.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice Who may set what, on all five contracts.
contract OwnershipTest is SystemFixture {
    function test_setters_whenNotTheOwner_thenEachReverts() public {
        address[] memory noSources = new address[](0);
        _assertOwnersOnly(address(engine), abi.encodeCall(engine.listMarket, (_ethParams(), _fundingParams())));
        _assertOwnersOnly(address(engine), abi.encodeCall(engine.setMarketParams, (ETH, _ethParams())));
        _assertOwnersOnly(address(engine), abi.encodeCall(engine.setFundingParams, (ETH, _fundingParams())));
        _assertOwnersOnly(
            address(engine), abi.encodeCall(engine.setMarketState, (ETH, IEngineTypes.MarketState.ReduceOnly))
        );
        _assertOwnersOnly(address(engine), abi.encodeCall(engine.setExposureCaps, (1, 1)));
        _assertOwnersOnly(address(engine), abi.encodeCall(engine.setGuardian, (alice)));
        _assertOwnersOnly(address(engine), abi.encodeCall(engine.unpause, ()));
        _assertOwnersOnly(address(engine), abi.encodeCall(engine.setFeeSplit, (IEngineTypes.FeeSplit(1e6, 0, 0))));
        _assertOwnersOnly(address(engine), abi.encodeCall(engine.setModules, (alice, alice, alice, alice, alice)));
        _assertOwnersOnly(address(book), abi.encodeCall(book.openMarket, (ETH)));
        _assertOwnersOnly(
            address(oracle), abi.encodeCall(oracle.configureMarket, (ETH, IOracleRouter.OracleConfig(1, 1), noSources))
        );
        _assertOwnersOnly(address(vault), abi.encodeCall(vault.setEngine, (alice)));
        _assertOwnersOnly(address(insurance), abi.encodeCall(insurance.setEngine, (alice)));
    }

    function test_upgrade_whenNotTheOwner_thenEachReverts() public {
        address implementation = _implementation("Vault");
        for (uint256 i; i < 5; ++i) {
            _assertOwnersOnly(_contracts()[i], abi.encodeCall(IUpgradeable.upgradeToAndCall, (implementation, "")));
        }
    }

    function test_transferOwnership_whenAccepted_thenInTwoSteps() public {
        for (uint256 i; i < 5; ++i) {
            IUpgradeable target = IUpgradeable(_contracts()[i]);
            assertEq(target.owner(), owner, "as initialised");
            target.transferOwnership(alice);
            assertEq(target.owner(), owner, "still");
            assertEq(target.pendingOwner(), alice, "offered");

            vm.expectRevert(_unauthorized(bob));
            vm.prank(bob);
            target.acceptOwnership();
            vm.prank(alice);
            target.acceptOwnership();
            assertEq(target.owner(), alice, "accepted");
            vm.expectRevert(_unauthorized(owner));
            target.transferOwnership(owner);
        }
    }

    function test_initialize_whenInitialisedAlready_thenReverts() public {
        for (uint256 i; i < 5; ++i) {
            (bool ok, bytes memory reason) = _contracts()[i].call(_initializer(i));
            assertFalse(ok, "a proxy is initialised once");
            assertTrue(bytes4(reason) == Initializable.InvalidInitialization.selector, "AC-01 and says so");
        }
    }

    function test_initialize_whenTheOtherAddressIsZero_thenReverts() public {
        string[4] memory names = ["PerpEngineV2", "OrderbookV2", "Vault", "InsuranceFund"];
        bytes4[4] memory errors = [
            IEngineTypes.ZeroAddress.selector,
            IBookTypes.ZeroAddress.selector,
            IVault.ZeroAddress.selector,
            IInsuranceFund.ZeroAddress.selector
        ];
        for (uint256 i; i < 4; ++i) {
            try this.deploy(names[i], _initialize(address(0))) {
                assertTrue(false, "the zero address is refused");
            } catch (bytes memory reason) {
                assertTrue(bytes4(reason) == errors[i], names[i]);
            }
        }
    }

    function test_initialize_whenTheOwnerIsZero_thenReverts() public {
        bytes memory initialization = abi.encodeCall(IInitializeOwner.initialize, (address(0)));
        try this.deploy("OracleRouter", initialization) {
            assertTrue(false, "the zero owner is refused");
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) == OwnableUpgradeable.OwnableInvalidOwner.selector, "OwnableInvalidOwner");
        }
    }

    /// @dev External, so that a failed deployment can be caught.
    function deploy(string calldata name, bytes calldata initialization) external returns (address) {
        return _proxy(name, initialization);
    }

    function _contracts() private view returns (address[5] memory) {
        return [address(engine), address(book), address(oracle), address(vault), address(insurance)];
    }

    function _initializer(uint256 i) private view returns (bytes memory) {
        if (i == 2) return abi.encodeCall(IInitializeOwner.initialize, (alice));
        return abi.encodeCall(IInitializeOwnerAnd.initialize, (alice, alice));
    }

    function _assertOwnersOnly(address target, bytes memory data) private {
        vm.prank(alice);
        (bool ok, bytes memory reason) = target.call(data);
        assertFalse(ok, "AC-02 only the owner");
        assertTrue(keccak256(reason) == keccak256(_unauthorized(alice)), "AC-02 and it says so");
    }

    function _unauthorized(address caller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, caller);
    }
}
