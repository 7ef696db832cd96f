// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;
import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

interface IMark {
    function markOf(uint256 m) external view returns (uint256);
}

interface IAmm {
    function exactIn(uint256 dx) external returns (uint256 dy);
}

// unbounded-match / self-trade / no-limit / dust -------------------------------------------------
library Levels {
    struct Node {
        address maker;
        uint64 lots;
        uint32 nxt;
    }

    struct Side {
        mapping(uint32 => Node) nodes;
        uint32 top;
        uint32 end;
        uint32 seq;
    }

    function append(Side storage s, address m, uint64 l) internal returns (uint32 id) {
        id = ++s.seq;
        s.nodes[id] = Node(m, l, 0);
        if (s.end == 0) s.top = id;
        else s.nodes[s.end].nxt = id;
        s.end = id;
    }

    function pop(Side storage s) internal {
        uint32 n = s.nodes[s.top].nxt;
        delete s.nodes[s.top];
        s.top = n;
        if (n == 0) s.end = 0;
    }
}

abstract contract Accts {
    struct Acc {
        int128 base;
        int128 quote;
    }
    mapping(address => Acc) internal acc;

    function _shift(address a, int128 b, int128 q) internal {
        acc[a].base += b;
        acc[a].quote += q;
    }
}

contract WalkA is Accts {
    using Levels for Levels.Side;
    mapping(uint24 => Levels.Side) internal asks;
    uint64 internal constant LEAST = 5;

    function post(uint24 t, uint64 l) external {
        require(l >= LEAST);
        asks[t].append(msg.sender, l);
    }

    function buy(uint24 t, uint64 l) external {
        // BAD unbounded-match k1 // BAD self-trade k1 // BAD dust-remainder k1
        Levels.Side storage s = asks[t];
        for (Levels.Node storage n = s.nodes[s.top]; l > 0 && s.top != 0; n = s.nodes[s.top]) {
            uint64 f = n.lots > l ? l : n.lots;
            _shift(msg.sender, int128(uint128(f)), -int128(uint128(f) * t));
            _shift(n.maker, -int128(uint128(f)), int128(uint128(f) * t));
            l -= f;
            if (f == n.lots) s.pop();
            else n.lots -= f;
        }
    }
}

// OK unbounded-match self-trade dust-remainder
contract WalkB is Accts {
    using Levels for Levels.Side;
    mapping(uint24 => Levels.Side) internal asks;
    uint64 internal constant LEAST = 5;

    function post(uint24 t, uint64 l) external {
        require(l >= LEAST);
        asks[t].append(msg.sender, l);
    }

    function buy(uint24 t, uint64 l, uint16 hops) external returns (uint64) {
        Levels.Side storage s = asks[t];
        while (l > 0 && s.top != 0 && hops-- > 0) {
            Levels.Node storage n = s.nodes[s.top];
            address mk = n.maker;
            if (mk == msg.sender) {
                s.pop();
                continue;
            }
            uint64 f = n.lots > l ? l : n.lots;
            _shift(msg.sender, int128(uint128(f)), -int128(uint128(f) * t));
            _shift(mk, -int128(uint128(f)), int128(uint128(f) * t));
            l -= f;
            n.lots -= f;
            if (n.lots < LEAST) s.pop();
        }
        return l;
    }
}

contract WalkC {
    address[] internal members;
    mapping(address => uint256) internal w;
    mapping(address => uint256) internal paid;
    uint256 internal tot;

    function join() external payable {
        if (w[msg.sender] == 0) members.push(msg.sender);
        w[msg.sender] += msg.value;
        tot += msg.value;
    }

    function pay() external payable {
        uint256 left = msg.value; // BAD unbounded-match k2
        for (uint256 i; i < members.length; ++i) {
            uint256 x = msg.value * w[members[i]] / tot;
            paid[members[i]] += x;
            left -= x;
        }
        paid[msg.sender] += left;
    }
}

contract WalkD {
    struct R {
        address who;
        uint96 amt;
    }
    mapping(uint256 => R) internal q;
    uint256 internal a;
    uint256 internal z;
    mapping(address => uint256) internal due;

    function ask(uint96 x) external {
        q[z] = R(msg.sender, x);
        unchecked {
            z++;
        }
    }

    function flush() public {
        while (a != z) {
            R memory r = q[a]; // BAD unbounded-match k3
            delete q[a];
            due[r.who] += r.amt;
            a += 1;
        }
    }
}

// OK unbounded-match
contract WalkE {
    struct R {
        address who;
        uint96 amt;
    }
    mapping(uint256 => R) internal q;
    uint256 internal a;
    uint256 internal z;
    mapping(address => uint256) internal due;
    uint256 internal constant BATCH = 32;

    function ask(uint96 x) external {
        q[z] = R(msg.sender, x);
        z++;
    }

    function flush() public {
        uint256 stop = a + BATCH;
        if (stop > z) stop = z;
        for (; a < stop; ++a) {
            R memory r = q[a];
            delete q[a];
            due[r.who] += r.amt;
        }
    }
}

