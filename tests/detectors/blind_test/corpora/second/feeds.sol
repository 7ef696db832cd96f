// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

interface IAgg {
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
    function getRoundData(uint80 r) external view returns (uint80, int256, uint256, uint256, uint80);
    function latestAnswer() external view returns (int256);
    function decimals() external view returns (uint8);
}

interface ISpot {
    function spotPrice(address base) external returns (uint256);
    function lastPrice(address base) external view returns (uint256);
}

interface ICallee {
    function onOpen(bytes calldata d) external;
}

function staleAfter(uint256 stamp, uint256 ttl) view returns (bool) {
    return block.timestamp > stamp + ttl;
}

// stale ------------------------------------------------------------
contract PrevRound {
    IAgg immutable A;

    constructor(IAgg a) {
        A = a;
    }

    function blended() external view returns (uint256 p) {
        // BAD oracle-stale-round k1
        (uint80 r, int256 now_,, uint256 t,) = A.latestRoundData();
        (, int256 was,, uint256 u,) = A.getRoundData(r - 1);
        require(now_ > 0 && was > 0 && t >= u, "bad");
        p = (uint256(now_) + uint256(was)) / 2;
    }
}

contract TryAnswer {
    IAgg[3] internal srcs;

    function median() external view returns (uint256 best) {
        // BAD oracle-stale-round k2
        for (uint256 i; i < 3; ++i) {
            try srcs[i].latestRoundData() returns (uint80, int256 v, uint256, uint256 when, uint80) {
                if (v > 0 && when != 0 && uint256(v) > best) best = uint256(v);
            } catch {
                continue;
            }
        }
    }
}

contract Quick {
    IAgg immutable A;
    mapping(address => uint256) internal q;

    constructor(IAgg a) {
        A = a;
    }

    function value(address u) public view returns (uint256) {
        int256 v = A.latestAnswer(); // BAD oracle-stale-round k3
        if (v <= 0) revert();
        return q[u] * uint256(v);
    }

    function add(uint64 x) external {
        q[msg.sender] += x;
        require(value(msg.sender) < 1e40);
    }
}

// OK oracle-stale-round
contract FreeFn {
    IAgg immutable A;
    error Old();

    constructor(IAgg a) {
        A = a;
    }

    function price() external view returns (uint256) {
        (, int256 v,, uint256 t,) = A.latestRoundData();
        if (staleAfter(t, 1200) || v < 1) revert Old();
        return uint256(v);
    }
}

// OK oracle-stale-round
contract CachedAge {
    IAgg immutable A;

    struct C {
        uint192 px;
        uint64 at;
    }
    C internal c;

    constructor(IAgg a) {
        A = a;
    }

    function pull() external {
        (, int256 v,, uint256 t,) = A.latestRoundData();
        require(v > 0);
        c = C(uint192(uint256(v)), uint64(t));
    }

    function price() external view returns (uint256) {
        C memory k = c;
        require(block.timestamp - k.at < 3600, "old");
        return k.px;
    }
}

// OK oracle-stale-round oracle-shared-heartbeat
contract BestOf {
    struct F {
        IAgg agg;
        uint32 ttl;
    }
    F internal a;
    F internal b;

    function _get(F storage f) private view returns (bool ok, uint256 p) {
        try f.agg.latestRoundData() returns (uint80, int256 v, uint256, uint256 t, uint80) {
            ok = v > 0 && block.timestamp <= t + f.ttl;
            p = ok ? uint256(v) : 0;
        } catch {
            ok = false;
        }
    }

    function price() external view returns (uint256 p) {
        bool ok;
        (ok, p) = _get(a);
        if (!ok) (ok, p) = _get(b);
        require(ok, "down");
    }
}

// sign --------------------------------------------------------------
contract SignA {
    IAgg immutable A;

    constructor(IAgg a) {
        A = a;
    }

    function price() external view returns (uint256 x) {
        (, int256 v,, uint256 t,) = A.latestRoundData(); // BAD oracle-unchecked-sign k1
        require(block.timestamp - t < 60);
        unchecked {
            x = uint256(v * 1e10);
        }
    }
}

