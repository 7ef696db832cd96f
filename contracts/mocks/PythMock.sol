// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPyth} from "../interfaces/oracle/IPyth.sol";

/// @title A Pyth contract that takes unsigned updates for a fee
/// @notice As in the real one, an update that is not newer is passed over, and a feed without a price reverts.
contract PythMock is IPyth {
    /// @notice Wei for each update.
    uint256 public immutable FEE;

    mapping(bytes32 id => Price) private _prices;

    error PriceFeedNotFound();
    error WrongFee(uint256 paid, uint256 fee);
    error InvalidUpdate();

    constructor(uint256 fee) {
        FEE = fee;
    }

    /// @notice Sets a price as it is told, however broken or old.
    function set(bytes32 id, Price calldata price) external {
        _prices[id] = price;
    }

    /// @notice What `updatePriceFeeds` takes as one update.
    function encode(bytes32 id, Price calldata price) external pure returns (bytes memory) {
        return abi.encode(id, price);
    }

    /// @inheritdoc IPyth
    function updatePriceFeeds(bytes[] calldata updateData) external payable {
        uint256 fee = getUpdateFee(updateData);
        if (msg.value != fee) revert WrongFee(msg.value, fee);
        for (uint256 i; i < updateData.length; ++i) {
            if (updateData[i].length != 160) revert InvalidUpdate();
            (bytes32 id, Price memory price) = abi.decode(updateData[i], (bytes32, Price));
            if (price.publishTime > _prices[id].publishTime) _prices[id] = price;
        }
    }

    /// @inheritdoc IPyth
    function getPriceUnsafe(bytes32 id) external view returns (Price memory price) {
        price = _prices[id];
        if (price.publishTime == 0) revert PriceFeedNotFound();
    }

    /// @inheritdoc IPyth
    function getUpdateFee(bytes[] calldata updateData) public view returns (uint256) {
        return FEE * updateData.length;
    }
}