// OK unbounded-match
contract WalkF {
    uint8[] internal kinds;
    uint256 internal constant N = 8;
    uint256 internal s;
    mapping(uint256 => uint256) internal bits;

    function add(uint8 k) external {
        require(kinds.length < N, "n");
        kinds.push(k);
    }

    function sum() external {
        uint256 t;
        for (uint256 i; i < kinds.length; ++i) {
            t += kinds[i];
        }
        s = t;
    }

    function scan(uint256 w) external {
        uint256 x = bits[w];
        while (x != 0) {
            x &= x - 1;
            s++;
        }
    }
}

contract PairUp {
    struct O {
        address own;
        uint64 q;
        uint64 p;
    }
    O[] internal bids;
    O[] internal asks;
    mapping(address => int256) internal b;
    mapping(address => int256) internal c;

    function bid(uint64 q, uint64 p) external {
        bids.push(O(msg.sender, q, p));
    }

    function ask(uint64 q, uint64 p) external {
        asks.push(O(msg.sender, q, p));
    }

    function pair(uint256 i, uint256 j) external {
        // BAD self-trade k2
        O storage x = bids[i];
        O storage y = asks[j];
        require(x.p >= y.p && x.q > 0 && x.q == y.q);
        int256 q = int256(uint256(x.q));
        int256 v = q * int256(uint256(y.p));
        x.q = 0;
        y.q = 0;
        b[x.own] += q;
        c[x.own] -= v;
        b[y.own] -= q;
        c[y.own] += v;
    }
}

contract HitId {
    struct O {
        address own;
        uint64 q;
        uint64 p;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => int256) internal b;
    mapping(address => int256) internal c;

    function make(uint64 q, uint64 p, bytes32 k) external {
        require(os[k].q == 0);
        O storage o = os[k];
        o.own = msg.sender;
        o.q = q;
        o.p = p;
    }

    function _do(address m, uint64 q, uint64 p) private {
        int256 v = int256(uint256(q) * p);
        b[m] -= int256(uint256(q));
        c[m] += v;
        b[msg.sender] += int256(uint256(q));
        c[msg.sender] -= v;
    }

    function take(bytes32 k, uint64 maxP) external {
        O memory o = os[k]; // BAD self-trade k3
        require(o.p <= maxP);
        delete os[k];
        _do(o.own, o.q, o.p);
    }
}

// OK self-trade no-limit-price
contract HitOk {
    struct O {
        address own;
        uint64 q;
        uint64 p;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => int256) internal b;
    mapping(address => int256) internal c;
    error Yours();

    function make(uint64 q, uint64 p, bytes32 k) external {
        require(os[k].q == 0);
        O storage o = os[k];
        o.own = msg.sender;
        o.q = q;
        o.p = p;
    }

    function _do(address m, uint64 q, uint64 p) private {
        if (m == msg.sender) revert Yours();
        int256 v = int256(uint256(q) * p);
        b[m] -= int256(uint256(q));
        c[m] += v;
        b[msg.sender] += int256(uint256(q));
        c[msg.sender] -= v;
    }

    function take(bytes32 k, uint64 maxP) external {
        O memory o = os[k];
        require(o.p <= maxP);
        delete os[k];
        _do(o.own, o.q, o.p);
    }
}

contract NlA {
    IMark internal mk;
    mapping(address => int256) internal b;
    mapping(address => int256) internal c;

    function go(uint256 m, int64 d) external {
        int256 p = int256(uint256(uint128(mk.markOf(m)))); // BAD no-limit-price k1
        b[msg.sender] += d;
        c[msg.sender] -= d * p;
    }
}

contract NlB {
    IAmm internal amm;

    struct A {
        uint128 cash;
        uint128 coin;
    }
    mapping(address => A) internal as_;

    function _x(uint128 dx) private returns (uint128) {
        return uint128(amm.exactIn(dx));
    }

    function swap(uint128 dx) external {
        A storage a = as_[msg.sender]; // BAD no-limit-price k2
        a.cash -= dx;
        a.coin += _x(dx);
    }
}

contract NlC {
    uint256 internal rx = 1e24;
    uint256 internal ry = 1e24;
    mapping(address => uint256) internal x;
    mapping(address => uint256) internal y;

    function swap(uint96 dx) external {
        uint256 dy = ry * dx / (rx + dx); // BAD no-limit-price k3
        rx += dx;
        ry -= dy;
        x[msg.sender] -= dx;
        y[msg.sender] += dy;
    }
}

// OK no-limit-price
contract NlD {
    uint256 internal rx = 1e24;
    uint256 internal ry = 1e24;
    mapping(address => uint256) internal x;
    mapping(address => uint256) internal y;
    error Out(uint256);
    modifier atLeast(uint256 m) {
        uint256 was = y[msg.sender];
        _;
        if (y[msg.sender] - was < m) revert Out(m);
    }

    function swap(uint96 dx, uint256 m) external atLeast(m) {
        uint256 dy = ry * dx / (rx + dx);
        rx += dx;
        ry -= dy;
        x[msg.sender] -= dx;
        y[msg.sender] += dy;
    }
}

// OK no-limit-price
contract NlE {
    IMark internal mk;
    mapping(address => int256) internal b;
    mapping(address => int256) internal c;

    struct Bound {
        uint128 lo;
        uint128 hi;
    }

    function go(uint256 m, int64 d, Bound calldata w) external {
        uint256 p = mk.markOf(m);
        require(p >= w.lo && p <= w.hi);
        b[msg.sender] += d;
        c[msg.sender] -= d * int256(p);
    }
}