contract SignB {
    mapping(bytes32 => IAgg) internal as_;

    struct P {
        uint224 px;
        uint32 at;
    }
    mapping(bytes32 => P) public ps;
    mapping(bytes32 => uint32) internal ttl;

    function store(bytes32 k) external {
        (, int256 v,, uint256 t,) = as_[k].latestRoundData(); // BAD oracle-unchecked-sign k2
        require(block.timestamp - t < ttl[k]);
        ps[k] = P({px: uint224(uint256(v)), at: uint32(t)});
    }
}

contract SignC {
    IAgg immutable A;
    IAgg immutable B;

    constructor(IAgg a, IAgg b) {
        A = a;
        B = b;
    }

    function _r(IAgg f, uint256 ttl) private view returns (int256 v) {
        uint256 t; // BAD oracle-unchecked-sign k3
        (, v,, t,) = f.latestRoundData();
        require(block.timestamp - t < ttl);
    }

    function cross() external view returns (uint256) {
        int256 x = _r(A, 60); // BAD oracle-unchecked-sign k3
        int256 y = _r(B, 3600);
        require(y != 0);
        return uint256(x * 1e18 / y);
    }
}

// OK oracle-unchecked-sign
contract SignD {
    IAgg immutable A;

    constructor(IAgg a) {
        A = a;
    }
    error Neg();
    modifier positive(int256 v) {
        if (v < 1) revert Neg();
        _;
    }

    function _cast(int256 v) private pure positive(v) returns (uint256) {
        return uint256(v);
    }

    function price() external view returns (uint256) {
        (, int256 v,, uint256 t,) = A.latestRoundData();
        require(block.timestamp - t < 60);
        return _cast(v);
    }
}

// OK oracle-unchecked-sign
contract SignE {
    IAgg immutable A;

    constructor(IAgg a) {
        A = a;
    }

    function price() external view returns (uint256 p) {
        (, int256 v,, uint256 t,) = A.latestRoundData();
        require(block.timestamp - t < 60);
        bool bad = v <= 0 || v > 1e30;
        require(!bad, "range");
        p = uint256(v);
    }
}

// OK oracle-unchecked-sign
contract SignF {
    IAgg immutable A;

    constructor(IAgg a) {
        A = a;
    }

    function delta(int256 ref) external view returns (int256) {
        (, int256 v,, uint256 t,) = A.latestRoundData();
        require(block.timestamp - t < 60);
        return v - ref;
    }
}

// heartbeat -------------------------------------------------------------
// BAD oracle-shared-heartbeat k1
contract BeatA {
    struct Leg {
        IAgg agg;
        uint8 dec;
    }
    mapping(address => Leg) internal legs;
    uint64 public window = 3600;
    address gov = msg.sender;

    function setWindow(uint64 w) external {
        require(msg.sender == gov && w < 2 days);
        window = w;
    }

    function usd(address t) external view returns (uint256) {
        Leg storage l = legs[t];
        (, int256 v,, uint256 u,) = l.agg.latestRoundData();
        require(!staleAfter(u, window) && v > 0);
        return uint256(v) * 10 ** (18 - l.dec);
    }
}

// BAD oracle-shared-heartbeat k2
contract BeatB {
    IAgg public immutable BASE;
    IAgg public immutable QUOTE;

    constructor(IAgg b, IAgg q) {
        BASE = b;
        QUOTE = q;
    }

    function _at(IAgg f) internal view returns (uint256) {
        (, int256 v,, uint256 u,) = f.latestRoundData();
        require(v > 0);
        unchecked {
            if (block.timestamp - u >= 1 days) revert("age");
        }
        return uint256(v);
    }

    function rate() external view returns (uint256) {
        return Math.mulDiv(_at(BASE), 1e18, _at(QUOTE));
    }
}

