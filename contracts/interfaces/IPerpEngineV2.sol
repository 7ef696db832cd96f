// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title The clearing house: accounts, margin, fees, open interest and liquidation
/// @notice Units: `assets` are USDC base units (6 decimals); every other value is WAD (1e18) dollars, every
/// size WAD base units (long > 0, short < 0), every price WAD dollars per whole base unit, every rate ppm.
interface IPerpEngineV2 {
    /// @notice Immutable geometry and risk parameters of a market.
    /// @param tickSize price of one tick, WAD dollars
    /// @param lotSize size of one lot, WAD base units; `tickSize * lotSize` is a multiple of 1e30
    /// @param initialMarginPpm initial margin rate, ppm of notional
    /// @param maintenanceMarginPpm maintenance margin rate, ppm of notional
    /// @param takerFeePpm taker fee, ppm of notional
    /// @param makerFeePpm maker fee, ppm of notional; negative is a rebate no larger than the taker fee
    /// @param liquidationFeePpm liquidation fee, ppm of the notional taken over
    /// @param openInterestCap the most either side may hold, WAD base units
    struct MarketParams {
        uint128 tickSize;
        uint128 lotSize;
        uint32 initialMarginPpm;
        uint32 maintenanceMarginPpm;
        uint32 takerFeePpm;
        int32 makerFeePpm;
        uint32 liquidationFeePpm;
        uint128 openInterestCap;
    }

    /// @notice How charged fees are shared out; the three add up to 1e6.
    struct FeeSplit {
        uint32 vaultPpm;
        uint32 insurancePpm;
        uint32 treasuryPpm;
    }

    /// @notice Where a charged fee goes.
    enum FeeSink {
        Vault,
        Insurance,
        Treasury
    }

    /// @notice What became of one proposed fill.
    /// @dev `OpenInterestCap` halts the taker and leaves the maker's order in place: the maker is not at fault, and
    /// removing it would let any taker strip the book while the market is at its cap. `SelfTrade` says that maker and
    /// taker are one account: the book removes the older order.
    enum FillOutcome {
        Filled,
        MakerMargin,
        OpenInterestCap,
        SelfTrade
    }

    /// @notice One proposed fill, against the head of a price level.
    /// @param maker owner of the resting order
    /// @param tick price of the resting order in ticks
    /// @param lots size of the fill in lots
    struct Fill {
        address maker;
        uint24 tick;
        uint64 lots;
    }

    /// @notice The taker as it stood before its first fill; carried by the book from one `settle` to the next.
    /// @param started false on the first call, in which case the engine fills in the rest
    /// @param size position before, WAD base units
    /// @param worst position after the worse side of its open orders before, WAD base units
    /// @param headroom collateral + unrealised − maintenance margin before, of this market alone, WAD dollars: the other
    /// markets do not change during the call and cancel out of every comparison
    struct TakerContext {
        bool started;
        int128 size;
        uint256 worst;
        int256 headroom;
    }

    event Deposited(address indexed account, uint256 assets);
    event Withdrawn(address indexed account, uint256 assets);
    event MarketListed(uint16 indexed marketId, MarketParams params);
    event OpenInterestCapSet(uint16 indexed marketId, uint128 cap);
    event FeeSplitSet(FeeSplit split);
    event ModulesSet(address book, address oracle, address vault, address insurance, address treasury);
    /// @param account owner of the position
    /// @param size position after the change, WAD base units
    /// @param quote quote balance after the change, WAD dollars
    /// @param realised profit or loss released into collateral, WAD dollars
    /// @param fee charged (positive) or rebated (negative), WAD dollars
    event PositionChanged(
        address indexed account, uint16 indexed marketId, int128 size, int128 quote, int256 realised, int256 fee
    );
    event FeesCharged(uint256 vault, uint256 insurance, uint256 treasury);
    event FeesPaid(FeeSink indexed sink, uint256 assets);
    event Liquidated(
        address indexed account,
        uint16 indexed marketId,
        address indexed liquidator,
        int128 size,
        uint256 mark,
        uint256 fee
    );
    event DeficitCovered(address indexed account, uint256 deficit, uint256 fromInsurance, uint256 booked);
    event BadDebtRepaid(uint256 amount, uint256 remaining);

    error NotBook(address caller);
    error BookAlreadySet(address book);
    error ZeroAddress();
    error ZeroAmount();
    error TransferMismatch(uint256 expected, uint256 received);
    error ExceedsWithdrawable(uint256 requested, uint256 withdrawable);
    error UnknownMarket(uint16 marketId);
    error TooManyMarkets();
    error InvalidTickLot(uint128 tickSize, uint128 lotSize);
    error InvalidMarginRates(uint32 initialMarginPpm, uint32 maintenanceMarginPpm);
    error InvalidFees(uint32 takerFeePpm, int32 makerFeePpm, uint32 liquidationFeePpm);
    error InvalidFeeSplit(uint256 sumPpm);
    error InsufficientMargin(address account, int256 equity, uint256 required);
    error NotLiquidatable(address account, int256 equity, uint256 maintenanceMargin);
    error NoPosition(address account, uint16 marketId);
    error SelfLiquidation(address account);

    // --- users ---------------------------------------------------------------------------------------------------

    /// @notice Moves `assets` USDC units from the caller into its collateral.
    /// @dev Reverts `ZeroAmount`; `TransferMismatch` if the token delivered a different amount.
    function deposit(uint256 assets) external;

