// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

interface IPriceHub {
    function spot(bytes32 market) external view returns (uint256 price);
    function pull(bytes32 market, bytes calldata update) external;
}

interface IOpenHook {
    function afterOpen(address trader, uint256 usd) external;
}

library Markets {
    struct Market {
        uint256 longUsd;
        uint256 shortUsd;
        uint256 maxUsd;
        uint256 borrowIndex;
        uint256 borrowRate;
        uint64 borrowAt;
        bool listed;
    }

    error Full(uint256 total, uint256 most);

    function accrue(Market storage self) internal {
        uint256 elapsed = block.timestamp - self.borrowAt;
        if (elapsed == 0) return;
        uint256 used = (self.longUsd + self.shortUsd) * 1e18 / (2 * self.maxUsd + 1);
        self.borrowIndex += used * self.borrowRate * elapsed / 1e18;
        self.borrowAt = uint64(block.timestamp);
    }

    function add(Market storage self, bool isLong, uint256 usd) internal {
        if (isLong) self.longUsd += usd;
        else self.shortUsd += usd;
    }

    function sub(Market storage self, bool isLong, uint256 usd) internal {
        if (isLong) self.longUsd -= usd;
        else self.shortUsd -= usd;
    }

    function requireRoom(Market storage self, bool isLong) internal view {
        uint256 total = isLong ? self.longUsd : self.shortUsd;
        if (total > self.maxUsd) revert Full(total, self.maxUsd);
    }
}

/// What both desks share, and do right.
abstract contract DeskBase {
    using Markets for Markets.Market;

    struct Position {
        address owner;
        bytes32 market;
        bool isLong;
        uint256 usd;
        uint256 margin;
        uint256 entry;
        uint256 index;
    }

    struct Pending {
        address owner;
        bytes32 market;
        bool isLong;
        uint256 usd;
        uint256 margin;
        uint256 acceptable;
    }

    mapping(bytes32 => Markets.Market) internal markets;
    mapping(bytes32 => Position) internal positions;
    mapping(uint256 => Pending) internal pending;
    mapping(address => uint256) internal balance;
    uint256 internal lastPending;
    IPriceHub internal immutable HUB;
    address internal immutable RISK;
    uint256 internal constant MAINTENANCE_PPM = 10_000;

    error NotRisk();
    error Worse(uint256 price);
    error Healthy();
    error Thin();
    error NotYours();

    modifier onlyRisk() {
        if (msg.sender != RISK) revert NotRisk();
        _;
    }

    constructor(IPriceHub hub, address risk) {
        HUB = hub;
        RISK = risk;
    }

    function keyOf(address owner, bytes32 market, bool isLong) public pure returns (bytes32) {
        return keccak256(abi.encode(owner, market, isLong));
    }

    function increase(bytes32 market, bool isLong, uint256 usd, uint256 margin, uint256 acceptable) external {
        Markets.Market storage m = markets[market];
        m.accrue();
        uint256 price = HUB.spot(market);
        if (isLong ? price > acceptable : price < acceptable) revert Worse(price);
        balance[msg.sender] -= margin;
        _grow(m, msg.sender, market, isLong, usd, margin, price);
        m.requireRoom(isLong);
    }

    function request(bytes32 market, bool isLong, uint256 usd, uint256 margin, uint256 acceptable) external {
        balance[msg.sender] -= margin;
        pending[++lastPending] = Pending(msg.sender, market, isLong, usd, margin, acceptable);
    }

    function decrease(bytes32 market, bool isLong, uint256 usd, uint256 acceptable) external {
        Markets.Market storage m = markets[market];
        m.accrue();
        Position storage p = positions[keyOf(msg.sender, market, isLong)];
        uint256 price = HUB.spot(market);
        if (isLong ? price < acceptable : price > acceptable) revert Worse(price);
        int256 profit = _profit(p, price) * int256(usd) / int256(p.usd);
        _payBorrow(p, m);
        p.usd -= usd;
        m.sub(isLong, usd);
        int256 left = int256(p.margin) + profit;
        if (left < 0) revert Thin();
        p.margin = uint256(left);
        _requireHealthy(p, m);
    }

    function _grow(
        Markets.Market storage m,
        address owner,
        bytes32 market,
        bool isLong,
        uint256 usd,
        uint256 margin,
        uint256 price
    ) internal {
        Position storage p = positions[keyOf(owner, market, isLong)];
        _payBorrow(p, m);
        p.entry = (p.entry * p.usd + price * usd) / (p.usd + usd);
        (p.owner, p.market, p.isLong) = (owner, market, isLong);
        p.usd += usd;
        p.margin += margin;
        m.add(isLong, usd);
        _requireHealthy(p, m);
    }

    function _payBorrow(Position storage p, Markets.Market storage m) internal {
        p.margin -= Math.mulDiv(p.usd, m.borrowIndex - p.index, 1e18, Math.Rounding.Ceil);
        p.index = m.borrowIndex;
    }

    function _profit(Position storage p, uint256 price) internal view returns (int256) {
        int256 move = int256(p.usd) * (int256(price) - int256(p.entry)) / int256(p.entry);
        return p.isLong ? move : -move;
    }

    function _equity(Position storage p, Markets.Market storage m) internal view returns (int256) {
        uint256 due = Math.mulDiv(p.usd, m.borrowIndex - p.index, 1e18, Math.Rounding.Ceil);
        return int256(p.margin) + _profit(p, HUB.spot(p.market)) - int256(due);
    }

    function _requireHealthy(Position storage p, Markets.Market storage m) internal view {
        if (_equity(p, m) < int256(p.usd * MAINTENANCE_PPM / 1e6)) revert Thin();
    }
}