// OK no-limit-price rounding-favours-caller
contract NlF {
    mapping(address => uint256) internal s;
    uint256 internal sup = 1e6;
    uint256 internal tv = 1e6;
    mapping(address => uint256) internal cash;

    function put(uint96 a) external {
        uint256 m = a * sup / tv;
        cash[msg.sender] -= a;
        s[msg.sender] += m;
        sup += m;
        tv += a;
    }
}

contract DustB {
    mapping(bytes32 => uint128) internal open;
    mapping(bytes32 => address) internal by;
    uint128 internal min = 100;
    uint128 internal soldTotal;

    function put(bytes32 k, uint128 q) external {
        if (q < min) revert();
        open[k] = q;
        by[k] = msg.sender;
    }

    function eat(bytes32 k, uint128 q) external {
        require(by[k] != msg.sender); // BAD dust-remainder k2
        open[k] = open[k] - q;
        soldTotal += q;
    }
}

contract DustC {
    struct L {
        uint256 size;
        address o;
    }
    L[] internal ls;
    uint256 internal immutable MINI;

    constructor() {
        MINI = 1e15;
    }
    error Mini();

    function _min(uint256 x) internal view {
        if (x < MINI) revert Mini();
    }

    function start(uint256 x) external {
        _min(x);
        ls.push(L({size: x, o: msg.sender}));
    }

    function part(uint256 i, uint256 x) external {
        L storage l = ls[i]; // BAD dust-remainder k3
        require(l.o == msg.sender);
        unchecked {
            require(l.size >= x);
            l.size -= x;
        }
    }
}

// OK dust-remainder
contract DustD {
    struct L {
        uint256 size;
        address o;
    }
    L[] internal ls;
    uint256 internal constant MINI = 1e15;
    error Mini();
    modifier clean(uint256 i) {
        _;
        uint256 r = ls[i].size;
        if (r > 0 && r < MINI) revert Mini();
    }

    function start(uint256 x) external {
        if (x < MINI) revert Mini();
        ls.push(L({size: x, o: msg.sender}));
    }

    function part(uint256 i, uint256 x) external clean(i) {
        require(ls[i].o == msg.sender);
        ls[i].size -= x;
    }
}

