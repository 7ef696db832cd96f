// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

interface IIndexSource {
    function price(uint256 m) external view returns (uint256);
}

interface IVenue {
    function best(uint256 m, bool buy) external view returns (uint256 px, uint256 qty);
}

interface IBackstop {
    function cover(uint256 amount) external returns (uint256 paid);
}

// ------------------------------------------------------------- oi-not-released
contract InterestLeak {
    struct Pos {
        uint128 lots;
        uint128 notional;
    }
    mapping(uint16 => uint256) public skewLong;
    mapping(uint16 => mapping(address => Pos)) internal pos;

    function enter(uint16 m, uint128 lots) external {
        pos[m][msg.sender].lots += lots;
        skewLong[m] += lots;
    }

    function leave(uint16 m, uint128 lots) external {
        // BAD oi-not-released o1
        pos[m][msg.sender].lots -= lots;
    }
}

abstract contract ExposureBook {
    struct Leg {
        address owner;
        uint256 units;
        bool isLong;
    }

    struct Tot {
        uint256 longs;
        uint256 shorts;
    }
    mapping(bytes32 => Leg) internal legs;
    mapping(bytes32 => Tot) internal totals;

    function _grow(bytes32 mkt, bytes32 id, uint256 u) internal {
        Leg storage l = legs[id];
        l.units = l.units + u;
        if (l.isLong) totals[mkt].longs = totals[mkt].longs + u;
        else totals[mkt].shorts = totals[mkt].shorts + u;
    }

    function _shrink(bytes32 mkt, bytes32 id, uint256 u) internal {
        Leg storage l = legs[id];
        l.units = l.units - u;
        if (l.isLong) totals[mkt].longs = totals[mkt].longs - u;
        else totals[mkt].shorts = totals[mkt].shorts - u;
    }
}

contract LegDesk is ExposureBook {
    address internal keeper;

    function add(bytes32 mkt, bytes32 id, uint256 u) external {
        require(legs[id].owner == msg.sender);
        _grow(mkt, id, u);
    }

    function trim(bytes32 mkt, bytes32 id, uint256 u) external {
        require(legs[id].owner == msg.sender);
        _shrink(mkt, id, u);
    }

    function adl(bytes32 id) external {
        // BAD oi-not-released o2
        require(msg.sender == keeper, "keeper");
        delete legs[id];
    }
}

library PosLib {
    struct P {
        int256 size;
        int256 quote;
    }

    function setSize(P storage p, int256 s) internal {
        p.size = s;
    }
}

contract SignedDesk {
    using PosLib for PosLib.P;
    mapping(address => PosLib.P) internal ps;
    uint256 internal grossInterest;

    function buy(uint120 q) external {
        PosLib.P storage p = ps[msg.sender];
        require(p.size >= 0);
        grossInterest += q;
        p.setSize(p.size + int256(uint256(q)));
    }

    function flat() external {
        // BAD oi-not-released o3
        PosLib.P storage p = ps[msg.sender];
        p.quote = 0;
        p.setSize(0);
    }
}

// OK oi-not-released
contract InterestHook {
    mapping(uint16 => uint256) public oi;
    mapping(uint16 => mapping(address => uint256)) internal lotsOf;

    function _afterChange(uint16 m, uint256 was, uint256 is_) internal virtual {
        if (is_ > was) oi[m] += is_ - was;
        else oi[m] -= was - is_;
    }

    function enter(uint16 m, uint256 q) external {
        uint256 was = lotsOf[m][msg.sender];
        lotsOf[m][msg.sender] = was + q;
        _afterChange(m, was, was + q);
    }

    function leave(uint16 m, uint256 q) external {
        uint256 was = lotsOf[m][msg.sender];
        lotsOf[m][msg.sender] = was - q;
        _afterChange(m, was, was - q);
    }
}

// OK oi-not-released
contract InterestModifier {
    uint256 public oi;
    mapping(address => uint256) internal lotsOf;
    modifier tracked(address who) {
        oi -= lotsOf[who];
        _;
        oi += lotsOf[who];
    }

    function enter(uint256 q) external tracked(msg.sender) {
        lotsOf[msg.sender] += q;
    }

    function leave(uint256 q) external tracked(msg.sender) {
        lotsOf[msg.sender] -= q;
    }
}

