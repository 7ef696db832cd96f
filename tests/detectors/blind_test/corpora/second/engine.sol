// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

type MarketId is uint32;

interface IMarkSource {
    function markPrice(MarketId id) external view returns (uint128);
}

/// Whole engine with several mistakes, storage in a namespace.
abstract contract MeridianStore {
    struct Market {
        uint128 longUnits;
        uint128 shortUnits;
        uint128 ceiling;
        int128 cumFunding;
        uint40 stamped;
        int64 velocity;
        bool open;
    }

    struct Slot {
        int128 units;
        int128 basisQuote;
        int128 cumAtTouch;
    }

    struct Root {
        mapping(MarketId => Market) markets;
        mapping(address => mapping(MarketId => Slot)) slots;
        mapping(address => int256) purse;
        IMarkSource marks;
    }
    bytes32 private constant LOCATION = 0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00;

    function _root() internal pure returns (Root storage r) {
        assembly { r.slot := LOCATION }
    }
}

abstract contract MeridianMath {
    function _abs(int256 v) internal pure returns (uint256) {
        return v >= 0 ? uint256(v) : uint256(-v);
    }

    function _pnl(int256 units, int256 basis, uint256 px) internal pure returns (int256) {
        return units * int256(px) / 1e18 + basis;
    }
}

contract Meridian is MeridianStore, MeridianMath, Ownable {
    using SafeCast for int256;
    using SafeCast for uint256;
    error Ceiling(MarketId id);
    error Closed();
    error Sound();
    error Thin();

    constructor(address o, IMarkSource m) Ownable(o) {
        _root().marks = m;
    }

    function listMarket(MarketId id, uint128 ceiling) external onlyOwner {
        require(ceiling > 0 && ceiling < 1e30 && !_root().markets[id].open, "list");
        _root().markets[id].open = true;
        _root().markets[id].ceiling = ceiling;
    }

    function _roll(MarketId id) internal returns (Market storage m) {
        m = _root().markets[id];
        if (!m.open) revert Closed();
        int256 skew = int256(uint256(m.longUnits)) - int256(uint256(m.shortUnits));
        m.cumFunding += (skew * m.velocity * int256(block.timestamp - uint256(m.stamped)) / 1e18).toInt128();
        m.stamped = uint40(block.timestamp);
    }

    function _raise(Market storage m, MarketId id, bool isLong, uint128 q) private {
        if (isLong) m.longUnits += q;
        else m.shortUnits += q;
        if (m.longUnits > m.ceiling || m.shortUnits > m.ceiling) revert Ceiling(id);
    }

    function enter(MarketId id, bool isLong, uint96 q, uint128 worst) external {
        Market storage m = _roll(id);
        uint256 px = _root().marks.markPrice(id);
        require(isLong ? px <= worst : px >= worst, "worst");
        _raise(m, id, isLong, q);
        Slot storage s = _root().slots[msg.sender][id];
        _collect(s, m);
        int256 d = isLong ? int256(uint256(q)) : -int256(uint256(q));
        s.units += d.toInt128();
        s.basisQuote -= (d * int256(px) / 1e18 + 1).toInt128();
        _mustBeSound(msg.sender, id);
    }

    function enterFor(address who, MarketId id, uint96 q, uint128 worst) external {
        // BAD cap-check-sibling c1
        require(who == msg.sender || who == owner(), "who");
        Market storage m = _roll(id);
        uint256 px = _root().marks.markPrice(id);
        require(px <= worst, "worst");
        m.longUnits += q;
        Slot storage s = _root().slots[who][id];
        _collect(s, m);
        s.units += int128(uint128(q));
        s.basisQuote -= (int256(uint256(q)) * int256(px) / 1e18 + 1).toInt128();
        _mustBeSound(who, id);
    }

    function _collect(Slot storage s, Market storage m) private {
        int256 due = int256(s.units) * (m.cumFunding - s.cumAtTouch);
        s.basisQuote -= (due / 1e18 + 1).toInt128();
        s.cumAtTouch = m.cumFunding;
    }

    function setVelocity(MarketId id, int64 v) external onlyOwner {
        // BAD missing-accrual c1
        require(v < 1e12 && v > -1e12, "velocity");
        _root().markets[id].velocity = v;
    }

    function setCeiling(MarketId id, uint128 c) external onlyOwner {
        require(c < 1e30);
        _root().markets[id].ceiling = c;
    }

    function fund() external payable {
        _root().purse[msg.sender] += int256(uint256(uint128(msg.value)));
    }

    function take(uint96 amount, MarketId id) external {
        // BAD health-stale-index c1
        _root().purse[msg.sender] -= int256(uint256(amount));
        _mustBeSound(msg.sender, id);
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok);
    }

    function _equity(address who, MarketId id) internal view returns (int256) {
        Root storage r = _root();
        Slot memory s = r.slots[who][id];
        int256 owed = int256(s.units) * (r.markets[id].cumFunding - s.cumAtTouch) / 1e18 + 1;
        return r.purse[who] + _pnl(s.units, s.basisQuote, r.marks.markPrice(id)) - owed;
    }

    function _mustBeSound(address who, MarketId id) internal view {
        Slot memory s = _root().slots[who][id];
        if (_equity(who, id) < int256(_abs(s.units) / 20)) revert Thin();
    }

    function unwind(address who, MarketId id) external {
        // BAD oi-not-released c1 // BAD bad-debt-zeroed c1
        Market storage m = _roll(id);
        Slot storage s = _root().slots[who][id];
        _collect(s, m);
        int256 eq = _equity(who, id);
        if (eq >= int256(_abs(s.units) / 40)) revert Sound();
        delete _root().slots[who][id];
        if (eq < 0) eq = 0;
        _root().purse[who] = eq;
    }

    function leave(MarketId id, uint128 worst) external {
        Market storage m = _roll(id);
        Slot storage s = _root().slots[msg.sender][id];
        _collect(s, m);
        uint256 px = _root().marks.markPrice(id);
        require(s.units > 0 ? px >= worst : px <= worst, "worst");
        if (s.units > 0) m.longUnits -= uint128(s.units);
        else m.shortUnits -= uint128(-s.units);
        _root().purse[msg.sender] += _pnl(s.units, s.basisQuote, px);
        require(_root().purse[msg.sender] >= 0, "deficit");
        delete _root().slots[msg.sender][id];
    }
}

