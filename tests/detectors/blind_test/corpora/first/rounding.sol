// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

library FP {
    uint256 internal constant ONE = 1e18;

    function mulWad(uint256 a, uint256 b) internal pure returns (uint256) {
        return a * b / ONE;
    }

    function mulWadUp(uint256 a, uint256 b) internal pure returns (uint256) {
        uint256 p = a * b;
        return p == 0 ? 0 : (p - 1) / ONE + 1;
    }

    function bips(uint256 a, uint256 r) internal pure returns (uint256) {
        return a * r / 10_000;
    }
}

// ------------------------------------------------------------- round-down-owed
contract FeeFloor {
    struct Acct {
        uint256 cash;
        int128 size;
    }
    mapping(address trader => Acct) internal book;
    uint256 internal feePot;
    uint256 internal constant RATE = 450;

    function settle(address trader, uint256 notional) external {
        // BAD round-down-owed q1
        uint256 fee = notional * RATE / 1e6;
        book[trader].cash -= fee;
        feePot += fee;
    }
}

contract FundingFloor {
    using FP for uint256;
    mapping(uint256 => mapping(address => uint256)) public margin;
    mapping(uint256 => mapping(address => uint256)) public lots;
    mapping(uint256 => uint256) public index;
    mapping(uint256 => mapping(address => uint256)) public entry;

    function _charge(uint256 m, address who, uint256 due) private {
        margin[m][who] -= due; // BAD round-down-owed q2
    }

    function touch(uint256 m, address who) external {
        // BAD round-down-owed q2
        uint256 due = lots[m][who].mulWad(index[m] - entry[m][who]);
        entry[m][who] = index[m];
        _charge(m, who, due);
    }
}

contract InterestFloor {
    struct Loan {
        uint128 principal;
        uint128 owed;
        uint64 since;
    }
    mapping(bytes32 => Loan) internal loans;
    uint256 internal immutable RATE_PER_SEC;

    constructor(uint256 r) {
        RATE_PER_SEC = r;
    }

    function capitalise(bytes32 id) public {
        // BAD round-down-owed q3
        Loan storage l = loans[id];
        uint256 grown = Math.mulDiv(uint256(l.principal) * RATE_PER_SEC, block.timestamp - l.since, 1e27);
        l.owed += uint128(grown);
        l.since = uint64(block.timestamp);
    }
}

contract CostFloor {
    using SafeERC20 for IERC20;
    IERC20 immutable USD;
    mapping(address => uint256) public units;
    uint256 public nav = 1e18;

    constructor(IERC20 u) {
        USD = u;
    }

    function buy(uint256 n) external {
        // BAD round-down-owed q4
        uint256 cost = n * nav / 1e18;
        USD.safeTransferFrom(msg.sender, address(this), cost);
        units[msg.sender] += n;
    }
}

// OK round-down-owed
contract FeeCeilHand {
    mapping(address => uint256) public cash;
    uint256 public pot;
    uint256 internal constant D = 1e6;

    function settle(address t, uint256 notional) external {
        uint256 fee = (notional * 450 + D - 1) / D;
        cash[t] -= fee;
        pot += fee;
    }
}

// OK round-down-owed
contract FeeCeilOz {
    mapping(address => uint256) public cash;
    uint256 public pot;

    function _fee(uint256 n) internal pure returns (uint256) {
        return Math.mulDiv(n, 450, 1e6, Math.Rounding.Ceil);
    }

    function settle(address t, uint256 n) external {
        uint256 f = _fee(n);
        cash[t] -= f;
        pot += f;
    }
}

// OK round-down-owed
contract FeeCeilRemainder {
    mapping(address => uint256) public cash;
    uint256 public pot;

    function settle(address t, uint256 n) external {
        uint256 f = n * 450 / 1e6;
        if (mulmod(n, 450, 1e6) != 0) ++f;
        cash[t] -= f;
        pot += f;
    }
}

