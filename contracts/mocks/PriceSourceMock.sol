// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPriceSource} from "../interfaces/IPriceSource.sol";

/// @title A price source that says what it is told, or fails as it is told
contract PriceSourceMock is IPriceSource {
    /// @notice How `read` behaves. Those that flood answer, or revert, with as much data as their gas makes.
    enum Behaviour {
        Answer,
        Revert,
        BurnGas,
        Flood,
        FloodRevert
    }

    error SourceDown();

    uint256 private _price;
    uint256 private _updatedAt;
    Behaviour private _behaviour;

    /// @notice Sets the reading: WAD dollars per base unit, unix seconds.
    function set(uint256 price, uint256 updatedAt) external {
        _price = price;
        _updatedAt = updatedAt;
    }

    /// @notice Sets the failure mode.
    function setBehaviour(Behaviour behaviour) external {
        _behaviour = behaviour;
    }

    /// @inheritdoc IPriceSource
    function read() external view returns (uint256 price, uint256 updatedAt) {
        if (_behaviour == Behaviour.Revert) revert SourceDown();
        if (_behaviour == Behaviour.BurnGas) {
            uint256 spin;
            while (gasleft() > 0) ++spin;
        }
        if (_behaviour == Behaviour.Flood) {
            assembly {
                return(0, 240000)
            }
        }
        if (_behaviour == Behaviour.FloodRevert) {
            assembly {
                revert(0, 240000)
            }
        }
        return (_price, _updatedAt);
    }
}
