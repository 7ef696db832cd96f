// SPDX-License-Identifier: MIT
pragma solidity ^0.8.22;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

interface IERC1271 {
    function isValidSignature(bytes32 h, bytes calldata s) external view returns (bytes4);
}

// ------------------------------------------------------------- unbounded-match
contract LoopList {
    struct N {
        address who;
        uint96 qty;
        uint64 next;
        uint64 px;
    }
    mapping(uint64 => N) internal ns;
    uint64 internal headAsk;
    uint64 internal tail;
    uint64 internal ctr;
    mapping(address => uint256) internal base;
    mapping(address => uint256) internal cash;

    function rest(uint96 q, uint64 px) external {
        uint64 id = ++ctr;
        ns[id] = N(msg.sender, q, 0, px);
        if (tail == 0) headAsk = id;
        else ns[tail].next = id;
        tail = id;
    }

    function lift(uint96 q, uint64 worst) external {
        // BAD unbounded-match l1
        uint64 cur = headAsk;
        while (cur != 0 && q > 0) {
            N storage n = ns[cur];
            require(n.px <= worst && n.who != msg.sender, "worst");
            uint96 f = n.qty < q ? n.qty : q;
            q -= f;
            n.qty -= f;
            base[msg.sender] += f;
            cash[msg.sender] -= uint256(f) * n.px;
            cash[n.who] += uint256(f) * n.px;
            if (n.qty == 0) cur = n.next;
        }
        headAsk = cur;
    }
}

contract LoopArray {
    struct Bid {
        address who;
        uint128 amt;
    }
    mapping(bytes32 => Bid[]) internal bids;
    mapping(address => uint256) internal won;

    function submit(bytes32 r, uint128 a) external {
        bids[r].push(Bid(msg.sender, a));
    }

    function _tally(bytes32 r) private view returns (uint256 s) {
        // BAD unbounded-match l2
        Bid[] storage b = bids[r];
        for (uint256 i = 0; i < b.length; i++) {
            s += b[i].amt;
        }
    }

    function finish(bytes32 r) external {
        // BAD unbounded-match l2
        won[msg.sender] += _tally(r);
        delete bids[r];
    }
}

library Fifo {
    struct Q {
        uint128 first;
        uint128 last;
        mapping(uint128 => uint256) item;
    }

    function push(Q storage q, uint256 v) internal {
        q.item[q.last++] = v;
    }

    function drain(Q storage q) internal returns (uint256 s) {
        // BAD unbounded-match l3
        do {
            s += q.item[q.first];
            delete q.item[q.first];
            q.first++;
        } while (q.first < q.last);
    }
}

contract LoopQueue {
    using Fifo for Fifo.Q;
    Fifo.Q internal exits;
    mapping(address => uint256) internal due;

    function ask(uint256 v) external {
        exits.push(v);
    }

    function process() external {
        due[msg.sender] = exits.drain(); // BAD unbounded-match l3
    }
}

// OK unbounded-match
contract LoopBudget {
    struct N {
        address who;
        uint96 qty;
        uint64 next;
    }
    mapping(uint64 => N) internal ns;
    uint64 internal head;
    uint64 internal tail;
    uint64 internal ctr;
    mapping(address => uint256) internal base;

    function rest(uint96 q) external {
        uint64 id = ++ctr;
        ns[id] = N(msg.sender, q, 0);
        if (tail == 0) head = id;
        else ns[tail].next = id;
        tail = id;
    }

    function work(uint8 budget) external {
        uint64 cur = head;
        while (cur != 0) {
            if (budget == 0) break;
            unchecked {
                budget--;
            }
            N memory n = ns[cur];
            base[n.who] += n.qty;
            delete ns[cur];
            cur = n.next;
        }
        head = cur;
        if (cur == 0) tail = 0;
    }
}

// OK unbounded-match
contract LoopGas {
    uint256[] internal jobs;
    uint256 internal cursor;
    mapping(uint256 => uint256) internal done;

    function add(uint256 j) external {
        jobs.push(j);
    }

    function run() external {
        while (cursor < jobs.length && gasleft() > 60_000) {
            done[jobs[cursor]]++;
            cursor++;
        }
    }
}

// OK unbounded-match
contract LoopShort {
    mapping(address => uint16[]) internal active;
    mapping(address => mapping(uint16 => uint256)) internal sz;
    uint256 internal constant MAX_MARKETS = 12;
    error Many();

    function _track(uint16 m) private {
        if (active[msg.sender].length == MAX_MARKETS) revert Many();
        active[msg.sender].push(m);
    }

    function open(uint16 m, uint128 q) external {
        if (sz[msg.sender][m] == 0) _track(m);
        sz[msg.sender][m] += q;
    }

    function gross(address a) public view returns (uint256 s) {
        uint16[] storage l = active[a];
        for (uint256 i; i < l.length; ++i) {
            s += sz[a][l[i]];
        }
    }

    function check(uint256 lim) external {
        require(gross(msg.sender) < lim);
        sz[msg.sender][0] = 0;
    }
}

