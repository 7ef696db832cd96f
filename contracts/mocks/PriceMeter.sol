// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IOracleRouter} from "../interfaces/IOracleRouter.sol";

/// @title What a price costs the contract that asks for it
contract PriceMeter {
    /// @notice Gas of one `price` call, its coding included; cold when nothing in the transaction has touched the router before.
    function measure(IOracleRouter oracle, uint16 marketId) external view returns (uint256 used) {
        uint256 before = gasleft();
        oracle.price(marketId);
        used = before - gasleft();
    }
}