// OK round-down-owed
contract FeeCeilLib {
    using FP for uint256;
    mapping(address => uint256) public cash;
    uint256 public pot;

    function settle(address t, uint256 n, uint256 r) external {
        uint256 f = n.mulWadUp(r);
        cash[t] -= f;
        pot += f;
    }
}

// OK round-down-owed
contract PayoutFloor {
    mapping(address => uint256) public cash;
    mapping(address => uint256) public weight;
    uint256 public pool;
    uint256 public totalWeight;

    function claim() external {
        uint256 w = weight[msg.sender];
        uint256 gain = pool * w / totalWeight;
        pool -= gain;
        totalWeight -= w;
        weight[msg.sender] = 0;
        cash[msg.sender] += gain;
    }
}

// OK round-down-owed
contract ExactLots {
    error Uneven();
    mapping(address => uint256) public cash;
    uint256 public pot;

    function settle(uint256 raw) external {
        if (raw % 1e12 != 0) revert Uneven();
        uint256 due = raw / 1e12;
        cash[msg.sender] -= due;
        pot += due;
    }
}

// ------------------------------------------------------------- fee-split-dust
contract SplitThree {
    struct Sinks {
        uint128 vault;
        uint128 insurance;
        uint128 treasury;
    }
    Sinks internal sinks;
    uint32 internal vaultPpm = 600_000;
    uint32 internal insurancePpm = 300_000;
    uint32 internal treasuryPpm = 100_000;

    function _book(uint256 fee) internal {
        // BAD fee-split-dust f1
        sinks.vault += uint128(fee * vaultPpm / 1e6);
        sinks.insurance += uint128(fee * insurancePpm / 1e6);
        sinks.treasury += uint128(fee * treasuryPpm / 1e6);
    }

    function charge(uint256 fee) external {
        _book(fee); // BAD fee-split-dust f1
    }
}

contract SplitTransfers {
    using SafeERC20 for IERC20;
    using FP for uint256;
    IERC20 internal usd;
    address internal lp;
    address internal dao;

    function flush(uint256 amount) external {
        // BAD fee-split-dust f2
        usd.safeTransfer(lp, amount.bips(7000));
        usd.safeTransfer(dao, amount.bips(3000));
    }
}

contract SplitHalves {
    mapping(address => uint256) public due;
    address public maker;
    address public referrer;

    function rebate(uint256 fee) external {
        // BAD fee-split-dust f3
        uint256 half = fee / 2;
        due[maker] += half;
        due[referrer] += half;
    }
}

contract SplitWeights {
    address[3] internal who;
    uint16[3] internal weight;
    mapping(address => uint256) public due;

    function distribute(uint256 total) external {
        // BAD fee-split-dust f4
        for (uint256 i; i < 3; ++i) {
            due[who[i]] += total * weight[i] / 10_000;
        }
    }
}

// OK fee-split-dust
contract SplitLastRest {
    uint256 public a;
    uint256 public b;
    uint256 public c;

    function charge(uint256 fee) external {
        uint256 x = fee * 60 / 100;
        uint256 y = fee * 30 / 100;
        a += x;
        b += y;
        c += fee - x - y;
    }
}

// OK fee-split-dust
contract SplitRunning {
    mapping(address => uint256) public due;
    address public v;
    address public i;
    address public t;

    function charge(uint256 fee) external {
        uint256 rest = fee;
        uint256 s = Math.mulDiv(fee, 55, 100);
        due[v] += s;
        rest -= s;
        s = Math.mulDiv(fee, 25, 100);
        due[i] += s;
        rest -= s;
        due[t] += rest;
    }
}

// OK fee-split-dust
contract SplitCarry {
    uint256 public a;
    uint256 public b;
    uint256 public carry;

    function charge(uint256 fee) external {
        uint256 pot = fee + carry;
        uint256 x = pot / 3;
        uint256 y = pot / 3;
        a += x;
        b += y;
        carry = pot - x - y;
    }
}