// OK unbounded-match
contract LoopListed {
    address[] internal assets;
    address internal admin = msg.sender;
    mapping(address => uint256) internal w;
    uint256 public total;

    function list(address a) external {
        require(msg.sender == admin);
        assets.push(a);
    }

    function sum() external {
        uint256 s;
        for (uint256 i; i < assets.length; ++i) {
            s += w[assets[i]];
        }
        total = s;
    }
}

// OK unbounded-match
contract LoopRange {
    uint256[] internal jobs;
    mapping(uint256 => uint256) internal done;

    function add(uint256 j) external {
        jobs.push(j);
    }

    function run(uint256 from, uint256 to) external {
        require(to <= jobs.length);
        for (uint256 i = from; i < to; ++i) {
            done[jobs[i]]++;
        }
    }

    function runIds(uint256[] calldata ids) external {
        for (uint256 i; i < ids.length; ++i) {
            done[jobs[ids[i]]]++;
        }
    }
}

// ------------------------------------------------------------- exit-blocked-by-pause
abstract contract Halt {
    bool internal halted;
    address internal guard = msg.sender;
    error Halted();
    modifier live() {
        if (halted) revert Halted();
        _;
    }

    function halt(bool h) external {
        require(msg.sender == guard);
        halted = h;
    }
}

contract HaltWithdraw is Halt {
    using SafeERC20 for IERC20;
    mapping(address => uint256) internal cash;
    IERC20 internal immutable T;

    constructor(IERC20 t) {
        T = t;
    }

    function deposit() external live {
        uint256 b = T.balanceOf(address(this));
        T.safeTransferFrom(msg.sender, address(this), 1e6);
        cash[msg.sender] += T.balanceOf(address(this)) - b;
    }

    function withdraw(uint256 x) external live {
        cash[msg.sender] -= x; // BAD exit-blocked-by-pause e1
        T.safeTransfer(msg.sender, x);
    }
}

contract ModeGate {
    enum Mode {
        Live,
        CloseOnly,
        Frozen
    }
    Mode internal mode;
    address internal guard = msg.sender;

    struct P {
        uint128 lots;
        uint128 margin;
    }
    mapping(address => P) internal ps;
    mapping(address => uint256) internal free;

    function setMode(Mode m) external {
        require(msg.sender == guard, "guard");
        mode = m;
    }

    function _active() internal view {
        require(mode == Mode.Live, "not live");
    }

    function open(uint128 l, uint128 m) external {
        _active();
        free[msg.sender] -= m;
        ps[msg.sender].margin += m;
        ps[msg.sender].lots += l;
    }

    function close() external {
        // BAD exit-blocked-by-pause e2
        _active();
        P memory p = ps[msg.sender];
        delete ps[msg.sender];
        free[msg.sender] += p.margin;
    }
}

contract HaltCancel is Halt {
    struct O {
        address maker;
        uint128 lock;
    }
    mapping(uint256 => O) internal os;
    uint256 internal n;
    mapping(address => uint256) internal free;

    function place(uint128 k) external live {
        free[msg.sender] -= k;
        os[++n] = O(msg.sender, k);
    }

    function _cancel(uint256 id) private live {
        O memory o = os[id]; // BAD exit-blocked-by-pause e3
        require(o.maker == msg.sender);
        delete os[id];
        free[o.maker] += o.lock;
    }

    function cancel(uint256 id) external {
        _cancel(id); // BAD exit-blocked-by-pause e3
    }

    function cancelMany(uint256[] calldata ids) external {
        // BAD exit-blocked-by-pause e3
        for (uint256 i; i < ids.length; ++i) {
            _cancel(ids[i]);
        }
    }
}

// OK exit-blocked-by-pause
contract HaltEntryOnly is Halt {
    using SafeERC20 for IERC20;
    mapping(address => uint256) internal cash;
    IERC20 internal immutable T;

    constructor(IERC20 t) {
        T = t;
    }

    function deposit() external live {
        uint256 b = T.balanceOf(address(this));
        T.safeTransferFrom(msg.sender, address(this), 1e6);
        cash[msg.sender] += T.balanceOf(address(this)) - b;
    }

    function withdraw(uint256 x) external {
        cash[msg.sender] -= x;
        T.safeTransfer(msg.sender, x);
    }
}

// OK exit-blocked-by-pause
contract HaltGrowth is Halt {
    mapping(address => int256) internal size;
    mapping(address => uint256) internal free;

    function trade(int64 d) external {
        int256 was = size[msg.sender];
        int256 is_ = was + d;
        if (halted && (is_ < 0 ? -is_ : is_) > (was < 0 ? -was : was)) revert Halted();
        size[msg.sender] = is_;
    }

    function out(uint256 x) external {
        free[msg.sender] -= x;
        payable(msg.sender).transfer(x);
    }

    function inn() external payable live {
        free[msg.sender] += msg.value;
    }
}