// OK oi-not-released
contract InterestTransfer {
    uint256 public oi;
    mapping(address => uint256) internal lotsOf;

    function enter(uint256 q) external {
        lotsOf[msg.sender] += q;
        oi += q;
    }

    function leave(uint256 q) external {
        lotsOf[msg.sender] -= q;
        oi -= q;
    }

    function novate(address to, uint256 q) external {
        lotsOf[msg.sender] -= q;
        lotsOf[to] += q;
    }
}

// OK oi-not-released
contract InterestRecount {
    struct M {
        uint256 open;
    }
    mapping(uint8 => M) internal ms;
    mapping(uint8 => mapping(address => int256)) internal sz;

    function _set(uint8 m, address a, int256 n) private {
        M storage k = ms[m];
        k.open = k.open + _mag(n) - _mag(sz[m][a]);
        sz[m][a] = n;
    }

    function _mag(int256 x) private pure returns (uint256) {
        return x < 0 ? uint256(-x) : uint256(x);
    }

    function enter(uint8 m, int120 d) external {
        _set(m, msg.sender, sz[m][msg.sender] + d);
    }

    function close(uint8 m) external {
        _set(m, msg.sender, 0);
    }
}

// ------------------------------------------------------------- cap-check-sibling
contract CapDirect {
    uint256 public ceiling = 1e24;
    uint256 public deposited;
    mapping(address => uint256) public ofUser;
    error Full();

    function deposit(uint256 a) external {
        if (deposited + a > ceiling) revert Full();
        deposited += a;
        ofUser[msg.sender] += a;
    }

    function depositFor(address w, uint256 a) external {
        // BAD cap-check-sibling c1
        deposited += a;
        ofUser[w] += a;
    }
}

contract CapModifier {
    struct Mkt {
        uint128 oi;
        uint128 maxOi;
    }
    mapping(uint16 => Mkt) internal mkts;
    mapping(uint16 => mapping(address => uint128)) internal held;
    error OverCap(uint256 oi, uint256 cap);
    modifier fits(uint16 m, uint128 d) {
        Mkt storage k = mkts[m];
        if (uint256(k.oi) + d > k.maxOi) revert OverCap(k.oi, k.maxOi);
        _;
    }

    function _raise(uint16 m, uint128 d) private {
        mkts[m].oi += d;
        held[m][msg.sender] += d;
    }

    function _lower(uint16 m, uint128 d) private {
        mkts[m].oi -= d;
        held[m][msg.sender] -= d;
    }

    function openTrade(uint16 m, uint128 d) external fits(m, d) {
        _raise(m, d);
    }

    function scaleIn(uint16 m, uint128 d) external {
        _raise(m, d); // BAD cap-check-sibling c2
    }

    function close(uint16 m, uint128 d) external {
        _lower(m, d);
    }
}

library CapLib {
    struct Pool {
        uint256 used;
        uint256 limit;
    }
    error Beyond();

    function take(Pool storage p, uint256 x) internal {
        p.used += x;
        if (p.used > p.limit) revert Beyond();
    }

    function give(Pool storage p, uint256 x) internal {
        p.used -= x;
    }
}

contract CapLibrary {
    using CapLib for CapLib.Pool;
    CapLib.Pool internal pool;
    mapping(address => uint256) internal debt;

    function borrow(uint256 x) external {
        pool.take(x);
        debt[msg.sender] += x;
    }

    function repay(uint256 x) external {
        pool.give(x);
        debt[msg.sender] -= x;
    }

    function rollover(uint256 extra) external {
        // BAD cap-check-sibling c3
        pool.used += extra;
        debt[msg.sender] += extra;
    }
}

// OK cap-check-sibling
contract CapShared {
    uint256 public cap = 5e23;
    uint256 public sum;
    mapping(address => uint256) internal q;

    function _add(address w, uint256 a) internal {
        sum += a;
        require(sum <= cap, "cap");
        q[w] += a;
    }

    function open(uint256 a) external {
        _add(msg.sender, a);
    }

    function openFor(address w, uint256 a) external {
        _add(w, a);
    }

    function close(uint256 a) external {
        sum -= a;
        q[msg.sender] -= a;
    }
}

