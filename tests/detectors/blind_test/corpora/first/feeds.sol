// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

interface AggregatorV3Interface {
    function decimals() external view returns (uint8);
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}

interface IPerpOracle {
    function getPrice(bytes32 marketId) external view returns (uint256);
    function refresh(bytes32 marketId) external;
}

interface IERC20 {
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
    function balanceOf(address who) external view returns (uint256);
    function decimals() external view returns (uint8);
}

interface IFillHook {
    function beforeFill(address trader, int256 delta) external;
}

// ---------------------------------------------------------------- oracle-stale-round
contract IndexReader {
    struct Quote {
        uint80 round;
        int256 raw;
        uint256 stamp;
    }
    error RoundIncomplete();
    error NegativeIndex();
    mapping(uint32 => AggregatorV3Interface) internal aggregators;

    function _pull(uint32 pairId) internal view returns (Quote memory q) {
        // BAD oracle-stale-round s1
        (q.round, q.raw,, q.stamp,) = aggregators[pairId].latestRoundData();
        if (q.stamp == 0) revert RoundIncomplete();
        if (q.raw <= 0) revert NegativeIndex();
    }

    function indexOf(uint32 pairId) external view returns (uint256) {
        // BAD oracle-stale-round s1
        Quote memory q = _pull(pairId);
        return uint256(q.raw) * 1e10;
    }
}

library FeedLib {
    error BadAnswer();

    function peek(AggregatorV3Interface agg) internal view returns (uint256 px, uint256 at) {
        // BAD oracle-stale-round s2
        int256 a;
        (, a,, at,) = agg.latestRoundData();
        if (a < 1) revert BadAnswer();
        px = uint256(a);
    }
}

contract SpotGauge {
    using FeedLib for AggregatorV3Interface;
    AggregatorV3Interface public immutable AGG;
    uint256 public lastSeen;

    constructor(AggregatorV3Interface a) {
        AGG = a;
    }

    function gauge() external returns (uint256 p) {
        // BAD oracle-stale-round s2
        uint256 t;
        (p, t) = AGG.peek();
        lastSeen = t;
    }
}

abstract contract RoundGuard {
    AggregatorV3Interface internal immutable _agg;

    constructor(AggregatorV3Interface a) {
        _agg = a;
    }

    function _answer() internal view virtual returns (int256 v) {
        // BAD oracle-stale-round s3
        uint80 rid;
        uint80 air;
        uint256 upd;
        (rid, v,, upd, air) = _agg.latestRoundData();
        require(upd > 0, "incomplete");
        require(air >= rid, "carried over");
        require(v > 0, "price");
    }
}

contract MarkFeed is RoundGuard {
    constructor(AggregatorV3Interface a) RoundGuard(a) {}

    function mark() external view returns (uint256) {
        return uint256(_answer()); // BAD oracle-stale-round s3
    }
}

contract MonotoneFeed {
    AggregatorV3Interface immutable src;
    uint256 public newest;
    uint256 public px;

    constructor(AggregatorV3Interface s) {
        src = s;
    }

    function poke() external {
        // BAD oracle-stale-round s4
        (, int256 a,, uint256 u,) = src.latestRoundData();
        require(u >= newest, "went back");
        require(a > 0, "sign");
        newest = u;
        px = uint256(a);
    }
}

// OK oracle-stale-round
contract FreshByModifier {
    error Stale(uint256 age);
    AggregatorV3Interface public immutable feed;
    uint256 internal constant TTL = 1 hours;

    constructor(AggregatorV3Interface f) {
        feed = f;
    }
    modifier onlyFresh() {
        (,,, uint256 t,) = feed.latestRoundData();
        if (block.timestamp - t > TTL) revert Stale(block.timestamp - t);
        _;
    }

    function spot() external view onlyFresh returns (uint256) {
        (, int256 a,,,) = feed.latestRoundData();
        require(a > 0);
        return uint256(a);
    }
}

abstract contract AgeCheck {
    error TooOld();

    function _enforceAge(uint256 stampedAt, uint256 ttl) internal view {
        if (stampedAt + ttl < block.timestamp) revert TooOld();
    }
}