// OK exit-blocked-by-pause
contract HaltRescue is Halt {
    mapping(address => uint256) internal free;
    error NotHalted();
    modifier frozen() {
        if (!halted) revert NotHalted();
        _;
    }

    function inn() external payable live {
        free[msg.sender] += msg.value;
    }

    function emergencyOut() external frozen {
        uint256 x = free[msg.sender];
        free[msg.sender] = 0;
        payable(msg.sender).transfer(x);
    }

    function out(uint256 x) external {
        free[msg.sender] -= x;
        payable(msg.sender).transfer(x);
    }
}

// OK exit-blocked-by-pause
contract HaltKeeper is Halt {
    uint256 internal idle;
    uint256 internal deployed;
    mapping(address => uint256) internal sh;
    modifier onlyGuard() {
        require(msg.sender == guard);
        _;
    }

    function inn() external payable live {
        sh[msg.sender] += msg.value;
        idle += msg.value;
    }

    function allocate(uint256 x) external onlyGuard live {
        idle -= x;
        deployed += x;
    }

    function recall(uint256 x) external onlyGuard live {
        deployed -= x;
        idle += x;
    }

    function out(uint256 x) external {
        sh[msg.sender] -= x;
        idle -= x;
        payable(msg.sender).transfer(x);
    }
}

// ------------------------------------------------------------- cancel-no-refund
contract CancelKeeps {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    mapping(uint256 => O) internal os;
    uint256 internal n;
    mapping(address => uint256) internal avail;
    mapping(address => uint256) internal locked;

    function bid(uint128 px, uint128 q) external {
        uint256 c = uint256(px) * q;
        avail[msg.sender] -= c;
        locked[msg.sender] += c;
        os[++n] = O(msg.sender, px, q);
    }

    function revoke(uint256 id) external {
        require(os[id].maker == msg.sender, "maker"); // BAD cancel-no-refund x1
        delete os[id];
    }
}

contract CancelToken {
    using SafeERC20 for IERC20;
    enum St {
        None,
        Open,
        Gone
    }

    struct Req {
        address owner;
        uint256 amount;
        St st;
    }
    Req[] internal reqs;
    IERC20 internal immutable USD;

    constructor(IERC20 u) {
        USD = u;
    }

    function request(uint256 a) external {
        uint256 b = USD.balanceOf(address(this));
        USD.safeTransferFrom(msg.sender, address(this), a);
        reqs.push(Req(msg.sender, USD.balanceOf(address(this)) - b, St.Open));
    }

    function cancelRequest(uint256 i) external {
        // BAD cancel-no-refund x2
        Req storage r = reqs[i];
        if (r.owner != msg.sender || r.st != St.Open) revert();
        r.st = St.Gone;
    }

    function fulfil(uint256 i) external {
        Req storage r = reqs[i];
        require(r.st == St.Open);
        r.st = St.Gone;
        USD.safeTransfer(r.owner, r.amount);
    }
}

contract CancelExpired {
    struct O {
        address maker;
        uint128 bond;
        uint64 until;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => uint256) internal purse;

    function _drop(bytes32 k) private {
        delete os[k];
    }

    function place(bytes32 k, uint128 b, uint64 u) external {
        require(os[k].maker == address(0));
        purse[msg.sender] -= b;
        os[k] = O(msg.sender, b, u);
    }

    function cancel(bytes32 k) external {
        O memory o = os[k];
        require(o.maker == msg.sender);
        _drop(k);
        purse[msg.sender] += o.bond;
    }

    function expire(bytes32 k) external {
        require(os[k].until < block.timestamp && os[k].maker != address(0), "live"); // BAD cancel-no-refund x3
        _drop(k);
    }
}

// OK cancel-no-refund
contract CancelGives {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    mapping(uint256 => O) internal os;
    uint256 internal n;
    mapping(address => uint256) internal avail;
    mapping(address => uint256) internal locked;

    function _release(O memory o) internal {
        uint256 c = uint256(o.px) * o.q;
        locked[o.maker] -= c;
        avail[o.maker] += c;
    }

    function bid(uint128 px, uint128 q) external {
        uint256 c = uint256(px) * q;
        avail[msg.sender] -= c;
        locked[msg.sender] += c;
        os[++n] = O(msg.sender, px, q);
    }

    function revoke(uint256 id) external {
        O memory o = os[id];
        require(o.maker == msg.sender, "maker");
        delete os[id];
        _release(o);
    }
}

// OK cancel-no-refund
contract CancelClaim {
    struct O {
        address maker;
        uint256 bond;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => uint256) public owedEth;

    function place(bytes32 k) external payable {
        require(os[k].maker == address(0));
        os[k] = O(msg.sender, msg.value);
    }

    function cancel(bytes32 k) external {
        O storage o = os[k];
        require(o.maker == msg.sender);
        owedEth[msg.sender] += o.bond;
        delete os[k];
    }

    function claim() external {
        uint256 x = owedEth[msg.sender];
        owedEth[msg.sender] = 0;
        payable(msg.sender).transfer(x);
    }
}