// OK fee-split-dust
contract SplitLoopLast {
    address[] internal who;
    uint16[] internal weight;
    address owner;
    mapping(address => uint256) public due;

    function distribute(uint256 total) external {
        uint256 n = who.length;
        uint256 given;
        require(n <= 16);
        for (uint256 k; k < n; ++k) {
            uint256 part = k + 1 == n ? total - given : total * weight[k] / 10_000;
            given += part;
            due[who[k]] += part;
        }
    }
}

// OK fee-split-dust
contract SplitNet {
    mapping(address => uint256) public bal;
    uint256 public pot;
    uint256 public bonus;

    function trade(uint256 gross, uint256 other) external {
        uint256 fee = gross * 30 / 10_000;
        pot += fee;
        bal[msg.sender] += gross - fee;
        bonus += other / 7;
    }
}

// ------------------------------------------------------------- rounding-favours-caller
abstract contract Shares {
    mapping(address => uint256) public balanceOf;
    uint256 public totalSupply;
    IERC20 public immutable asset;
    uint256 internal managed;

    constructor(IERC20 a) {
        asset = a;
    }

    function _mint(address to, uint256 s) internal {
        balanceOf[to] += s;
        totalSupply += s;
    }

    function _burn(address from, uint256 s) internal {
        balanceOf[from] -= s;
        totalSupply -= s;
    }

    function _in(uint256 a) internal {
        SafeERC20.safeTransferFrom(asset, msg.sender, address(this), a);
        managed += a;
    }

    function _out(uint256 a) internal {
        managed -= a;
        SafeERC20.safeTransfer(asset, msg.sender, a);
    }
}

contract WithdrawFloor is Shares {
    constructor(IERC20 a) Shares(a) {}

    function withdraw(uint256 assets) external returns (uint256 s) {
        // BAD rounding-favours-caller v1
        s = assets * totalSupply / managed;
        _burn(msg.sender, s);
        _out(assets);
    }
}

contract DepositCeil is Shares {
    constructor(IERC20 a) Shares(a) {}

    function _toShares(uint256 x) internal view returns (uint256) {
        // BAD rounding-favours-caller v2
        return Math.mulDiv(x, totalSupply + 1e3, managed + 1, Math.Rounding.Ceil);
    }

    function deposit(uint256 assets) external returns (uint256 s) {
        // BAD rounding-favours-caller v2
        s = _toShares(assets);
        _in(assets);
        _mint(msg.sender, s);
    }
}

contract MintFloor is Shares {
    constructor(IERC20 a) Shares(a) {}

    function previewMint(uint256 s) public view returns (uint256) {
        return Math.mulDiv(s, managed + 1, totalSupply + 1e3); // BAD rounding-favours-caller v3
    }

    function mint(uint256 s) external returns (uint256 a) {
        // BAD rounding-favours-caller v3
        a = previewMint(s);
        _in(a);
        _mint(msg.sender, s);
    }
}

contract RedeemCeil is Shares {
    constructor(IERC20 a) Shares(a) {}

    function redeem(uint256 s) external {
        // BAD rounding-favours-caller v4
        uint256 a = (s * managed + totalSupply - 1) / totalSupply;
        _burn(msg.sender, s);
        _out(a);
    }
}

// OK rounding-favours-caller
contract VaultRight is Shares {
    constructor(IERC20 a) Shares(a) {}

    function _cs(uint256 a, Math.Rounding r) internal view returns (uint256) {
        return Math.mulDiv(a, totalSupply + 1, managed + 1, r);
    }

    function _ca(uint256 s, Math.Rounding r) internal view returns (uint256) {
        return Math.mulDiv(s, managed + 1, totalSupply + 1, r);
    }

    function deposit(uint256 a) external {
        uint256 s = _cs(a, Math.Rounding.Floor);
        _in(a);
        _mint(msg.sender, s);
    }

    function mint(uint256 s) external {
        uint256 a = _ca(s, Math.Rounding.Ceil);
        _in(a);
        _mint(msg.sender, s);
    }

    function withdraw(uint256 a) external {
        uint256 s = _cs(a, Math.Rounding.Ceil);
        _burn(msg.sender, s);
        _out(a);
    }

    function redeem(uint256 s) external {
        uint256 a = _ca(s, Math.Rounding.Floor);
        _burn(msg.sender, s);
        _out(a);
    }
}