// OK oracle-stale-round
contract FreshByBase is AgeCheck {
    struct Feed {
        AggregatorV3Interface agg;
        uint32 ttl;
    }
    mapping(bytes32 => Feed) public feeds;

    function px(bytes32 k) public view returns (uint256) {
        Feed storage f = feeds[k];
        (, int256 a,, uint256 u,) = f.agg.latestRoundData();
        _enforceAge(u, f.ttl);
        if (a <= 0) revert TooOld();
        return uint256(a);
    }
}

struct RoundView {
    int256 px;
    uint64 at;
}

library Freshness {
    error Expired();

    function enforce(RoundView memory r, uint64 ttl) internal view {
        unchecked {
            if (_now() - r.at > ttl) revert Expired();
        }
        if (r.px <= 0) revert Expired();
    }

    function _now() private view returns (uint64) {
        return uint64(block.timestamp);
    }
}

// OK oracle-stale-round
contract FreshByLibrary {
    using Freshness for RoundView;
    AggregatorV3Interface internal immutable A;
    uint64 internal immutable T;

    constructor(AggregatorV3Interface a, uint64 t) {
        A = a;
        T = t;
    }

    function _load() internal view returns (RoundView memory r) {
        uint256 u;
        (, r.px,, u,) = A.latestRoundData();
        r.at = uint64(u);
    }

    function read() external view returns (int256) {
        RoundView memory r = _load();
        r.enforce(T);
        return r.px;
    }
}

// OK oracle-stale-round
contract FreshByFlag {
    AggregatorV3Interface internal immutable A;
    uint256 internal immutable maxLag;

    constructor(AggregatorV3Interface a, uint256 t) {
        A = a;
        maxLag = t;
    }

    function tryRead() public view returns (bool ok, uint256 v) {
        try A.latestRoundData() returns (uint80, int256 a, uint256, uint256 u, uint80) {
            bool young = block.timestamp < u + maxLag;
            ok = young && a > 0;
            v = ok ? uint256(a) : 0;
        } catch {}
    }

    function must() external view returns (uint256) {
        (bool ok, uint256 v) = tryRead();
        require(ok, "no price");
        return v;
    }
}

// OK oracle-stale-round
contract SequencerGate {
    AggregatorV3Interface internal immutable uptime;
    uint256 internal constant GRACE = 3600;
    error Down();
    error Grace();

    constructor(AggregatorV3Interface u) {
        uptime = u;
    }
    modifier whenUp() {
        (, int256 status, uint256 since,,) = uptime.latestRoundData();
        if (status != 0) revert Down();
        if (block.timestamp - since <= GRACE) revert Grace();
        _;
    }
    uint256 public hits;

    function ping() external whenUp {
        hits++;
    }
}

// ---------------------------------------------------------------- oracle-unchecked-sign
contract CastInline is AgeCheck {
    AggregatorV3Interface immutable f;

    constructor(AggregatorV3Interface a) {
        f = a;
    }

    function worth(uint256 lots) external view returns (uint256) {
        // BAD oracle-unchecked-sign g1
        (, int256 ans,, uint256 u,) = f.latestRoundData();
        _enforceAge(u, 1 days);
        return lots * uint256(ans) / 1e8;
    }
}

library Px {
    function wad(int256 p, uint8 d) internal pure returns (uint256) {
        return uint256(p) * 10 ** (18 - d); // BAD oracle-unchecked-sign g2
    }
}

contract CastInLibrary is AgeCheck {
    using Px for int256;
    mapping(address => AggregatorV3Interface) agg;

    function _raw(address t) internal view returns (int256 p, uint8 d) {
        // BAD oracle-unchecked-sign g2
        uint256 u;
        (, p,, u,) = agg[t].latestRoundData();
        _enforceAge(u, 900);
        d = agg[t].decimals();
    }

    function quote(address t) external view returns (uint256) {
        // BAD oracle-unchecked-sign g2
        (int256 p, uint8 d) = _raw(t);
        return p.wad(d);
    }
}