// OK cap-check-sibling
contract CapPost {
    uint256 public cap = 5e23;
    uint256 public sum;
    mapping(address => uint256) internal q;
    modifier checked() {
        _;
        require(sum <= cap, "cap");
    }

    function open(uint256 a) external checked {
        sum += a;
        q[msg.sender] += a;
    }

    function openTwo(uint256 a, uint256 b) external checked {
        sum += a;
        sum += b;
        q[msg.sender] += a + b;
    }
}

// OK cap-check-sibling
contract CapRoom {
    uint256 public cap = 5e23;
    uint256 public sum;
    mapping(address => uint256) internal q;

    function room() public view returns (uint256) {
        return cap > sum ? cap - sum : 0;
    }

    function open(uint256 a) external {
        uint256 t = Math.min(a, room());
        sum += t;
        q[msg.sender] += t;
    }

    function openAll() external {
        uint256 t = room();
        sum += t;
        q[msg.sender] += t;
    }

    function close(uint256 a) external {
        sum -= a;
        q[msg.sender] -= a;
    }
}

// OK cap-check-sibling
contract CapMove {
    struct B {
        uint256 used;
        uint256 max;
    }
    B internal hot;
    address internal admin;
    mapping(address => uint256) internal q;

    function open(uint256 a) external {
        B memory b = hot;
        require(b.used + a <= b.max);
        hot.used = b.used + a;
        q[msg.sender] += a;
    }

    function close(uint256 a) external {
        hot.used -= a;
        q[msg.sender] -= a;
    }

    function setMax(uint256 x) external {
        require(msg.sender == admin && x < 1e30);
        hot.max = x;
    }
}

// ------------------------------------------------------------- missing-accrual
contract AccrualSkipped {
    uint256 public borrowed;
    uint256 public borrowIndex = 1e18;
    uint64 public touched;
    uint256 public ratePerSec = 1e9;
    mapping(address => uint256) internal scaled;
    uint256 internal constant MAX_RATE = 1e10;
    address internal gov;

    constructor() {
        touched = uint64(block.timestamp);
        gov = msg.sender;
    }

    function _grow() internal {
        uint256 dt = block.timestamp - touched;
        if (dt == 0) return;
        borrowIndex += borrowIndex * ratePerSec * dt / 1e18;
        touched = uint64(block.timestamp);
    }

    function borrow(uint128 a) external {
        _grow();
        uint256 s = Math.ceilDiv(uint256(a) * 1e18, borrowIndex);
        scaled[msg.sender] += s;
        borrowed += s;
    }

    function repay(uint128 s) external {
        _grow();
        scaled[msg.sender] -= s;
        borrowed -= s;
    }

    function setRate(uint256 r) external {
        // BAD missing-accrual a1
        require(msg.sender == gov && r <= MAX_RATE, "rate");
        ratePerSec = r;
    }
}

contract AccrualByModifier {
    struct Mk {
        uint256 longs;
        uint256 shorts;
        int256 fIndex;
        uint40 at;
    }
    mapping(uint8 => Mk) internal mk;
    mapping(uint8 => mapping(address => uint256)) internal lots;
    int256 internal constant K = 1e6;

    function list(uint8 m) external {
        require(mk[m].at == 0);
        mk[m].at = uint40(block.timestamp);
    }
    modifier rolled(uint8 m) {
        _roll(m);
        _;
    }

    function _roll(uint8 m) private {
        Mk storage k = mk[m];
        int256 skew = int256(uint256(uint128(k.longs))) - int256(uint256(uint128(k.shorts)));
        k.fIndex += skew * K * int256(block.timestamp - k.at) / 1e18;
        k.at = uint40(block.timestamp);
    }

    function goLong(uint8 m, uint128 q) external rolled(m) {
        mk[m].longs += q;
        lots[m][msg.sender] += q;
    }

    function closeLong(uint8 m, uint128 q) external rolled(m) {
        mk[m].longs -= q;
        lots[m][msg.sender] -= q;
    }

    function forceClose(uint8 m, address a) external {
        // BAD missing-accrual a2
        require(a != msg.sender);
        mk[m].longs -= lots[m][a];
        lots[m][a] = 0;
    }
}

