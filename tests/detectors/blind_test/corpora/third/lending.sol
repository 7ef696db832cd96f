// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

interface IPriceSource {
    function getUnderlyingPrice(address token) external view returns (uint256);
}

/// Money market: principal and index, as many have it.
abstract contract MarketCore {
    using SafeERC20 for IERC20;

    struct Debt {
        uint256 principal;
        uint256 index;
    }

    IERC20 internal immutable ASSET;
    IPriceSource internal immutable PRICES;
    mapping(address => Debt) internal debts;
    mapping(address => uint256) internal pledged;
    mapping(address => uint256) internal shareOf;
    uint256 internal shares;
    uint256 internal totalDebt;
    uint256 internal debtIndex = 1e18;
    uint256 internal accruedAt = block.timestamp;
    uint256 internal ratePerSecond;
    uint256 internal reserves;
    uint256 internal debtCeiling = type(uint128).max;
    address internal admin = msg.sender;

    error Insolvent();
    error OverCeiling();

    constructor(IERC20 asset, IPriceSource prices) {
        ASSET = asset;
        PRICES = prices;
    }

    modifier onlyAdmin() {
        require(msg.sender == admin, "admin");
        _;
    }

    function accrueInterest() public {
        uint256 elapsed = block.timestamp - accruedAt;
        accruedAt = block.timestamp;
        uint256 grown = totalDebt * ratePerSecond * elapsed / 1e18;
        totalDebt += grown;
        reserves += grown / 10;
        debtIndex += debtIndex * ratePerSecond * elapsed / 1e18;
    }

    function _debtOf(address who) internal view returns (uint256) {
        Debt memory d = debts[who];
        if (d.principal == 0) return 0;
        return (d.principal * debtIndex + d.index - 1) / d.index;
    }

    function _lend(address who, uint256 amount) internal {
        debts[who].principal = _debtOf(who) + amount;
        debts[who].index = debtIndex;
        totalDebt += amount;
    }

    function _requireSolvent(address who) internal view {
        if (pledged[who] * PRICES.getUnderlyingPrice(address(ASSET)) < _debtOf(who) * 1.5e18) revert Insolvent();
    }

    function borrow(uint256 amount) external virtual {
        accrueInterest();
        _lend(msg.sender, amount);
        if (totalDebt > debtCeiling) revert OverCeiling();
        _requireSolvent(msg.sender);
        ASSET.safeTransfer(msg.sender, amount);
    }

    function repay(uint256 amount) external virtual {
        accrueInterest();
        ASSET.safeTransferFrom(msg.sender, address(this), amount);
        debts[msg.sender].principal = _debtOf(msg.sender) - amount;
        debts[msg.sender].index = debtIndex;
        totalDebt -= amount;
    }
}

contract CarelessMarket is MarketCore {
    using SafeERC20 for IERC20;

    constructor(IERC20 asset, IPriceSource prices) MarketCore(asset, prices) {}

    function borrowFor(address who, uint256 amount, bytes calldata) external {
        // BAD cap-check-sibling l1
        require(who == msg.sender, "who");
        accrueInterest();
        _lend(who, amount);
        _requireSolvent(who);
        ASSET.safeTransfer(who, amount);
    }

    function setRate(uint256 rate) external onlyAdmin {
        // BAD missing-accrual l1 // BAD risk-parameter-unbounded l1
        ratePerSecond = rate;
    }

    function unpledge(uint256 amount) external {
        // BAD health-stale-index l1
        pledged[msg.sender] -= amount;
        _requireSolvent(msg.sender);
        payable(msg.sender).transfer(amount);
    }

    function pledge() external payable {
        pledged[msg.sender] += msg.value;
    }

    function absorb(address who) external {
        // BAD health-stale-index l2 // BAD oi-not-released l1
        require(pledged[who] * PRICES.getUnderlyingPrice(address(ASSET)) < _debtOf(who) * 1.1e18, "sound");
        pledged[msg.sender] += pledged[who];
        pledged[who] = 0;
        delete debts[who];
    }

    function supply(uint256 amount) external {
        // BAD rounding-favours-caller l1
        accrueInterest();
        uint256 cash = ASSET.balanceOf(address(this)) + totalDebt - reserves;
        uint256 minted = shares == 0 ? amount : (amount * shares + cash - 1) / cash;
        shares += minted;
        shareOf[msg.sender] += minted;
        ASSET.safeTransferFrom(msg.sender, address(this), amount);
    }

    function takeOut(uint256 amount) external {
        // BAD rounding-favours-caller l2
        accrueInterest();
        uint256 cash = ASSET.balanceOf(address(this)) + totalDebt - reserves;
        uint256 burnt = amount * shares / cash;
        shares -= burnt;
        shareOf[msg.sender] -= burnt;
        ASSET.safeTransfer(msg.sender, amount);
    }
}

