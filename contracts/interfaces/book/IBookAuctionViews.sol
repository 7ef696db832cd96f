// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookAuctionTypes} from "./IBookAuctionTypes.sol";

/// @title What clients see of the call auction
/// @notice Reached at the book's own address; `IBookAuction` says what it means.
interface IBookAuctionViews is IBookAuctionTypes {
    /// @notice A market's auctions.
    /// @param maxSteps most price levels the indicative price may look at
    /// @return config settings in force
    /// @return executing oldest epoch that is not done
    /// @return gathering newest epoch; below `executing` when every epoch is done
    /// @return state the executing epoch
    /// @return indicative what pricing the executing epoch would find now, or has found (`tick`, volume in `filledLots`,
    /// `imbalance`); `tick` is zero when nothing crosses
    /// @return complete false when `maxSteps` did not suffice for `indicative`, or there is no fresh mark for it
    function auctionState(uint16 marketId, uint256 maxSteps)
        external
        view
        returns (
            AuctionConfig memory config,
            uint32 executing,
            uint32 gathering,
            AuctionView memory state,
            AuctionView memory indicative,
            bool complete
        );

    /// @notice One epoch of a market.
    function auctionEpoch(uint16 marketId, uint32 epoch) external view returns (AuctionView memory);
    /// @notice A waiting order; all zero when there is none of that id.
    function auctionOrder(uint128 orderId) external view returns (AuctionOrderView memory);
    /// @notice A level of an epoch: the id its first order has or had, what waits there and in how many orders.
    function auctionLevel(uint16 marketId, uint32 epoch, bool isBuy, uint24 tick)
        external
        view
        returns (uint128 headId, uint128 totalLots, uint32 orderCount);
    /// @notice The next non-empty tick of an epoch's side strictly behind `tick` (lower for bids, higher for asks), from the best one
    /// for `tick` zero; zero when none.
    function auctionNextTick(uint16 marketId, uint32 epoch, bool isBuy, uint24 tick) external view returns (uint24);
    /// @notice An account's orders in an epoch by page: those among the next `maxSteps` orders or gaps, from the best bid down, then
    /// from the best ask up. `owner` zero: everybody's.
    /// @param cursor zero to begin, then what the last page returned
    /// @return orderIds in the order of their priority
    /// @return next cursor of the next page; zero when this was the last
    function auctionOrdersOf(address owner, uint16 marketId, uint32 epoch, uint128 cursor, uint256 maxSteps)
        external
        view
        returns (uint128[] memory orderIds, uint128 next);
}
