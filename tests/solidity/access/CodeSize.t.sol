// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookLimits, IEngineLimits} from "../base/Initializers.sol";
import {SystemFixture} from "../base/SystemFixture.sol";
import {vm} from "../base/Vm.sol";

/// @notice Every contract can be deployed: EIP-170 allows 24,576 bytes of code.
contract CodeSizeTest is SystemFixture {
    uint256 internal constant MOST = 24_576;

    function test_code_whenDeployed_thenItFitsIntoTheLimit() public {
        // What is deployed is the default build; the Paris build lacks an opcode and is larger by a few hundred bytes.
        if (keccak256(bytes(vm.envOr("FOUNDRY_PROFILE", "default"))) != keccak256("default")) return;
        string[9] memory names = [
            "PerpEngineV2",
            "PerpEngineV2Extension",
            "OrderbookV2",
            "OrderbookV2Extension",
            "OrderbookV2Waiting",
            "PerpEngineV2Auction",
            "OracleRouter",
            "Vault",
            "InsuranceFund"
        ];
        for (uint256 i; i < names.length; ++i) {
            uint256 size = _implementation(names[i]).code.length;
            emit log_named_uint(names[i], size);
            assertTrue(size > 0, names[i]);
            assertAtMost(size, MOST, names[i]);
        }
        assertAtMost(IEngineLimits(address(engine)).EXTENSION().code.length, MOST, "the engine's extension in use");
        assertAtMost(IBookLimits(address(book)).EXTENSION().code.length, MOST, "the book's extension in use");
    }
}