abstract contract Staking {
    uint256 internal perShare;
    uint256 internal lastAt;
    uint256 internal staked;
    uint256 internal constant EMISSION = 1e15;
    mapping(address => uint256) internal stake;
    mapping(address => uint256) internal paid;
    mapping(address => uint256) internal owedTo;

    constructor() {
        lastAt = block.timestamp;
    }

    function _checkpoint(address a) internal {
        if (staked > 0) perShare += (block.timestamp - lastAt) * EMISSION * 1e18 / staked;
        lastAt = block.timestamp;
        owedTo[a] += stake[a] * (perShare - paid[a]) / 1e18;
        paid[a] = perShare;
    }
}

contract LpStaking is Staking {
    function enter(uint256 x) external {
        _checkpoint(msg.sender);
        stake[msg.sender] += x;
        staked += x;
    }

    function exit(uint256 x) external {
        _checkpoint(msg.sender);
        stake[msg.sender] -= x;
        staked -= x;
    }

    function emergency() external {
        // BAD missing-accrual a3
        staked -= stake[msg.sender];
        stake[msg.sender] = 0;
    }
}

// OK missing-accrual
contract AccrualEverywhere {
    struct S {
        uint256 idx;
        uint256 at;
        uint256 base;
    }
    S internal s;
    uint256 internal rate = 1e9;
    address internal gov;
    mapping(address => uint256) internal sc;
    mapping(address => uint256) public cash;

    constructor() {
        s.at = block.timestamp;
        s.idx = 1e18;
        gov = msg.sender;
    }

    function _upd() internal returns (S storage t) {
        t = s;
        t.idx += t.idx * rate * (block.timestamp - t.at) / 1e18;
        t.at = block.timestamp;
    }

    function borrow(uint256 a) external {
        S storage t = _upd();
        t.base += a;
        sc[msg.sender] += a;
    }

    function _repay(address who, uint256 a) private {
        _upd().base -= a;
        sc[who] -= a;
    }

    function repay(uint256 a) external {
        _repay(msg.sender, a);
    }

    function repayAll() external {
        _repay(msg.sender, sc[msg.sender]);
    }

    function setRate(uint256 r) external {
        require(msg.sender == gov && r < 1e12);
        _upd();
        rate = r;
    }

    function topUp(uint256 a) external {
        cash[msg.sender] += a;
    }
}

library Accruer {
    struct T {
        int256 f;
        uint64 at;
        uint256 oi;
        int256 rate;
    }

    function roll(T storage t) internal {
        t.f += t.rate * int256(block.timestamp - t.at);
        t.at = uint64(block.timestamp);
    }
}

// OK missing-accrual
contract AccrualLibrary {
    using Accruer for Accruer.T;
    mapping(uint8 => Accruer.T) internal ts;
    address internal risk;
    mapping(uint8 => mapping(address => uint256)) internal lots;

    function list(uint8 m) external {
        require(ts[m].at == 0 && msg.sender == risk);
        ts[m].at = uint64(block.timestamp);
    }

    function up(uint8 m, uint256 q) external {
        ts[m].roll();
        ts[m].oi += q;
        lots[m][msg.sender] += q;
    }

    function down(uint8 m, uint256 q) external {
        Accruer.T storage t = ts[m];
        t.roll();
        t.oi -= q;
        lots[m][msg.sender] -= q;
    }

    function setRate(uint8 m, int64 r) external {
        require(msg.sender == risk && r < 1e12 && r > -1e12);
        ts[m].roll();
        ts[m].rate = r;
    }
}

// OK missing-accrual
contract AccrualInline {
    uint256 internal acc;
    uint256 internal at;
    uint256 internal basis;
    mapping(address => uint256) internal b;

    constructor() {
        at = block.timestamp;
    }

    function pending() public view returns (uint256) {
        return acc + basis * (block.timestamp - at) / 365 days;
    }

    function inc(uint256 x) external {
        acc = pending();
        at = block.timestamp;
        basis += x;
        b[msg.sender] += x;
    }

    function dec(uint256 x) external {
        acc = pending();
        at = block.timestamp;
        basis -= x;
        b[msg.sender] -= x;
    }
}