// OK cancel-no-refund
contract CancelUnfunded {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    mapping(uint256 => O) internal os;
    uint256 internal n;
    mapping(address => uint256) internal avail;
    mapping(address => uint256) internal openLots;

    function bid(uint128 px, uint128 q) external {
        openLots[msg.sender] += q;
        require(openLots[msg.sender] * px <= avail[msg.sender]);
        os[++n] = O(msg.sender, px, q);
    }

    function revoke(uint256 id) external {
        O storage o = os[id];
        require(o.maker == msg.sender);
        openLots[msg.sender] -= o.q;
        delete os[id];
    }
}

abstract contract CancelHooks {
    function _onRemoved(address m, uint256 b) internal virtual;
}

// OK cancel-no-refund
contract CancelHooked is CancelHooks {
    struct O {
        address maker;
        uint128 bond;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => uint256) internal purse;

    function place(bytes32 k, uint128 b) external {
        require(os[k].maker == address(0));
        purse[msg.sender] -= b;
        os[k] = O(msg.sender, b);
    }

    function cancel(bytes32 k) external {
        address m = os[k].maker;
        uint256 b = os[k].bond;
        require(m == msg.sender);
        delete os[k];
        _onRemoved(m, b);
    }

    function _onRemoved(address m, uint256 b) internal override {
        purse[m] += b;
    }
}

// ------------------------------------------------------------- use-after-delete
contract DeadRead {
    struct O {
        address maker;
        uint128 bond;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => uint256) internal purse;

    function place(bytes32 k, uint128 b) external {
        require(os[k].maker == address(0));
        purse[msg.sender] -= b;
        os[k] = O(msg.sender, b);
    }

    function cancel(bytes32 k) external {
        // BAD use-after-delete y1
        O storage o = os[k];
        require(o.maker == msg.sender);
        delete os[k];
        purse[msg.sender] += o.bond;
    }
}

contract DeadHelper {
    struct P {
        address holder;
        uint256 coll;
        int256 size;
    }
    mapping(uint256 => P) internal ps;
    mapping(address => uint256) internal purse;
    uint256 internal n;
    event Closed(uint256 id, int256 size);

    function open(uint128 c, int64 s) external {
        purse[msg.sender] -= c;
        ps[++n] = P(msg.sender, c, s);
    }

    function _remove(uint256 id) private {
        delete ps[id];
    }

    function close(uint256 id) external {
        // BAD use-after-delete y2
        P storage p = ps[id];
        require(p.holder == msg.sender);
        purse[msg.sender] += p.coll;
        _remove(id);
        emit Closed(id, p.size);
    }
}

library Slots {
    struct S {
        address who;
        uint96 amt;
    }

    function clear(mapping(uint256 => S) storage m, uint256 k) internal {
        delete m[k];
    }
}

contract DeadLibrary {
    using Slots for mapping(uint256 => Slots.S);
    mapping(uint256 => Slots.S) internal slots;
    mapping(address => uint256) internal purse;

    function hold(uint256 k, uint96 a) external {
        require(slots[k].who == address(0));
        purse[msg.sender] -= a;
        slots[k] = Slots.S(msg.sender, a);
    }

    function undo(uint256 k) external {
        // BAD use-after-delete y3
        require(slots[k].who == msg.sender, "who");
        slots.clear(k);
        purse[slots[k].who] += slots[k].amt;
    }
}

// OK use-after-delete
contract DeadCopied {
    struct O {
        address maker;
        uint128 bond;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => uint256) internal purse;

    function place(bytes32 k, uint128 b) external {
        require(os[k].maker == address(0));
        purse[msg.sender] -= b;
        os[k] = O(msg.sender, b);
    }

    function cancel(bytes32 k) external {
        O memory o = os[k];
        require(o.maker == msg.sender);
        delete os[k];
        purse[o.maker] += o.bond;
    }
}

// OK use-after-delete
contract DeadCached {
    struct O {
        address maker;
        uint128 bond;
        uint64 next;
    }
    mapping(uint64 => O) internal os;
    mapping(address => uint256) internal purse;
    uint64 internal head;

    function place(uint128 b) external {
        purse[msg.sender] -= b;
        uint64 k = uint64(uint160(msg.sender));
        require(os[k].maker == address(0));
        os[k] = O(msg.sender, b, head);
        head = k;
    }

    function popHead() external {
        O storage o = os[head];
        require(o.maker == msg.sender);
        (uint128 b, uint64 nx, address m) = (o.bond, o.next, o.maker);
        delete os[head];
        head = nx;
        purse[m] += b;
    }
}

