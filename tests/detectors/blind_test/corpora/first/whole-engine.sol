// SPDX-License-Identifier: MIT
pragma solidity ^0.8.21;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

interface IIndexSource {
    function price(uint256 m) external view returns (uint256);
}

interface IVenue {
    function best(uint256 m, bool buy) external view returns (uint256 px, uint256 qty);
    function swap(bool buy, uint256 qty) external returns (uint256 paid);
}

// ------------------------------------------------------------- signed-cast-unchecked
contract CastSize {
    mapping(address => int256) public size;

    function long(uint256 q) external {
        size[msg.sender] += int256(q); // BAD signed-cast-unchecked z1
    }
}

contract CastDelta {
    mapping(address => uint256) public margin;

    function _apply(address a, int256 d) private {
        margin[a] += uint256(d); // BAD signed-cast-unchecked z2
    }

    function adjust(int256 d) external {
        _apply(msg.sender, d); // BAD signed-cast-unchecked z2
    }
}

contract CastNarrow {
    struct P {
        int128 lots;
        int128 quote;
    }
    mapping(bytes32 => P) internal ps;

    struct Req {
        bytes32 key;
        uint128 lots;
        bool sell;
    }

    function submit(Req calldata r) external {
        // BAD signed-cast-unchecked z3
        int128 d = int128(r.lots);
        P storage p = ps[r.key];
        p.lots = r.sell ? p.lots - d : p.lots + d;
    }
}

// OK signed-cast-unchecked
contract CastSafe {
    using SafeCast for uint256;
    using SafeCast for int256;
    mapping(address => int256) public size;
    mapping(address => uint256) public gross;

    function long(uint256 q) external {
        size[msg.sender] += q.toInt256();
    }

    function mag(int256 d) external {
        gross[msg.sender] += d.toUint256();
    }
}

// OK signed-cast-unchecked
contract CastBounded {
    mapping(address => int256) public size;
    uint256 internal constant MAX = 1e30;
    error Big();
    modifier sane(uint256 q) {
        if (q > MAX) revert Big();
        _;
    }

    function long(uint256 q) external sane(q) {
        size[msg.sender] += int256(q);
    }

    function short(uint256 q) external {
        require(q < uint256(type(int256).max), "big");
        size[msg.sender] -= int256(q);
    }
}

// OK signed-cast-unchecked
contract CastWidth {
    mapping(address => int256) public size;

    function long(uint128 q) external {
        size[msg.sender] += int256(uint256(q));
    }

    function shortLots(uint64 q) external {
        size[msg.sender] -= int256(uint256(q) * 1e12);
    }
}

// OK signed-cast-unchecked
contract CastAbs {
    mapping(address => uint256) public gross;

    function add(int256 d) external {
        gross[msg.sender] += _abs(d);
    }

    function _abs(int256 d) private pure returns (uint256 r) {
        if (d < 0) r = uint256(-d);
        else r = uint256(d);
    }

    function onlyUp(int256 d) external {
        if (d <= 0) revert();
        gross[msg.sender] += uint256(d);
    }
}

// ------------------------------------------------------------- caller-supplied-price
contract PriceFromKeeperless {
    struct P {
        int128 size;
        int128 entry;
        uint256 margin;
    }
    mapping(address => P) internal pos;
    error Fine();

    function _equity(P storage p, uint256 px) private view returns (int256) {
        return int256(p.margin) + int256(p.size) * (int256(uint256(uint128(px))) - p.entry) / 1e18;
    }

    function liquidate(address who, uint128 px) external {
        // BAD caller-supplied-price k1
        P storage p = pos[who];
        if (_equity(p, px) >= int256(p.margin / 20)) revert Fine();
        pos[msg.sender].margin += p.margin;
        delete pos[who];
    }
}

contract PriceInStruct {
    struct Settle {
        address who;
        uint128 exitPrice;
        bytes32 ref;
    }

    struct P {
        uint128 size;
        uint128 entry;
        uint256 cash;
    }
    mapping(address => P) internal ps;

    function settle(Settle calldata s) external {
        // BAD caller-supplied-price k2
        P storage p = ps[s.who];
        if (s.exitPrice > p.entry) p.cash += uint256(p.size) * (s.exitPrice - p.entry) / 1e18;
        p.size = 0;
    }
}

