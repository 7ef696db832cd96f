// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @notice Fails and emits through another contract, whose names its own ABI doesn't declare.
contract Indirect {
    Emitter private immutable _emitter = new Emitter();

    function fail() external view {
        _emitter.fail();
    }

    function speak() external {
        _emitter.speak();
    }
}

contract Emitter {
    event Spoken(uint256 number, bytes32[] words);

    error Odd(uint8 code);

    function fail() external pure {
        revert Odd(7);
    }

    function speak() external {
        bytes32[] memory words = new bytes32[](2);
        words[1] = "x";
        emit Spoken(42, words);
    }
}