/// The same engine, right.
// OK funding-clock-uninitialised cap-check-sibling missing-accrual health-stale-index oi-not-released bad-debt-zeroed no-limit-price
contract MeridianFixed is MeridianStore, MeridianMath, Ownable {
    using SafeCast for int256;
    using SafeCast for uint256;
    error Ceiling(MarketId id);
    error Closed();
    error Sound();
    error Thin();
    int256 public deficit;

    constructor(address o, IMarkSource m) Ownable(o) {
        _root().marks = m;
    }

    function listMarket(MarketId id, uint128 ceiling) external onlyOwner {
        Market storage m = _root().markets[id];
        require(ceiling > 0 && ceiling < 1e30 && !m.open, "list");
        (m.open, m.ceiling, m.stamped) = (true, ceiling, uint40(block.timestamp));
    }

    function _roll(MarketId id) internal returns (Market storage m) {
        m = _root().markets[id];
        if (!m.open) revert Closed();
        int256 skew = int256(uint256(m.longUnits)) - int256(uint256(m.shortUnits));
        m.cumFunding += (skew * m.velocity * int256(block.timestamp - uint256(m.stamped)) / 1e18).toInt128();
        m.stamped = uint40(block.timestamp);
    }
    modifier rolled(MarketId id) {
        _roll(id);
        _;
    }

    function _move(MarketId id, address who, int256 d, uint256 px) private {
        Root storage r = _root();
        Market storage m = r.markets[id];
        Slot storage s = r.slots[who][id];
        int256 due = int256(s.units) * (m.cumFunding - s.cumAtTouch);
        s.cumAtTouch = m.cumFunding;
        int256 was = s.units;
        int256 is_ = was + d;
        _count(m, was, is_);
        if (_abs(is_) > _abs(was) && (m.longUnits > m.ceiling || m.shortUnits > m.ceiling)) revert Ceiling(id);
        s.units = is_.toInt128();
        s.basisQuote -= (d * int256(px) / 1e18 + due / 1e18 + 2).toInt128();
    }

    function _count(Market storage m, int256 was, int256 is_) private {
        if (was > 0) m.longUnits -= uint128(uint256(was));
        else m.shortUnits -= uint128(uint256(-was));
        if (is_ > 0) m.longUnits += uint256(is_).toUint128();
        else m.shortUnits += uint256(-is_).toUint128();
    }

    function enter(MarketId id, int96 d, uint128 worst) external rolled(id) {
        uint256 px = _root().marks.markPrice(id);
        require(d > 0 ? px <= worst : px >= worst, "worst");
        _move(id, msg.sender, d, px);
        _mustBeSound(msg.sender, id);
    }

    function enterFor(address who, MarketId id, int96 d, uint128 worst) external rolled(id) {
        require(who == msg.sender || who == owner(), "who");
        uint256 px = _root().marks.markPrice(id);
        require(d > 0 ? px <= worst : px >= worst, "worst");
        _move(id, who, d, px);
        _mustBeSound(who, id);
    }

    function setVelocity(MarketId id, int64 v) external onlyOwner rolled(id) {
        require(v < 1e12 && v > -1e12, "velocity");
        _root().markets[id].velocity = v;
    }

    function fund() external payable {
        _root().purse[msg.sender] += int256(uint256(uint128(msg.value)));
    }

    function take(uint96 amount, MarketId id) external rolled(id) {
        _root().purse[msg.sender] -= int256(uint256(amount));
        _mustBeSound(msg.sender, id);
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok);
    }

    function _equity(address who, MarketId id) internal view returns (int256) {
        Root storage r = _root();
        Slot memory s = r.slots[who][id];
        int256 owed = int256(s.units) * (r.markets[id].cumFunding - s.cumAtTouch) / 1e18 + 1;
        return r.purse[who] + _pnl(s.units, s.basisQuote, r.marks.markPrice(id)) - owed;
    }

    function _mustBeSound(address who, MarketId id) internal view {
        if (_equity(who, id) < int256(_abs(_root().slots[who][id].units) / 20)) revert Thin();
    }

    function unwind(address who, MarketId id) external rolled(id) {
        Root storage r = _root();
        int256 eq = _equity(who, id);
        int256 u = r.slots[who][id].units;
        if (eq >= int256(_abs(u) / 40)) revert Sound();
        _count(r.markets[id], u, 0);
        delete r.slots[who][id];
        if (eq < 0) {
            deficit += -eq;
            eq = 0;
        }
        r.purse[who] = eq;
    }
}

