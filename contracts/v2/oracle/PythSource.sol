// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPriceSource} from "../../interfaces/IPriceSource.sol";
import {IPyth} from "../../interfaces/oracle/IPyth.sol";
import {Decimals} from "./Decimals.sol";

/// @title A Pyth feed as a price source: whoever wants a newer price brings it, and pays for it
/// @notice Replaced, not upgraded: the router is given another source.
contract PythSource is IPriceSource {
    /// @notice Widest confidence interval that may be allowed, ppm of the price.
    uint256 public constant MAX_CONFIDENCE_PPM = 100_000;
    uint256 private constant PPM = 1e6;
    /// @dev Exponents beyond these are no price's.
    int32 private constant MIN_EXPONENT = -36;
    int32 private constant MAX_EXPONENT = 18;

    IPyth public immutable PYTH;
    /// @notice The feed: dollars per whole base unit.
    bytes32 public immutable FEED_ID;
    /// @notice The most that the confidence may be, ppm of the price.
    uint256 public immutable CONFIDENCE_PPM;

    error InvalidSource();
    error NotPositive(int64 price);
    error UnsupportedExponent(int32 expo);
    /// @notice The publishers are less sure than is asked of them.
    error TooUncertain(int64 price, uint64 conf);
    error InsufficientFee(uint256 fee, uint256 paid);
    error RefundFailed(address payer, uint256 amount);

    /// @notice Prices were brought for `fee` wei.
    event Pulled(address indexed payer, uint256 fee);

    /// @dev Reverts `InvalidSource` unless 0 < confidencePpm <= `MAX_CONFIDENCE_PPM` and a Pyth contract is named.
    constructor(IPyth pyth, bytes32 feedId, uint256 confidencePpm) {
        if (address(pyth).code.length == 0 || confidencePpm == 0 || confidencePpm > MAX_CONFIDENCE_PPM) {
            revert InvalidSource();
        }
        (PYTH, FEED_ID, CONFIDENCE_PPM) = (pyth, feedId, confidencePpm);
    }

    /// @notice Brings signed prices to Pyth. Open to all; the caller pays Pyth's fee and gets back what is too much.
    /// @dev Reverts `InsufficientFee`, `RefundFailed`, and whatever Pyth does where an update is not what it signed.
    function pull(bytes[] calldata updateData) external payable {
        uint256 fee = PYTH.getUpdateFee(updateData);
        if (msg.value < fee) revert InsufficientFee(fee, msg.value);
        PYTH.updatePriceFeeds{value: fee}(updateData);
        emit Pulled(msg.sender, fee);
        uint256 rest = msg.value - fee;
        if (rest == 0) return;
        (bool ok,) = msg.sender.call{value: rest}("");
        if (!ok) revert RefundFailed(msg.sender, rest);
    }

    /// @notice What `pull` costs for these updates, wei.
    function pullFee(bytes[] calldata updateData) external view returns (uint256) {
        return PYTH.getUpdateFee(updateData);
    }

    /// @inheritdoc IPriceSource
    /// @dev Reverts `NotPositive`, `UnsupportedExponent`, `TooUncertain`, and Pyth's own error where it has no price. Scaled to 18
    /// decimals, rounded down where the feed has more. Its age is the router's to judge.
    function read() external view returns (uint256 price, uint256 updatedAt) {
        IPyth.Price memory told = PYTH.getPriceUnsafe(FEED_ID);
        if (told.price <= 0) revert NotPositive(told.price);
        if (told.expo < MIN_EXPONENT || told.expo > MAX_EXPONENT) revert UnsupportedExponent(told.expo);
        uint256 mantissa = uint256(uint64(told.price));
        if (uint256(told.conf) * PPM > mantissa * CONFIDENCE_PPM) revert TooUncertain(told.price, told.conf);
        return (Decimals.toWad(mantissa, told.expo), told.publishTime);
    }
}
