// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What the engine's functions take, emit and refuse with
/// @notice Units: `assets` are USDC base units (6 decimals); every other value is WAD (1e18) dollars, every
/// size WAD base units (long > 0, short < 0), every price WAD dollars per whole base unit, every rate ppm unless
/// its name ends in Wad.
interface IEngineTypes {
    /// @notice What a market lets its users do.
    /// @param Active everything
    /// @param ReduceOnly only fills and orders that reduce
    /// @param Settling nothing but cancels and closing at the final price
    enum MarketState {
        Active,
        ReduceOnly,
        Settling
    }

    /// @notice Where a charged fee goes.
    enum FeeSink {
        Vault,
        Insurance,
        Treasury
    }

    /// @notice What became of one proposed fill.
    /// @param Filled settled
    /// @param MakerMargin the maker fails the margin rule: its order is removed
    /// @param MakerCap the maker would exceed its exposure cap: its order is removed
    /// @param MakerReduceOnly the maker would grow while only reducing is allowed: its order is removed
    /// @param OpenInterestCap the fill would raise open interest above its cap: the taker halts and the maker's order stays,
    /// since the maker is not at fault and removing it would let any taker strip the book of a full market
    /// @param SelfTrade maker and taker are one account: never filled; the book proposes none
    enum FillOutcome {
        Filled,
        MakerMargin,
        MakerCap,
        MakerReduceOnly,
        OpenInterestCap,
        SelfTrade
    }

    /// @notice Geometry and risk parameters of a market.
    /// @param tickSize price of one tick, WAD dollars
    /// @param lotSize size of one lot, WAD base units; `tickSize * lotSize` is a multiple of 1e30
    /// @param initialMarginPpm initial margin rate, ppm of notional
    /// @param maintenanceMarginPpm maintenance margin rate, ppm of notional
    /// @param takerFeePpm taker fee, ppm of notional
    /// @param makerFeePpm maker fee, ppm of notional; negative is a rebate no larger than the taker fee
    /// @param liquidationFeePpm liquidation fee, ppm of the notional taken over
    /// @param liquidationTargetPpm partial liquidation restores equity to this share of maintenance margin, ppm, at least 1e6
    /// @param minPositionLots a liquidation that would leave fewer lots takes everything
    /// @param openInterestCap the most either side may hold, WAD base units
    /// @param accountNotionalCap the most one account may hold in this market, WAD dollars at mark
    struct MarketParams {
        uint128 tickSize;
        uint96 lotSize;
        uint24 initialMarginPpm;
        uint24 maintenanceMarginPpm;
        uint24 takerFeePpm;
        int24 makerFeePpm;
        uint24 liquidationFeePpm;
        uint32 liquidationTargetPpm;
        uint64 minPositionLots;
        uint128 openInterestCap;
        uint128 accountNotionalCap;
    }

    /// @notice Funding parameters of a market. `rate = clamp(premium + clamp(interest − premium, ±band), ±cap)` per 8 h.
    /// @param impactNotional depth behind the impact prices, WAD dollars
    /// @param interestPpm interest, ppm per 8 h
    /// @param bandPpm half-width within which the rate is the interest, ppm
    /// @param capPpm most the rate may be on either side, ppm per 8 h
    /// @param premiumCapPpm most the premium may be on either side, ppm
    /// @param maxInterval seconds to which a longer interval between accruals is cut
    struct FundingParams {
        uint128 impactNotional;
        int24 interestPpm;
        uint24 bandPpm;
        uint24 capPpm;
        uint24 premiumCapPpm;
        uint24 maxInterval;
    }

    /// @notice How charged fees are shared out; the three add up to 1e6.
    struct FeeSplit {
        uint32 vaultPpm;
        uint32 insurancePpm;
        uint32 treasuryPpm;
    }

    /// @notice One item of a settlement: a proposed fill against a resting order, or the release of one that leaves unfilled.
    /// @param maker owner of the resting order
    /// @param tick price of the resting order in ticks; zero releases the reservation of `lots` and fills nothing
    /// @param lots size of the fill in lots
    /// @param reduceOnly the maker may only reduce by this fill
    struct Fill {
        address maker;
        uint24 tick;
        uint64 lots;
        bool reduceOnly;
    }

    /// @notice The taker as it stood before its first fill; carried by the book from one `settle` to the next.
    /// @param started false on the first call, in which case the engine fills in the rest
    /// @param size position before, WAD base units
    /// @param worst position after the worse side of its open orders before, WAD base units
    /// @param headroom collateral + unrealised − owed − maintenance margin before, of this market alone, WAD dollars: the
    /// other markets do not change during the call and cancel out of every comparison
    struct TakerContext {
        bool started;
        int128 size;
        uint256 worst;
        int256 headroom;
    }

    /// @notice An account and a market to liquidate it in.
    struct LiquidationTarget {
        address account;
        uint16 marketId;
    }

    /// @notice A counterparty of a deleveraging and how many lots of its position to close.
    struct Counterparty {
        address account;
        uint64 lots;
    }