// ------------------------------------------------ more of the same families, other shapes
contract BorrowDesk {
    using SafeERC20 for IERC20;

    struct Line {
        uint128 drawn;
        uint128 limit;
    }
    Line internal line;
    IERC20 internal immutable USD;
    mapping(address => uint256) internal owes;
    address internal immutable BOSS;
    uint256 internal grossOwed;
    uint256 internal perUnit = 1e27;
    uint256 internal at;
    uint256 internal apr = 5e16;

    constructor(IERC20 u) {
        USD = u;
        BOSS = msg.sender;
        at = block.timestamp;
        line.limit = 1e24;
    }

    function _index() internal view returns (uint256) {
        return perUnit + perUnit * apr * (block.timestamp - at) / (365 days * 1e18);
    }

    function _sync() internal {
        perUnit = _index();
        at = block.timestamp;
    }

    function draw(uint128 a) external {
        _sync();
        line.drawn += a;
        require(line.drawn <= line.limit, "line");
        uint256 s = Math.mulDiv(a, 1e27, perUnit, Math.Rounding.Ceil);
        owes[msg.sender] += s;
        grossOwed += s;
        USD.safeTransfer(msg.sender, a);
    }

    function drawMany(address[] calldata to, uint128[] calldata a) external {
        // BAD cap-check-sibling c2
        require(msg.sender == BOSS || to.length == 1, "boss");
        _sync();
        for (uint256 i; i < to.length; ++i) {
            line.drawn += a[i];
            uint256 s = Math.ceilDiv(uint256(a[i]) * 1e27, perUnit);
            owes[to[i]] += s;
            grossOwed += s;
            USD.safeTransfer(to[i], a[i]);
        }
    }

    function payBack(uint128 a) external {
        _sync();
        USD.safeTransferFrom(msg.sender, address(this), a);
        uint256 s = uint256(a) * 1e27 / perUnit;
        owes[msg.sender] -= s;
        grossOwed -= s;
        line.drawn -= a;
    }

    function writeOff(address who) external {
        // BAD oi-not-released c2
        require(msg.sender == BOSS, "boss");
        owes[who] = 0;
    }

    function reprice(uint64 r) external {
        // BAD missing-accrual c2
        require(msg.sender == BOSS && r < 1e18, "boss");
        apr = r;
    }
}