contract HastyDesk is DeskBase {
    using Markets for Markets.Market;

    constructor(IPriceHub hub, address risk) DeskBase(hub, risk) {}

    function list(bytes32 market, uint256 maxUsd, uint256 rate) external onlyRisk {
        require(maxUsd < 1e30 && rate < 1e12 && !markets[market].listed, "list");
        Markets.Market storage m = markets[market];
        m.listed = true;
        m.maxUsd = maxUsd;
        m.borrowRate = rate;
    }

    function setBorrowRate(bytes32 market, uint256 rate) external onlyRisk {
        // BAD missing-accrual p1
        require(rate < 1e12, "rate");
        markets[market].borrowRate = rate;
    }

    function execute(uint256 id) external {
        // BAD cap-check-sibling p1
        Pending memory o = pending[id];
        delete pending[id];
        Markets.Market storage m = markets[o.market];
        m.accrue();
        uint256 price = HUB.spot(o.market);
        if (o.isLong ? price > o.acceptable : price < o.acceptable) revert Worse(price);
        _grow(m, o.owner, o.market, o.isLong, o.usd, o.margin, price);
    }

    function withdrawPending(uint256 id) external {
        // BAD cancel-no-refund p1
        if (pending[id].owner != msg.sender) revert NotYours();
        delete pending[id];
    }

    function takeMargin(bytes32 market, bool isLong, uint256 amount) external {
        // BAD health-stale-index p1
        Position storage p = positions[keyOf(msg.sender, market, isLong)];
        p.margin -= amount;
        balance[msg.sender] += amount;
        _requireHealthy(p, markets[market]);
    }

    function liquidate(bytes32 key) external {
        // BAD oi-not-released p1 // BAD bad-debt-zeroed p1
        Position storage p = positions[key];
        Markets.Market storage m = markets[p.market];
        m.accrue();
        int256 equity = _equity(p, m);
        if (equity >= int256(p.usd * MAINTENANCE_PPM / 1e6)) revert Healthy();
        if (equity > 0) balance[msg.sender] += uint256(equity);
        delete positions[key];
    }
}

