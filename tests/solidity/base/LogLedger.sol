// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Vm} from "./Vm.sol";
import {IBookTypes} from "contracts/interfaces/book/IBookTypes.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";

/// @title What an indexer knows: every balance, rebuilt from the engine's and the book's logs alone
contract LogLedger {
    struct Position {
        int256 size;
        int256 quote;
        int256 fundingIndex;
        uint256 bidLots;
        uint256 askLots;
    }

    struct Market {
        int256 longs;
        int256 shorts;
        int256 fundingIndex;
        int256 rate;
        int256 residual;
    }

    struct Order {
        address owner;
        uint16 marketId;
        bool isBuy;
        uint64 lots;
    }

    int256 private constant WAD_PER_ASSET = 1e12;

    mapping(address account => int256) public collateral;
    mapping(address account => mapping(uint16 marketId => Position)) public positions;
    mapping(uint16 marketId => Market) public markets;
    mapping(uint64 orderId => Order) public orders;
    /// @notice Charged and paid out by sink, WAD dollars.
    mapping(uint256 sink => uint256) public charged;
    mapping(uint256 sink => uint256) public paid;
    uint256 public badDebt;
    uint256 public badDebtRepaid;

    function read(Vm.Log[] calldata logs, address engine, address book) external {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == engine) _readEngine(logs[i]);
            if (logs[i].emitter == book) _readBook(logs[i]);
        }
    }

    function _readEngine(Vm.Log calldata log) private {
        bytes32 topic = log.topics[0];
        if (topic == IEngineTypes.Deposited.selector) {
            collateral[_address(log, 1)] += abi.decode(log.data, (int256)) * WAD_PER_ASSET;
        } else if (topic == IEngineTypes.Withdrawn.selector) {
            collateral[_address(log, 1)] -= abi.decode(log.data, (int256)) * WAD_PER_ASSET;
        } else if (topic == IEngineTypes.PositionChanged.selector) {
            _readPosition(log);
        } else if (topic == IEngineTypes.DeficitCovered.selector) {
            (, uint256 covered, uint256 booked) = abi.decode(log.data, (uint256, uint256, uint256));
            collateral[_address(log, 1)] += int256(covered + booked);
            badDebt += booked;
        } else if (topic == IEngineTypes.BadDebtRepaid.selector) {
            (uint256 amount,) = abi.decode(log.data, (uint256, uint256));
            badDebt -= amount;
            badDebtRepaid += amount;
        } else if (topic == IEngineTypes.FeesCharged.selector) {
            (uint256 vault, uint256 insurance, uint256 treasury) = abi.decode(log.data, (uint256, uint256, uint256));
            charged[0] += vault;
            charged[1] += insurance;
            charged[2] += treasury;
        } else if (topic == IEngineTypes.FeesPaid.selector) {
            paid[uint256(log.topics[1])] += abi.decode(log.data, (uint256)) * uint256(WAD_PER_ASSET);
        } else {
            _readMarket(log, uint16(uint256(log.topics.length > 1 ? log.topics[1] : bytes32(0))));
        }
    }

    function _readMarket(Vm.Log calldata log, uint16 marketId) private {
        bytes32 topic = log.topics[0];
        if (topic == IEngineTypes.FundingUpdated.selector) {
            (markets[marketId].fundingIndex, markets[marketId].rate) = abi.decode(log.data, (int256, int256));
        } else if (topic == IEngineTypes.ResidualSwept.selector) {
            markets[marketId].residual -= abi.decode(log.data, (int256));
        } else if (topic == IEngineTypes.PositionSettled.selector) {
            (, int256 value) = abi.decode(log.data, (int256, int256));
            markets[uint16(uint256(log.topics[2]))].residual -= value;
        }
    }

    function _readPosition(Vm.Log calldata log) private {
        address account = _address(log, 1);
        uint16 marketId = uint16(uint256(log.topics[2]));
        (int256 size, int256 quote, int256 index, int256 funding, int256 realised, int256 fee) =
            abi.decode(log.data, (int256, int256, int256, int256, int256, int256));
        Position storage position = positions[account][marketId];
        Market storage market = markets[marketId];
        market.longs += _positive(size) - _positive(position.size);
        market.shorts += _positive(-size) - _positive(-position.size);
        market.residual += funding;
        collateral[account] += realised - fee;
        (position.size, position.quote, position.fundingIndex) = (size, quote, index);
    }

    function _readBook(Vm.Log calldata log) private {
        bytes32 topic = log.topics[0];
        if (topic == IBookTypes.OrderPlaced.selector) {
            (bool isBuy,, uint64 lots) = abi.decode(log.data, (bool, uint24, uint64));
            uint64 orderId = uint64(uint256(log.topics[1]));
            orders[orderId] = Order(_address(log, 2), uint16(uint256(log.topics[3])), isBuy, 0);
            _reserve(orderId, int256(uint256(lots)));
        } else if (topic == IBookTypes.OrderMatched.selector) {
            (,, uint64 lots) = abi.decode(log.data, (uint16, uint24, uint64));
            _reserve(uint64(uint256(log.topics[1])), -int256(uint256(lots)));
        } else if (topic == IBookTypes.OrderRemoved.selector) {
            (uint64 lots,) = abi.decode(log.data, (uint64, uint8));
            _reserve(uint64(uint256(log.topics[1])), -int256(uint256(lots)));
        } else if (topic == IBookTypes.OrderReduced.selector) {
            (uint64 lots,) = abi.decode(log.data, (uint64, uint8));
            uint64 orderId = uint64(uint256(log.topics[1]));
            _reserve(orderId, int256(uint256(lots)) - int256(uint256(orders[orderId].lots)));
        }
    }

    function _reserve(uint64 orderId, int256 lots) private {
        Order storage order = orders[orderId];
        order.lots = uint64(uint256(int256(uint256(order.lots)) + lots));
        Position storage position = positions[order.owner][order.marketId];
        if (order.isBuy) position.bidLots = uint256(int256(position.bidLots) + lots);
        else position.askLots = uint256(int256(position.askLots) + lots);
    }

    function _address(Vm.Log calldata log, uint256 topic) private pure returns (address) {
        return address(uint160(uint256(log.topics[topic])));
    }

    function _positive(int256 value) private pure returns (int256) {
        return value > 0 ? value : int256(0);
    }
}