// OK oracle-shared-heartbeat
contract BeatC {
    IAgg public immutable BASE;
    IAgg public immutable QUOTE;
    uint256 immutable TB;
    uint256 immutable TQ;

    constructor(IAgg b, IAgg q, uint256 x, uint256 y) {
        BASE = b;
        QUOTE = q;
        TB = x;
        TQ = y;
    }

    function rate() external view returns (uint256) {
        (, int256 v,, uint256 u,) = BASE.latestRoundData();
        (, int256 w,, uint256 z,) = QUOTE.latestRoundData();
        require(v > 0 && w > 0 && block.timestamp - u < TB && block.timestamp - z < TQ);
        return uint256(v) * 1e18 / uint256(w);
    }
}

// OK oracle-shared-heartbeat
contract BeatD {
    mapping(uint8 => IAgg) internal fs;
    mapping(IAgg => uint256) internal life;

    function q(uint8 m) external view returns (uint256) {
        IAgg f = fs[m];
        (, int256 v,, uint256 u,) = f.latestRoundData();
        require(v > 0 && u + life[f] > block.timestamp);
        return uint256(v);
    }
}

// double read ---------------------------------------------------------------
contract TwiceA {
    IAgg immutable A;
    ISpot immutable S;
    mapping(address => uint256) internal owed;
    mapping(address => uint256) internal coll;

    constructor(IAgg a, ISpot s) {
        A = a;
        S = s;
    }

    function leverage(address base, uint64 q, uint256 cap, bytes calldata d) external {
        // BAD oracle-double-read k1
        uint256 v0 = uint256(q) * S.lastPrice(base) / 1e18 + 1;
        require(v0 <= cap);
        owed[msg.sender] += v0;
        ICallee(msg.sender).onOpen(d);
        uint256 v1 = uint256(q) * S.lastPrice(base) / 1e18;
        coll[msg.sender] += v1;
    }
}

abstract contract Pricer {
    ISpot internal immutable S;

    constructor(ISpot s) {
        S = s;
    }

    function _px(address b) internal view virtual returns (uint256) {
        return S.lastPrice(b);
    }
}

contract TwiceB is Pricer {
    using SafeERC20 for IERC20;
    constructor(ISpot s) Pricer(s) {}

    struct P {
        address base;
        uint128 q;
        uint256 lien;
    }
    mapping(uint256 => P) internal ps;
    IERC20 internal c;
    modifier sound(uint256 id) {
        P memory p = ps[id];
        require(p.q * _px(p.base) / 1e18 > p.lien, "pre");
        _;
    }

    function swapIn(uint256 id, uint128 pay, uint256 maxLien) external sound(id) {
        // BAD oracle-double-read k2
        c.safeTransferFrom(msg.sender, address(this), pay);
        P storage p = ps[id];
        p.lien = p.q * _px(p.base) / 2e18;
        require(p.lien <= maxLien);
    }
}

// OK oracle-double-read
contract TwiceC is Pricer {
    using SafeERC20 for IERC20;
    constructor(ISpot s) Pricer(s) {}
    mapping(address => uint256) internal q;
    IERC20 internal c;

    function go(address b, uint64 n, uint256 lim) external {
        uint256 p = _px(b);
        require(p < lim);
        c.safeTransferFrom(msg.sender, address(this), n * p);
        _book(b, n, p);
    }

    function _book(address, uint64 n, uint256 p) private {
        q[msg.sender] += n * p;
    }
}

// OK oracle-double-read
contract TwiceD is Pricer {
    constructor(ISpot s) Pricer(s) {}
    mapping(address => uint256) internal q;
    error Moved();

    function go(address b, bytes calldata d, uint256 lim) external {
        uint256 p = _px(b);
        require(p < lim);
        ICallee(msg.sender).onOpen(d);
        if (_px(b) != p) revert Moved();
        q[msg.sender] += p;
    }
}

// OK oracle-double-read
contract TwiceE is Pricer {
    constructor(ISpot s) Pricer(s) {}
    mapping(address => uint256) internal q;

    function many(address[] calldata bs, uint256 lim) external {
        uint256 s;
        for (uint256 i; i < bs.length; ++i) {
            s += _px(bs[i]);
        }
        require(s < lim);
        q[msg.sender] = s;
    }
}