// OK funding-clock-uninitialised missing-accrual cap-check-sibling cancel-no-refund health-stale-index oi-not-released bad-debt-zeroed no-limit-price use-after-delete
contract CarefulDesk is DeskBase {
    using Markets for Markets.Market;

    uint256 public deficit;

    constructor(IPriceHub hub, address risk) DeskBase(hub, risk) {}

    function list(bytes32 market, uint256 maxUsd, uint256 rate) external onlyRisk {
        require(maxUsd < 1e30 && rate < 1e12 && !markets[market].listed, "list");
        Markets.Market storage m = markets[market];
        m.listed = true;
        m.maxUsd = maxUsd;
        m.borrowRate = rate;
        m.borrowAt = uint64(block.timestamp);
    }

    function setBorrowRate(bytes32 market, uint256 rate) external onlyRisk {
        require(rate < 1e12, "rate");
        markets[market].accrue();
        markets[market].borrowRate = rate;
    }

    function execute(uint256 id) external {
        Pending memory o = pending[id];
        delete pending[id];
        Markets.Market storage m = markets[o.market];
        m.accrue();
        uint256 price = HUB.spot(o.market);
        if (o.isLong ? price > o.acceptable : price < o.acceptable) revert Worse(price);
        _grow(m, o.owner, o.market, o.isLong, o.usd, o.margin, price);
        m.requireRoom(o.isLong);
    }

    function withdrawPending(uint256 id) external {
        Pending memory o = pending[id];
        if (o.owner != msg.sender) revert NotYours();
        delete pending[id];
        balance[o.owner] += o.margin;
    }

    function takeMargin(bytes32 market, bool isLong, uint256 amount) external {
        markets[market].accrue();
        Position storage p = positions[keyOf(msg.sender, market, isLong)];
        p.margin -= amount;
        balance[msg.sender] += amount;
        _requireHealthy(p, markets[market]);
    }

    function liquidate(bytes32 key) external {
        Position storage p = positions[key];
        Markets.Market storage m = markets[p.market];
        m.accrue();
        int256 equity = _equity(p, m);
        if (equity >= int256(p.usd * MAINTENANCE_PPM / 1e6)) revert Healthy();
        m.sub(p.isLong, p.usd);
        if (equity > 0) balance[msg.sender] += uint256(equity);
        else deficit += uint256(-equity);
        delete positions[key];
    }
}

/// Trades at the hub's price, and tells a hook in between.
contract HookDesk {
    using SafeERC20 for IERC20;

    IERC20 internal immutable CASH;
    IPriceHub internal immutable HUB;
    mapping(address => uint256) internal margin;
    mapping(address => int256) internal units;

    constructor(IERC20 cash, IPriceHub hub) {
        CASH = cash;
        HUB = hub;
    }

    function _value(bytes32 market, uint256 size) internal view returns (uint256) {
        return Math.mulDiv(size, HUB.spot(market), 1e18, Math.Rounding.Ceil);
    }

    function open(bytes32 market, uint256 size, uint256 most) external {
        // BAD oracle-double-read p1
        uint256 cost = _value(market, size);
        require(cost <= most, "most");
        CASH.safeTransferFrom(msg.sender, address(this), cost);
        IOpenHook(msg.sender).afterOpen(msg.sender, cost);
        margin[msg.sender] += _value(market, size) / 2;
        units[msg.sender] += int256(uint256(uint128(size)));
    }

    function flip(bytes32 market) external {
        // BAD no-limit-price p1
        int256 held = units[msg.sender];
        require(held != 0, "flat");
        uint256 cost = _value(market, uint256(held > 0 ? held : -held));
        margin[msg.sender] -= cost;
        units[msg.sender] = -held;
    }
}

// OK oracle-double-read no-limit-price
contract HookDeskFixed {
    using SafeERC20 for IERC20;

    IERC20 internal immutable CASH;
    IPriceHub internal immutable HUB;
    mapping(address => uint256) internal margin;
    mapping(address => int256) internal units;

    constructor(IERC20 cash, IPriceHub hub) {
        CASH = cash;
        HUB = hub;
    }

    function open(bytes32 market, uint256 size, uint256 most, bytes calldata update) external {
        HUB.pull(market, update);
        uint256 cost = Math.mulDiv(size, HUB.spot(market), 1e18, Math.Rounding.Ceil);
        require(cost <= most, "most");
        CASH.safeTransferFrom(msg.sender, address(this), cost);
        IOpenHook(msg.sender).afterOpen(msg.sender, cost);
        margin[msg.sender] += cost / 2;
        units[msg.sender] += int256(uint256(uint128(size)));
    }
}