// OK cap-check-sibling missing-accrual health-stale-index oi-not-released rounding-favours-caller risk-parameter-unbounded bad-debt-zeroed
contract CarefulMarket is MarketCore {
    using SafeERC20 for IERC20;

    uint256 public badDebt;

    constructor(IERC20 asset, IPriceSource prices) MarketCore(asset, prices) {}

    function _draw(address who, uint256 amount) private {
        accrueInterest();
        _lend(who, amount);
        if (totalDebt > debtCeiling) revert OverCeiling();
        _requireSolvent(who);
        ASSET.safeTransfer(who, amount);
    }

    function borrowWithNote(uint256 amount, bytes32) external {
        _draw(msg.sender, amount);
    }

    function setRate(uint256 rate) external onlyAdmin {
        accrueInterest();
        if (rate > 1e11) revert OverCeiling();
        ratePerSecond = rate;
    }

    function unpledge(uint256 amount) external {
        accrueInterest();
        pledged[msg.sender] -= amount;
        _requireSolvent(msg.sender);
        payable(msg.sender).transfer(amount);
    }

    function pledge() external payable {
        pledged[msg.sender] += msg.value;
    }

    function absorb(address who) external {
        accrueInterest();
        uint256 owed = _debtOf(who);
        uint256 price = PRICES.getUnderlyingPrice(address(ASSET));
        require(pledged[who] * price < owed * 1.1e18, "sound");
        uint256 worth = pledged[who] * price / 1e18;
        if (worth < owed) badDebt += owed - worth;
        totalDebt -= owed;
        pledged[msg.sender] += pledged[who];
        pledged[who] = 0;
        delete debts[who];
    }

    function supply(uint256 amount) external {
        accrueInterest();
        uint256 cash = ASSET.balanceOf(address(this)) + totalDebt - reserves;
        uint256 minted = amount * (shares + 1) / (cash + 1);
        shares += minted;
        shareOf[msg.sender] += minted;
        ASSET.safeTransferFrom(msg.sender, address(this), amount);
    }

    function takeOut(uint256 amount) external {
        accrueInterest();
        uint256 cash = ASSET.balanceOf(address(this)) + totalDebt - reserves;
        uint256 burnt = (amount * (shares + 1) + cash) / (cash + 1);
        shares -= burnt;
        shareOf[msg.sender] -= burnt;
        ASSET.safeTransfer(msg.sender, amount);
    }
}

/// Interest in parts of a day, cut off for the debtor.
contract DailyLoan {
    using SafeERC20 for IERC20;

    IERC20 internal immutable USD;
    mapping(address => uint256) internal owed;
    mapping(address => uint256) internal since;
    uint256 internal constant DAILY_PPM = 300;

    constructor(IERC20 usd) {
        USD = usd;
    }

    function _charge(address who) internal {
        // BAD round-down-owed l1
        uint256 days_ = (block.timestamp - since[who]) / 1 days;
        owed[who] += owed[who] * DAILY_PPM * days_ / 1e6;
        since[who] += days_ * 1 days;
    }

    function take(uint256 amount) external {
        if (owed[msg.sender] == 0) since[msg.sender] = block.timestamp;
        _charge(msg.sender);
        owed[msg.sender] += amount;
        USD.safeTransfer(msg.sender, amount);
    }

    function giveBack(uint256 amount) external {
        // BAD round-down-owed l1
        _charge(msg.sender);
        owed[msg.sender] -= amount;
        USD.safeTransferFrom(msg.sender, address(this), amount);
    }
}

contract FlashDesk {
    using SafeERC20 for IERC20;

    IERC20 internal immutable USD;
    uint256 internal premiumPpm = 900;

    constructor(IERC20 usd) {
        USD = usd;
    }

    function premium(uint256 amount) public view returns (uint256) {
        // BAD round-down-owed l2
        return amount * premiumPpm / 1_000_000;
    }

    function flash(address to, uint256 amount, bytes calldata data) external {
        // BAD round-down-owed l2
        uint256 due = premium(amount);
        USD.safeTransfer(to, amount);
        (bool ok,) = to.call(data);
        require(ok, "call");
        USD.safeTransferFrom(to, address(this), amount + due);
    }
}

// OK round-down-owed
contract FlashDeskFixed {
    using SafeERC20 for IERC20;

    IERC20 internal immutable USD;
    uint256 internal premiumPpm = 900;

    constructor(IERC20 usd) {
        USD = usd;
    }

    function premium(uint256 amount) public view returns (uint256 due) {
        due = amount * premiumPpm / 1_000_000;
        if (due * 1_000_000 < amount * premiumPpm) ++due;
    }

    function flash(address to, uint256 amount, bytes calldata data) external {
        uint256 due = premium(amount);
        USD.safeTransfer(to, amount);
        (bool ok,) = to.call(data);
        require(ok, "call");
        USD.safeTransferFrom(to, address(this), amount + due);
    }
}

