// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Assertions} from "./Assertions.sol";
import {IInitializeOwner, IInitializeOwnerAnd} from "./Initializers.sol";
import {vm} from "./Vm.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IOrderbookV2} from "contracts/interfaces/IOrderbookV2.sol";
import {IPerpEngineV2} from "contracts/interfaces/IPerpEngineV2.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {PriceSourceMock} from "contracts/mocks/PriceSourceMock.sol";
import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @title The whole system behind its proxies, with two markets and four traders
/// @notice ETH trades at $2,000 in lots of 0.001, BTC at $50,000 in lots of 0.0001; a tick is one dollar in both, so a tick is
/// its price in dollars. ETH charges both sides, BTC pays makers a rebate. No position is above the minimum that a
/// liquidation may leave, so that it takes the whole; tests of partial ones lower it.
abstract contract SystemFixture is Assertions {
    uint16 internal constant ETH = 0;
    uint16 internal constant BTC = 1;
    bool internal constant BUY = true;
    bool internal constant SELL = false;

    uint256 internal constant WAD = 1e18;
    uint256 internal constant USD = 1e6;
    /// @dev Lots in one whole ETH and one whole BTC.
    uint64 internal constant ETH_LOTS = 1000;
    uint64 internal constant BTC_LOTS = 10_000;
    uint24 internal constant ETH_TICK = 2000;
    uint24 internal constant BTC_TICK = 50_000;
    uint24 internal constant MAX_TICK = type(uint24).max;
    uint32 internal constant MAX_AGE = 60;
    uint256 internal constant START = 1_750_000_000;

    address internal alice = _trader("alice");
    address internal bob = _trader("bob");
    address internal carol = _trader("carol");
    address internal dave = _trader("dave");
    address internal treasury = _trader("treasury");
    address internal owner = address(this);

    USDCMock internal usdc;
    IPerpEngineV2 internal engine;
    IOrderbookV2 internal book;
    IOracleRouter internal oracle;
    IVault internal vault;
    IInsuranceFund internal insurance;
    /// @dev Two sources a market, by market id.
    PriceSourceMock[2][] internal sources;

    function setUp() public virtual {
        vm.warp(START);
        usdc = _newToken();
        _deploySystem(address(usdc));
        _list(_ethParams(), ETH_TICK * WAD);
        _list(_btcParams(), BTC_TICK * WAD);
    }

    /// @dev The collateral; tests of hostile tokens bring their own.
    function _newToken() internal virtual returns (USDCMock) {
        return new USDCMock();
    }

    // --- deployment ----------------------------------------------------------------------------------------------

    /// @dev Deploys and wires the five contracts on top of a token; lists nothing.
    function _deploySystem(address token) internal {
        engine = IPerpEngineV2(_proxy("PerpEngineV2", _initialize(token)));
        book = IOrderbookV2(_proxy("OrderbookV2", _initialize(address(engine))));
        oracle = IOracleRouter(_proxy("OracleRouter", abi.encodeCall(IInitializeOwner.initialize, (owner))));
        vault = IVault(_proxy("Vault", _initialize(token)));
        insurance = IInsuranceFund(_proxy("InsuranceFund", _initialize(token)));
        engine.setModules(address(book), address(oracle), address(vault), address(insurance), treasury);
        vault.setEngine(address(engine));
        insurance.setEngine(address(engine));
        engine.setFeeSplit(IEngineTypes.FeeSplit({vaultPpm: 500_000, insurancePpm: 300_000, treasuryPpm: 200_000}));
    }

    /// @dev Engine and book have parts that are reached by delegation: each is told the next ones' addresses.
    function _implementation(string memory name) internal returns (address) {
        bytes32 hash = keccak256(bytes(name));
        bytes memory arguments;
        if (hash == keccak256("PerpEngineV2")) {
            arguments = abi.encode(_implementation("PerpEngineV2Extension"), _implementation("PerpEngineV2Auction"));
        } else if (hash == keccak256("OrderbookV2")) {
            arguments = abi.encode(_implementation("OrderbookV2Extension"));
        } else if (hash == keccak256("OrderbookV2Extension")) {
            arguments = abi.encode(_implementation("OrderbookV2Waiting"));
        }
        return arguments.length == 0 ? vm.deployCode(_artifact(name)) : vm.deployCode(_artifact(name), arguments);
    }

    function _artifact(string memory name) private pure returns (string memory) {
        return string.concat(name, ".sol:", name);
    }

    function _proxy(string memory name, bytes memory initialization) internal returns (address proxy) {
        proxy = address(new ERC1967Proxy(_implementation(name), initialization));
        vm.label(proxy, name);
    }

    function _initialize(address other) internal view returns (bytes memory) {
        return abi.encodeCall(IInitializeOwnerAnd.initialize, (owner, other));
    }

    /// @dev Lists a market, gives it two sources at `price` (WAD dollars) and opens its book.
    function _list(IEngineTypes.MarketParams memory params, uint256 price) internal returns (uint16 marketId) {
        marketId = engine.listMarket(params, _fundingParams());
        sources.push([new PriceSourceMock(), new PriceSourceMock()]);
        address[] memory feeds = new address[](2);
        (feeds[0], feeds[1]) = (address(sources[marketId][0]), address(sources[marketId][1]));
        oracle.configureMarket(marketId, IOracleRouter.OracleConfig({maxAge: MAX_AGE, minSources: 2}), feeds);
        book.openMarket(marketId);
        _setPriceWad(marketId, price);
    }

    function _ethParams() internal pure returns (IEngineTypes.MarketParams memory) {
        return IEngineTypes.MarketParams({
            tickSize: 1e18,
            lotSize: 1e15,
            initialMarginPpm: 100_000,
            maintenanceMarginPpm: 50_000,
            takerFeePpm: 500,
            makerFeePpm: 200,
            liquidationFeePpm: 10_000,
            liquidationTargetPpm: 1_500_000,
            minPositionLots: type(uint64).max,
            openInterestCap: 10_000e18,
            accountNotionalCap: type(uint128).max
        });
    }

    function _btcParams() internal pure returns (IEngineTypes.MarketParams memory) {
        return IEngineTypes.MarketParams({
            tickSize: 1e18,
            lotSize: 1e14,
            initialMarginPpm: 50_000,
            maintenanceMarginPpm: 30_000,
            takerFeePpm: 400,
            makerFeePpm: -100,
            liquidationFeePpm: 5000,
            liquidationTargetPpm: 1_500_000,
            minPositionLots: type(uint64).max,
            openInterestCap: 1000e18,
            accountNotionalCap: type(uint128).max
        });
    }

    /// @dev One hundredth of a per cent per 8 h within a band of 0.05 %, at most 0.75 %; nothing accrues before a sample.
    function _fundingParams() internal pure returns (IEngineTypes.FundingParams memory) {
        return IEngineTypes.FundingParams({
            impactNotional: 10_000e18,
            interestPpm: 100,
            bandPpm: 500,
            capPpm: 7500,
            premiumCapPpm: 50_000,
            maxInterval: 8 hours
        });
    }

    function _trader(string memory name) internal returns (address account) {
        account = vm.addr(_key(name));
        vm.label(account, name);
    }

    /// @dev The private key of a trader.
    function _key(string memory name) internal pure returns (uint256) {
        return uint256(keccak256(bytes(name)));
    }

    // --- the world outside ---------------------------------------------------------------------------------------

    /// @dev Both sources read `dollars` now, and the router has stored it.
    function _setPrice(uint16 marketId, uint256 dollars) internal {
        _setPriceWad(marketId, dollars * WAD);
    }

    function _setPriceWad(uint16 marketId, uint256 price) internal {
        sources[marketId][0].set(price, block.timestamp);
        sources[marketId][1].set(price, block.timestamp);
        oracle.updatePrice(marketId);
        (uint256 jump,) = oracle.pendingJump(marketId);
        // What is too far to be believed at once, the owner accepts.
        if (jump != 0) oracle.acceptPrice(marketId, price, price);
    }

    /// @dev Lets the stored price of every market but `fresh` grow too old.
    function _outdateAllBut(uint16 fresh) internal {
        uint256 price = oracle.price(fresh);
        vm.warp(block.timestamp + MAX_AGE + 1);
        _setPriceWad(fresh, price);
    }

    /// @dev Time goes by, and the sources go on saying what they said.
    function _pass(uint256 duration) internal {
        vm.warp(block.timestamp + duration);
        for (uint16 marketId; marketId < sources.length; ++marketId) {
            (uint256 price,) = sources[marketId][0].read();
            _setPriceWad(marketId, price);
        }
    }

    function _setOpenInterestCap(uint16 marketId, uint128 cap) internal {
        IEngineTypes.MarketParams memory params = engine.marketParams(marketId);
        params.openInterestCap = cap;
        engine.setMarketParams(marketId, params);
    }

    /// @dev Gives the insurance fund `assets` USDC units as if the engine had paid them.
    function _insure(uint256 assets) internal {
        usdc.mint(address(insurance), assets);
        vm.prank(address(engine));
        insurance.onFeesReceived(assets);
    }

    /// @dev Flags a deficit and lets the deleveraging window pass, after which it may be booked.
    function _outwait(address account) internal {
        engine.flagDeficit(account);
        _pass(1 hours);
    }

    // --- traders -------------------------------------------------------------------------------------------------

    /// @dev Deposits whole dollars of fresh money.
    function _fund(address account, uint256 dollars) internal {
        _fundUnits(account, dollars * USD);
    }

    function _fundUnits(address account, uint256 assets) internal {
        usdc.mint(account, assets);
        vm.prank(account);
        usdc.approve(address(engine), assets);
        vm.prank(account);
        engine.deposit(assets);
    }

    function _place(address account, uint16 marketId, bool isBuy, uint24 tick, uint64 lots)
        internal
        returns (uint64 orderId, uint64 filledLots)
    {
        vm.prank(account);
        return book.place(marketId, isBuy, tick, lots);
    }

    /// @dev Places an order that is expected to rest whole.
    function _rest(address account, uint16 marketId, bool isBuy, uint24 tick, uint64 lots)
        internal
        returns (uint64 orderId)
    {
        uint64 filled;
        (orderId, filled) = _place(account, marketId, isBuy, tick, lots);
        assertEq(filled, 0, "order was expected to rest whole");
    }

    /// @dev Places an order that is expected to fill whole.
    function _take(address account, uint16 marketId, bool isBuy, uint24 tick, uint64 lots) internal {
        (uint64 orderId, uint64 filled) = _place(account, marketId, isBuy, tick, lots);
        assertEq(filled, lots, "order was expected to fill whole");
        assertEq(orderId, 0, "nothing rests of a filled order");
    }

    /// @dev `buyer` takes what `seller` rests.
    function _trade(address buyer, address seller, uint16 marketId, uint24 tick, uint64 lots) internal {
        _rest(seller, marketId, SELL, tick, lots);
        _take(buyer, marketId, BUY, tick, lots);
    }

    function _cancel(address account, uint64 orderId) internal {
        vm.prank(account);
        book.cancel(orderId);
    }

    function _liquidate(address liquidator, address account, uint16 marketId) internal {
        vm.prank(liquidator);
        engine.liquidate(account, marketId);
    }

    // --- what the tests look at ----------------------------------------------------------------------------------

    function _size(address account, uint16 marketId) internal view returns (int256 size) {
        (size,,,) = engine.position(account, marketId);
    }

    function _quote(address account, uint16 marketId) internal view returns (int256 quote) {
        (, quote,,) = engine.position(account, marketId);
    }

    function _openLots(address account, uint16 marketId) internal view returns (uint64 bids, uint64 asks) {
        (,, bids, asks) = engine.position(account, marketId);
    }

    /// @dev Equity − maintenance margin: below zero an account may be liquidated.
    function _headroom(address account) internal view returns (int256) {
        return engine.equity(account) - int256(engine.maintenanceMargin(account));
    }

    function _insufficientMargin(address account, int256 equity, uint256 required)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IEngineTypes.InsufficientMargin.selector, account, equity, required);
    }
}