// pause ------------------------------------------------------------------------------------------
contract PzA is Pausable, Ownable {
    mapping(address => uint256) internal b;
    constructor() Ownable(msg.sender) {}

    function pause() external onlyOwner {
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    function put() external payable whenNotPaused {
        b[msg.sender] += msg.value;
    }

    function get(uint256 x) external {
        _requireNotPaused(); // BAD exit-blocked-by-pause k1
        b[msg.sender] -= x;
        payable(msg.sender).transfer(x);
    }
}

contract PzB is AccessControl {
    uint8 internal flags;

    struct O {
        address by;
        uint96 hold;
    }
    mapping(uint256 => O) internal os;
    mapping(address => uint256) internal free;
    uint256 internal n;

    function setFlags(uint8 f) external onlyRole(DEFAULT_ADMIN_ROLE) {
        flags = f;
    }
    modifier unless(uint8 bit) {
        require(flags & bit == 0, "flag");
        _;
    }

    function place(uint96 h) external unless(1) {
        free[msg.sender] -= h;
        os[++n] = O(msg.sender, h);
    }

    function cancel(uint256 i) external unless(1) {
        O memory o = os[i]; // BAD exit-blocked-by-pause k2
        require(o.by == msg.sender);
        delete os[i];
        free[msg.sender] += o.hold;
    }
}

contract PzC is Ownable {
    struct Cfg {
        bool on;
        uint64 fee;
    }
    Cfg internal cfg;
    mapping(address => uint256) internal s;

    constructor() Ownable(msg.sender) {
        cfg.on = true;
    }

    function toggle(bool x) external onlyOwner {
        cfg.on = x;
    }

    function _live() private view returns (bool) {
        return cfg.on;
    }

    function put() external payable {
        require(_live(), "off");
        s[msg.sender] += msg.value;
    }

    function redeem() external {
        if (!_live()) revert("off"); // BAD exit-blocked-by-pause k3
        uint256 x = s[msg.sender];
        delete s[msg.sender];
        (bool ok,) = msg.sender.call{value: x}("");
        require(ok);
    }
}

// OK exit-blocked-by-pause
contract PzD is Pausable, Ownable {
    mapping(address => uint256) internal b;
    constructor() Ownable(msg.sender) {}

    function pause() external onlyOwner {
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    function put() external payable whenNotPaused {
        b[msg.sender] += msg.value;
    }

    function get(uint256 x) external {
        b[msg.sender] -= x;
        payable(msg.sender).transfer(x);
    }

    function escape() external whenPaused {
        uint256 x = b[msg.sender];
        b[msg.sender] = 0;
        payable(msg.sender).transfer(x);
    }
}

// OK exit-blocked-by-pause
contract PzE is Ownable {
    bool internal off;
    mapping(address => uint256) internal b;
    mapping(address => uint256) internal d;
    constructor() Ownable(msg.sender) {}

    function flip(bool x) external onlyOwner {
        off = x;
    }

    function borrow(uint96 x) external {
        require(!off);
        d[msg.sender] += x;
        payable(msg.sender).transfer(x);
    }

    function get(uint256 x) external {
        b[msg.sender] -= x;
        payable(msg.sender).transfer(x);
    }

    function put() external payable {
        b[msg.sender] += msg.value;
    }
}

// OK exit-blocked-by-pause
contract PzF is Ownable {
    mapping(address => bool) internal frozen;
    mapping(address => uint256) internal b;
    bool internal inside;
    constructor() Ownable(msg.sender) {}

    function freeze(address a, bool x) external onlyOwner {
        frozen[a] = x;
    }
    modifier lock() {
        require(!inside);
        inside = true;
        _;
        inside = false;
    }

    function put() external payable {
        b[msg.sender] += msg.value;
    }

    function get(uint256 x) external lock {
        b[msg.sender] -= x;
        payable(msg.sender).transfer(x);
    }
}

// cancel ---------------------------------------------------------------------------------------
contract CxA {
    struct Req {
        address by;
        uint128 sh;
        uint64 at;
    }
    Req[] internal q;
    mapping(address => uint256) internal sh;

    function ask(uint128 s) external {
        sh[msg.sender] -= s;
        q.push(Req(msg.sender, s, uint64(block.timestamp)));
    }

    function recall(uint256 i) external {
        require(q[i].by == msg.sender && q[i].sh != 0, "no"); // BAD cancel-no-refund k1
        q[i].sh = 0;
    }
}

contract CxB {
    struct T {
        uint256 bond;
        bool live;
    }
    mapping(address => mapping(uint256 => T)) internal ts;
    mapping(address => uint256) internal n;

    function open() external payable {
        ts[msg.sender][n[msg.sender]++] = T(msg.value, true);
    }

    function kill(uint256 i) external {
        T storage t = ts[msg.sender][i]; // BAD cancel-no-refund k2
        require(t.live);
        t.live = false;
    }
}

contract CxC {
    using SafeERC20 for IERC20;
    IERC20 immutable U;
    mapping(bytes32 => address) internal who;
    mapping(bytes32 => uint256) internal amt;

    constructor(IERC20 u) {
        U = u;
    }

    function lay(bytes32 k, uint256 a) external {
        require(who[k] == address(0));
        uint256 b = U.balanceOf(address(this));
        U.safeTransferFrom(msg.sender, address(this), a);
        who[k] = msg.sender;
        amt[k] = U.balanceOf(address(this)) - b;
    }

    function pick(bytes32 k) external {
        require(who[k] == msg.sender); // BAD cancel-no-refund k3
        delete who[k];
        delete amt[k];
    }
}

// OK cancel-no-refund
contract CxD {
    struct Req {
        address by;
        uint128 sh;
    }
    mapping(uint256 => Req) internal q;
    mapping(address => uint256) internal sh;
    uint256 internal n;

    function ask(uint128 s) external {
        sh[msg.sender] -= s;
        q[n++] = Req(msg.sender, s);
    }

    function _end(uint256 i) private returns (Req memory r) {
        r = q[i];
        require(r.by == msg.sender);
        delete q[i];
    }

    function recall(uint256 i) external {
        sh[msg.sender] += _end(i).sh;
    }
}

// OK cancel-no-refund
contract CxE {
    struct Req {
        address by;
        uint128 sh;
    }
    mapping(uint256 => Req) internal q;
    mapping(address => uint256) internal resting;
    uint256 internal n;

    function ask(uint128 s) external {
        resting[msg.sender]++;
        q[n++] = Req(msg.sender, s);
    }

    function recall(uint256 i) external {
        require(q[i].by == msg.sender);
        resting[msg.sender]--;
        delete q[i];
    }
}

// OK cancel-no-refund
contract CxF {
    struct Req {
        address payable by;
        uint128 sh;
    }
    mapping(uint256 => Req) internal q;
    uint256 internal n;

    function ask() external payable {
        q[n++] = Req(payable(msg.sender), uint128(msg.value));
    }

    function recall(uint256 i) external {
        Req memory r = q[i];
        if (r.by != msg.sender) revert();
        delete q[i];
        assembly {
            let ok := call(gas(), mload(r), mload(add(r, 32)), 0, 0, 0, 0)
            if iszero(ok) { revert(0, 0) }
        }
    }
}

// use after delete ----------------------------------------------------------------------------
contract UdA {
    struct V {
        uint128 c;
        uint128 d;
    }
    mapping(address => V) internal vs;
    mapping(address => uint256) internal f;
    event Shut(address a, uint256 c);

    function put(uint128 c) external {
        f[msg.sender] -= c;
        vs[msg.sender].c += c;
    }

    function shut() external {
        uint256 c = vs[msg.sender].c; // BAD use-after-delete k1
        f[msg.sender] += c;
        delete vs[msg.sender];
        if (vs[msg.sender].d > 0) revert("debt");
        emit Shut(msg.sender, c);
    }
}

contract UdB {
    struct N {
        uint64 nx;
        uint64 pv;
        uint128 v;
    }
    mapping(uint64 => N) internal ns;
    uint64 internal hd;
    uint128 internal sum;
    uint64 internal c;

    function push(uint128 v) external {
        ns[++c] = N(hd, 0, v);
        if (hd != 0) ns[hd].pv = c;
        hd = c;
        sum += v;
    }

    function cut(uint64 i) external {
        N storage n = ns[i]; // BAD use-after-delete k2
        sum -= n.v;
        delete ns[i];
        if (n.pv == 0) hd = n.nx;
        else ns[n.pv].nx = n.nx;
    }
}

contract UdC {
    mapping(bytes32 => uint256) internal amt;
    mapping(bytes32 => address) internal who;

    function put(bytes32 k) external payable {
        require(who[k] == address(0));
        who[k] = msg.sender;
        amt[k] = msg.value;
    }

    function _clear(bytes32 k) private {
        delete who[k];
        delete amt[k];
    }

    function give(bytes32 k) external {
        require(who[k] == msg.sender); // BAD use-after-delete k3
        _clear(k);
        payable(msg.sender).transfer(amt[k]);
    }
}

// OK use-after-delete
contract UdD {
    struct N {
        uint64 nx;
        uint64 pv;
        uint128 v;
    }
    mapping(uint64 => N) internal ns;
    uint64 internal hd;
    uint64 internal c;

    function push(uint128 v) external {
        ns[++c] = N(hd, 0, v);
        if (hd != 0) ns[hd].pv = c;
        hd = c;
    }

    function cut(uint64 i) external {
        (uint64 p, uint64 x) = (ns[i].pv, ns[i].nx);
        delete ns[i];
        if (p == 0) hd = x;
        else ns[p].nx = x;
        if (x != 0) ns[x].pv = p;
    }

    function drain(uint64 m) external returns (uint256 s) {
        while (m-- > 0 && hd != 0) {
            N storage n = ns[hd];
            s += n.v;
            uint64 x = n.nx;
            delete ns[hd];
            hd = x;
        }
    }
}

// OK use-after-delete
contract UdE {
    mapping(address => uint256[]) internal l;
    mapping(address => uint256) internal t;

    function reset(uint256 a) external {
        delete l[msg.sender];
        l[msg.sender].push(a);
        t[msg.sender] = l[msg.sender][0];
    }

    function clear() external {
        delete t[msg.sender];
        require(l[msg.sender].length > 0);
    }
}

// signed cast ------------------------------------------------------------------------------------
// BAD signed-cast-unchecked k1
contract ScA {
    mapping(address => int128) internal p;

    function add(uint256 q) external {
        p[msg.sender] += int128(int256(q));
    }
}

contract ScB {
    struct D {
        int256 dx; // BAD signed-cast-unchecked k2
        int256 dy;
    }
    mapping(address => uint256) internal x;
    mapping(address => uint256) internal y;

    function _a(uint256 v, int256 d) private pure returns (uint256) {
        unchecked {
            return v + uint256(d);
        }
    }

    function move(D calldata d) external {
        x[msg.sender] = _a(x[msg.sender], d.dx); // BAD signed-cast-unchecked k2
        y[msg.sender] = _a(y[msg.sender], d.dy);
    }
}

// BAD signed-cast-unchecked k3
contract ScC {
    mapping(address => int256) internal c;

    function net(uint256[] calldata v) external {
        for (uint256 i; i < v.length; ++i) {
            c[msg.sender] -= int256(v[i]);
        }
    }
}

// OK signed-cast-unchecked
contract ScD {
    mapping(address => int256) internal c;
    mapping(address => uint256) internal free;
    error Big();

    function _i(uint256 v) private pure returns (int256) {
        if (v >> 255 != 0) revert Big();
        return int256(v);
    }

    function a(uint256 v) external {
        c[msg.sender] += _i(v);
    }

    function b(uint256 v) external {
        free[msg.sender] -= v;
        c[msg.sender] += int256(v);
    }

    function d(uint32 v, uint16 w) external {
        c[msg.sender] += int256(uint256(v) * w + 1);
    }
}

// OK signed-cast-unchecked
contract ScE {
    mapping(address => int256) internal c;
    mapping(address => uint256) internal u;

    function a(int128 d) external {
        int128 m = d > 0 ? d : -d;
        u[msg.sender] += uint128(m);
    }

    function b(uint8 k) external {
        c[msg.sender] += int256(uint256(k & 15));
    }

    function e(uint256 v) external {
        require(v <= type(uint128).max);
        c[msg.sender] -= int256(v);
    }
}

// replay ---------------------------------------------------------------------------------------
contract RpA is EIP712 {
    mapping(address => uint256) internal cash;
    mapping(address => uint256) internal nonce;
    constructor() EIP712("a", "1") {}
    bytes32 constant T = keccak256("P(address f,address t,uint256 v,uint256 n)");

    function pay(address f, address t, uint256 v, bytes calldata s) external {
        bytes32 h = _hashTypedDataV4(keccak256(abi.encode(T, f, t, v, nonce[f]))); // BAD order-replay k1
        require(SignatureChecker.isValidSignatureNow(f, h, s));
        cash[f] -= v;
        cash[t] += v;
    }
}

contract RpB {
    mapping(address => uint256) internal cash;
    mapping(address => mapping(uint256 => bool)) internal used;

    function _d(address f, uint256 v, uint256 n) private pure returns (bytes32) {
        return keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", keccak256(abi.encode(f, v, n))));
    }

    function draw(address f, uint256 v, uint256 n, uint8 vv, bytes32 r, bytes32 s) external {
        require(!used[f][n]); // BAD order-replay k2
        used[f][n] = true;
        address a = ecrecover(_d(f, v, n), vv, r, s);
        require(a != address(0) && a == f);
        cash[f] -= v;
        cash[msg.sender] += v;
    }
}

contract RpC is EIP712 {
    struct Q {
        address mk;
        uint128 p;
        uint128 q;
        uint64 till;
    }
    bytes32 constant T = keccak256("Q(address mk,uint128 p,uint128 q,uint64 till)");
    mapping(address => int256) internal b;
    mapping(address => int256) internal c;
    constructor() EIP712("q", "1") {}
    modifier signed(Q calldata q, bytes calldata s) {
        require(ECDSA.recover(_hashTypedDataV4(keccak256(abi.encode(T, q.mk, q.p, q.q, q.till))), s) == q.mk);
        _;
    }

    function hit(Q calldata q, bytes calldata s) external signed(q, s) {
        require(q.till > block.timestamp && q.mk != msg.sender); // BAD order-replay k3
        b[q.mk] -= int256(uint256(q.q));
        b[msg.sender] += int256(uint256(q.q));
        c[q.mk] += int256(uint256(q.p));
        c[msg.sender] -= int256(uint256(q.p));
    }
}

// OK order-replay
contract RpD is EIP712, Nonces {
    mapping(address => uint256) internal cash;
    constructor() EIP712("a", "1") {}
    bytes32 constant T = keccak256("P(address f,uint256 v,uint256 n)");

    function pay(address f, uint256 v, uint256 n, bytes calldata s) external {
        _useCheckedNonce(f, n);
        require(ECDSA.recover(_hashTypedDataV4(keccak256(abi.encode(T, f, v, n))), s) == f);
        cash[f] -= v;
        cash[msg.sender] += v;
    }
}

// OK order-replay
contract RpE is EIP712 {
    struct Q {
        address mk;
        uint128 p;
        uint128 q;
        uint64 salt;
    }
    bytes32 constant T = keccak256("Q(address mk,uint128 p,uint128 q,uint64 salt)");
    mapping(address => mapping(bytes32 => bool)) internal gone;
    mapping(address => int256) internal b;
    constructor() EIP712("q", "1") {}
    error Gone();

    function _h(Q calldata q) internal view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(T, q.mk, q.p, q.q, q.salt)));
    }
    modifier once(Q calldata q) {
        bytes32 h = _h(q);
        if (gone[q.mk][h]) revert Gone();
        gone[q.mk][h] = true;
        _;
    }

    function hit(Q calldata q, bytes calldata s) external once(q) {
        require(q.mk != msg.sender && ECDSA.recover(_h(q), s) == q.mk);
        b[q.mk] -= int256(uint256(q.q));
        b[msg.sender] += int256(uint256(q.q));
    }

    function drop(Q calldata q) external {
        require(q.mk == msg.sender);
        gone[msg.sender][_h(q)] = true;
    }
}