// OK rounding-favours-caller
contract VaultRightHand is Shares {
    constructor(IERC20 a) Shares(a) {}

    function withdraw(uint256 a) external {
        uint256 num = a * totalSupply;
        uint256 s = num / managed;
        if (s * managed < num) s += 1;
        _burn(msg.sender, s);
        _out(a);
    }

    function deposit(uint256 a) external {
        uint256 s = totalSupply == 0 ? a : a * totalSupply / managed;
        require(s > 0);
        _in(a);
        _mint(msg.sender, s);
    }
}

// OK rounding-favours-caller
contract VaultRightFlag is Shares {
    constructor(IERC20 a) Shares(a) {}

    function _scale(uint256 x, uint256 n, uint256 d, bool up) internal pure returns (uint256 z) {
        z = x * n / d;
        if (up && mulmod(x, n, d) > 0) z++;
    }

    function withdraw(uint256 a) external {
        uint256 s = _scale(a, totalSupply, managed, true);
        _burn(msg.sender, s);
        _out(a);
    }

    function redeem(uint256 s) external {
        uint256 a = _scale(s, managed, totalSupply, false);
        _burn(msg.sender, s);
        _out(a);
    }
}

// OK rounding-favours-caller
contract VaultWhole is Shares {
    constructor(IERC20 a) Shares(a) {}

    function exit() external {
        uint256 s = balanceOf[msg.sender];
        uint256 a = s * managed / totalSupply;
        _burn(msg.sender, s);
        _out(a);
    }
}

// ------------------------------------------------------------- dust-remainder
contract PartialFillDust {
    struct Resting {
        address maker;
        uint96 lots;
        uint32 tick;
    }
    mapping(uint256 => Resting) internal resting;
    uint256 internal nextId = 1;
    uint96 internal constant MIN_LOTS = 10;
    error TooSmall();

    function post(uint96 lots, uint32 tick) external {
        if (lots < MIN_LOTS) revert TooSmall();
        resting[nextId++] = Resting(msg.sender, lots, tick);
    }

    function hit(uint256 id, uint96 want) external {
        // BAD dust-remainder p1
        Resting storage r = resting[id];
        require(r.maker != msg.sender);
        if (want >= r.lots) delete resting[id];
        else r.lots -= want;
    }
}

library OfferLib {
    struct Offer {
        address owner;
        uint256 left;
    }
    error Small();

    function take(Offer storage o, uint256 q) internal returns (bool gone) {
        // BAD dust-remainder p2
        o.left = o.left - q;
        gone = o.left == 0;
    }

    function checkMin(uint256 q, uint256 m) internal pure {
        if (q < m) revert Small();
    }
}

contract OfferBoard {
    using OfferLib for OfferLib.Offer;
    mapping(bytes32 => OfferLib.Offer) internal offers;
    uint256 public minOffer = 1e15;

    function make(bytes32 k, uint256 q) external {
        OfferLib.checkMin(q, minOffer);
        require(offers[k].owner == address(0));
        offers[k] = OfferLib.Offer(msg.sender, q);
    }

    function takeFrom(bytes32 k, uint256 q) external {
        // BAD dust-remainder p2
        OfferLib.Offer storage o = offers[k];
        require(o.owner != msg.sender);
        if (o.take(q)) delete offers[k];
    }
}

contract PositionDust {
    mapping(address => uint256) public sizeOf;
    uint256 public immutable minPosition;

    constructor(uint256 m) {
        minPosition = m;
    }
    modifier large(uint256 q) {
        require(q >= minPosition, "min");
        _;
    }

    function open(uint256 q) external large(q) {
        require(sizeOf[msg.sender] == 0);
        sizeOf[msg.sender] = q;
    }

    function reduce(uint256 q) external {
        sizeOf[msg.sender] -= q; // BAD dust-remainder p3
    }
}

