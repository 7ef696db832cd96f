// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {HookedToken, ITransferWatcher} from "../base/mocks/HookedToken.sol";
import {VaultCase} from "./VaultCase.sol";
import {ReentrancyGuardUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/ReentrancyGuardUpgradeable.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @notice The same system on a token that calls out in the middle of every transfer.
contract ReentrancyTest is VaultCase {
    Watcher internal watcher;
    HookedToken internal hooked;

    function setUp() public override {
        super.setUp();
        _enter(carol, 20_000 * USD);
        _allowAllocation();
        _allocate(10_000 * USD);
        _takeOver();
        vault.claimRewards();
        watcher = new Watcher(vault);
    }

    function _newToken() internal override returns (USDCMock) {
        hooked = new HookedToken();
        return hooked;
    }

    /// @notice Whoever reads the share price within a transfer reads none that was not there before or is not there after.
    function test_readOnlyReentrancy_whenTokensMove_thenTheSharePriceIsNeverInBetween() public {
        uint256 shares = vault.balanceOf(carol);
        _request(carol, shares);
        _approve(dave, 1000 * USD);
        usdc.mint(address(vault), 0);
        _pass(COOLDOWN);
        _watched(carol, abi.encodeCall(IVault.settleRequests, (ALL)));
        _watched(dave, abi.encodeWithSignature("deposit(uint256,address)", 1000 * USD, dave));
        _watched(allocator, abi.encodeCall(IVault.allocate, (100 * USD)));
        _watched(allocator, abi.encodeCall(IVault.deallocate, (100 * USD)));
        uint256 most = vault.maxWithdraw(carol);
        _watched(carol, abi.encodeWithSignature("withdraw(uint256,address,address)", most, carol, carol));
        assertAtLeast(watcher.seen(), 8, "it was asked in every transfer");
    }

    function test_readOnlyReentrancy_whenTheEnginePaysFees_thenTheyCountBeforeTheyArrive() public {
        _earn(10_000);
        hooked.setWatcher(watcher);
        watcher.attack(abi.encodeWithSignature("previewDeposit(uint256)", 1000 * USD));
        uint256 before = vault.previewDeposit(1000 * USD);
        engine.payFees(IEngineTypes.FeeSink.Vault);
        assertEq(abi.decode(watcher.answer(), (uint256)), before, "nobody buys into them from within the payment");
        assertEq(vault.previewDeposit(1000 * USD), before, "nor after it");
    }

    /// @notice Every function of the vault that changes something refuses a caller from within another.
    function test_reentrancy_whenTheTokenCallsBack_thenTheVaultRefuses() public {
        bytes[8] memory calls = [
            abi.encodeWithSignature("deposit(uint256,address)", 1, address(this)),
            abi.encodeWithSignature("mint(uint256,address)", 1, address(this)),
            abi.encodeCall(IVault.requestRedeem, (1, address(this), address(this))),
            abi.encodeCall(IVault.cancelRequest, (1)),
            abi.encodeCall(IVault.settleRequests, (1)),
            abi.encodeCall(IVault.claimRewards, ()),
            abi.encodeWithSignature("withdraw(uint256,address,address)", 0, address(watcher), address(watcher)),
            abi.encodeWithSignature("redeem(uint256,address,address)", 0, address(watcher), address(watcher))
        ];
        _request(carol, 1e12);
        for (uint256 i; i < calls.length; ++i) {
            _approve(dave, 1 * USD);
            hooked.setWatcher(watcher);
            watcher.attack(calls[i]);
            vm.prank(dave);
            vault.deposit(1 * USD, dave);
            hooked.setWatcher(ITransferWatcher(address(0)));
            assertTrue(
                bytes4(watcher.answer()) == ReentrancyGuardUpgradeable.ReentrancyGuardReentrantCall.selector,
                "refused from within"
            );
        }
        vault.setAllocator(address(watcher));
        _approve(dave, 1 * USD);
        hooked.setWatcher(watcher);
        watcher.attack(abi.encodeCall(IVault.allocate, (1)));
        vm.prank(dave);
        vault.deposit(1 * USD, dave);
        assertTrue(
            bytes4(watcher.answer()) == ReentrancyGuardUpgradeable.ReentrancyGuardReentrantCall.selector,
            "the allocator, too"
        );
    }

    /// @notice A payment is final before its tokens move: called back in the middle there is nothing left to take.
    function test_reentrancy_whenPaidTwiceFromWithin_thenOnce() public {
        _request(carol, vault.balanceOf(carol) / 4);
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        uint256 most = vault.maxWithdraw(carol);
        hooked.setWatcher(watcher);
        watcher.attack(abi.encodeWithSignature("maxWithdraw(address)", carol));
        vm.prank(carol);
        vault.withdraw(most, carol, carol);
        assertEq(abi.decode(watcher.answer(), (uint256)), 0, "taken before it is sent");
        assertEq(usdc.balanceOf(carol), most, "once");
    }

    /// @dev Makes the call and checks that the price read within it lies between those before and after.
    function _watched(address caller, bytes memory data) private {
        hooked.setWatcher(watcher);
        uint256 before = vault.convertToAssets(1e18);
        watcher.start();
        vm.prank(caller);
        (bool ok,) = address(vault).call(data);
        assertTrue(ok, "the call goes through");
        uint256 afterwards = vault.convertToAssets(1e18);
        hooked.setWatcher(ITransferWatcher(address(0)));
        assertAtLeast(watcher.lowest(), before < afterwards ? before : afterwards, "not lower");
        assertAtMost(watcher.highest(), before > afterwards ? before : afterwards, "not higher");
    }
}

/// @title Reads the share price, or attacks the vault, whenever tokens move
contract Watcher is ITransferWatcher {
    IVault private immutable VAULT;
    uint256 public lowest;
    uint256 public highest;
    uint256 public seen;
    bytes public answer;
    bytes private _attack;

    constructor(IVault vault) {
        VAULT = vault;
    }

    function start() external {
        (lowest, highest, _attack) = (type(uint256).max, 0, "");
    }

    function attack(bytes calldata data) external {
        (_attack, answer) = (data, "");
    }

    function onTransfer(address, address, uint256) external {
        if (_attack.length != 0) {
            (, bytes memory got) = address(VAULT).call(_attack);
            if (answer.length == 0) answer = got;
            return;
        }
        ++seen;
        uint256 price = VAULT.convertToAssets(1e18);
        if (price < lowest) lowest = price;
        if (price > highest) highest = price;
    }
}