// OK order-replay
contract RpF is EIP712 {
    mapping(address => uint256) internal epoch;
    mapping(bytes32 => uint256) internal state;
    constructor() EIP712("q", "1") {}
    mapping(address => uint256) internal cash;

    function act(address f, uint256 v, uint256 e, bytes32 salt, bytes calldata s) external {
        require(e == epoch[f]);
        bytes32 h = _hashTypedDataV4(keccak256(abi.encode(f, v, e, salt)));
        require(state[h] == 0);
        state[h] = 1;
        require(ECDSA.recover(h, s) == f);
        cash[f] -= v;
        cash[msg.sender] += v;
    }

    function bump() external {
        epoch[msg.sender]++;
    }
}

// caller price / params / push -------------------------------------------------------------------
contract CpA {
    struct P {
        int128 u;
        int128 e;
        uint128 m;
    }
    mapping(address => P) internal ps;

    function _net(P memory p, uint128 x) private pure returns (int256) {
        return int256(uint256(p.m)) + int256(p.u) * (int256(uint256(x)) - int256(p.e));
    }

    function close(uint128 x) external {
        P memory p = ps[msg.sender]; // BAD caller-supplied-price k1
        int256 n = _net(p, x);
        require(n > 0);
        delete ps[msg.sender];
        payable(msg.sender).transfer(uint256(n));
    }
}

