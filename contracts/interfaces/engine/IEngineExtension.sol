// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineTypes} from "./IEngineTypes.sol";

/// @title What runs seldom: funding samples, deleveraging, settlement, operators, the owner's functions and plain views
/// @notice Reached at the engine's own address: the core delegates every selector it does not know.
interface IEngineExtension is IEngineTypes {
    // --- funding -------------------------------------------------------------------------------------------------

    /// @notice Accrues funding and, when the book has not changed within this block, samples the premium for the time
    /// to come. Open to all.
    /// @dev A price that was shown within one block or transaction is never sampled.
    function updateFunding(uint16 marketId) external;

    /// @notice Settles an account's funding in one market into its quote. Open to all.
    function settleFunding(address account, uint16 marketId) external;

    /// @notice Moves the market's rounding residual to insurance. Open to all, once nobody has a position in it.
    /// @dev Reverts `OpenInterestRemains`.
    function sweepResidual(uint16 marketId) external returns (uint256 amount);

    // --- deficits ------------------------------------------------------------------------------------------------

    /// @notice Opens the deleveraging window of an account whose deficit exceeds what insurance holds. Open to all.
    /// @dev Reverts `NotBankrupt`, `InsuranceSuffices`.
    function flagDeficit(address account) external;

    /// @notice Closes a bankrupt account's position against opposite positions in profit, at the price where it ends at zero.
    /// @dev Insurance pays its part first. Counterparties are ordered by falling `adlScore`; none loses more than its
    /// unrealised profit at that price. Reverts `NotBankrupt`, `InsuranceSuffices`, `InvalidCounterparty`, `OutOfOrder`.
    function deleverage(address account, uint16 marketId, Counterparty[] calldata counterparties) external;

    /// @notice Closes an account's position in a settling market at its final price. Open to all.
    function settlePosition(address account, uint16 marketId) external;

    // --- operators and signatures --------------------------------------------------------------------------------

    /// @notice Lets `operator` act for the caller until `expiry` (unix seconds); zero permissions revoke.
    /// @param permissions bits: 1 place, 2 cancel
    function setOperator(address operator, uint8 permissions, uint40 expiry) external;

    /// @notice Makes a nonce of the caller unusable.
    function cancelNonce(uint256 nonce) external;