/// Six decimals come in, eighteen are booked.
contract MixedDesk {
    using SafeERC20 for IERC20;

    IERC20 internal immutable USDC;
    uint256 internal constant SCALE = 1e12;
    mapping(address => uint256) internal wad;
    uint256 internal idleRaw;
    uint256 internal minimumRaw = 5e6;

    constructor(IERC20 usdc) {
        USDC = usdc;
    }

    function _toWad(uint256 raw) internal pure returns (uint256) {
        return raw * SCALE;
    }

    function deposit(uint256 raw) external {
        USDC.safeTransferFrom(msg.sender, address(this), raw);
        idleRaw += raw;
        wad[msg.sender] += _toWad(raw);
    }

    function sweep(address who) external {
        // BAD unscaled-decimals l1
        uint256 amount = wad[who];
        require(amount < minimumRaw, "large");
        wad[who] = 0;
        idleRaw -= amount / SCALE;
        USDC.safeTransfer(who, amount / SCALE);
    }

    function covered(address[] calldata all) external view returns (bool) {
        // BAD unscaled-decimals l2
        uint256 sum;
        for (uint256 i; i < all.length; ++i) {
            sum += wad[all[i]];
        }
        return sum <= USDC.balanceOf(address(this));
    }
}

// OK unscaled-decimals
contract ScaledDesk {
    using SafeERC20 for IERC20;

    IERC20 internal immutable USDC;
    uint256 internal constant SCALE = 1e12;
    mapping(address => uint256) internal wad;
    uint256 internal idleRaw;
    uint256 internal minimumRaw = 5e6;

    constructor(IERC20 usdc) {
        USDC = usdc;
    }

    function deposit(uint256 raw) external {
        require(raw >= minimumRaw, "small");
        USDC.safeTransferFrom(msg.sender, address(this), raw);
        idleRaw += raw;
        wad[msg.sender] += raw * SCALE;
    }

    function sweep(address who) external {
        uint256 amount = wad[who];
        require(amount < minimumRaw * SCALE, "large");
        wad[who] = 0;
        idleRaw -= amount / SCALE;
        USDC.safeTransfer(who, amount / SCALE);
    }

    function covered(address[] calldata all) external view returns (bool) {
        uint256 sum;
        for (uint256 i; i < all.length; ++i) {
            sum += wad[all[i]];
        }
        return sum <= USDC.balanceOf(address(this)) * SCALE;
    }
}

contract SeatFarm {
    using SafeERC20 for IERC20;

    IERC20 internal immutable PAY;
    uint256 internal perSeat;
    uint256 internal rate;
    uint256 internal since;
    uint256 internal seats;
    mapping(address => uint256) internal held;
    mapping(address => uint256) internal paidUpTo;
    mapping(address => uint256) internal owedTo;
    address internal boss = msg.sender;

    constructor(IERC20 pay) {
        PAY = pay;
    }

    function _update(address who) internal {
        // BAD funding-clock-uninitialised l1
        if (seats > 0) perSeat += rate * (block.timestamp - since) * 1e18 / seats;
        since = block.timestamp;
        owedTo[who] += held[who] * (perSeat - paidUpTo[who]) / 1e18;
        paidUpTo[who] = perSeat;
    }

    function take(uint256 n) external {
        // BAD funding-clock-uninitialised l1
        if (seats > 0) _update(msg.sender);
        seats += n;
        held[msg.sender] += n;
    }

    function leave(uint256 n) external {
        _update(msg.sender);
        seats -= n;
        held[msg.sender] -= n;
    }

    function notify(uint256 perSecond) external {
        // BAD missing-accrual l2
        require(msg.sender == boss && perSecond < 1e18, "boss");
        rate = perSecond;
    }

    function collect() external {
        _update(msg.sender);
        uint256 amount = owedTo[msg.sender];
        owedTo[msg.sender] = 0;
        PAY.safeTransfer(msg.sender, amount);
    }
}

// OK funding-clock-uninitialised missing-accrual
contract SeatFarmFixed {
    using SafeERC20 for IERC20;

    IERC20 internal immutable PAY;
    uint256 internal perSeat;
    uint256 internal rate;
    uint256 internal since;
    uint256 internal seats;
    mapping(address => uint256) internal held;
    mapping(address => uint256) internal paidUpTo;
    mapping(address => uint256) internal owedTo;
    address internal boss = msg.sender;

    constructor(IERC20 pay) {
        PAY = pay;
        since = block.timestamp;
    }

    function _update(address who) internal {
        if (seats > 0) perSeat += rate * (block.timestamp - since) * 1e18 / seats;
        since = block.timestamp;
        owedTo[who] += held[who] * (perSeat - paidUpTo[who]) / 1e18;
        paidUpTo[who] = perSeat;
    }

    function take(uint256 n) external {
        _update(msg.sender);
        seats += n;
        held[msg.sender] += n;
    }

    function notify(uint256 perSecond) external {
        require(msg.sender == boss && perSecond < 1e18, "boss");
        _update(address(0));
        rate = perSecond;
    }
}