contract PriceStored {
    mapping(uint16 => uint256) public markOf;
    mapping(uint16 => mapping(address => uint128)) internal size;
    mapping(address => uint256) internal cash;

    function report(uint16 m, uint128 px) external {
        markOf[m] = px; // BAD caller-supplied-price k3
    }

    function value(uint16 m, address a) public view returns (uint256) {
        return uint256(size[m][a]) * markOf[m] / 1e18;
    }

    function borrow(uint16 m, uint128 x) external {
        // BAD caller-supplied-price k3
        cash[msg.sender] += x;
        require(cash[msg.sender] * 2 < value(m, msg.sender), "ltv");
    }
}

// OK caller-supplied-price
contract PriceByKeeper {
    struct P {
        uint128 size;
        uint128 entry;
        uint256 cash;
    }
    mapping(address => P) internal ps;
    mapping(address => bool) internal keepers;
    address internal admin = msg.sender;

    function setKeeper(address k, bool v) external {
        require(msg.sender == admin);
        keepers[k] = v;
    }
    modifier keeper() {
        require(keepers[msg.sender], "keeper");
        _;
    }

    function settle(address who, uint128 px) external keeper {
        P storage p = ps[who];
        if (px > p.entry) p.cash += uint256(p.size) * (px - p.entry) / 1e18;
        p.size = 0;
    }
}

// OK caller-supplied-price
contract PriceSigned {
    struct P {
        uint128 size;
        uint128 entry;
        uint256 cash;
    }
    mapping(address => P) internal ps;
    address internal immutable SIGNER;
    mapping(uint256 => bool) internal seen;

    constructor(address s) {
        SIGNER = s;
    }

    function settle(address who, uint128 px, uint256 ts, bytes calldata sig) external {
        bytes32 h = keccak256(abi.encode(block.chainid, address(this), px, ts));
        require(ECDSA.recover(h, sig) == SIGNER, "sig");
        require(ts <= block.timestamp && block.timestamp - ts < 60 && !seen[ts]);
        seen[ts] = true;
        P storage p = ps[who];
        if (px > p.entry) p.cash += uint256(p.size) * (px - p.entry) / 1e18;
        p.size = 0;
    }
}

// OK caller-supplied-price
contract PriceLimit {
    IIndexSource internal src;

    struct P {
        uint128 size;
        uint128 entry;
        uint256 cash;
    }
    mapping(address => P) internal ps;

    function close(uint128 minPx) external {
        uint256 px = src.price(0);
        require(px >= minPx, "slip");
        P storage p = ps[msg.sender];
        if (px > p.entry) p.cash += uint256(p.size) * (px - p.entry) / 1e18;
        p.size = 0;
    }
}

// OK caller-supplied-price
contract PriceBanded {
    IIndexSource internal src;

    struct P {
        uint128 size;
        uint128 entry;
        uint256 cash;
    }
    mapping(address => P) internal ps;
    error Off();

    function _inBand(uint256 px) private view {
        uint256 r = src.price(0);
        if (px * 1000 > r * 1005 || px * 1000 < r * 995) revert Off();
    }

    function settle(address who, uint128 px) external {
        _inBand(px);
        P storage p = ps[who];
        if (px > p.entry) p.cash += uint256(p.size) * (px - p.entry) / 1e18;
        p.size = 0;
    }
}

// OK caller-supplied-price
contract PriceOwnOrder {
    struct O {
        address who;
        uint128 px;
        uint128 q;
    }
    mapping(uint256 => O) internal os;
    uint256 internal n;
    mapping(address => uint256) internal free;
    mapping(address => uint256) internal held;

    function bid(uint128 px, uint128 q) external {
        uint256 need = uint256(px) * q;
        free[msg.sender] -= need;
        held[msg.sender] += need;
        os[++n] = O(msg.sender, px, q);
    }

    function unbid(uint256 id) external {
        O memory o = os[id];
        require(o.who == msg.sender);
        delete os[id];
        uint256 need = uint256(o.px) * o.q;
        held[msg.sender] -= need;
        free[msg.sender] += need;
    }
}

// ------------------------------------------------------------- no-limit-price
contract NoLimitVenue {
    IVenue internal venue;
    mapping(address => int256) internal quote;
    mapping(address => int256) internal base;

    function marketBuy(uint96 q) external {
        // BAD no-limit-price n1
        uint256 paid = venue.swap(true, q);
        base[msg.sender] += int256(uint256(q));
        quote[msg.sender] -= int256(uint256(uint128(paid)));
    }
}

contract NoLimitCurve {
    uint256 internal x = 1e24;
    uint256 internal y = 1e24;
    mapping(address => uint256) internal longs;
    mapping(address => uint256) internal cash;

    function _out(uint256 dx) private returns (uint256 dy) {
        uint256 k = x * y;
        x += dx;
        dy = y - (k + x - 1) / x;
        y -= dy;
    }

    function open(uint96 dx) external {
        // BAD no-limit-price n2
        cash[msg.sender] -= dx;
        longs[msg.sender] += _out(dx);
    }
}