// OK use-after-delete
contract DeadRewritten {
    struct P {
        uint128 size;
        uint128 entry;
    }
    mapping(address => P) internal ps;

    function flip(uint128 s, uint128 e) external {
        P storage p = ps[msg.sender];
        delete ps[msg.sender];
        p.size = s;
        p.entry = e;
        require(p.size * 2 > p.entry);
    }
}

// OK use-after-delete
contract DeadBranch {
    struct O {
        address maker;
        uint128 bond;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => uint256) internal purse;

    function place(bytes32 k, uint128 b) external {
        require(os[k].maker == address(0));
        purse[msg.sender] -= b;
        os[k] = O(msg.sender, b);
    }

    function trim(bytes32 k, uint128 by) external {
        O storage o = os[k];
        require(o.maker == msg.sender);
        purse[msg.sender] += by;
        if (by == o.bond) {
            delete os[k];
            return;
        }
        o.bond -= by;
    }

    function replace(bytes32 a, bytes32 b) external {
        O storage x = os[a];
        O storage y = os[b];
        require(x.maker == msg.sender && y.maker == msg.sender && a != b);
        purse[msg.sender] += x.bond;
        delete os[a];
        y.bond += 0;
    }
}

// ------------------------------------------------------------- order-replay
contract ReplayBare {
    struct Ord {
        address maker;
        uint128 qty;
        uint128 px;
        uint64 expiry;
    }
    mapping(address => int256) internal pos;
    mapping(address => int256) internal cash;
    error BadSig();

    function _hash(Ord calldata o) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), o.maker, o.qty, o.px, o.expiry));
    }

    function fill(Ord calldata o, uint8 v, bytes32 r, bytes32 s) external {
        // BAD order-replay w1
        require(o.maker != msg.sender && block.timestamp < o.expiry);
        if (ecrecover(_hash(o), v, r, s) != o.maker || o.maker == address(0)) revert BadSig();
        pos[o.maker] += int256(uint256(o.qty));
        pos[msg.sender] -= int256(uint256(o.qty));
        cash[o.maker] -= int256(uint256(o.qty) * o.px);
        cash[msg.sender] += int256(uint256(o.qty) * o.px);
    }
}

contract ReplayChain {
    mapping(address => uint256) internal nonceOf;
    mapping(address => uint256) internal cash;
    bytes32 private constant TYPE = keccak256("Move(address to,uint256 amt,uint256 nonce)");

    function move(address from, address to, uint256 amt, bytes calldata sig) external {
        // BAD order-replay w2
        bytes32 h = keccak256(abi.encodePacked("\x19\x01", keccak256(abi.encode(TYPE, to, amt, nonceOf[from]++))));
        require(ECDSA.recover(h, sig) == from, "sig");
        cash[from] -= amt;
        cash[to] += amt;
    }
}

contract ReplayTyped is EIP712 {
    bytes32 private constant TYPE = keccak256("Exit(address who,uint256 amt,uint256 deadline)");
    mapping(address => uint256) internal cash;
    constructor() EIP712("Desk", "1") {}

    function exitFor(address who, uint256 amt, uint256 deadline, bytes calldata sig) external {
        // BAD order-replay w3
        require(deadline >= block.timestamp, "late");
        bytes32 d = _hashTypedDataV4(keccak256(abi.encode(TYPE, who, amt, deadline)));
        require(ECDSA.recover(d, sig) == who, "sig");
        cash[who] -= amt;
        payable(msg.sender).transfer(amt / 100);
        payable(who).transfer(amt - amt / 100);
    }
}

contract ReplayWallet {
    mapping(address => uint256) internal cash;
    mapping(bytes32 => bool) internal used;

    function spend(address w, uint256 amt, uint256 salt, bytes calldata sig) external {
        // BAD order-replay w4
        bytes32 h = keccak256(abi.encode(w, amt, salt));
        require(!used[h] && IERC1271(w).isValidSignature(h, sig) == 0x1626ba7e, "sig");
        used[h] = true;
        cash[w] -= amt;
        cash[msg.sender] += amt;
    }
}

// OK order-replay
contract ReplayBitmap is EIP712 {
    bytes32 private constant TYPE = keccak256("Move(address from,uint256 amt,uint256 nonce)");
    mapping(address => mapping(uint256 => uint256)) internal bitmap;
    mapping(address => uint256) internal cash;
    constructor() EIP712("Desk", "1") {}
    error Spent();

    function _use(address a, uint256 nonce) private {
        uint256 bit = 1 << (nonce & 255);
        uint256 w = bitmap[a][nonce >> 8];
        if (w & bit != 0) revert Spent();
        bitmap[a][nonce >> 8] = w | bit;
    }

    function move(address from, uint256 amt, uint256 nonce, bytes calldata sig) external {
        _use(from, nonce);
        require(ECDSA.recover(_hashTypedDataV4(keccak256(abi.encode(TYPE, from, amt, nonce))), sig) == from);
        cash[from] -= amt;
        cash[msg.sender] += amt;
    }
}

