// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IBookAuction} from "../../../interfaces/book/IBookAuction.sol";
import {MarketReads} from "../MarketReads.sol";
import {AuctionStorage} from "./AuctionStorage.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";

/// @title The owner's settings of a market's auctions
abstract contract AuctionAdmin is OwnableUpgradeable, MarketReads, AuctionStorage, IBookAuction {
    /// @inheritdoc IBookAuction
    uint32 public constant MIN_EPOCH_LENGTH = 10;
    /// @inheritdoc IBookAuction
    uint32 public constant MAX_EPOCH_LENGTH = 1 days;
    /// @inheritdoc IBookAuction
    uint24 public constant MAX_VAULT_BAND_PPM = 100_000;

    /// @inheritdoc IBookAuction
    function setAuctionConfig(uint16 marketId, AuctionConfig calldata config) external onlyOwner {
        _requireOpen(marketId);
        uint32 length = config.epochLength;
        bool validLength = length == 0 || (length >= MIN_EPOCH_LENGTH && length <= MAX_EPOCH_LENGTH);
        if (!validLength || config.vaultBandPpm > MAX_VAULT_BAND_PPM) revert InvalidAuctionConfig(marketId);
        Auction storage auction = _auction(marketId);
        auction.epochLength = length;
        auction.vaultBandPpm = config.vaultBandPpm;
        if (auction.executing == 0) auction.executing = 1;
        emit AuctionConfigSet(marketId, config);
    }
}