// round-down-owed ------------------------------------------------------------
library Wad {
    function fee(uint256 n, uint24 pips) internal pure returns (uint256) {
        unchecked {
            return n * pips / 1_000_000; // BAD round-down-owed k1
        }
    }

    function feeUp(uint256 n, uint24 pips) internal pure returns (uint256 f) {
        f = fee(n, pips);
        if (f * 1_000_000 != n * pips) f += 1;
    }
}

contract OweA {
    using Wad for uint256;

    struct A {
        int256 net;
    }
    mapping(address => A) internal a;
    uint24 internal pips = 300;
    int256 internal sink;

    function charge(uint120 n) external {
        int256 f = int256(uint256(n).fee(pips)); // BAD round-down-owed k1
        a[msg.sender].net -= f;
        sink += f;
    }
}

contract OweB {
    mapping(address => uint256) internal bal;
    mapping(address => uint256) internal since;
    uint256 internal rent;
    uint256 internal till;

    function _owed(address w) internal view returns (uint256) {
        return bal[w] == 0 ? 0 : (block.timestamp - since[w]) * rent / 1 days; // BAD round-down-owed k2
    }

    function settle() external {
        uint256 o = _owed(msg.sender); // BAD round-down-owed k2
        uint256 left = bal[msg.sender] - o;
        bal[msg.sender] = left;
        since[msg.sender] = block.timestamp;
        till += o;
    }
}

contract OweC {
    using SafeERC20 for IERC20;
    IERC20 immutable U;
    mapping(address => uint256) internal lots;
    uint256 internal px = 12_345;

    constructor(IERC20 u) {
        U = u;
    }

    function buy(uint64 n) external {
        lots[msg.sender] += n; // BAD round-down-owed k3
        U.safeTransferFrom(msg.sender, address(this), _quote(n));
    }

    function _quote(uint256 n) private view returns (uint256) {
        return Math.mulDiv(n, px, 1e9); // BAD round-down-owed k3
    }
}

// OK round-down-owed
contract OweD {
    using Wad for uint256;
    mapping(address => int256) internal a;
    uint24 internal pips = 300;
    int256 internal sink;

    function charge(uint120 n) external {
        int256 f = int256(uint256(n).feeUp(pips));
        a[msg.sender] -= f;
        sink += f;
    }
}

// OK round-down-owed
contract OweE {
    mapping(address => uint256) internal a;
    uint256 internal sink;
    uint256 internal r = 7;

    function charge(uint120 n) external {
        uint256 f = Math.ceilDiv(uint256(n) * r, 1e6);
        a[msg.sender] -= f;
        sink += f;
    }

    function pay(address to, uint120 n) external {
        uint256 part = uint256(n) * r / 1e6;
        a[msg.sender] -= n;
        a[to] += n - part;
        sink += part;
    }
}

// OK round-down-owed
contract OweF {
    mapping(address => uint256) internal a;
    uint256 internal sink;
    uint256 internal r = 7;

    function charge(uint120 n) external {
        uint256 num = uint256(n) * r;
        uint256 f = num / 1e6;
        if (num % 1e6 > 0) f++;
        a[msg.sender] -= f;
        sink += f;
    }
}

// fee split ------------------------------------------------------------------
contract CutA {
    uint256 public toA;
    uint256 public toB;
    uint256 internal constant A_BPS = 7777;
    uint256 internal constant B_BPS = 2223;

    function _share(uint256 x, uint256 b) private pure returns (uint256) {
        return Math.mulDiv(x, b, 10_000);
    }

    function cut(uint256 x) external {
        toA += _share(x, A_BPS); // BAD fee-split-dust k1
        toB += _share(x, B_BPS);
    }
}

contract CutB {
    struct S {
        address to;
        uint32 ppm;
    }
    S[] internal ss;
    mapping(address => uint256) internal credit;
    address gov = msg.sender;

    function add(address t, uint32 p) external {
        require(msg.sender == gov && p < 1e6);
        ss.push(S(t, p));
    }

    function cut(uint256 x) external {
        // BAD fee-split-dust k2
        for (uint256 i; i < ss.length; i++) {
            S storage s = ss[i];
            credit[s.to] = credit[s.to] + x * s.ppm / 1_000_000;
        }
    }
}