/// Funding between longs and shorts, with the shares of the fee.
contract FundingHall {
    struct Account {
        int256 units;
        int256 cash;
        int256 seen;
    }

    mapping(address => Account) internal accounts;
    int256 internal growth;
    int256 internal speed;
    uint256 internal touched = block.timestamp;
    int256 internal skew;
    address internal immutable OWNER = msg.sender;
    uint256 internal treasury;
    uint256 internal stakers;
    uint256 internal referrers;
    uint256 internal constant FEE_PPM = 450;
    mapping(address => address) internal referrerOf;
    mapping(address => uint256) internal earned;

    modifier advanced() {
        growth += speed * int256(block.timestamp - touched);
        touched = block.timestamp;
        _;
    }

    function _fee(uint256 value) internal pure returns (uint256) {
        // BAD round-down-owed p1
        return value * FEE_PPM / 1e6;
    }

    function trade(int128 delta, uint64 price, uint64 worst) external advanced {
        // BAD round-down-owed p1
        require(delta > 0 ? price <= worst : price >= worst, "worst");
        require(msg.sender == OWNER, "desk");
        Account storage a = accounts[msg.sender];
        _settle(a);
        uint256 value = uint256(delta > 0 ? int256(delta) : -int256(delta)) * price;
        uint256 fee = _fee(value);
        a.units += delta;
        a.cash -= int256(delta) * int256(uint256(price)) + int256(fee);
        skew += delta;
        _share(fee, referrerOf[msg.sender]);
    }

    function _share(uint256 fee, address referrer) internal {
        // BAD fee-split-dust p1
        treasury += fee * 60 / 100;
        stakers += fee * 30 / 100;
        earned[referrer] += fee * 10 / 100;
    }

    function _settle(Account storage a) internal {
        int256 due = a.units * (growth - a.seen);
        int256 whole = due / 1e18;
        if (due > 0 && whole * 1e18 != due) whole += 1;
        a.cash -= whole;
        a.seen = growth;
    }

    function close(address who) external {
        // BAD missing-accrual p2
        require(who == msg.sender || msg.sender == OWNER, "who");
        Account storage a = accounts[who];
        _settle(a);
        skew -= a.units;
        a.units = 0;
        speed = skew / 100;
    }
}

// OK missing-accrual fee-split-dust round-down-owed
contract FundingHallFixed {
    struct Account {
        int256 units;
        int256 cash;
        int256 seen;
    }

    mapping(address => Account) internal accounts;
    int256 internal growth;
    int256 internal speed;
    uint256 internal touched = block.timestamp;
    int256 internal skew;
    address internal immutable OWNER = msg.sender;
    uint256 internal treasury;
    uint256 internal stakers;
    uint256 internal constant FEE_PPM = 450;

    modifier advanced() {
        growth += speed * int256(block.timestamp - touched);
        touched = block.timestamp;
        _;
    }

    function trade(int128 delta, uint64 price) external advanced {
        require(msg.sender == OWNER, "desk");
        Account storage a = accounts[msg.sender];
        _settle(a);
        uint256 value = uint256(delta > 0 ? int256(delta) : -int256(delta)) * price;
        uint256 fee = (value * FEE_PPM + 1e6 - 1) / 1e6;
        a.units += delta;
        a.cash -= int256(delta) * int256(uint256(price)) + int256(fee);
        skew += delta;
        uint256 toStakers = fee * 30 / 100;
        stakers += toStakers;
        treasury += fee - toStakers;
    }

    function _settle(Account storage a) internal {
        int256 due = a.units * (growth - a.seen);
        int256 whole = due / 1e18;
        if (due > 0 && whole * 1e18 != due) whole += 1;
        a.cash -= whole;
        a.seen = growth;
    }

    function close(address who) external advanced {
        require(who == msg.sender || msg.sender == OWNER, "who");
        Account storage a = accounts[who];
        _settle(a);
        skew -= a.units;
        a.units = 0;
        speed = skew / 100;
    }
}