contract NoLimitBook {
    struct O {
        address maker;
        uint128 px;
        uint128 qty;
        uint64 next;
    }
    mapping(uint64 => O) internal os;
    uint64 internal head;
    mapping(address => int256) internal quote;
    mapping(address => int256) internal base;

    function sweep(uint128 q, uint256 steps) external {
        // BAD no-limit-price n3
        while (q > 0 && head != 0 && steps-- > 0) {
            O storage o = os[head];
            require(o.maker != msg.sender, "self");
            uint128 f = o.qty < q ? o.qty : q;
            q -= f;
            int256 v = int256(uint256(f) * o.px);
            base[msg.sender] += int256(uint256(f));
            quote[msg.sender] -= v;
            base[o.maker] -= int256(uint256(f));
            quote[o.maker] += v;
            if (f == o.qty) {
                uint64 nx = o.next;
                delete os[head];
                head = nx;
            } else {
                o.qty -= f;
            }
        }
    }
}

// OK no-limit-price
contract LimitVenue {
    IVenue internal venue;
    error Slip(uint256 paid);
    mapping(address => int256) internal quote;
    mapping(address => int256) internal base;

    function marketBuy(uint96 q, uint128 maxPaid) external {
        uint256 paid = venue.swap(true, q);
        if (paid > maxPaid) revert Slip(paid);
        base[msg.sender] += int256(uint256(q));
        quote[msg.sender] -= int256(uint256(uint128(paid)));
    }
}

// OK no-limit-price
contract LimitStruct {
    IVenue internal venue;

    struct Ticket {
        uint96 qty;
        uint128 worst;
        uint64 deadline;
    }
    mapping(address => int256) internal quote;
    mapping(address => int256) internal base;

    function _guard(Ticket calldata t, uint256 paid) private view {
        require(block.timestamp <= t.deadline && paid <= uint256(t.worst) * t.qty, "limit");
    }

    function marketBuy(Ticket calldata t) external {
        uint256 paid = venue.swap(true, t.qty);
        _guard(t, paid);
        base[msg.sender] += int256(uint256(t.qty));
        quote[msg.sender] -= int256(uint256(uint128(paid)));
    }
}

// OK no-limit-price
contract LimitLoop {
    struct O {
        address maker;
        uint128 px;
        uint128 qty;
        uint64 next;
    }
    mapping(uint64 => O) internal os;
    uint64 internal head;
    mapping(address => int256) internal quote;
    mapping(address => int256) internal base;

    function sweep(uint128 q, uint128 worst, uint256 steps) external {
        for (; q > 0 && head != 0 && steps > 0; --steps) {
            O storage o = os[head];
            if (o.px > worst) break;
            require(o.maker != msg.sender, "self");
            uint128 f = o.qty < q ? o.qty : q;
            q -= f;
            int256 v = int256(uint256(f) * o.px);
            base[msg.sender] += int256(uint256(f));
            quote[msg.sender] -= v;
            base[o.maker] -= int256(uint256(f));
            quote[o.maker] += v;
            if (f == o.qty) {
                uint64 nx = o.next;
                delete os[head];
                head = nx;
            } else {
                o.qty -= f;
            }
        }
    }
}

// OK no-limit-price
contract LimitHelper {
    uint256 internal x = 1e24;
    uint256 internal y = 1e24;
    mapping(address => uint256) internal longs;
    mapping(address => uint256) internal cash;

    function _out(uint256 dx, uint256 floor_) private returns (uint256 dy) {
        uint256 k = x * y;
        x += dx;
        dy = y - (k + x - 1) / x;
        y -= dy;
        require(dy >= floor_);
    }

    function open(uint96 dx, uint96 minOut) external {
        cash[msg.sender] -= dx;
        longs[msg.sender] += _out(dx, minOut);
    }
}

// ------------------------------------------------------------- risk-parameter-unbounded
contract ParamsLoose {
    address public owner = msg.sender;
    uint256 public takerPpm;
    error NotOwner();
    modifier only() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }
    event Fee(uint256 f);
    mapping(address => uint256) internal bal;

    function setTaker(uint256 p) external only {
        takerPpm = p; // BAD risk-parameter-unbounded r1
        emit Fee(p);
    }

    function charge(address a, uint256 n) external {
        bal[a] -= (n * takerPpm + 1e6 - 1) / 1e6;
    }
}