contract CutC {
    mapping(address => uint256) internal c;
    address internal v;
    address internal t;
    address internal i;

    function cut() external payable {
        uint256 q = msg.value / 4; // BAD fee-split-dust k3
        c[v] += q * 2;
        c[t] += q;
        c[i] += q;
    }
}

// OK fee-split-dust
contract CutD {
    mapping(address => uint256) internal c;
    address internal v;
    address internal t;

    function cut(uint256 x) external {
        uint256 a = x / 3;
        _give(v, a);
        _give(t, x - a);
    }

    function _give(address w, uint256 a) private {
        c[w] += a;
    }
}

// OK fee-split-dust
contract CutE {
    uint256 internal a;
    uint256 internal b;
    uint256 internal dust;

    function cut(uint256 x) external {
        (uint256 p, uint256 q) = (x * 3 / 7, x * 2 / 7);
        a += p;
        b += q;
        unchecked {
            dust += x - (p + q);
        }
    }
}

// OK fee-split-dust
contract CutF {
    struct S {
        address to;
        uint32 ppm;
    }
    S[] internal ss;
    mapping(address => uint256) internal credit;
    address internal rest;
    address gov = msg.sender;

    function add(address t, uint32 p) external {
        require(msg.sender == gov && p < 1e6);
        ss.push(S(t, p));
    }

    function cut(uint256 x) external {
        uint256 left = x;
        for (uint256 i; i < ss.length; i++) {
            uint256 y = x * ss[i].ppm / 1_000_000;
            credit[ss[i].to] += y;
            left -= y;
        }
        credit[rest] += left;
    }
}

// shares -------------------------------------------------------------------
abstract contract Pool4626 {
    mapping(address => uint256) internal sh;
    uint256 internal supply;
    uint256 internal tvl;
    IERC20 internal immutable U;

    constructor(IERC20 u) {
        U = u;
    }
}

contract ShA is Pool4626 {
    constructor(IERC20 u) Pool4626(u) {}
    using SafeERC20 for IERC20;

    function pull(uint256 a, address to) external {
        uint256 s = Math.mulDiv(a, supply, tvl, Math.Rounding.Floor); // BAD rounding-favours-caller k1
        sh[msg.sender] -= s;
        supply -= s;
        tvl -= a;
        U.safeTransfer(to, a);
    }
}

contract ShB is Pool4626 {
    constructor(IERC20 u) Pool4626(u) {}
    using SafeERC20 for IERC20;

    function _c(uint256 s, bool up) private view returns (uint256 a) {
        a = s * tvl / supply;
        if (up) a = (s * tvl + supply - 1) / supply;
    }

    function cash(uint256 s) external {
        uint256 a = _c(s, true); // BAD rounding-favours-caller k2
        sh[msg.sender] -= s;
        supply -= s;
        tvl -= a;
        U.safeTransfer(msg.sender, a);
    }
}

contract ShC is Pool4626 {
    constructor(IERC20 u) Pool4626(u) {}
    using SafeERC20 for IERC20;

    function buy(uint256 s) external {
        uint256 a = s * tvl / supply; // BAD rounding-favours-caller k3
        tvl += a;
        sh[msg.sender] += s;
        supply += s;
        U.safeTransferFrom(msg.sender, address(this), a);
    }
}

// OK rounding-favours-caller
contract ShD is Pool4626 {
    constructor(IERC20 u) Pool4626(u) {}
    using SafeERC20 for IERC20;
    enum Dir {
        Down,
        Up
    }

    function _c(uint256 x, uint256 n, uint256 d, Dir r) private pure returns (uint256 z) {
        z = Math.mulDiv(x, n, d);
        if (r == Dir.Up && mulmod(x, n, d) != 0) {
            unchecked {
                ++z;
            }
        }
    }

    function put(uint256 a) external {
        uint256 s = _c(a, supply + 1, tvl + 1, Dir.Down);
        U.safeTransferFrom(msg.sender, address(this), a);
        tvl += a;
        supply += s;
        sh[msg.sender] += s;
    }

    function pull(uint256 a) external {
        uint256 s = _c(a, supply + 1, tvl + 1, Dir.Up);
        supply -= s;
        sh[msg.sender] -= s;
        tvl -= a;
        U.safeTransfer(msg.sender, a);
    }

    function cash(uint256 s) external {
        uint256 a = _c(s, tvl + 1, supply + 1, Dir.Down);
        supply -= s;
        sh[msg.sender] -= s;
        tvl -= a;
        U.safeTransfer(msg.sender, a);
    }
}

