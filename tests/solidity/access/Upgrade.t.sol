// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {
    IBookLimits,
    IEngineLimits,
    IInitializeOwner,
    IInitializeOwnerAnd,
    IUpgradeable
} from "../base/Initializers.sol";
import {SystemChecks} from "../base/SystemChecks.sol";
import {vm} from "../base/Vm.sol";
import {NextVersion} from "../base/mocks/NextVersion.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {IOrderbookV2} from "contracts/interfaces/IOrderbookV2.sol";
import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @notice AC-01: implementations are locked, and only an upgrade by the owner changes code, keeping all state.
contract UpgradeTest is SystemChecks {
    string[5] internal names = ["PerpEngineV2", "OrderbookV2", "OracleRouter", "Vault", "InsuranceFund"];

    function test_initialize_whenAnImplementation_thenReverts() public {
        for (uint256 i; i < 5; ++i) {
            address implementation = _implementation(names[i]);
            bytes memory data = i == 2
                ? abi.encodeCall(IInitializeOwner.initialize, (alice))
                : abi.encodeCall(IInitializeOwnerAnd.initialize, (alice, alice));
            (bool ok, bytes memory reason) = implementation.call(data);
            assertFalse(ok, "AC-01 locked");
            assertTrue(bytes4(reason) == Initializable.InvalidInitialization.selector, names[i]);
            assertEq(IUpgradeable(implementation).owner(), address(0), "AC-01 nobody owns it");
        }
    }

    function test_extension_whenCalledOnItsOwn_thenItBelongsToNobodyAndSettlesNothing() public {
        address extension = _implementation("PerpEngineV2Extension");
        assertEq(IUpgradeable(extension).owner(), address(0), "AC-01 nobody owns it");
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, owner));
        IPerpEngineV2(extension).setGuardian(owner);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotGuardian.selector, owner));
        IPerpEngineV2(extension).pause();
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.UnknownMarket.selector, ETH));
        IPerpEngineV2(extension).settlePosition(alice, ETH);
    }

    function test_extension_whenTheBooksIsCalledOnItsOwn_thenItBelongsToNobodyAndOpensNothing() public {
        address extension = _implementation("OrderbookV2Extension");
        assertEq(IUpgradeable(extension).owner(), address(0), "AC-01 nobody owns it");
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, owner));
        IOrderbookV2(extension).openMarket(ETH);
    }

    function test_extension_whenWhatWaitsIsCalledOnItsOwn_thenItBelongsToNobodyAndTakesNothing() public {
        address waiting = _implementation("OrderbookV2Waiting");
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, owner));
        IOrderbookV2(waiting).setAuctionConfig(ETH, IBookAuctionTypes.AuctionConfig(60, 0));
        vm.expectRevert(abi.encodeWithSelector(IBookTypes.UnknownMarket.selector, ETH));
        IOrderbookV2(waiting).executeAuction(ETH, 1);
        address auction = _implementation("PerpEngineV2Auction");
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.NotBook.selector, owner));
        IPerpEngineV2(auction).settlePair(ETH, alice, bob, 1, 1);
    }

    function test_constructor_whenAPartHasNoCode_thenReverts() public {
        address part = address(usdc);
        _assertRefused("PerpEngineV2", abi.encode(alice, part));
        _assertRefused("PerpEngineV2", abi.encode(part, alice));
        _assertRefused("OrderbookV2", abi.encode(alice));
        _assertRefused("OrderbookV2Extension", abi.encode(alice));
    }

    function _assertRefused(string memory name, bytes memory arguments) private {
        try this.deployCore(name, arguments) {
            assertTrue(false, "every call of the other part would answer with nothing");
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) == IEngineTypes.ZeroAddress.selector, name);
        }
    }

    /// @dev External, so that a failed deployment can be caught.
    function deployCore(string calldata name, bytes calldata arguments) external returns (address) {
        return vm.deployCode(string.concat(name, ".sol:", name), arguments);
    }

    function test_upgrade_whenTheBookIsUpgraded_thenItsExtensionComesWithIt() public {
        address before = IBookLimits(address(book)).EXTENSION();
        IUpgradeable(address(book)).upgradeToAndCall(_implementation("OrderbookV2"), "");
        assertTrue(IBookLimits(address(book)).EXTENSION() != before, "one address in the code, one upgrade");
        (uint256 bid,,) = book.impactPrices(ETH, WAD);
        assertEq(bid, 0, "which answers at once");
    }

    function test_upgrade_whenTheEngineIsUpgraded_thenItsExtensionComesWithIt() public {
        address before = IEngineLimits(address(engine)).EXTENSION();
        IUpgradeable(address(engine)).upgradeToAndCall(_implementation("PerpEngineV2"), "");
        assertTrue(IEngineLimits(address(engine)).EXTENSION() != before, "one address in the code, one upgrade");
        assertEq(engine.marketCount(), 2, "which answers at once");
    }

    function test_upgrade_whenCalledOnAnImplementation_thenReverts() public {
        address implementation = _implementation("Vault");
        vm.expectRevert(abi.encodeWithSelector(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector));
        IUpgradeable(implementation).upgradeToAndCall(implementation, "");
    }

    function test_upgrade_whenToSomethingElse_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(ERC1967Utils.ERC1967InvalidImplementation.selector, address(usdc)));
        IUpgradeable(address(engine)).upgradeToAndCall(address(usdc), "");
    }

    function test_upgrade_whenOwner_thenTheCodeChanges() public {
        address[5] memory proxies = _proxies();
        NextVersion next = new NextVersion();
        for (uint256 i; i < 5; ++i) {
            IUpgradeable(proxies[i]).upgradeToAndCall(address(next), "");
            assertEq(NextVersion(proxies[i]).version(), 3, names[i]);
            assertEq(IUpgradeable(proxies[i]).owner(), owner, "the owner is state and stays");
        }
    }

    function test_upgrade_whenTheSystemIsInUse_thenAllStateIsKept() public {
        _fund(alice, 1000);
        _fund(bob, 10_000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        uint64 orderId = _rest(alice, BTC, BUY, 100, 3);
        engine.payFees(IEngineTypes.FeeSink.Vault);
        bytes32 before = _fingerprint(orderId);

        address[5] memory proxies = _proxies();
        for (uint256 i; i < 5; ++i) {
            IUpgradeable(proxies[i]).upgradeToAndCall(_implementation(names[i]), "");
        }

        assertTrue(before == _fingerprint(orderId), "AC-01 nothing has changed");
        _assertSound();
        _cancel(alice, orderId);
        _trade(bob, alice, ETH, ETH_TICK, 4 * ETH_LOTS);
        assertEq(_size(alice, ETH), 0, "and trading goes on");
        _assertSound();
    }

    function _proxies() private view returns (address[5] memory) {
        return [address(engine), address(book), address(oracle), address(vault), address(insurance)];
    }

    /// @dev All that the system says about itself.
    function _fingerprint(uint64 orderId) private view returns (bytes32 print_) {
        print_ = _fold(print_, address(engine), abi.encodeCall(engine.position, (alice, ETH)));
        print_ = _fold(print_, address(engine), abi.encodeCall(engine.collateralOf, (alice)));
        print_ = _fold(print_, address(engine), abi.encodeCall(engine.activeMarkets, (alice)));
        print_ = _fold(print_, address(engine), abi.encodeCall(engine.marketParams, (BTC)));
        print_ = _fold(print_, address(engine), abi.encodeCall(engine.openInterest, (ETH)));
        print_ = _fold(print_, address(engine), abi.encodeCall(engine.feeTotals, (IEngineTypes.FeeSink.Vault)));
        print_ = _fold(print_, address(engine), abi.encodeCall(engine.feeSplit, ()));
        print_ = _fold(print_, address(engine), abi.encodeCall(engine.modules, ()));
        print_ = _fold(print_, address(book), abi.encodeCall(book.order, (orderId)));
        print_ = _fold(print_, address(book), abi.encodeCall(book.nextOrderId, (ETH, true, ETH_TICK)));
        print_ = _fold(print_, address(book), abi.encodeCall(book.engine, ()));
        print_ = _fold(print_, address(oracle), abi.encodeCall(oracle.lastPrice, (ETH)));
        print_ = _fold(print_, address(oracle), abi.encodeCall(oracle.marketConfig, (ETH)));
        print_ = _fold(print_, address(vault), abi.encodeCall(vault.totalAssets, ()));
        print_ = _fold(print_, address(insurance), abi.encodeCall(insurance.balance, ()));
    }

    function _fold(bytes32 before, address target, bytes memory data) private view returns (bytes32) {
        (bool ok, bytes memory answer) = target.staticcall(data);
        assertTrue(ok && answer.length > 0, "a view answers");
        return keccak256(bytes.concat(before, answer));
    }
}