library Gauge {
    struct T {
        uint256 growth;
        uint256 last;
        uint256 weight;
    }

    function tick(T storage t, uint256 perSec) internal {
        if (t.weight != 0) t.growth += (block.timestamp - t.last) * perSec * 1e18 / t.weight;
        t.last = block.timestamp;
    }
}

// OK missing-accrual funding-clock-uninitialised
contract GaugeFarm {
    using Gauge for Gauge.T;
    Gauge.T internal g;
    uint256 internal constant PER_SEC = 1e12;
    mapping(address => uint256) internal w;
    mapping(address => uint256) internal seen;
    mapping(address => uint256) public due;
    modifier ticked(address a) {
        g.tick(PER_SEC);
        due[a] += w[a] * (g.growth - seen[a]) / 1e18;
        seen[a] = g.growth;
        _;
    }

    function add(uint128 x) external ticked(msg.sender) {
        w[msg.sender] += x;
        g.weight += x;
    }

    function sub(uint128 x) external ticked(msg.sender) {
        w[msg.sender] -= x;
        g.weight -= x;
    }

    function boost(address a, uint128 x) external ticked(a) {
        require(a != msg.sender);
        w[a] += x;
        g.weight += x;
        w[msg.sender] -= x;
        g.weight -= x;
    }
}

contract GaugeLeak {
    using Gauge for Gauge.T;
    Gauge.T internal g;
    uint256 internal constant PER_SEC = 1e12;
    mapping(address => uint256) internal w;
    mapping(address => uint256) internal seen;
    mapping(address => uint256) public due;

    function _touch(address a) internal {
        g.tick(PER_SEC);
        due[a] += w[a] * (g.growth - seen[a]) / 1e18;
        seen[a] = g.growth;
    }

    function add(uint128 x) external {
        _touch(msg.sender);
        w[msg.sender] += x;
        g.weight += x;
    }

    function sub(uint128 x) external {
        _touch(msg.sender);
        w[msg.sender] -= x;
        g.weight -= x;
    }

    function handOver(address to) external {
        // BAD missing-accrual c3
        uint256 x = w[msg.sender];
        g.weight -= x / 10;
        w[to] += x - x / 10;
        w[msg.sender] = 0;
    }
}

contract CdpEngine {
    struct Urn {
        uint256 ink;
        uint256 art;
    }

    struct Ilk {
        uint256 rate;
        uint256 rho;
        uint256 duty;
        uint256 spot;
        uint256 sumArt;
        uint256 lineCap;
    }
    mapping(bytes32 => Ilk) internal ilks;
    mapping(bytes32 => mapping(address => Urn)) internal urns;
    mapping(address => bool) internal wards;
    mapping(address => uint256) internal gem;
    mapping(address => uint256) internal dai;

    constructor() {
        wards[msg.sender] = true;
    }
    modifier auth() {
        require(wards[msg.sender], "auth");
        _;
    }

    function init(bytes32 i) external auth {
        require(ilks[i].rate == 0);
        ilks[i].rate = 1e27;
        ilks[i].duty = 1;
        ilks[i].rho = block.timestamp;
    }

    function file(bytes32 i, uint256 spot) external auth {
        ilks[i].spot = spot;
    }

    function drip(bytes32 i) public {
        Ilk storage k = ilks[i];
        k.rate += k.rate * k.duty * (block.timestamp - k.rho) / 1e27;
        k.rho = block.timestamp;
    }

    function _safe(bytes32 i, Urn memory u) private view returns (bool) {
        return u.art * ilks[i].rate <= u.ink * ilks[i].spot;
    }

    function frob(bytes32 i, uint128 dink, uint128 dart) external {
        drip(i);
        Urn memory u = urns[i][msg.sender];
        gem[msg.sender] -= dink;
        u.ink += dink;
        u.art += dart;
        ilks[i].sumArt += dart;
        require(ilks[i].sumArt <= ilks[i].lineCap, "ceiling");
        require(_safe(i, u), "unsafe");
        dai[msg.sender] += dart * ilks[i].rate / 1e27;
        urns[i][msg.sender] = u;
    }

    function free(bytes32 i, uint128 dink) external {
        // BAD health-stale-index c2
        Urn memory u = urns[i][msg.sender];
        u.ink -= dink;
        require(_safe(i, u), "unsafe");
        urns[i][msg.sender] = u;
        gem[msg.sender] += dink;
    }

    function grab(bytes32 i, address who) external {
        // BAD health-stale-index c3 // BAD oi-not-released c3
        Urn storage u = urns[i][who];
        require(!_safe(i, u), "safe");
        gem[msg.sender] += u.ink;
        u.ink = 0;
        u.art = 0;
    }
}