// BAD caller-supplied-price k2
contract CpB {
    mapping(address => uint256) internal sz;
    mapping(address => uint256) internal cash;

    function settleMany(address[] calldata a, uint64[] calldata px) external {
        for (uint256 i; i < a.length; ++i) {
            cash[a[i]] += sz[a[i]] * px[i];
            sz[a[i]] = 0;
        }
    }
}

// BAD caller-supplied-price k3
contract CpC {
    uint256 internal mark;
    mapping(address => uint256) internal coll;
    mapping(address => uint256) internal debt;

    function poke(uint128 p) public {
        mark = p;
    }

    function draw(uint128 x, uint128 p) external {
        poke(p); // BAD caller-supplied-price k3
        debt[msg.sender] += x;
        require(debt[msg.sender] * 2 <= coll[msg.sender] * mark);
        payable(msg.sender).transfer(x);
    }

    function put() external payable {
        coll[msg.sender] += msg.value;
    }
}

// OK caller-supplied-price
contract CpD is Ownable {
    uint256 internal mark;
    mapping(address => uint256) internal coll;
    mapping(address => uint256) internal debt;
    constructor() Ownable(msg.sender) {}

    function poke(uint128 p) external onlyOwner {
        mark = p;
    }

    function draw(uint128 x) external {
        debt[msg.sender] += x;
        require(debt[msg.sender] * 2 <= coll[msg.sender] * mark);
    }

    function put() external payable {
        coll[msg.sender] += msg.value;
    }
}