contract CastNonZero is AgeCheck {
    AggregatorV3Interface immutable f;
    uint128 public cached;

    constructor(AggregatorV3Interface a) {
        f = a;
    }

    function sync() external {
        // BAD oracle-unchecked-sign g3
        (, int256 ans,, uint256 u,) = f.latestRoundData();
        _enforceAge(u, 1 days);
        require(ans != 0, "zero");
        cached = uint128(uint256(ans));
    }
}

library Safe256 {
    error Negative(int256 v);

    function toUint(int256 v) internal pure returns (uint256) {
        if (v < 0) revert Negative(v);
        return uint256(v);
    }
}

// OK oracle-unchecked-sign
contract SignBySafeCast is AgeCheck {
    using Safe256 for int256;
    AggregatorV3Interface immutable f;

    constructor(AggregatorV3Interface a) {
        f = a;
    }

    function p() external view returns (uint256) {
        (, int256 ans,, uint256 u,) = f.latestRoundData();
        _enforceAge(u, 1 days);
        return ans.toUint();
    }
}

// OK oracle-unchecked-sign
contract SignByFloor is AgeCheck {
    AggregatorV3Interface immutable f;
    int256 private constant MIN_ANSWER = 1e6;

    constructor(AggregatorV3Interface a) {
        f = a;
    }

    function p() external view returns (uint256) {
        (, int256 ans,, uint256 u,) = f.latestRoundData();
        _enforceAge(u, 1 days);
        if (ans < MIN_ANSWER) revert TooOld();
        return uint256(ans);
    }
}

// OK oracle-unchecked-sign
contract SignByTernary is AgeCheck {
    AggregatorV3Interface immutable f;

    constructor(AggregatorV3Interface a) {
        f = a;
    }

    function p() external view returns (uint256 v) {
        (, int256 ans,, uint256 u,) = f.latestRoundData();
        _enforceAge(u, 1 days);
        v = ans > 0 ? uint256(ans) : 0;
        require(v > 0, "no price");
    }
}

// OK oracle-unchecked-sign
contract SignByHelper is AgeCheck {
    AggregatorV3Interface immutable f;

    constructor(AggregatorV3Interface a) {
        f = a;
    }

    function _valid(int256 a) private pure returns (bool) {
        return a > 0;
    }

    function p() external view returns (uint256) {
        (, int256 ans,, uint256 u,) = f.latestRoundData();
        _enforceAge(u, 1 days);
        require(_valid(ans), "bad");
        return uint256(ans);
    }
}

// ---------------------------------------------------------------- oracle-shared-heartbeat
// BAD oracle-shared-heartbeat h1
contract OneTtlMapping {
    mapping(uint16 => AggregatorV3Interface) public feedOf;
    uint256 public immutable MAX_DELAY;
    error Old();

    constructor(uint256 d) {
        MAX_DELAY = d;
    }

    function at(uint16 m) external view returns (uint256) {
        (, int256 a,, uint256 u,) = feedOf[m].latestRoundData();
        if (block.timestamp > u + MAX_DELAY || a <= 0) revert Old();
        return uint256(a);
    }
}

// BAD oracle-shared-heartbeat h2
contract OneTtlTwoFeeds {
    AggregatorV3Interface public immutable ETH_USD;
    AggregatorV3Interface public immutable USDC_USD;
    uint256 private constant STALE_AFTER = 86_400;

    constructor(AggregatorV3Interface e, AggregatorV3Interface c) {
        ETH_USD = e;
        USDC_USD = c;
    }

    function _q(AggregatorV3Interface x) private view returns (uint256) {
        (, int256 a,, uint256 u,) = x.latestRoundData();
        require(a > 0 && block.timestamp - u < STALE_AFTER, "feed");
        return uint256(a);
    }

    function ethInUsdc() external view returns (uint256) {
        return _q(ETH_USD) * 1e6 / _q(USDC_USD);
    }
}

