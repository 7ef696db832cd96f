// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookCore} from "../../interfaces/book/IBookCore.sol";
import {IBookExtension} from "../../interfaces/book/IBookExtension.sol";
import {Units} from "../../libraries/Units.sol";
import {BookStorage} from "./BookStorage.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Quotes: an order placed and taken back
abstract contract BookQuotes is BookStorage, IBookExtension {
    /// @inheritdoc IBookExtension
    function quoteOrder(address owner, OrderParams calldata params)
        external
        returns (Execution memory execution, uint256 averagePrice, uint256 notional, uint256 fee)
    {
        try IBookExtension(address(this)).simulateFor(owner, params) {
            // It always reverts.
            assert(false);
        } catch (bytes memory thrown) {
            execution = _quoted(thrown);
        }
        if (execution.filledLots == 0) return (execution, 0, 0, 0);
        Book storage book = _state().books[params.marketId];
        notional = execution.tickLots * (uint256(book.tickSize) * book.lotSize / Units.WAD);
        // Exact: the notional is a multiple of 1e12, the rate is in millionths.
        fee = notional * _state().engine.marketParams(params.marketId).takerFeePpm / Units.PPM;
        // The buyer pays the more, the seller gets the less.
        Math.Rounding rounding = params.isBuy ? Math.Rounding.Ceil : Math.Rounding.Floor;
        averagePrice = Math.mulDiv(execution.tickLots, book.tickSize, execution.filledLots, rounding);
    }

    /// @inheritdoc IBookExtension
    function simulateFor(address owner, OrderParams calldata params) external onlySelf {
        revert Quoted(IBookCore(address(this)).submitFor(owner, params));
    }

    /// @dev What `Quoted` carries; any other error is passed on.
    function _quoted(bytes memory thrown) private pure returns (Execution memory) {
        if (bytes4(thrown) != Quoted.selector) {
            assembly ("memory-safe") {
                revert(add(thrown, 0x20), mload(thrown))
            }
        }
        bytes memory arguments = new bytes(thrown.length - 4);
        for (uint256 i; i < arguments.length; ++i) {
            arguments[i] = thrown[i + 4];
        }
        return abi.decode(arguments, (Execution));
    }
}
