// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPriceSource} from "../../interfaces/IPriceSource.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Prices signed off chain by a majority of named signers, brought by anybody
/// @notice One contract a feed: the domain names it, so that a signature is good for this feed alone. Replaced, not upgraded.
contract SignedPushSource is IPriceSource, EIP712, Ownable2Step {
    using SafeCast for uint256;

    /// @notice What is signed.
    /// @param price WAD dollars per whole base unit
    /// @param updatedAt unix seconds at which it was made: each report's is later than the last one's, and no report is taken twice
    /// @param deadline unix seconds until which it may be brought
    struct Report {
        uint256 price;
        uint256 updatedAt;
        uint256 deadline;
    }

    bytes32 public constant REPORT_TYPEHASH = keccak256("Report(uint256 price,uint256 updatedAt,uint256 deadline)");
    /// @notice Most signers: bounds the work of a push.
    uint256 public constant MAX_SIGNERS = 16;
    /// @notice Highest price that is taken, as the router's.
    uint256 public constant MAX_PRICE = 1e30;

    /// @notice How many signatures a report needs.
    uint256 public threshold;
    address[] private _signers;
    mapping(address account => bool) private _isSigner;
    uint128 private _price;
    uint64 private _updatedAt;

    event SignersSet(address[] signers, uint256 threshold);
    event Pushed(uint256 price, uint256 updatedAt);

    error InvalidSigners();
    error InvalidPrice(uint256 price);
    error ReportFromTheFuture(uint256 updatedAt);
    error ReportTooLate(uint256 deadline);
    /// @notice A report at least as new was taken before.
    error ReportNotNewer(uint256 updatedAt, uint256 stored);
    error TooFewSignatures(uint256 given, uint256 required);
    /// @notice Not a signer, or not in ascending order of addresses: nobody counts twice.
    error InvalidSigner(address signer);

    /// @dev Reverts as `setSigners`.
    constructor(address owner_, address[] memory signers_, uint256 threshold_)
        EIP712("ProofbookPriceFeed", "1")
        Ownable(owner_)
    {
        _setSigners(signers_, threshold_);
    }

    /// @notice Takes a report that enough signers have signed. Open to all.
    /// @param signatures of different signers, in ascending order of their addresses; all are checked
    /// @dev Reverts `InvalidPrice`, `ReportFromTheFuture`, `ReportTooLate`, `ReportNotNewer`, `TooFewSignatures`, `InvalidSigner`, and
    /// ECDSA's errors for what is no signature.
    function push(Report calldata report, bytes[] calldata signatures) external {
        if (report.price == 0 || report.price > MAX_PRICE) revert InvalidPrice(report.price);
        if (report.updatedAt > block.timestamp) revert ReportFromTheFuture(report.updatedAt);
        if (block.timestamp > report.deadline) revert ReportTooLate(report.deadline);
        if (report.updatedAt <= _updatedAt) revert ReportNotNewer(report.updatedAt, _updatedAt);
        if (signatures.length < threshold) revert TooFewSignatures(signatures.length, threshold);
        bytes32 digest = reportDigest(report);
        address last;
        for (uint256 i; i < signatures.length; ++i) {
            address signer = ECDSA.recover(digest, signatures[i]);
            if (signer <= last || !_isSigner[signer]) revert InvalidSigner(signer);
            last = signer;
        }
        (_price, _updatedAt) = (report.price.toUint128(), report.updatedAt.toUint64());
        emit Pushed(report.price, report.updatedAt);
    }

    /// @notice Names the signers and how many must sign. Only the owner.
    /// @dev What the old ones last said is forgotten, as one of them may be why they go; its time is kept, so that nothing they signed
    /// before can be brought again. Reverts `InvalidSigners` unless they are 1 to `MAX_SIGNERS`, in ascending order, none of them zero, and the threshold is a majority.
    function setSigners(address[] calldata signers_, uint256 threshold_) external onlyOwner {
        for (uint256 i; i < _signers.length; ++i) {
            delete _isSigner[_signers[i]];
        }
        _price = 0;
        _setSigners(signers_, threshold_);
    }

    /// @notice Who may sign, in ascending order.
    function signers() external view returns (address[] memory) {
        return _signers;
    }

    /// @inheritdoc IPriceSource
    /// @dev A price of zero before the first report, and after the signers were changed until the next one.
    function read() external view returns (uint256 price, uint256 updatedAt) {
        return (_price, _updatedAt);
    }

    /// @notice The EIP-712 digest that is signed.
    function reportDigest(Report calldata report) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(REPORT_TYPEHASH, report.price, report.updatedAt, report.deadline)));
    }

    function _setSigners(address[] memory signers_, uint256 threshold_) private {
        uint256 count = signers_.length;
        // Two sets of signers that are each enough have one in common.
        if (count > MAX_SIGNERS || threshold_ > count || threshold_ * 2 <= count) revert InvalidSigners();
        for (uint256 i; i < count; ++i) {
            if (signers_[i] <= (i == 0 ? address(0) : signers_[i - 1])) revert InvalidSigners();
            _isSigner[signers_[i]] = true;
        }
        (_signers, threshold) = (signers_, threshold_);
        emit SignersSet(signers_, threshold_);
    }
}