// decimals ------------------------------------------------------------------
contract DecA {
    using SafeERC20 for IERC20;
    IERC20 immutable U;
    uint256 private constant K = 1e12;

    struct A {
        uint128 wad;
        uint128 locked;
    }
    mapping(address => A) internal a;

    constructor(IERC20 u) {
        U = u;
    }

    function put(uint64 x) external {
        uint256 b = U.balanceOf(address(this));
        U.safeTransferFrom(msg.sender, address(this), x);
        a[msg.sender].wad += uint128((U.balanceOf(address(this)) - b) * K);
    }

    function out(uint64 x) external {
        A storage s = a[msg.sender]; // BAD unscaled-decimals k1
        require(s.wad - s.locked >= x, "free");
        s.wad -= uint128(uint256(x) * K);
        U.safeTransfer(msg.sender, x);
    }
}

contract DecB {
    using SafeERC20 for IERC20;
    IERC20 immutable U;
    mapping(address => uint256) internal wad;
    uint256 internal owedWad;

    constructor(IERC20 u) {
        U = u;
    }

    function _up(uint256 x) private pure returns (uint256) {
        return x * 1e12;
    }

    function give(address w, uint64 x) external {
        wad[w] += _up(x);
        owedWad += _up(x);
        U.safeTransferFrom(msg.sender, address(this), x);
    }

    function surplus() external view returns (uint256) {
        uint256 h = U.balanceOf(address(this)); // BAD unscaled-decimals k2
        return h > owedWad ? h - owedWad : 0;
    }
}

contract DecC {
    using SafeERC20 for IERC20;
    IERC20 immutable U;
    uint256 immutable SC;
    mapping(address => uint256) internal wad;

    constructor(IERC20 u, uint8 d) {
        U = u;
        SC = 10 ** (18 - d);
    }

    function put(uint64 x) external {
        U.safeTransferFrom(msg.sender, address(this), x);
        wad[msg.sender] += uint256(x) * SC;
    }

    function out(uint64 x) external {
        wad[msg.sender] -= x; // BAD unscaled-decimals k3
        U.safeTransfer(msg.sender, x);
    }
}

// OK unscaled-decimals
contract DecD {
    using SafeERC20 for IERC20;
    IERC20 immutable U;
    uint256 internal wad;
    uint256 internal raw;

    constructor(IERC20 u) {
        U = u;
    }

    function put(uint64 x) external {
        U.safeTransferFrom(msg.sender, address(this), x);
        raw += x;
        wad += uint256(x) * 1e12;
    }

    function sane() external view returns (bool) {
        return raw * 1e12 == wad && wad / 1e12 <= U.balanceOf(address(this));
    }
}

// OK unscaled-decimals
contract DecE {
    using SafeERC20 for IERC20;
    IERC20 immutable U;
    mapping(address => int256) internal eq;

    constructor(IERC20 u) {
        U = u;
    }

    function _wad(uint256 x) private pure returns (int256) {
        return int256(x * 1e12);
    }

    function _raw(int256 x) private pure returns (uint256) {
        return uint256(x) / 1e12;
    }

    function out(uint64 x) external {
        int256 w = _wad(x);
        require(eq[msg.sender] >= w);
        eq[msg.sender] -= w;
        U.safeTransfer(msg.sender, x);
    }

    function outAll() external {
        int256 e = eq[msg.sender];
        require(e > 0);
        uint256 r = _raw(e);
        eq[msg.sender] = e - _wad(r);
        U.safeTransfer(msg.sender, r);
    }
}
