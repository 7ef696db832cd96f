// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What has really happened in a sequence
/// @notice A campaign in which nothing trades or nobody is liquidated proves nothing: the counters show that it did.
abstract contract Outcomes {
    /// @notice Ends of a handler; more than one may be counted for one call.
    enum Outcome {
        Filled,
        Rested,
        MakerRefused,
        SelfTradeRemoved,
        HaltedByCap,
        HaltedByMaxFills,
        PlaceRefused,
        Cancelled,
        Deposited,
        Withdrawn,
        WithdrawRefused,
        Liquidated,
        LiquidationRefused,
        DeficitCovered,
        BadDebtBooked,
        BadDebtRepaid,
        FeesPaid,
        PriceUpdated,
        UpdateRefused,
        PriceStale,
        SharesMinted,
        SharesBurned,
        Donated,
        AttackRefused,
        LiquidatedInPart,
        LiquidatedInBatch,
        TakenByVault,
        DeficitFlagged,
        Deleveraged,
        DeleverageRefused,
        FundingUpdated,
        FundingSettled,
        ResidualSwept,
        PositionSettled,
        Paused,
        Settling,
        JumpPending,
        JumpConfirmed,
        AverageAsked,
        OutageRefused,
        SourceRead,
        RedeemRequested,
        RequestSettled,
        Allocated,
        FundWithdrawn,
        Quoted,
        Amended,
        ActedFor,
        SelfDealt
    }

    mapping(Outcome outcome => uint256) private _counts;

    /// @notice How often `outcome` has happened.
    function outcomeCount(Outcome outcome) external view returns (uint256) {
        return _counts[outcome];
    }

    function _never(Outcome outcome) internal view returns (bool) {
        return _counts[outcome] == 0;
    }

    function _count(Outcome outcome) internal {
        ++_counts[outcome];
    }
}