contract ParamsStruct {
    struct Risk {
        uint32 imPpm;
        uint32 mmPpm;
        uint32 liqPpm;
    }
    mapping(uint16 => Risk) internal risk;
    address internal gov = msg.sender;
    mapping(address => uint256) internal cash;

    function configure(uint16 m, Risk calldata r) external {
        // BAD risk-parameter-unbounded r2
        require(msg.sender == gov, "gov");
        risk[m] = r;
    }

    function need(uint16 m, uint256 n) public view returns (uint256) {
        return n * risk[m].imPpm / 1e6;
    }

    function lend(uint16 m, uint128 n) external {
        require(cash[msg.sender] >= need(m, n));
        cash[msg.sender] += n;
    }
}

contract ParamsHalf {
    uint64 internal feeBps;
    uint64 internal haircutBps;
    address internal gov = msg.sender;
    uint64 internal constant CAP = 500;
    mapping(address => uint256) internal cash;

    function set(uint64 f, uint64 h) external {
        // BAD risk-parameter-unbounded r3
        require(msg.sender == gov, "gov");
        require(f <= CAP, "fee");
        feeBps = f;
        haircutBps = h;
    }

    function take(address a, uint256 v) external {
        cash[a] -= v * feeBps / 1e4 + 1;
        cash[a] += v * (1e4 - haircutBps) / 1e4;
    }
}

// OK risk-parameter-unbounded
contract ParamsTight {
    address public owner = msg.sender;
    uint256 public takerPpm;
    uint256 internal constant MAX_FEE = 10_000;
    error Bad();
    mapping(address => uint256) internal bal;
    modifier bounded(uint256 p) {
        if (p > MAX_FEE) revert Bad();
        _;
    }

    function setTaker(uint256 p) external bounded(p) {
        require(msg.sender == owner);
        takerPpm = p;
    }

    function charge(address a, uint256 n) external {
        bal[a] -= (n * takerPpm + 1e6 - 1) / 1e6;
    }
}

library RiskLib {
    struct Risk {
        uint32 im;
        uint32 mm;
    }
    error Bad();

    function validate(Risk memory r) internal pure {
        if (r.mm == 0 || r.mm >= r.im || r.im > 1e6) revert Bad();
    }
}

// OK risk-parameter-unbounded
contract ParamsLib {
    using RiskLib for RiskLib.Risk;
    mapping(uint16 => RiskLib.Risk) internal risk;
    address internal gov = msg.sender;
    mapping(address => uint256) internal cash;

    function configure(uint16 m, RiskLib.Risk calldata r) external {
        require(msg.sender == gov);
        r.validate();
        risk[m] = r;
    }

    function lend(uint16 m, uint128 n) external {
        require(cash[msg.sender] >= uint256(n) * risk[m].im / 1e6 + 1);
        cash[msg.sender] += n;
    }
}

// OK risk-parameter-unbounded
contract ParamsHelper {
    uint256 internal fee;
    uint256 internal band;
    address internal gov = msg.sender;
    mapping(address => uint256) internal cash;

    function _ppm(uint256 x, uint256 hi) private pure returns (uint256) {
        require(x <= hi, "range");
        return x;
    }

    function set(uint256 f, uint256 b) external {
        require(msg.sender == gov);
        fee = _ppm(f, 5e4);
        band = _ppm(b, 1e5);
    }

    function take(address a, uint256 v) external {
        cash[a] -= v * fee / 1e6 + 1;
        require(v * band / 1e6 < 1e30);
    }
}

// OK risk-parameter-unbounded
contract ParamsMin {
    uint256 internal fee;
    address internal gov = msg.sender;
    address internal sink;
    mapping(address => uint256) internal cash;

    function setFee(uint256 f) external {
        require(msg.sender == gov);
        fee = f > 1e4 ? 1e4 : f;
    }

    function setSink(address s) external {
        require(msg.sender == gov && s != address(0));
        sink = s;
    }

    function take(address a, uint256 v) external {
        uint256 c = v * fee / 1e6 + 1;
        cash[a] -= c;
        cash[sink] += c;
    }
}

// ------------------------------------------------------------- push-payment-liquidation
contract PushEther {
    struct L {
        uint256 ether_;
        uint256 debt;
        address payable owner;
    }
    mapping(bytes32 => L) internal ls;
    IIndexSource internal src;
    mapping(address => uint256) internal gain;

    function seize(bytes32 k) external {
        // BAD push-payment-liquidation y1
        L memory l = ls[k];
        require(l.ether_ * src.price(0) / 1e18 < l.debt * 12 / 10, "ok");
        delete ls[k];
        uint256 bonus = l.ether_ / 20;
        gain[msg.sender] += bonus;
        (bool ok,) = l.owner.call{value: l.ether_ - bonus}("");
        require(ok, "refund");
    }
}