// BAD oracle-shared-heartbeat h3
contract OneTtlLoop {
    AggregatorV3Interface[] internal srcs;
    uint32 internal staleness;
    address internal gov;

    function average() external view returns (uint256 s) {
        uint256 n = srcs.length;
        for (uint256 i; i < n; ++i) {
            (, int256 a,, uint256 u,) = srcs[i].latestRoundData();
            require(a > 0, "sign");
            require(u + staleness > block.timestamp, "old");
            s += uint256(a);
        }
        s /= n;
    }

    function add(AggregatorV3Interface s) external {
        require(msg.sender == gov);
        require(srcs.length < 8);
        srcs.push(s);
    }
}

// OK oracle-shared-heartbeat
contract TtlPerMarket {
    mapping(uint16 => AggregatorV3Interface) public feedOf;
    mapping(uint16 => uint256) public beatOf;
    error Old();

    function at(uint16 m) external view returns (uint256) {
        (, int256 a,, uint256 u,) = feedOf[m].latestRoundData();
        if (block.timestamp > u + beatOf[m] || a <= 0) revert Old();
        return uint256(a);
    }
}

// OK oracle-shared-heartbeat
contract TtlPerCall {
    AggregatorV3Interface public immutable ETH_USD;
    AggregatorV3Interface public immutable USDC_USD;
    uint256 private constant ETH_BEAT = 3600;
    uint256 private constant USDC_BEAT = 86_400;

    constructor(AggregatorV3Interface e, AggregatorV3Interface c) {
        ETH_USD = e;
        USDC_USD = c;
    }

    function _q(AggregatorV3Interface x, uint256 beat) private view returns (uint256) {
        (, int256 a,, uint256 u,) = x.latestRoundData();
        require(a > 0 && block.timestamp - u < beat, "feed");
        return uint256(a);
    }

    function ethInUsdc() external view returns (uint256) {
        return _q(ETH_USD, ETH_BEAT) * 1e6 / _q(USDC_USD, USDC_BEAT);
    }
}

// OK oracle-shared-heartbeat
contract OneFeedOneTtl {
    AggregatorV3Interface public feed;
    uint256 public limit = 3600;
    address gov;

    function px() external view returns (uint256) {
        (, int256 a,, uint256 u,) = feed.latestRoundData();
        require(a > 0 && block.timestamp - u < limit, "feed");
        return uint256(a);
    }

    function swapFeed(AggregatorV3Interface n) external {
        require(msg.sender == gov);
        feed = n;
    }
}

// OK oracle-shared-heartbeat
contract TtlInStruct {
    struct Source {
        AggregatorV3Interface agg;
        uint64 beat;
    }
    Source[] internal list;

    function min() external view returns (uint256 best) {
        best = type(uint256).max;
        uint256 n = list.length;
        for (uint256 i; i < n && i < 8; ++i) {
            Source memory s = list[i];
            (, int256 a,, uint256 u,) = s.agg.latestRoundData();
            if (a <= 0 || block.timestamp - u > s.beat) continue;
            if (uint256(a) < best) best = uint256(a);
        }
    }
}

// ---------------------------------------------------------------- oracle-double-read
contract ReadTwiceTransfer {
    IPerpOracle public immutable ORACLE;
    IERC20 public immutable TOKEN;
    mapping(address => uint256) public notional;

    constructor(IPerpOracle o, IERC20 t) {
        ORACLE = o;
        TOKEN = t;
    }

    function enlarge(bytes32 m, uint256 amt, uint256 maxPx) external {
        // BAD oracle-double-read d1
        uint256 cost = amt * ORACLE.getPrice(m) / 1e18 + 1;
        require(ORACLE.getPrice(m) <= maxPx, "limit");
        TOKEN.transferFrom(msg.sender, address(this), cost);
        notional[msg.sender] += amt * ORACLE.getPrice(m) / 1e18;
    }
}