// OK missing-accrual
contract AccrualUnrelated {
    uint256 internal acc;
    uint256 internal at;
    uint256 internal basis;
    uint256 internal rate = 5;
    mapping(address => uint256) internal b;
    mapping(address => uint256) public cash;
    mapping(address => address) public delegate;

    constructor() {
        at = block.timestamp;
    }

    function _tick() internal {
        acc += basis * rate * (block.timestamp - at) / 365 days;
        at = block.timestamp;
    }
    modifier ticks() {
        _tick();
        _;
    }

    function inc(uint256 x) external ticks {
        basis += x;
        b[msg.sender] += x;
        cash[msg.sender] -= x;
    }

    function dec(uint256 x) external ticks {
        basis -= x;
        b[msg.sender] -= x;
        cash[msg.sender] += x;
    }

    function fund(uint256 x) external {
        cash[msg.sender] += x;
    }

    function setDelegate(address d) external {
        delegate[msg.sender] = d;
    }
}

// ------------------------------------------------------------- health-stale-index
contract StaleBite {
    IIndexSource internal immutable SRC;
    uint256 internal idx = 1e18;
    uint256 internal at;
    uint256 internal constant R = 3e8;
    mapping(address => uint256) internal art;
    mapping(address => uint256) internal ink;

    constructor(IIndexSource s) {
        SRC = s;
        at = block.timestamp;
    }

    function drip() public {
        idx += idx * R * (block.timestamp - at) / 1e18;
        at = block.timestamp;
    }

    function lock(uint128 w) external {
        ink[msg.sender] += w;
    }

    function borrow(uint128 a) external {
        drip();
        art[msg.sender] += Math.ceilDiv(uint256(a) * 1e18, idx);
        require(healthy(msg.sender), "hf");
    }

    function healthy(address u) public view returns (bool) {
        return ink[u] * SRC.price(0) / 1e18 * 2 > Math.ceilDiv(art[u] * idx, 1e18) * 3;
    }

    function bite(address u) external {
        // BAD health-stale-index i1
        require(!healthy(u), "healthy");
        ink[msg.sender] += ink[u];
        ink[u] = 0;
        art[msg.sender] += art[u];
        art[u] = 0;
    }
}

contract StaleWithdraw {
    using SafeERC20 for IERC20;

    struct Fund {
        int256 cum;
        uint64 at;
        int256 rate;
    }

    struct Acc {
        int256 cash;
        int256 size;
        int256 entryCum;
    }
    Fund internal fund;
    mapping(address => Acc) internal accs;
    IERC20 internal immutable USD;

    constructor(IERC20 u) {
        USD = u;
        fund.at = uint64(block.timestamp);
    }
    error Short();

    function _advance() private {
        fund.cum += fund.rate * int256(block.timestamp - fund.at);
        fund.at = uint64(block.timestamp);
    }

    function _settle(address a) private {
        Acc storage c = accs[a];
        c.cash -= c.size * (fund.cum - c.entryCum);
        c.entryCum = fund.cum;
    }

    function trade(int64 d) external {
        _advance();
        _settle(msg.sender);
        accs[msg.sender].size += d;
        _assertSafe(msg.sender);
    }

    function _assertSafe(address a) private view {
        Acc storage c = accs[a];
        if (c.cash - c.size * (fund.cum - c.entryCum) < c.size * c.size / 1e6) revert Short();
    }

    function withdraw(uint64 x) external {
        // BAD health-stale-index i2
        accs[msg.sender].cash -= int256(uint256(x));
        _assertSafe(msg.sender);
        USD.safeTransfer(msg.sender, x);
    }
}

library Health {
    struct G {
        uint256 index;
        uint256 since;
    }

    struct U {
        uint256 base;
        uint256 coll;
    }

    function owed(G storage g, U storage u) internal view returns (uint256) {
        return Math.ceilDiv(u.base * g.index, 1e27);
    }

    function push(G storage g) internal {
        uint256 dt = block.timestamp - g.since;
        if (dt != 0) {
            g.index += g.index * dt / 1e10;
            g.since = block.timestamp;
        }
    }
}

contract StaleLib {
    using Health for Health.G;
    Health.G internal g;
    mapping(address => Health.U) internal us;

    constructor() {
        g.index = 1e27;
        g.since = block.timestamp;
    }

    function borrow(uint128 b) external {
        g.push();
        Health.U storage u = us[msg.sender];
        u.base += Math.ceilDiv(uint256(b) * 1e27, g.index);
        require(g.owed(u) * 2 <= u.coll);
    }

    function add(uint128 c) external {
        us[msg.sender].coll += c;
    }

    function release(uint128 c) external {
        // BAD health-stale-index i3
        Health.U storage u = us[msg.sender];
        u.coll -= c;
        require(g.owed(u) * 2 <= u.coll, "ltv");
    }
}