// OK oi-not-released cap-check-sibling bad-debt-zeroed
contract DebtLedger {
    struct D {
        uint256 raw;
    }
    mapping(address => D) internal ds;
    uint256 public sum;
    uint256 public top = 1e24;
    mapping(address => uint256) internal cash;
    uint256 public loss;

    function _mut(address a, function(uint256, uint256) pure returns (uint256) op, uint256 x) private {
        uint256 was = ds[a].raw;
        uint256 now_ = op(was, x);
        ds[a].raw = now_;
        sum = sum + now_ - was;
    }

    function _plus(uint256 a, uint256 b) private pure returns (uint256) {
        return a + b;
    }

    function _minus(uint256 a, uint256 b) private pure returns (uint256) {
        return a - b;
    }

    function borrow(uint128 x) external {
        _mut(msg.sender, _plus, x);
        require(sum <= top);
        cash[msg.sender] += x;
    }

    function repay(uint128 x) external {
        cash[msg.sender] -= x;
        _mut(msg.sender, _minus, x);
    }
}

// OK cap-check-sibling oi-not-released
contract SeatPool {
    uint256 internal constant SEATS = 1e6;
    uint256 internal taken;
    mapping(address => uint256) internal mine;
    address internal admin = msg.sender;
    error Sold();
    modifier room(uint256 n) {
        if (taken + n > SEATS) revert Sold();
        _;
    }

    function book(uint256 n) external room(n) {
        _b(msg.sender, n);
    }

    function bookFor(address a, uint256 n) external room(n) {
        _b(a, n);
    }

    function _b(address a, uint256 n) private {
        taken += n;
        mine[a] += n;
    }

    function swapSeats(address a, uint256 n) external {
        mine[msg.sender] -= n;
        mine[a] += n;
    }

    function drop(uint256 n) external {
        mine[msg.sender] -= n;
        taken -= n;
    }
}

contract CapThree {
    struct Book {
        uint256 tvl;
        uint256 roof;
    }
    Book internal bk;
    mapping(address => uint256) internal s;

    function _ok(uint256 extra) private view returns (bool) {
        return bk.tvl + extra <= bk.roof;
    }

    function deposit() external payable {
        require(_ok(msg.value), "roof");
        bk.tvl += msg.value;
        s[msg.sender] += msg.value;
    }

    receive() external payable {
        bk.tvl += msg.value; // BAD cap-check-sibling c3
        s[msg.sender] += msg.value;
    }

    function out(uint256 x) external {
        s[msg.sender] -= x;
        bk.tvl -= x;
        payable(msg.sender).transfer(x);
    }
}

contract LossDesk {
    struct A {
        uint96 margin;
        uint96 bonus;
        uint64 x;
    }
    mapping(address => A) internal book;
    IMarkSource internal src;
    mapping(address => int128) internal exposure;

    function _absorb(A memory a, uint256 hit) private pure returns (A memory) {
        // BAD bad-debt-zeroed c2
        uint256 m = a.margin;
        if (hit >= m) {
            a.margin = 0;
        } else {
            unchecked {
                a.margin = uint96(m - hit);
            }
        }
        return a;
    }

    function strike(address who) external {
        // BAD bad-debt-zeroed c2
        int256 d = int256(exposure[who]) * int256(uint256(src.markPrice(MarketId.wrap(1)))) / 1e18;
        require(d < 0, "in profit");
        exposure[who] = 0;
        book[who] = _absorb(book[who], uint256(-d));
    }
}

contract LossPool {
    mapping(address => uint256) internal stake;
    mapping(address => uint256) internal penalty;
    uint256 internal pot;

    function slash(address who) external {
        // BAD bad-debt-zeroed c3
        uint256 p = penalty[who];
        uint256 have = stake[who];
        uint256 cut = p < have ? p : have;
        stake[who] = have - cut;
        penalty[who] = 0;
        pot += cut;
    }

    function fine(uint128 p) external {
        penalty[msg.sender] += p;
    }
}