// OK order-replay
contract ReplayFilled is EIP712 {
    struct Ord {
        address maker;
        uint128 qty;
        uint128 px;
        uint64 salt;
    }
    bytes32 private constant TYPE = keccak256("Ord(address maker,uint128 qty,uint128 px,uint64 salt)");
    mapping(bytes32 => uint256) internal filled;
    mapping(address => int256) internal pos;
    constructor() EIP712("Desk", "1") {}

    function fill(Ord calldata o, uint128 f, bytes calldata sig) external {
        require(o.maker != msg.sender);
        bytes32 h = _hashTypedDataV4(keccak256(abi.encode(TYPE, o.maker, o.qty, o.px, o.salt)));
        require(ECDSA.recover(h, sig) == o.maker);
        require((filled[h] += f) <= o.qty, "over");
        pos[o.maker] += int256(uint256(f));
        pos[msg.sender] -= int256(uint256(f));
    }
}

// OK order-replay
contract ReplaySequential {
    bytes32 internal immutable DOM;
    mapping(address => uint256) public nonces;
    mapping(address => uint256) internal cash;

    constructor() {
        DOM = keccak256(
            abi.encode(
                keccak256("EIP712Domain(uint256 chainId,address verifyingContract)"), block.chainid, address(this)
            )
        );
    }

    function _next(address a) private returns (uint256) {
        unchecked {
            return nonces[a]++;
        }
    }

    function _who(bytes32 inner, uint8 v, bytes32 r, bytes32 s) private view returns (address a) {
        a = ecrecover(keccak256(abi.encodePacked("\x19\x01", DOM, inner)), v, r, s);
        require(a != address(0));
    }

    function move(address from, uint256 amt, uint8 v, bytes32 r, bytes32 s) external {
        bytes32 inner = keccak256(abi.encode(from, msg.sender, amt, _next(from)));
        require(_who(inner, v, r, s) == from, "sig");
        cash[from] -= amt;
        cash[msg.sender] += amt;
    }
}

// OK order-replay
contract ReplayFeed {
    address internal immutable REP;
    uint64 public at;
    uint128 public px;

    constructor(address r) {
        REP = r;
    }

    function push(uint128 p, uint64 t, bytes calldata sig) external {
        require(t > at && t <= block.timestamp, "order");
        require(ECDSA.recover(keccak256(abi.encode(block.chainid, address(this), p, t)), sig) == REP);
        at = t;
        px = p;
    }
}

// OK order-replay
contract ReplayForwarder is EIP712 {
    struct Fwd {
        address from;
        address to;
        uint256 gas;
        uint256 nonce;
        bytes data;
    }
    bytes32 private constant TYPE = keccak256("Fwd(address from,address to,uint256 gas,uint256 nonce,bytes data)");
    mapping(address => uint256) internal _n;
    constructor() EIP712("Fwd", "2") {}

    function verify(Fwd calldata f, bytes calldata sig) public view returns (bool) {
        address s = ECDSA.recover(
            _hashTypedDataV4(keccak256(abi.encode(TYPE, f.from, f.to, f.gas, f.nonce, keccak256(f.data)))), sig
        );
        return _n[f.from] == f.nonce && s == f.from;
    }

    function execute(Fwd calldata f, bytes calldata sig) external returns (bool ok) {
        require(verify(f, sig), "sig");
        _n[f.from] = f.nonce + 1;
        (ok,) = f.to.call{gas: f.gas}(abi.encodePacked(f.data, f.from));
    }
}

// ------------------------------------------------------------- self-trade
contract SelfHit {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    mapping(uint256 => O) internal os;
    uint256 internal n;
    mapping(address => int256) internal base;
    mapping(address => int256) internal quote;

    function rest(uint128 px, uint128 q) external {
        os[++n] = O(msg.sender, px, q);
    }

    function hit(uint256 id, uint128 worst) external {
        // BAD self-trade st1
        O memory o = os[id];
        require(o.px <= worst);
        delete os[id];
        base[msg.sender] += int256(uint256(o.q));
        base[o.maker] -= int256(uint256(o.q));
        quote[msg.sender] -= int256(uint256(o.q) * o.px);
        quote[o.maker] += int256(uint256(o.q) * o.px);
    }
}

contract SelfCross {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
        bool buy;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => int256) internal base;
    mapping(address => int256) internal quote;

    function put(bytes32 k, uint128 px, uint128 q, bool b) external {
        require(os[k].maker == address(0));
        os[k] = O(msg.sender, px, q, b);
    }

    function _apply(address a, int256 db, int256 dq) private {
        base[a] += db;
        quote[a] += dq;
    }

    function cross(bytes32 x, bytes32 y) external {
        // BAD self-trade st2
        O storage b = os[x];
        O storage s = os[y];
        require(b.buy && !s.buy && b.px >= s.px && b.q == s.q, "no cross");
        int256 q = int256(uint256(b.q));
        int256 v = q * int256(uint256(s.px));
        (address bm, address sm) = (b.maker, s.maker);
        delete os[x];
        delete os[y];
        _apply(bm, q, -v);
        _apply(sm, -q, v);
    }
}