// OK health-stale-index
contract FreshBite {
    uint256 internal idx = 1e18;
    uint256 internal at;
    uint256 internal constant R = 3e8;
    mapping(address => uint256) internal art;
    mapping(address => uint256) internal ink;

    constructor() {
        at = block.timestamp;
    }
    modifier dripped() {
        idx += idx * R * (block.timestamp - at) / 1e18;
        at = block.timestamp;
        _;
    }

    function lock(uint128 w) external {
        ink[msg.sender] += w;
    }

    function _ok(address u) internal view returns (bool) {
        return ink[u] * 2 > Math.ceilDiv(art[u] * idx, 1e18) * 3;
    }

    function borrow(uint128 a) external dripped {
        art[msg.sender] += Math.ceilDiv(uint256(a) * 1e18, idx);
        require(_ok(msg.sender), "hf");
    }

    function bite(address u) external dripped {
        require(!_ok(u), "healthy");
        ink[msg.sender] += ink[u];
        ink[u] = 0;
        art[msg.sender] += art[u];
        art[u] = 0;
    }
}

// OK health-stale-index
contract ProjectedBite {
    uint256 internal idx = 1e18;
    uint256 internal at;
    uint256 internal constant R = 3e8;
    mapping(address => uint256) internal art;
    mapping(address => uint256) internal ink;

    constructor() {
        at = block.timestamp;
    }

    function liveIndex() public view returns (uint256) {
        return idx + idx * R * (block.timestamp - at) / 1e18;
    }

    function _drip() internal {
        idx = liveIndex();
        at = block.timestamp;
    }

    function _ok(address u) internal view returns (bool) {
        return ink[u] * 2 > Math.ceilDiv(art[u] * liveIndex(), 1e18) * 3;
    }

    function lock(uint128 w) external {
        ink[msg.sender] += w;
    }

    function borrow(uint128 a) external {
        _drip();
        art[msg.sender] += Math.ceilDiv(uint256(a) * 1e18, idx);
        require(_ok(msg.sender), "hf");
    }

    function free(uint128 w) external {
        ink[msg.sender] -= w;
        require(_ok(msg.sender));
    }
}

// OK health-stale-index
contract AccruingHealth {
    uint256 internal idx = 1e18;
    uint256 internal at;
    mapping(address => uint256) internal art;
    mapping(address => uint256) internal ink;

    constructor() {
        at = block.timestamp;
    }

    function _drip() internal returns (uint256 i) {
        i = idx + idx * (block.timestamp - at) / 1e10;
        idx = i;
        at = block.timestamp;
    }

    function _requireOk(address u) internal {
        uint256 i = _drip();
        if (Math.ceilDiv(art[u] * i, 1e18) > ink[u]) revert("hf");
    }

    function lock(uint128 w) external {
        ink[msg.sender] += w;
    }

    function borrow(uint128 a) external {
        uint256 i = _drip();
        art[msg.sender] += Math.ceilDiv(uint256(a) * 1e18, i);
        _requireOk(msg.sender);
    }

    function free(uint128 w) external {
        ink[msg.sender] -= w;
        _requireOk(msg.sender);
    }
}

// OK health-stale-index
contract EarlyReturnHealth {
    uint256 internal idx = 1e18;
    uint256 internal at;
    mapping(address => uint256) internal art;
    mapping(address => uint256) internal ink;

    constructor() {
        at = block.timestamp;
    }

    function _drip() internal {
        if (at == block.timestamp) return;
        idx += idx * (block.timestamp - at) / 1e10;
        at = block.timestamp;
    }

    function lock(uint128 w) external {
        ink[msg.sender] += w;
    }

    function borrow(uint128 a) external {
        _drip();
        art[msg.sender] += Math.ceilDiv(uint256(a) * 1e18, idx);
        require(_need(msg.sender) <= ink[msg.sender]);
    }

    function _need(address u) private view returns (uint256) {
        return Math.ceilDiv(art[u] * idx, 1e18);
    }

    function free(uint128 w) external {
        _drip();
        ink[msg.sender] -= w;
        require(_need(msg.sender) <= ink[msg.sender]);
    }
}