// OK dust-remainder
contract DustSwept {
    struct Resting {
        address maker;
        uint96 lots;
    }
    mapping(uint256 => Resting) internal resting;
    uint256 internal n;
    uint96 internal constant MIN_LOTS = 10;
    event Swept(uint256 id, uint96 lots);

    function post(uint96 lots) external {
        require(lots >= MIN_LOTS);
        resting[++n] = Resting(msg.sender, lots);
    }

    function hit(uint256 id, uint96 want) external {
        Resting storage r = resting[id];
        require(r.maker != msg.sender);
        uint96 rest = r.lots - want;
        if (rest < MIN_LOTS) {
            emit Swept(id, rest);
            delete resting[id];
        } else {
            r.lots = rest;
        }
    }
}

// OK dust-remainder
contract DustHook {
    struct Resting {
        address maker;
        uint96 lots;
    }
    mapping(uint256 => Resting) internal resting;
    uint256 internal n;
    uint96 public floor_ = 10;

    function _afterTake(uint256 id) internal virtual {
        if (resting[id].lots < floor_) delete resting[id];
    }

    function post(uint96 lots) external {
        require(lots >= floor_);
        resting[++n] = Resting(msg.sender, lots);
    }

    function hit(uint256 id, uint96 want) external {
        require(resting[id].maker != msg.sender);
        resting[id].lots -= want;
        _afterTake(id);
    }
}

// OK dust-remainder
contract DustRefused {
    mapping(address => uint256) public sizeOf;
    uint256 public constant MIN = 1e16;
    error Dust();

    function open(uint256 q) external {
        if (q < MIN) revert Dust();
        sizeOf[msg.sender] += q;
    }

    function reduce(uint256 q) external {
        uint256 rest = sizeOf[msg.sender] - q;
        if (rest != 0 && rest < MIN) revert Dust();
        sizeOf[msg.sender] = rest;
    }
}

// OK dust-remainder
contract NoMinimum {
    mapping(address => uint256) public sizeOf;

    function open(uint256 q) external {
        require(q > 0);
        sizeOf[msg.sender] += q;
    }

    function reduce(uint256 q) external {
        require(q > 0);
        sizeOf[msg.sender] -= q;
    }
}

// OK dust-remainder
contract WholeOnly {
    struct Resting {
        address maker;
        uint96 lots;
    }
    mapping(uint256 => Resting) internal resting;
    uint256 internal n;
    uint96 internal constant MIN_LOTS = 10;

    function post(uint96 lots) external {
        require(lots >= MIN_LOTS);
        resting[++n] = Resting(msg.sender, lots);
    }

    function hit(uint256 id, uint96 want) external {
        require(resting[id].maker != msg.sender && resting[id].lots == want);
        delete resting[id];
    }
}

// ------------------------------------------------------------- unscaled-decimals
contract UnitsCompare {
    using SafeERC20 for IERC20;
    IERC20 immutable USDC;
    uint256 internal constant TO_WAD = 1e12;
    mapping(address => uint256) internal coll;
    mapping(address => uint256) internal reservedWad;

    constructor(IERC20 u) {
        USDC = u;
    }

    function top(uint256 amount) external {
        USDC.safeTransferFrom(msg.sender, address(this), amount);
        coll[msg.sender] += amount * TO_WAD;
    }

    function pull(uint256 amount) external {
        // BAD unscaled-decimals u1
        require(coll[msg.sender] - reservedWad[msg.sender] >= amount, "free");
        coll[msg.sender] -= amount;
        USDC.safeTransfer(msg.sender, amount);
    }
}