contract ReadTwiceHook {
    IPerpOracle internal oracle;
    IFillHook internal hook;
    bytes32 internal market;
    mapping(address => int256) internal quote;
    mapping(address => uint256) internal reserve;
    error Unsafe();

    function _px() private view returns (uint256) {
        return oracle.getPrice(market);
    }

    function fill(int128 dq) external {
        // BAD oracle-double-read d2
        uint256 need = _abs(dq) * _px() / 1e18 / 10 + 1;
        if (reserve[msg.sender] < need) revert Unsafe();
        hook.beforeFill(msg.sender, dq);
        quote[msg.sender] -= int256(dq) * int256(uint256(uint128(_px()))) / 1e18;
    }

    function _abs(int128 v) private pure returns (uint256) {
        return v < 0 ? uint256(-int256(v)) : uint256(int256(v));
    }
}

contract ReadTwiceSeize {
    IPerpOracle internal oracle;
    IERC20 internal coin;

    struct Vault {
        uint128 debt;
        uint128 ink;
    }
    mapping(address => mapping(bytes32 => Vault)) internal vaults;

    function _unsafe(address u, bytes32 m) internal view returns (bool) {
        Vault memory v = vaults[u][m];
        return uint256(v.ink) * oracle.getPrice(m) / 1e18 < uint256(v.debt) * 11 / 10;
    }

    function _collect(uint256 amt) internal {
        require(coin.transferFrom(msg.sender, address(this), amt), "pull");
    }

    function _seize(address u, bytes32 m, uint256 repaid) internal returns (uint256 out) {
        Vault storage v = vaults[u][m];
        out = repaid * 1e18 / oracle.getPrice(m);
        v.ink -= uint128(out);
        v.debt -= uint128(repaid);
    }

    function bite(address u, bytes32 m, uint128 repaid, uint256 minOut) external {
        // BAD oracle-double-read d3
        require(_unsafe(u, m), "safe");
        _collect(repaid);
        require(_seize(u, m, repaid) >= minOut, "out");
    }
}

// OK oracle-double-read
contract ReadOncePassed {
    IPerpOracle public immutable ORACLE;
    IERC20 public immutable TOKEN;
    mapping(address => uint256) public notional;

    constructor(IPerpOracle o, IERC20 t) {
        ORACLE = o;
        TOKEN = t;
    }

    function enlarge(bytes32 m, uint256 amt, uint256 maxPx) external {
        uint256 p = ORACLE.getPrice(m);
        require(p <= maxPx, "limit");
        TOKEN.transferFrom(msg.sender, address(this), amt * p / 1e18 + 1);
        notional[msg.sender] += amt * p / 1e18;
    }
}

// OK oracle-double-read
contract ReadTwoMarkets {
    IPerpOracle internal oracle;
    IFillHook internal hook;
    mapping(address => uint256) public a;
    bytes32 internal constant BTC = "BTC";
    bytes32 internal constant ETH = "ETH";

    function swapExposure(int256 d) external {
        uint256 b = oracle.getPrice(BTC);
        hook.beforeFill(msg.sender, d);
        uint256 e = oracle.getPrice(ETH);
        a[msg.sender] = b * 1e18 / e;
    }
}

// OK oracle-double-read
contract ReadAroundView {
    IPerpOracle internal oracle;
    IERC20 internal coin;
    mapping(address => uint256) public a;

    function value(bytes32 m, uint256 q) external returns (uint256 v) {
        v = q * oracle.getPrice(m);
        uint256 d = coin.decimals();
        v = v / 10 ** d + oracle.getPrice(m);
        a[msg.sender] = v;
    }
}

// OK oracle-double-read
contract ReadAfterRefresh {
    IPerpOracle internal oracle;
    event Jump(uint256 was, uint256 now_);

    function poke(bytes32 m) external {
        uint256 was = oracle.getPrice(m);
        oracle.refresh(m);
        emit Jump(was, oracle.getPrice(m));
    }
}

// OK oracle-double-read
contract ReadThenCall {
    IPerpOracle internal oracle;
    IFillHook internal hook;
    mapping(address => uint256) public hi;

    function note(bytes32 m, int256 d) external {
        uint256 p = oracle.getPrice(m);
        if (p > hi[msg.sender]) hi[msg.sender] = oracle.getPrice(m);
        hook.beforeFill(msg.sender, d);
    }
}