// OK caller-supplied-price
contract CpE {
    IMark internal mk;
    mapping(address => uint256) internal sz;
    mapping(address => uint256) internal cash;

    function settle(uint256 m, uint128 px) external {
        uint256 r = mk.markOf(m);
        uint256 gap = px > r ? px - r : r - px;
        require(gap * 200 <= r);
        cash[msg.sender] += sz[msg.sender] * px;
        sz[msg.sender] = 0;
    }
}

// OK caller-supplied-price
contract CpF {
    mapping(address => uint256) internal sz;
    mapping(address => uint256) internal cash;

    function part(uint256 f) external {
        require(f <= 1e18);
        uint256 x = sz[msg.sender] * f / 1e18;
        sz[msg.sender] -= x;
        cash[msg.sender] += x;
    }

    function split(uint16 k) external {
        require(k > 0);
        uint256 x = sz[msg.sender] / k;
        sz[msg.sender] -= x;
        cash[msg.sender] += x;
    }
}

// BAD risk-parameter-unbounded k1
contract RkA is Ownable {
    uint16 internal cut;
    uint256 internal pot;
    mapping(address => uint256) internal b;
    constructor() Ownable(msg.sender) {}

    function _set(uint16 c) private {
        cut = c;
    }

    function tune(uint16 c) external onlyOwner {
        _set(c);
    }

    function pay(uint256 x) external {
        uint256 f = (x * cut + 9999) / 10_000;
        b[msg.sender] -= f;
        pot += f;
    }
}

// BAD risk-parameter-unbounded k2
contract RkB is AccessControl {
    struct M {
        uint32 lev;
        uint32 disc;
    }
    mapping(uint8 => M) internal ms;
    mapping(address => uint256) internal b;

    function conf(uint8 m, uint32 d) external onlyRole("RISK") {
        M memory k = ms[m];
        k.disc = d;
        ms[m] = k;
    }

    function sale(uint8 m, uint256 x) external {
        b[msg.sender] += x * (1e6 - ms[m].disc) / 1e6;
    }
}

// OK risk-parameter-unbounded
contract RkC is Ownable {
    uint16 internal cut;
    uint256 internal pot;
    mapping(address => uint256) internal b;
    constructor() Ownable(msg.sender) {}
    error R();

    function tune(uint16 c) external onlyOwner {
        if (c == 0 || c > 250) revert R();
        cut = c;
    }

    function pay(uint256 x) external {
        uint256 f = (x * cut + 9999) / 10_000;
        b[msg.sender] -= f;
        pot += f;
    }
}

contract PpA {
    struct K {
        address holder;
        uint96 eth;
        uint128 debt;
    }
    mapping(uint256 => K) internal ks;
    IMark internal mk;
    mapping(address => uint256) internal w;

    function liq(uint256 i) external {
        K memory k = ks[i]; // BAD push-payment-liquidation k1
        require(uint256(k.eth) * mk.markOf(0) < uint256(k.debt) * 1e18);
        delete ks[i];
        w[msg.sender] += k.eth / 10;
        _send(k.holder, k.eth - k.eth / 10);
    }

    function _send(address a, uint256 x) private {
        (bool ok, bytes memory r) = a.call{value: x}("");
        if (!ok) assembly { revert(add(r, 32), mload(r)) }
    }
}

contract PpB {
    using SafeERC20 for IERC20;
    IERC20 immutable U;
    IMark internal mk;
    mapping(address => uint256) internal c;
    mapping(address => uint256) internal d;

    constructor(IERC20 u) {
        U = u;
    }

    function takeOver(address a) external {
        require(c[a] * mk.markOf(1) < d[a]); // BAD push-payment-liquidation k2
        uint256 x = c[a];
        (c[a], d[a]) = (0, 0);
        c[msg.sender] += x / 2;
        U.safeTransfer(a, x - x / 2);
    }
}

// OK push-payment-liquidation
contract PpC {
    using SafeERC20 for IERC20;
    IERC20 immutable U;
    IMark internal mk;
    mapping(address => uint256) internal c;
    mapping(address => uint256) internal d;
    mapping(address => uint256) internal owedBack;
    address internal immutable SAFE;

    constructor(IERC20 u, address s) {
        U = u;
        SAFE = s;
    }

    function takeOver(address a) external {
        require(c[a] * mk.markOf(1) < d[a]);
        uint256 x = c[a];
        (c[a], d[a]) = (0, 0);
        owedBack[a] += x / 2;
        U.safeTransfer(SAFE, x / 4);
        U.safeTransfer(msg.sender, x / 4);
    }
}

// grid -----------------------------------------------------------------------------------------
contract GrA {
    uint256 internal step = 50;

    struct S {
        uint256 trig;
        address by;
    }
    S[] internal ss;
    mapping(uint256 => uint256) internal lim;

    function _g(uint256 p) private view {
        require(p % step == 0 && p > 0, "grid");
    }

    function arm(uint256 p) external {
        _g(p); // BAD tick-check-sibling k1
        ss.push(S(p, msg.sender));
    }

    function rearm(uint256 i, uint256 p) external {
        require(ss[i].by == msg.sender && p > 0);
        ss[i].trig = p;
    }
}