    event Deposited(address indexed account, address indexed payer, uint256 assets);
    event Withdrawn(address indexed account, address indexed receiver, uint256 assets);
    event MarketListed(uint16 indexed marketId, MarketParams params);
    event MarketParamsSet(uint16 indexed marketId, MarketParams params);
    event FundingParamsSet(uint16 indexed marketId, FundingParams params);
    /// @param settlementPrice the final price when `state` is `Settling`, else zero
    event MarketStateSet(uint16 indexed marketId, MarketState state, uint256 settlementPrice);
    event FeeSplitSet(FeeSplit split);
    event ModulesSet(address book, address oracle, address vault, address insurance, address treasury);
    event ExposureCapsSet(uint128 accountNotionalCap, uint128 backstopNotionalCap);
    event GuardianSet(address guardian);
    event PausedSet(bool paused, address by);
    /// @notice A position changed by a fill, a liquidation, a deleveraging, a settlement or a funding touch.
    /// @param size position afterwards, WAD base units
    /// @param quote quote balance afterwards, WAD dollars
    /// @param fundingIndex index the position is settled to, WAD dollars per base unit
    /// @param funding paid out of quote (positive) or received (negative), WAD dollars
    /// @param realised profit or loss released into collateral, WAD dollars
    /// @param fee charged to collateral (positive) or credited (negative), WAD dollars
    event PositionChanged(
        address indexed account,
        uint16 indexed marketId,
        int128 size,
        int128 quote,
        int128 fundingIndex,
        int256 funding,
        int256 realised,
        int256 fee
    );
    /// @notice Fees accrued by sink, WAD dollars.
    event FeesCharged(uint256 vault, uint256 insurance, uint256 treasury);
    event FeesPaid(FeeSink indexed sink, uint256 assets);
    /// @param index funding index afterwards, WAD dollars per base unit
    /// @param rateWad rate in force from now on, WAD per 8 h
    event FundingUpdated(uint16 indexed marketId, int128 index, int64 rateWad);
    event ResidualSwept(uint16 indexed marketId, uint256 amount);
    event Liquidated(
        address indexed account,
        uint16 indexed marketId,
        address indexed liquidator,
        int256 size,
        uint256 mark,
        uint256 fee,
        uint256 bounty
    );
    event LiquidationSkipped(address indexed account, uint16 indexed marketId, bytes reason);
    event PositionSettled(address indexed account, uint16 indexed marketId, int128 size, int256 value);
    /// @notice An account's equity is below zero by more than insurance holds: deleveraging comes before booking.
    event DeficitFlagged(address indexed account, uint256 deficit, uint256 available);
    event Deleveraged(
        address indexed account, uint16 indexed marketId, address indexed counterparty, int256 size, uint256 loss
    );
    /// @param deficit what the account was short of, WAD dollars
    /// @param paid what insurance paid for it
    /// @param booked what was added to the bad debt
    event DeficitCovered(address indexed account, uint256 deficit, uint256 paid, uint256 booked);
    event BadDebtRepaid(uint256 amount, uint256 remaining);
    event OperatorSet(address indexed owner, address indexed operator, uint8 permissions, uint40 expiry);
    event NonceUsed(address indexed owner, uint256 nonce);

    error NotBook(address caller);
    error BookAlreadySet(address book);
    error NotGuardian(address caller);
    /// @notice The vault's collateral is the vault's own to give.
    error NotVault(address caller);
    error NotSelf(address caller);
    error ZeroAddress();
    error ZeroAmount();
    error TransferMismatch(uint256 expected, uint256 received);
    error ExceedsWithdrawable(uint256 requested, uint256 withdrawable);
    error UnknownMarket(uint16 marketId);
    error TooManyMarkets();
    error InvalidTickLot(uint128 tickSize, uint96 lotSize);
    error InvalidMarginRates(uint24 initialMarginPpm, uint24 maintenanceMarginPpm);
    error InvalidFees(uint24 takerFeePpm, int24 makerFeePpm, uint24 liquidationFeePpm);
    error InvalidLiquidationTarget(uint32 liquidationTargetPpm);
    error InvalidFundingParams();
    error InvalidFeeSplit(uint256 sumPpm);
    error InvalidMarketState(uint16 marketId);
    error GeometryFixed(uint16 marketId);
    error InsufficientMargin(address account, int256 equity, uint256 required);
    error ExposureCapExceeded(address account, uint256 notional, uint256 cap);
    error OnlyReducing(uint16 marketId);
    error MarketIsSettling(uint16 marketId);
    error MarketNotSettling(uint16 marketId);
    error NotLiquidatable(address account, int256 equity, uint256 maintenanceMargin);
    error NoPosition(address account, uint16 marketId);
    error SelfLiquidation(address account);
    error DeleverageFirst(address account);
    error NotBankrupt(address account, int256 equity);
    error InsuranceSuffices(uint256 deficit, uint256 available);
    error InvalidCounterparty(address counterparty);
    error OutOfOrder(address counterparty);
    error OpenInterestRemains(uint16 marketId);
    error InvalidExpiry(uint40 expiry);
    error InvalidPermissions(uint8 permissions);
    error SignatureExpired(uint256 deadline);
    error NonceAlreadyUsed(address owner, uint256 nonce);
    error InvalidSignature(address owner);
}