// OK bad-debt-zeroed
contract LossShared {
    mapping(address => uint256) internal stake;
    mapping(address => uint256) internal penalty;
    uint256 internal pot;
    uint256 public socialised;

    function slash(address who) external {
        (uint256 p, uint256 have) = (penalty[who], stake[who]);
        uint256 cut = Math.min(p, have);
        stake[who] = have - cut;
        penalty[who] = 0;
        pot += cut;
        socialised += p - cut;
    }

    function fine(uint128 p) external {
        penalty[msg.sender] += p;
    }

    function burnAll() external {
        stake[msg.sender] = 0;
    }
}

// OK bad-debt-zeroed
contract LossKept {
    mapping(address => int256) internal bal;
    mapping(address => uint256) internal rewards;

    function realise(int96 d) external {
        bal[msg.sender] += d;
    }

    function visible(address a) external view returns (uint256) {
        int256 b = bal[a];
        return b > 0 ? uint256(b) : 0;
    }

    function claim() external {
        uint256 r = rewards[msg.sender];
        rewards[msg.sender] = 0;
        bal[msg.sender] += int256(uint256(uint128(r)));
    }

    function topUp() external payable {
        int256 b = bal[msg.sender];
        bal[msg.sender] = b + int256(uint256(uint96(msg.value)));
    }
}

contract ClockTwo {
    struct Vesting {
        uint256 perSec;
        uint256 acc;
        uint32 last;
    }
    mapping(address => Vesting) internal vs;
    address internal gov = msg.sender;
    mapping(address => uint256) public ready;

    function grant(address a, uint64 r) external {
        require(msg.sender == gov); // BAD funding-clock-uninitialised c2
        vs[a].perSec = r;
    }

    function pull() external {
        // BAD funding-clock-uninitialised c2
        Vesting memory v = vs[msg.sender];
        v.acc += v.perSec * (block.timestamp - v.last);
        v.last = uint32(block.timestamp);
        ready[msg.sender] = v.acc;
        vs[msg.sender] = v;
    }
}

// BAD funding-clock-uninitialised c3
abstract contract ClockBase {
    int256 internal f;
    uint64 internal t0;
    int256 internal constant V = 7;

    function _advance() internal virtual {
        f += V * int256(uint256(uint64(block.timestamp) - t0));
        t0 = uint64(block.timestamp);
    }
}

// BAD funding-clock-uninitialised c3
contract ClockThree is ClockBase {
    mapping(address => int256) internal p;
    mapping(address => int256) internal e;

    function go(int64 d) external {
        _advance();
        p[msg.sender] += d;
        e[msg.sender] = f;
    }
}

// OK funding-clock-uninitialised
contract ClockFour is ClockBase {
    mapping(address => int256) internal p;
    bool internal begun;
    error Not();

    function begin() external {
        require(!begun);
        begun = true;
        t0 = uint64(block.timestamp);
    }

    function go(int64 d) external {
        if (!begun) revert Not();
        _advance();
        p[msg.sender] += d;
    }
}

// OK funding-clock-uninitialised
contract ClockFive is ClockBase {
    mapping(address => int256) internal p;

    function _advance() internal override {
        if (t0 == 0) t0 = uint64(block.timestamp);
        super._advance();
    }

    function go(int64 d) external {
        _advance();
        p[msg.sender] += d;
    }
}

// OK health-stale-index
contract StaleFour {
    uint256 internal ix = 1e18;
    uint256 internal ts;
    mapping(address => uint256) internal n;
    mapping(address => uint256) internal c;

    constructor() {
        ts = block.timestamp;
    }

    function _peek() private view returns (uint256, uint256) {
        return (ix + ix * (block.timestamp - ts) / 1e9, block.timestamp);
    }

    function _pull() private {
        (ix, ts) = _peek();
    }

    function borrow(uint128 a) external {
        _pull();
        n[msg.sender] += Math.ceilDiv(uint256(a) * 1e18, ix);
        _chk(msg.sender);
    }

    function _chk(address u) private view {
        (uint256 i,) = _peek();
        require(Math.ceilDiv(n[u] * i, 1e18) <= c[u], "c");
    }

    function lift(uint128 x) external {
        c[msg.sender] -= x;
        _chk(msg.sender);
    }

    function put(uint128 x) external {
        c[msg.sender] += x;
    }
}
