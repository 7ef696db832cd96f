// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookCore} from "../../interfaces/book/IBookCore.sol";
import {IBookWaiting} from "../../interfaces/book/IBookWaiting.sol";
import {OrderWordLib} from "../../libraries/OrderWord.sol";
import {BookLimits} from "./BookLimits.sol";
import {MarketReads} from "./MarketReads.sol";

/// @title What orders that wait outside the continuous book need of it
abstract contract BookWaiting is MarketReads, BookLimits, IBookWaiting {
    /// @inheritdoc IBookWaiting
    uint256 public constant SUBMIT_GAS = 3_500_000;
    /// @inheritdoc IBookWaiting
    uint16 public constant MAX_SUBMITTED_FILLS = 8;

    /// @dev The engine's permission bits of an operator.
    uint8 internal constant MAY_PLACE = 1;
    uint8 internal constant MAY_CANCEL = 2;

    /// @dev Places an order under its owner's margin now. It fails for what it is and never for how much gas the caller has sent:
    /// it gets the same gas every time, or the call does not begin.
    function _submitLater(address owner, OrderParams memory params)
        internal
        returns (bool placed, Execution memory execution, bytes memory reason)
    {
        params.maxFills = MAX_SUBMITTED_FILLS;
        try IBookCore(address(this)).submitFor{gas: SUBMIT_GAS}(owner, params) returns (Execution memory done) {
            return (true, done, reason);
        } catch (bytes memory why) {
            return (false, execution, why);
        }
    }

    /// @dev What can be told from any order alone.
    function _checkTerms(uint24 tick, uint64 lots) internal pure {
        if (lots == 0) revert ZeroLots();
        if (lots > OrderWordLib.MAX_LOTS) revert TooManyLots(lots);
        if (tick == 0) revert InvalidTick(tick);
    }

    function _requireOperator(address owner, uint8 permissions) internal view {
        if (!_state().engine.isOperator(owner, msg.sender, permissions)) revert NotOperator(owner, msg.sender);
    }
}