library Clear {
    struct Acc {
        int256 b;
        int256 q;
    }

    function move(Acc storage l, Acc storage s, int256 q, int256 v) internal {
        l.b += q;
        l.q -= v;
        s.b -= q;
        s.q += v;
    }
}

contract SelfQueue {
    using Clear for Clear.Acc;

    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    mapping(uint32 => mapping(uint256 => O)) internal level;
    mapping(uint32 => uint256) internal hd;
    mapping(uint32 => uint256) internal tl;
    mapping(address => Clear.Acc) internal acc;

    function rest(uint32 t, uint128 q) external {
        level[t][tl[t]++] = O(msg.sender, t, q);
    }

    function take(uint32 t, uint128 q, uint256 most) external {
        // BAD self-trade st3
        uint256 h = hd[t];
        for (uint256 i; i < most && h < tl[t] && q > 0; ++i) {
            O storage o = level[t][h];
            uint128 f = o.q < q ? o.q : q;
            o.q -= f;
            q -= f;
            acc[msg.sender].move(acc[o.maker], int256(uint256(f)), int256(uint256(f) * t));
            if (o.q == 0) ++h;
        }
        hd[t] = h;
    }
}

// OK self-trade
contract SelfRefused {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    error Own();
    mapping(uint256 => O) internal os;
    uint256 internal n;
    mapping(address => int256) internal base;
    mapping(address => int256) internal quote;

    function rest(uint128 px, uint128 q) external {
        os[++n] = O(msg.sender, px, q);
    }
    modifier others(uint256 id) {
        if (os[id].maker == msg.sender) revert Own();
        _;
    }

    function hit(uint256 id, uint128 worst) external others(id) {
        O memory o = os[id];
        require(o.px <= worst);
        delete os[id];
        base[msg.sender] += int256(uint256(o.q));
        base[o.maker] -= int256(uint256(o.q));
        quote[msg.sender] -= int256(uint256(o.q) * o.px);
        quote[o.maker] += int256(uint256(o.q) * o.px);
    }
}

// OK self-trade
contract SelfSkipped {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    mapping(uint256 => O) internal os;
    uint256 internal n;
    uint256 internal c;
    mapping(address => int256) internal base;
    mapping(address => int256) internal quote;

    function rest(uint128 px, uint128 q) external {
        os[n++] = O(msg.sender, px, q);
    }

    function run(uint128 worst, uint256 most) external {
        for (; most > 0 && c < n; --most) {
            O memory o = os[c];
            if (_same(o.maker)) {
                delete os[c++];
                continue;
            }
            if (o.px > worst) return;
            delete os[c++];
            base[msg.sender] += int256(uint256(o.q));
            base[o.maker] -= int256(uint256(o.q));
            quote[msg.sender] -= int256(uint256(o.q) * o.px);
            quote[o.maker] += int256(uint256(o.q) * o.px);
        }
    }

    function _same(address m) private view returns (bool) {
        return m == msg.sender;
    }
}

// OK self-trade
contract SelfPair {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
        bool buy;
    }
    mapping(bytes32 => O) internal os;
    mapping(address => int256) internal base;
    mapping(address => int256) internal quote;

    function put(bytes32 k, uint128 px, uint128 q, bool b) external {
        require(os[k].maker == address(0));
        os[k] = O(msg.sender, px, q, b);
    }

    function _apply(address a, int256 db, int256 dq) private {
        base[a] += db;
        quote[a] += dq;
    }

    function cross(bytes32 x, bytes32 y) external {
        O memory b = os[x];
        O memory s = os[y];
        require(b.buy && !s.buy && b.px >= s.px && b.q == s.q && b.maker != s.maker, "no cross");
        int256 q = int256(uint256(b.q));
        int256 v = q * int256(uint256(s.px));
        delete os[x];
        delete os[y];
        _apply(b.maker, q, -v);
        _apply(s.maker, -q, v);
    }
}

// OK self-trade
contract SelfPool {
    mapping(address => int256) internal base;
    mapping(address => int256) internal quote;
    address internal immutable POOL;
    uint128 internal px = 5;
    address internal admin = msg.sender;

    constructor(address p) {
        POOL = p;
    }

    function take(int64 q, int256 worst) external {
        require(msg.sender != POOL);
        int256 v = int256(q) * int256(uint256(px));
        require(v <= worst);
        base[msg.sender] += q;
        base[POOL] -= q;
        quote[msg.sender] -= v;
        quote[POOL] += v;
    }

    function gift(address to, uint128 a) external {
        quote[msg.sender] -= int256(uint256(a));
        quote[to] += int256(uint256(a));
    }
}

