// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SystemFixture} from "../base/SystemFixture.sol";
import {vm} from "../base/Vm.sol";
import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

contract SettersTest is SystemFixture {
    function test_setModules_whenOwner_thenStoredAndAnnounced() public {
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.ModulesSet(address(book), bob, carol, dave, alice);
        engine.setModules(address(book), bob, carol, dave, alice);
        (address token, address book_, address oracle_, address vault_, address insurance_, address treasury_) =
            engine.modules();
        assertEq(token, address(usdc), "the token is set for good");
        assertEq(book_, address(book), "book");
        assertEq(oracle_, bob, "oracle");
        assertEq(vault_, carol, "vault");
        assertEq(insurance_, dave, "insurance");
        assertEq(treasury_, alice, "treasury");
    }

    function test_setModules_whenAnotherBook_thenReverts() public {
        // Whose orders rest in the first one must be able to cancel them.
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.BookAlreadySet.selector, address(book)));
        engine.setModules(alice, address(oracle), address(vault), address(insurance), treasury);
    }

    function test_setModules_whenAnyIsZero_thenReverts() public {
        for (uint256 i; i < 5; ++i) {
            address[5] memory modules = [alice, bob, carol, dave, treasury];
            modules[i] = address(0);
            vm.expectRevert(abi.encodeWithSelector(IEngineTypes.ZeroAddress.selector));
            engine.setModules(modules[0], modules[1], modules[2], modules[3], modules[4]);
        }
    }

    function test_setFeeSplit_whenOwner_thenStoredAndAnnounced() public {
        IEngineTypes.FeeSplit memory split = IEngineTypes.FeeSplit({vaultPpm: 1, insurancePpm: 2, treasuryPpm: 999_997});
        vm.expectEmit(true, true, true, true, address(engine));
        emit IEngineTypes.FeeSplitSet(split);
        engine.setFeeSplit(split);
        IEngineTypes.FeeSplit memory stored = engine.feeSplit();
        assertTrue(
            stored.vaultPpm == 1 && stored.insurancePpm == 2 && stored.treasuryPpm == 999_997, "read back as set"
        );
    }

    function test_setFeeSplit_whenTheSumIsNotOne_thenReverts() public {
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidFeeSplit.selector, 999_999));
        engine.setFeeSplit(IEngineTypes.FeeSplit(999_999, 0, 0));
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidFeeSplit.selector, 1_000_001));
        engine.setFeeSplit(IEngineTypes.FeeSplit(1, 1e6, 0));
        // Three shares that add up to 1e6 in 32 bits only.
        uint256 sum = 1e6 + (uint256(1) << 32);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.InvalidFeeSplit.selector, sum));
        engine.setFeeSplit(IEngineTypes.FeeSplit(type(uint32).max, 1e6, 1));
    }

    function test_feeSplit_whenNeverSet_thenInsuranceGetsAll() public {
        IPerpEngineV2 fresh = IPerpEngineV2(_proxy("PerpEngineV2", _initialize(address(usdc))));
        assertEq(fresh.feeSplit().insurancePpm, 1e6, "from the first block");
    }
}
