// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../../interfaces/IOracleRouter.sol";

/// @title A view call to somebody who is not trusted
library BoundedCall {
    /// @dev Gas kept for what surrounds a call: a cold account and the arithmetic after it.
    uint256 private constant OVERHEAD = 10_000;

    /// @dev Asks `target` for `words` words (at most five) with a stipend. Never reverts for what the target does, and costs a
    /// bounded amount of gas: an answer or a revert reason of any length is copied into those words alone. Less gas than
    /// the stipend would let the caller choose which targets fail: it reverts `InsufficientGas`.
    /// @return ok whether the target answered, with at least as many words
    function ask(address target, bytes4 selector, uint256 words, uint256 stipend)
        internal
        view
        returns (bool ok, uint256[5] memory answer)
    {
        // An account can't be given more than 63/64 of what is left.
        if (gasleft() < stipend + stipend / 63 + OVERHEAD) revert IOracleRouter.InsufficientGas();
        assembly {
            mstore(0x00, selector)
            ok := staticcall(stipend, target, 0x00, 0x04, answer, mul(words, 0x20))
            ok := and(ok, iszero(lt(returndatasize(), mul(words, 0x20))))
        }
    }
}