contract UnitsSum {
    IERC20 immutable usdc;
    uint256 internal accruedWad;
    uint256 private constant SCALE = 10 ** 12;

    constructor(IERC20 u) {
        usdc = u;
    }

    function accrue(uint256 feeAssets) external {
        accruedWad += feeAssets * SCALE;
    }

    function totalAssets() external view returns (uint256) {
        return usdc.balanceOf(address(this)) - accruedWad; // BAD unscaled-decimals u2
    }
}

contract UnitsHelper {
    using SafeERC20 for IERC20;
    IERC20 immutable usd;
    mapping(address => int256) internal equity;
    mapping(address => uint256) internal deposits;

    constructor(IERC20 u) {
        usd = u;
    }

    function _wad(uint256 a) internal pure returns (int256) {
        return int256(a * 1e12);
    }

    function put(uint128 a) external {
        usd.safeTransferFrom(msg.sender, address(this), a);
        equity[msg.sender] += _wad(a);
    }

    function reward(address w, uint128 a) external {
        // BAD unscaled-decimals u3
        usd.safeTransferFrom(msg.sender, address(this), a);
        equity[w] += int256(uint256(a));
    }
}

// OK unscaled-decimals
contract UnitsRight {
    using SafeERC20 for IERC20;
    IERC20 immutable USDC;
    uint256 internal constant TO_WAD = 1e12;
    mapping(address => uint256) internal coll;

    constructor(IERC20 u) {
        USDC = u;
    }

    function top(uint256 a) external {
        USDC.safeTransferFrom(msg.sender, address(this), a);
        coll[msg.sender] += a * TO_WAD;
    }

    function pull(uint256 a) external {
        coll[msg.sender] -= a * TO_WAD;
        USDC.safeTransfer(msg.sender, a);
    }

    function pullAll() external {
        uint256 a = coll[msg.sender] / TO_WAD;
        coll[msg.sender] -= a * TO_WAD;
        USDC.safeTransfer(msg.sender, a);
    }
}

// OK unscaled-decimals
contract UnitsSix {
    using SafeERC20 for IERC20;
    IERC20 immutable USDC;
    mapping(address => uint256) internal coll;
    mapping(address => uint256) internal debt;

    constructor(IERC20 u) {
        USDC = u;
    }

    function top(uint256 a) external {
        USDC.safeTransferFrom(msg.sender, address(this), a);
        coll[msg.sender] += a;
    }

    function borrow(uint256 units, uint256 pxWad) external {
        uint256 cost = (units * pxWad + 1e30 - 1) / 1e30;
        require(coll[msg.sender] >= cost + debt[msg.sender]);
        debt[msg.sender] += cost;
    }
}

// OK unscaled-decimals
contract UnitsDecimals {
    using SafeERC20 for IERC20;
    IERC20 immutable tok;
    uint256 immutable mult;
    uint256 internal pool;

    constructor(IERC20 t, uint8 d) {
        tok = t;
        mult = 10 ** (18 - d);
    }

    function _up(uint256 x) private view returns (uint256) {
        return x * mult;
    }

    function _down(uint256 x) private view returns (uint256) {
        return x / mult;
    }

    function add(uint256 a) external {
        tok.safeTransferFrom(msg.sender, address(this), a);
        pool += _up(a);
    }

    function idle() external view returns (uint256) {
        return tok.balanceOf(address(this)) - _down(pool);
    }
}

// OK unscaled-decimals
contract UnitsBothKept {
    using SafeERC20 for IERC20;
    IERC20 immutable tok;

    struct Acc {
        uint256 wad;
        uint256 raw;
    }
    mapping(address => Acc) internal acc;

    constructor(IERC20 t) {
        tok = t;
    }

    function add(uint256 a) external {
        tok.safeTransferFrom(msg.sender, address(this), a);
        Acc storage s = acc[msg.sender];
        s.raw += a;
        s.wad += a * 1e12;
    }

    function drift() external view returns (uint256) {
        Acc memory s = acc[msg.sender];
        return s.wad / 1e12 - s.raw;
    }
}