contract GrB {
    int24 internal immutable SP;
    mapping(address => int24) internal lo;

    constructor(int24 s) {
        SP = s;
    }
    modifier al(int24 t) {
        if (t % SP != 0) revert();
        _;
    }

    function set(int24 t) external al(t) {
        lo[msg.sender] = t; // BAD tick-check-sibling k2
    }

    function copyFrom(address a, int24 t) external {
        lo[a] = t;
    }
}

// OK tick-check-sibling
contract GrC {
    int24 internal immutable SP;
    mapping(address => int24) internal lo;

    constructor(int24 s) {
        SP = s;
    }

    function _al(int24 t) private view returns (int24) {
        return t / SP * SP;
    }

    function set(int24 t) external {
        if (t % SP != 0) revert();
        lo[msg.sender] = t;
    }

    function snap(int24 t) external {
        lo[msg.sender] = _al(t);
    }

    function reset() external {
        lo[msg.sender] = 0;
    }
}

// vault & proxies -------------------------------------------------------------------------------
// BAD transfer-amount-credited k1
contract TaA {
    using SafeERC20 for IERC20;
    mapping(address => uint256) internal tot;
    mapping(address => mapping(address => uint256)) internal b;

    function put(address t, uint256 a) external {
        IERC20(t).safeTransferFrom(msg.sender, address(this), a);
        unchecked {
            b[t][msg.sender] = b[t][msg.sender] + a;
            tot[t] += a;
        }
    }
}

// BAD transfer-amount-credited k2
contract TaB {
    using SafeERC20 for IERC20;
    mapping(IERC20 => uint256) internal tot;

    struct Dep {
        IERC20 t;
        uint256 a;
        address f;
    }

    function _one(Dep calldata d) private {
        d.t.safeTransferFrom(d.f, address(this), d.a);
        tot[d.t] += d.a;
    }

    function putMany(Dep[] calldata ds) external {
        for (uint256 i; i < ds.length; ++i) {
            require(ds[i].f == msg.sender);
            _one(ds[i]);
        }
    }
}

// OK transfer-amount-credited
contract TaC {
    using SafeERC20 for IERC20;
    mapping(IERC20 => uint256) internal tot;

    function _bal(IERC20 t) private view returns (uint256) {
        return t.balanceOf(address(this));
    }

    function put(IERC20 t, uint256 a) external {
        uint256 was = _bal(t);
        t.safeTransferFrom(msg.sender, address(this), a);
        uint256 got = _bal(t) - was;
        require(got >= a / 2);
        tot[t] += got;
    }
}

// BAD unprotected-upgrade-hook k1
contract UgA is Initializable, UUPSUpgradeable, OwnableUpgradeable {
    constructor() {
        _disableInitializers();
    }

    function init(address o) external initializer {
        __Ownable_init(o);
    }
    bool internal canUp;

    function allow() external {
        canUp = true;
    }

    function _authorizeUpgrade(address) internal view override {
        require(canUp, "no");
    }
}

// BAD unprotected-upgrade-hook k2 // BAD initializer-unlocked-implementation k1
contract UgB is Initializable, UUPSUpgradeable {
    address internal gov;

    function boot(address g) external initializer {
        gov = g;
    }

    function _authorizeUpgrade(address i) internal view override {
        if (i == address(0)) revert();
        if (gov == address(0)) revert();
    }
}

// BAD initializer-unlocked-implementation k2
contract UgC is Initializable, UUPSUpgradeable, AccessControlUpgradeable {
    function bootstrap(address a) external initializer {
        _grantRole(DEFAULT_ADMIN_ROLE, a);
    }
    function _authorizeUpgrade(address) internal override onlyRole(DEFAULT_ADMIN_ROLE) {}
}

// BAD initializer-unlocked-implementation k3
contract UgD {
    uint256 private _v;
    address internal o;
    modifier onlyFresh() {
        if (_v != 0) revert();
        _v = 1;
        _;
    }

    function initialize(address a) external onlyFresh {
        o = a;
    }

    function x() external view returns (bool) {
        return msg.sender == o;
    }
}

// OK unprotected-upgrade-hook initializer-unlocked-implementation
contract UgE is Initializable, UUPSUpgradeable, AccessControlUpgradeable {
    constructor() {
        _disableInitializers();
    }

    function bootstrap(address a) external initializer {
        _grantRole(DEFAULT_ADMIN_ROLE, a);
    }
    modifier guarded() {
        require(hasRole(DEFAULT_ADMIN_ROLE, _msgSender()), "role");
        _;
    }
    function _authorizeUpgrade(address) internal override guarded {}
}

// OK unprotected-upgrade-hook
contract UgF is Initializable, UUPSUpgradeable {
    constructor() {
        _disableInitializers();
    }

    function _authorizeUpgrade(address) internal pure override {
        revert("frozen");
    }
}

// OK initializer-unlocked-implementation
contract UgG {
    uint256 private _v;
    address internal o;

    constructor() {
        _v = type(uint256).max;
    }
    modifier onlyFresh() {
        if (_v != 0) revert();
        _v = 1;
        _;
    }

    function initialize(address a) external onlyFresh {
        o = a;
    }
}