    /// @notice Pays `assets` USDC units of free collateral to the caller.
    /// @dev Reverts `ZeroAmount`; `ExceedsWithdrawable`.
    function withdraw(uint256 assets) external;

    /// @notice Closes the whole position of a liquidatable account in one market: the caller takes it over at mark.
    /// @dev Reverts `NotLiquidatable` when equity ≥ maintenance margin, `NoPosition`, `SelfLiquidation`, and
    /// `InsufficientMargin` when the caller would end below its own initial margin.
    function liquidate(address account, uint16 marketId) external;

    /// @notice Pays the whole USDC units accrued for `sink`; the sub-unit rest stays accrued. Open to all.
    /// @return assets USDC units paid
    function payFees(FeeSink sink) external returns (uint256 assets);

    // --- order book ----------------------------------------------------------------------------------------------

    /// @notice Settles a taker's fills in order and, if none was refused, reserves `restLots` and checks its margin.
    /// @dev Only the book. Stops at the first fill whose outcome is not `Filled`; the book then removes that maker's order
    /// (or halts the taker) and calls again, with zero fills if nothing is left, so that the taker's check always runs.
    /// @param taker account that takes
    /// @param takerIsBuyer side of the taker
    /// @param fills proposed fills, best price first
    /// @param restLots lots of the taker that will rest in the book afterwards
    /// @param context `started = false` on the first call, then what the previous call returned
    /// @return settled number of leading fills that were settled
    /// @return outcome of fill number `settled`, or `Filled` when all were settled and the taker passed its check
    /// @return context_ to be handed to the next call
    function settle(
        uint16 marketId,
        address taker,
        bool takerIsBuyer,
        Fill[] calldata fills,
        uint64 restLots,
        TakerContext calldata context
    ) external returns (uint256 settled, FillOutcome outcome, TakerContext memory context_);

    /// @notice Releases the reservation of `lots` open-order lots. Only the book; never reverts for account state.
    function releaseOrder(uint16 marketId, address account, bool isBuy, uint64 lots) external;

    // --- owner ---------------------------------------------------------------------------------------------------

    /// @notice Lists a market and returns its id (ids count up from 0).
    /// @dev Bounds: `0 < taker + liquidation fee < maintenance < initial ≤ 1e6`, `taker + maker ≥ 0`.
    function listMarket(MarketParams calldata params) external returns (uint16 marketId);

    /// @notice Sets the open interest cap; a cap below what is open only stops growth.
    function setOpenInterestCap(uint16 marketId, uint128 cap) external;

    /// @notice Sets how fees charged from now on are split; reverts `InvalidFeeSplit` unless the sum is 1e6.
    function setFeeSplit(FeeSplit calldata split) external;

    /// @notice Wires the other contracts of the system. The book is set once: the orders that rest in it reserve lots here, and no
    /// other book could cancel them.
    /// @dev Reverts `ZeroAddress`; `BookAlreadySet` for another book than the one set.
    function setModules(address book, address oracle, address vault, address insurance, address treasury) external;

    // --- views ---------------------------------------------------------------------------------------------------

    /// @notice The market's parameters; reverts `UnknownMarket`.
    function marketParams(uint16 marketId) external view returns (MarketParams memory);
    /// @notice Number of listed markets; ids are `0 … count − 1`.
    function marketCount() external view returns (uint16);
    /// @notice Long and short open interest, WAD base units.
    function openInterest(uint16 marketId) external view returns (uint256 longs, uint256 shorts);
    /// @notice Collateral of an account, WAD dollars; negative while losses exceed it.
    function collateralOf(address account) external view returns (int256);
    /// @notice Bitmap of the markets in which the account has a position or open orders.
    function activeMarkets(address account) external view returns (uint256);
    /// @notice Position and open order lots of an account in a market.
    function position(address account, uint16 marketId)
        external
        view
        returns (int128 size, int128 quote, uint64 bidLots, uint64 askLots);
    /// @notice `collateral + Σ unrealised` at oracle mark, WAD dollars, unrealised floored per market.
    function equity(address account) external view returns (int256);
    /// @notice `Σ ceil(worst × mark × imPpm)`, where worst is the position after the worse side of the open orders fills.
    function initialMargin(address account) external view returns (uint256);
    /// @notice `Σ ceil(|size| × mark × mmPpm)`.
    function maintenanceMargin(address account) external view returns (uint256);
    /// @notice `max(0, min(collateral, equity) − initialMargin)`, floored to USDC units.
    function withdrawable(address account) external view returns (uint256 assets);
    /// @notice Fees accrued and not yet paid, WAD dollars.
    function feesAccrued(FeeSink sink) external view returns (uint256);
    /// @notice Fees ever charged into and paid out of a sink, WAD dollars: `charged = paid + accrued + repaid bad debt`.
    function feeTotals(FeeSink sink) external view returns (uint256 charged, uint256 paid);
    /// @notice Losses nobody has paid yet, WAD dollars.
    function badDebt() external view returns (uint256);
    /// @notice Addresses of the wired contracts.
    function modules()
        external
        view
        returns (
            address collateralToken,
            address book,
            address oracle,
            address vault,
            address insurance,
            address treasury
        );
    /// @notice The fee split in force.
    function feeSplit() external view returns (FeeSplit memory);
}