// ------------------------------------------------------------- bad-debt-zeroed
contract ShortfallIf {
    mapping(address => uint256) public cash;
    mapping(address => uint256) public loss_;

    function _realise(address a, uint256 loss) internal {
        // BAD bad-debt-zeroed b1
        if (loss > cash[a]) cash[a] = 0;
        else cash[a] -= loss;
    }

    function close() external {
        _realise(msg.sender, loss_[msg.sender]); // BAD bad-debt-zeroed b1
        loss_[msg.sender] = 0;
    }
}

contract ShortfallMin {
    struct A {
        uint256 coll;
        uint256 debt;
    }
    mapping(address => A) internal acc;

    function wipe(address u) external {
        // BAD bad-debt-zeroed b2
        A storage a = acc[u];
        uint256 paid = Math.min(a.coll, a.debt);
        a.coll -= paid;
        a.debt = 0;
    }
}

contract ShortfallSigned {
    struct A {
        int256 balance;
        int128 size;
        int128 entry;
    }
    mapping(address => A) internal acc;
    IIndexSource internal src;

    function liquidate(address u) external {
        // BAD bad-debt-zeroed b3
        A storage a = acc[u];
        int256 pnl = int256(a.size) * (int256(uint256(uint128(src.price(1)))) - a.entry) / 1e18;
        int256 eq = a.balance + pnl;
        require(eq < int256(a.size) / 20, "safe");
        a.size = 0;
        a.balance = eq > 0 ? eq : int256(0);
    }
}

library Sat {
    function floorSub(uint256 a, uint256 b) internal pure returns (uint256) {
        return b >= a ? 0 : a - b;
    }
}

contract ShortfallSat {
    using Sat for uint256;
    mapping(address => uint256) internal coll;
    mapping(address => uint256) internal due;

    function settle(address u) external {
        // BAD bad-debt-zeroed b4
        coll[u] = coll[u].floorSub(due[u]);
        due[u] = 0;
    }
}

// OK bad-debt-zeroed
contract ShortfallBooked {
    mapping(address => uint256) internal cash;
    mapping(address => uint256) internal loss_;
    uint256 public hole;

    function close() external {
        uint256 l = loss_[msg.sender];
        loss_[msg.sender] = 0;
        uint256 c = cash[msg.sender];
        if (l > c) {
            cash[msg.sender] = 0;
            hole += l - c;
        } else {
            cash[msg.sender] = c - l;
        }
    }
}

// OK bad-debt-zeroed
contract ShortfallInsured {
    mapping(address => int256) internal bal;
    IBackstop internal fund;
    uint256 public unpaid;

    function close(address u, int128 pnl) external {
        require(msg.sender == address(fund));
        int256 b = bal[u] + pnl;
        if (b < 0) {
            uint256 short_ = uint256(-b);
            uint256 got = fund.cover(short_);
            unpaid += short_ - got;
            b = 0;
        }
        bal[u] = b;
    }
}

// OK bad-debt-zeroed
contract ShortfallReverts {
    mapping(address => uint256) internal cash;
    mapping(address => uint256) internal loss_;
    error Insolvent(uint256 by);

    function close() external {
        uint256 l = loss_[msg.sender];
        uint256 c = cash[msg.sender];
        if (l > c) revert Insolvent(l - c);
        loss_[msg.sender] = 0;
        cash[msg.sender] = c - l;
    }
}

// OK bad-debt-zeroed
contract ShortfallRest {
    mapping(address => uint256) internal cash;
    mapping(address => uint256) internal loss_;

    function pay() external {
        uint256 part = Math.min(cash[msg.sender], loss_[msg.sender]);
        cash[msg.sender] -= part;
        loss_[msg.sender] -= part;
    }

    function available(address u) external view returns (uint256) {
        return loss_[u] > cash[u] ? 0 : cash[u] - loss_[u];
    }
}