// ------------------------------------------------------------- tick-check-sibling
contract GridAmend {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    uint128 internal immutable TICK;
    error OffGrid();
    mapping(uint256 => O) internal os;
    uint256 internal n;

    constructor(uint128 t) {
        TICK = t;
    }

    function place(uint128 px, uint128 q) external {
        if (px % TICK != 0) revert OffGrid();
        os[++n] = O(msg.sender, px, q);
    }

    function amend(uint256 id, uint128 px) external {
        require(os[id].maker == msg.sender); // BAD tick-check-sibling tk1
        os[id].px = px;
    }
}

contract GridLots {
    struct M {
        uint64 lot;
        uint64 tick;
    }

    struct O {
        address maker;
        uint64 px;
        uint64 q;
    }
    mapping(uint16 => M) internal ms;
    mapping(uint256 => O) internal os;
    uint256 internal n;
    address internal gov = msg.sender;
    modifier onLot(uint16 m, uint64 q) {
        require(q % ms[m].lot == 0, "lot");
        _;
    }

    function list(uint16 m, M calldata x) external {
        require(msg.sender == gov && x.lot > 0 && x.tick > 0);
        ms[m] = x;
    }

    function limit(uint16 m, uint64 px, uint64 q) external onLot(m, q) {
        os[++n] = O(msg.sender, px, q);
    }

    function ioc(uint16 m, uint64 px, uint64 q) external {
        os[++n] = O(msg.sender, px, q); // BAD tick-check-sibling tk2
        ms[m].lot += 0;
    }
}

library Grid {
    error Off(uint256 v, uint256 step);

    function onGrid(uint256 v, uint256 step) internal pure returns (uint256) {
        if (v / step * step != v) revert Off(v, step);
        return v;
    }
}

contract GridRange {
    using Grid for uint256;

    struct R {
        uint256 lo;
        uint256 hi;
        uint256 liq;
    }
    mapping(address => R) internal rs;
    uint256 internal constant SPACING = 60;

    function mint(uint256 lo, uint256 hi, uint256 l) external {
        require(lo < hi);
        rs[msg.sender] = R(lo.onGrid(SPACING), hi.onGrid(SPACING), l);
    }

    function shift(uint256 lo, uint256 hi) external {
        // BAD tick-check-sibling tk3
        R storage r = rs[msg.sender];
        require(lo < hi, "order");
        r.lo = lo;
        r.hi = hi;
    }
}

// OK tick-check-sibling
contract GridBoth {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    uint128 internal immutable TICK;
    error OffGrid();
    mapping(uint256 => O) internal os;
    uint256 internal n;

    constructor(uint128 t) {
        TICK = t;
    }

    function _chk(uint128 px) private view {
        if (px % TICK != 0) revert OffGrid();
    }

    function place(uint128 px, uint128 q) external {
        _chk(px);
        os[++n] = O(msg.sender, px, q);
    }

    function amend(uint256 id, uint128 px) external {
        _chk(px);
        require(os[id].maker == msg.sender);
        os[id].px = px;
    }
}

// OK tick-check-sibling
contract GridSnap {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    uint128 internal immutable TICK;
    mapping(uint256 => O) internal os;
    uint256 internal n;

    constructor(uint128 t) {
        TICK = t;
    }

    function place(uint128 px, uint128 q) external {
        require(px % TICK == 0);
        os[++n] = O(msg.sender, px, q);
    }

    function amend(uint256 id, uint128 px) external {
        require(os[id].maker == msg.sender);
        os[id].px = px - px % TICK;
    }

    function amendTicks(uint256 id, uint32 k) external {
        require(os[id].maker == msg.sender);
        os[id].px = uint128(k) * TICK;
    }
}

// OK tick-check-sibling
contract GridCopy {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    uint128 internal constant TICK = 25;
    mapping(uint256 => O) internal os;
    uint256 internal n;

    function place(uint128 px, uint128 q) external {
        require(px % TICK == 0);
        os[++n] = O(msg.sender, px, q);
    }

    function renew(uint256 id) external {
        O memory o = os[id];
        require(o.maker == msg.sender);
        delete os[id];
        os[++n] = O(o.maker, o.px, o.q);
    }

    function resize(uint256 id, uint128 q) external {
        require(os[id].maker == msg.sender);
        os[id].q = q;
    }
}

// OK tick-check-sibling
contract GridShared {
    struct O {
        address maker;
        uint128 px;
        uint128 q;
    }
    uint128 internal constant TICK = 25;
    mapping(uint256 => O) internal os;
    uint256 internal n;
    modifier grid(uint128 px) {
        require(px % TICK == 0, "tick");
        _;
    }

    function _put(uint128 px, uint128 q) private grid(px) {
        os[++n] = O(msg.sender, px, q);
    }

    function buy(uint128 px, uint128 q) external {
        _put(px, q);
    }

    function sell(uint128 px, uint128 q) external {
        _put(px, q);
    }
}