    /// @notice Checks an EIP-712 signature of `owner` over an action and uses up its nonce. Only the book.
    /// @dev Signed is `Name(Action action,uint256 nonce,uint256 deadline)Action(…)`: nonce and deadline are bound here, not by
    /// the caller. Reverts `SignatureExpired`, `NonceAlreadyUsed`, `InvalidSignature`.
    /// @param typeHash EIP-712 type hash of the signed message; says which action it is
    /// @param action EIP-712 `hashStruct` of the action
    function useAuthorization(
        address owner,
        bytes32 typeHash,
        bytes32 action,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external;

    // --- owner and guardian --------------------------------------------------------------------------------------

    /// @notice Lists a market and returns its id (ids count up from 0).
    /// @dev Bounds: `0 < taker + liquidation fee < maintenance < initial ≤ 1e6`, `taker + maker ≥ 0`.
    function listMarket(MarketParams calldata params, FundingParams calldata funding) external returns (uint16 marketId);
    /// @notice Changes a market's parameters within the same bounds; its tick and lot size are fixed.
    function setMarketParams(uint16 marketId, MarketParams calldata params) external;
    /// @notice Changes the funding parameters; what has passed accrues under the old ones first.
    function setFundingParams(uint16 marketId, FundingParams calldata params) external;
    /// @notice Sets a market active or reduce-only, or starts settling it at the oracle's last price. Settling is final.
    function setMarketState(uint16 marketId, MarketState state) external;
    /// @notice Sets how fees charged from now on are split; reverts `InvalidFeeSplit` unless the sum is 1e6.
    function setFeeSplit(FeeSplit calldata split) external;
    /// @notice Wires the other contracts of the system. The book is set once: the orders that rest in it reserve lots
    /// here, and no other book could cancel them.
    /// @dev Reverts `ZeroAddress`; `BookAlreadySet` for another book than the one set.
    function setModules(address book, address oracle, address vault, address insurance, address treasury) external;
    /// @notice Caps on an account's notional over all markets and on the vault's as liquidator of last resort, WAD dollars.
    function setExposureCaps(uint128 accountNotionalCap, uint128 backstopNotionalCap) external;
    /// @notice Names who may pause besides the owner.
    function setGuardian(address guardian) external;
    /// @notice Stops what grows risk. Guardian or owner.
    function pause() external;
    /// @notice Owner only.
    function unpause() external;

    // --- views ---------------------------------------------------------------------------------------------------

    /// @notice The market's parameters; reverts `UnknownMarket`.
    function marketParams(uint16 marketId) external view returns (MarketParams memory);
    /// @notice The market's funding parameters; reverts `UnknownMarket`.
    function fundingParams(uint16 marketId) external view returns (FundingParams memory);
    /// @notice The market's state, and its final price once settling.
    function marketState(uint16 marketId) external view returns (MarketState state, uint256 settlementPrice);
    /// @notice Number of listed markets; ids are `0 … count − 1`.
    function marketCount() external view returns (uint16);
    /// @notice Long and short open interest, WAD base units.
    function openInterest(uint16 marketId) external view returns (uint256 longs, uint256 shorts);
    /// @notice Funding index as of now (as stored while there is no fresh mark), rate in force (WAD per 8 h), time of the
    /// last accrual and rounding residual.
    function fundingState(uint16 marketId)
        external
        view
        returns (int256 index, int64 rateWad, uint40 accruedAt, int256 residual);
    /// @notice Collateral of an account, WAD dollars; negative while losses exceed it.
    function collateralOf(address account) external view returns (int256);
    /// @notice Bitmap of the markets in which the account has a position or open orders.
    function activeMarkets(address account) external view returns (uint256);
    /// @notice Position and open order lots of an account in a market.
    function position(address account, uint16 marketId)
        external
        view
        returns (int128 size, int128 quote, uint64 bidLots, uint64 askLots);
    /// @notice Funding the account owes in the market (negative: receives), WAD dollars, and the index it is settled to.
    function fundingOwed(address account, uint16 marketId) external view returns (int256 owed, int128 entryIndex);
    /// @notice Equity, margins and notional over all markets in one call.
    function accountHealth(address account)
        external
        view
        returns (int256 equity, uint256 initialMargin, uint256 maintenanceMargin, uint256 notional);
    /// @notice True iff equity < maintenance margin.
    function isLiquidatable(address account) external view returns (bool);
    /// @notice Profit × leverage of a position at mark, WAD; zero without profit.
    function adlScore(address account, uint16 marketId) external view returns (uint256);
    /// @notice An account's deficit, what insurance can pay and when the deficit was flagged (zero: it was not).
    function deficitState(address account) external view returns (uint256 deficit, uint256 available, uint40 flaggedAt);
    /// @notice Losses nobody has paid yet, WAD dollars.
    function badDebt() external view returns (uint256);
    /// @notice Bad debt ever repaid out of insurance's accrued fees, WAD dollars.
    function badDebtRepaid() external view returns (uint256);
    /// @notice True iff `operator` may do `permission` for `owner` now.
    function isOperator(address owner, address operator, uint8 permission) external view returns (bool);
    /// @notice True once the nonce was used or cancelled.
    function isNonceUsed(address owner, uint256 nonce) external view returns (bool);
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
    /// @notice Caps on notional, WAD dollars.
    function exposureCaps() external view returns (uint128 accountNotionalCap, uint128 backstopNotionalCap);
    /// @notice Who may pause, and whether the system is paused.
    function pauseState() external view returns (address guardian, bool paused);
}