/// Liquidations that pay, price and write off in the wrong way.
contract AuctionHouse {
    using SafeERC20 for IERC20;

    struct Loan {
        address borrower;
        uint128 collateral;
        uint128 debt;
    }

    IERC20 internal immutable COIN;
    IPriceHub internal immutable HUB;
    mapping(uint256 => Loan) internal loans;
    uint256 internal reserve;
    uint256 internal lent;

    constructor(IERC20 coin, IPriceHub hub) {
        COIN = coin;
        HUB = hub;
    }

    function _under(Loan storage loan) internal view returns (bool) {
        return uint256(loan.collateral) * HUB.spot("coin") < uint256(loan.debt) * 1.2e18;
    }

    function seize(uint256 id) external {
        // BAD push-payment-liquidation p1
        Loan storage loan = loans[id];
        require(_under(loan), "sound");
        uint256 back = uint256(loan.collateral) / 20;
        address payable owner = payable(loan.borrower);
        lent -= loan.debt;
        delete loans[id];
        reserve += 1;
        owner.transfer(back);
    }

    function seizeFor(uint256 id) external {
        // BAD use-after-delete p1
        Loan storage loan = loans[id];
        require(_under(loan), "sound");
        lent -= loan.debt;
        delete loans[id];
        COIN.safeTransfer(msg.sender, loan.collateral);
    }

    function forgive(uint256 id, uint256 paid) external {
        // BAD bad-debt-zeroed p2
        Loan storage loan = loans[id];
        require(_under(loan), "sound");
        COIN.safeTransferFrom(msg.sender, address(this), paid);
        loan.debt = paid >= loan.debt ? 0 : loan.debt - uint128(paid);
        if (loan.collateral == 0) {
            loan.debt = 0;
        }
        loan.collateral = 0;
    }

    function seizeAt(uint256 id, uint256 price) external {
        // BAD caller-supplied-price p1
        Loan memory loan = loans[id];
        require(uint256(loan.collateral) * price < uint256(loan.debt) * 1e18, "sound");
        lent -= loan.debt;
        delete loans[id];
        COIN.safeTransferFrom(msg.sender, address(this), loan.debt);
        COIN.safeTransfer(msg.sender, loan.collateral);
    }
}

// OK push-payment-liquidation use-after-delete bad-debt-zeroed caller-supplied-price
contract AuctionHouseFixed {
    using SafeERC20 for IERC20;

    struct Loan {
        address borrower;
        uint128 collateral;
        uint128 debt;
    }

    IERC20 internal immutable COIN;
    IPriceHub internal immutable HUB;
    mapping(uint256 => Loan) internal loans;
    mapping(address => uint256) internal claims;
    uint256 internal lent;
    uint256 public shortfall;

    constructor(IERC20 coin, IPriceHub hub) {
        COIN = coin;
        HUB = hub;
    }

    function seize(uint256 id, uint256 most) external {
        Loan memory loan = loans[id];
        uint256 price = HUB.spot("coin");
        require(price <= most, "price");
        require(uint256(loan.collateral) * price < uint256(loan.debt) * 1.2e18, "sound");
        lent -= loan.debt;
        delete loans[id];
        uint256 worth = uint256(loan.collateral) * price / 1e18;
        if (worth < loan.debt) shortfall += loan.debt - worth;
        claims[loan.borrower] += uint256(loan.collateral) / 20;
        COIN.safeTransfer(msg.sender, loan.collateral - loan.collateral / 20);
    }

    function claim() external {
        uint256 amount = claims[msg.sender];
        claims[msg.sender] = 0;
        payable(msg.sender).transfer(amount);
    }
}