contract PushToken {
    using SafeERC20 for IERC20;

    struct A {
        uint256 cash;
        int128 size;
    }
    mapping(address => A) internal acc;
    IERC20 internal immutable USD;
    IIndexSource internal src;

    constructor(IERC20 u) {
        USD = u;
    }

    function _return(address to, uint256 amt) private {
        if (amt > 0) USD.safeTransfer(to, amt);
    }

    function closeOut(address trader) external {
        // BAD push-payment-liquidation y2
        A storage a = acc[trader];
        uint256 need = uint256(uint128(a.size < 0 ? -a.size : a.size)) * src.price(1) / 1e20;
        require(a.cash < need, "healthy");
        uint256 left = a.cash;
        a.cash = 0;
        a.size = 0;
        uint256 prize = left / 10;
        acc[msg.sender].cash += prize;
        _return(trader, left - prize);
    }
}

contract PushSend {
    struct V {
        address payable holder;
        uint96 amount;
        uint128 owed;
    }
    V[] internal vs;
    IIndexSource internal src;

    function auction(uint256 i) external {
        // BAD push-payment-liquidation y3
        V storage v = vs[i];
        require(uint256(v.amount) * src.price(i) < uint256(v.owed) * 1e18, "fine");
        uint96 amt = v.amount;
        v.amount = 0;
        v.owed = 0;
        v.holder.transfer(amt / 2);
        payable(msg.sender).transfer(amt - amt / 2);
    }
}

// OK push-payment-liquidation
contract PullCredit {
    using SafeERC20 for IERC20;

    struct A {
        uint256 cash;
        int128 size;
    }
    mapping(address => A) internal acc;
    mapping(address => uint256) public claimable;
    IERC20 internal immutable USD;
    IIndexSource internal src;

    constructor(IERC20 u) {
        USD = u;
    }

    function closeOut(address t) external {
        A storage a = acc[t];
        require(a.cash < uint256(uint128(a.size)) * src.price(1) / 1e20, "healthy");
        uint256 left = a.cash;
        a.cash = 0;
        a.size = 0;
        claimable[t] += left - left / 10;
        USD.safeTransfer(msg.sender, left / 10);
    }

    function claim() external {
        uint256 c = claimable[msg.sender];
        claimable[msg.sender] = 0;
        USD.safeTransfer(msg.sender, c);
    }
}

// OK push-payment-liquidation
contract PushTolerant {
    struct L {
        uint256 ether_;
        uint256 debt;
        address payable owner;
    }
    mapping(bytes32 => L) internal ls;
    IIndexSource internal src;
    mapping(address => uint256) internal gain;

    function seize(bytes32 k) external {
        L memory l = ls[k];
        require(l.ether_ * src.price(0) / 1e18 < l.debt * 12 / 10, "ok");
        delete ls[k];
        (bool ok,) = l.owner.call{value: l.ether_, gas: 5000}("");
        if (!ok) gain[l.owner] += l.ether_;
    }
}

// OK push-payment-liquidation
contract PushTry {
    struct A {
        uint256 cash;
        int128 size;
    }
    mapping(address => A) internal acc;
    mapping(address => uint256) public claimable;
    IERC20 internal immutable USD;
    IIndexSource internal src;

    constructor(IERC20 u) {
        USD = u;
    }

    function closeOut(address t) external {
        A storage a = acc[t];
        require(a.cash < uint256(uint128(a.size)) * src.price(1) / 1e20, "healthy");
        uint256 left = a.cash;
        a.cash = 0;
        a.size = 0;
        try USD.transfer(t, left) returns (bool sent) {
            if (!sent) claimable[t] += left;
        } catch {
            claimable[t] += left;
        }
    }
}

// OK push-payment-liquidation
contract OwnExit {
    using SafeERC20 for IERC20;
    mapping(address => uint256) internal cash;
    IERC20 internal immutable USD;
    IIndexSource internal src;
    mapping(address => uint256) internal debt;

    constructor(IERC20 u) {
        USD = u;
    }

    function exit() external {
        uint256 c = cash[msg.sender];
        require(c * src.price(0) >= debt[msg.sender] * 1e18);
        cash[msg.sender] = 0;
        USD.safeTransfer(msg.sender, c);
    }
}