// ------------------------------------------------------------- funding-clock-uninitialised
contract ClockNever {
    struct Mkt {
        int256 idx;
        int256 rate;
        uint64 last;
        bool live;
    }
    mapping(uint32 => Mkt) internal mkts;
    address internal owner = msg.sender;

    function create(uint32 id, int64 r) external {
        // BAD funding-clock-uninitialised t1
        require(msg.sender == owner && r < 1e9 && r > -1e9);
        mkts[id].live = true;
        mkts[id].rate = r;
    }

    function roll(uint32 id) public {
        // BAD funding-clock-uninitialised t1
        Mkt storage m = mkts[id];
        require(m.live);
        m.idx += m.rate * int256(block.timestamp - m.last);
        m.last = uint64(block.timestamp);
    }
}

contract ClockLiteral {
    struct Pool {
        uint256 rate;
        uint256 acc;
        uint256 stamp;
        uint256 size;
    }
    Pool[] internal pools;
    address internal immutable GOV;

    constructor() {
        GOV = msg.sender;
    }

    function addPool(uint64 r) external {
        // BAD funding-clock-uninitialised t2
        require(msg.sender == GOV && r < 1e12, "gov");
        pools.push(Pool({rate: r, acc: 0, stamp: 0, size: 0}));
    }

    function _accrue(uint256 i) internal {
        // BAD funding-clock-uninitialised t2
        Pool storage p = pools[i];
        uint256 dt = block.timestamp - p.stamp;
        p.acc += p.rate * dt;
        p.stamp = block.timestamp;
    }

    function join(uint256 i, uint128 x) external {
        // BAD funding-clock-uninitialised t2
        _accrue(i);
        pools[i].size += x;
    }
}

// BAD funding-clock-uninitialised t3
contract ClockScalar {
    uint256 internal borrowIdx = 1e27;
    uint256 internal lastTouch;
    uint256 internal constant RAY_RATE = 1e18;
    uint256 internal total;
    mapping(address => uint256) internal sc;

    function _touch() private {
        // BAD funding-clock-uninitialised t3
        uint256 elapsed = block.timestamp - lastTouch;
        borrowIdx += borrowIdx * RAY_RATE * elapsed / 1e27;
        lastTouch = block.timestamp;
    }

    function borrow(uint128 a) external {
        _touch();
        sc[msg.sender] += a;
        total += a;
    }

    function repay(uint128 a) external {
        _touch();
        sc[msg.sender] -= a;
        total -= a;
    }
}

// OK funding-clock-uninitialised
contract ClockListed {
    struct Mkt {
        int256 idx;
        int256 rate;
        uint64 last;
        bool live;
    }
    mapping(uint32 => Mkt) internal mkts;
    address internal owner = msg.sender;

    function create(uint32 id, int64 r) external {
        require(msg.sender == owner && !mkts[id].live && r < 1e9 && r > -1e9);
        mkts[id] = Mkt({idx: 0, rate: r, last: uint64(block.timestamp), live: true});
    }

    function roll(uint32 id) public {
        Mkt storage m = mkts[id];
        require(m.live);
        m.idx += m.rate * int256(block.timestamp - m.last);
        m.last = uint64(block.timestamp);
    }
}

// OK funding-clock-uninitialised
contract ClockLazy {
    uint256 internal idx;
    uint256 internal last;
    uint256 internal base;

    function _touch() private {
        if (last != 0) idx += base * (block.timestamp - last) / 1e9;
        last = block.timestamp;
    }

    function up(uint128 x) external {
        _touch();
        base += x;
    }
}

// OK funding-clock-uninitialised
contract ClockCtor {
    uint256 internal idx;
    uint256 internal last;
    uint256 internal base;

    constructor() {
        _stamp();
    }

    function _stamp() private {
        last = block.timestamp;
    }

    function up(uint128 x) external {
        idx += base * (block.timestamp - last) / 1e9;
        _stamp();
        base += x;
    }
}

// OK funding-clock-uninitialised
contract ClockEarlyOut {
    struct M {
        uint256 acc;
        uint40 when;
        uint256 basis;
    }
    mapping(bytes4 => M) internal ms;

    function _do(bytes4 k) private returns (M storage m) {
        m = ms[k];
        uint256 w = m.when;
        if (w == 0) {
            m.when = uint40(block.timestamp);
            return m;
        }
        m.acc += m.basis * (block.timestamp - w);
        m.when = uint40(block.timestamp);
    }

    function up(bytes4 k, uint128 x) external {
        _do(k).basis += x;
    }

    function down(bytes4 k, uint128 x) external {
        _do(k).basis -= x;
    }
}
