// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

/// Orders and balances that the venues below share.
abstract contract VenueBase {
    struct Order {
        address maker;
        uint64 lots;
        uint32 tick;
        uint32 next;
        uint32 prev;
        bool bid;
    }

    struct Level {
        uint32 first;
        uint32 last;
        uint64 lots;
    }

    mapping(uint32 => Order) internal orders;
    mapping(uint32 => Level) internal levels;
    mapping(address => uint256) internal cash;
    mapping(address => uint256) internal goods;
    uint32 internal count;
    uint64 internal constant MIN_LOTS = 10;
    uint32 internal constant SPACING = 5;

    error BadTick();
    error Small();
    error NotMaker();

    function _enqueue(address maker, uint32 tick, uint64 lots, bool bid) internal returns (uint32 id) {
        id = ++count;
        Level storage level = levels[tick];
        orders[id] = Order(maker, lots, tick, 0, level.last, bid);
        if (level.last != 0) orders[level.last].next = id;
        else level.first = id;
        level.last = id;
        level.lots += lots;
    }

    function _unlink(uint32 id) internal {
        Order storage o = orders[id];
        Level storage level = levels[o.tick];
        if (o.prev != 0) orders[o.prev].next = o.next;
        else level.first = o.next;
        if (o.next != 0) orders[o.next].prev = o.prev;
        else level.last = o.prev;
        level.lots -= o.lots;
        delete orders[id];
    }

    function _swap(address buyer, address seller, uint64 lots, uint32 tick) internal {
        uint256 value = uint256(lots) * tick;
        cash[seller] += value;
        goods[buyer] += lots;
    }
}

contract RoughVenue is VenueBase {
    function place(uint32 tick, uint64 lots) external returns (uint32) {
        if (tick % SPACING != 0 || tick == 0) revert BadTick();
        if (lots < MIN_LOTS) revert Small();
        goods[msg.sender] -= lots;
        return _enqueue(msg.sender, tick, lots, false);
    }

    function move(uint32 id, uint32 tick) external {
        // BAD tick-check-sibling v1
        Order memory o = orders[id];
        if (o.maker != msg.sender) revert NotMaker();
        _unlink(id);
        _enqueue(o.maker, tick, o.lots, o.bid);
    }

    function cancel(uint32 id) external {
        // BAD cancel-no-refund v1
        if (orders[id].maker != msg.sender) revert NotMaker();
        _unlink(id);
    }

    function take(uint32 tick, uint64 lots) external {
        // BAD unbounded-match v1 // BAD self-trade v1 // BAD dust-remainder v1
        Level storage level = levels[tick];
        while (lots > 0 && level.first != 0) {
            uint32 id = level.first;
            uint64 fill = _fill(id, lots);
            lots -= fill;
        }
    }

    function _fill(uint32 id, uint64 most) private returns (uint64 fill) {
        Order storage o = orders[id];
        fill = o.lots < most ? o.lots : most;
        cash[msg.sender] -= uint256(fill) * o.tick;
        _swap(msg.sender, o.maker, fill, o.tick);
        if (fill == o.lots) {
            _unlink(id);
        } else {
            o.lots -= fill;
            levels[o.tick].lots -= fill;
        }
    }

    function reap(uint32 id) external {
        // BAD use-after-delete v1
        Order storage o = orders[id];
        require(o.lots < MIN_LOTS && o.maker != address(0), "large");
        _unlink(id);
        goods[o.maker] += o.lots;
    }
}

// OK tick-check-sibling cancel-no-refund unbounded-match self-trade dust-remainder use-after-delete
contract FineVenue is VenueBase {
    function _grid(uint32 tick) private pure {
        if (tick % SPACING != 0 || tick == 0) revert BadTick();
    }

    function place(uint32 tick, uint64 lots) external returns (uint32) {
        _grid(tick);
        if (lots < MIN_LOTS) revert Small();
        goods[msg.sender] -= lots;
        return _enqueue(msg.sender, tick, lots, false);
    }

    function move(uint32 id, uint32 tick) external {
        Order memory o = orders[id];
        if (o.maker != msg.sender) revert NotMaker();
        _grid(tick);
        _unlink(id);
        _enqueue(o.maker, tick, o.lots, o.bid);
    }

    function cancel(uint32 id) external {
        Order memory o = orders[id];
        if (o.maker != msg.sender) revert NotMaker();
        _unlink(id);
        goods[o.maker] += o.lots;
    }

    function take(uint32 tick, uint64 lots, uint8 maxFills) external returns (uint64) {
        Level storage level = levels[tick];
        for (uint8 i; i < maxFills && lots > 0 && level.first != 0; ++i) {
            lots -= _fill(level.first, lots);
        }
        return lots;
    }

    function _fill(uint32 id, uint64 most) private returns (uint64 fill) {
        Order memory o = orders[id];
        if (o.maker == msg.sender) {
            _unlink(id);
            goods[o.maker] += o.lots;
            return 0;
        }
        fill = o.lots < most ? o.lots : most;
        cash[msg.sender] -= uint256(fill) * o.tick;
        _swap(msg.sender, o.maker, fill, o.tick);
        uint64 left = o.lots - fill;
        if (left < MIN_LOTS) {
            _unlink(id);
            goods[o.maker] += left;
        } else {
            orders[id].lots = left;
            levels[o.tick].lots -= fill;
        }
    }
}

/// A set of traders that everybody can enter is walked through to the end.
contract SettlementRound {
    using EnumerableSet for EnumerableSet.AddressSet;

    EnumerableSet.AddressSet internal traders;
    mapping(address => int256) internal net;
    mapping(address => int256) internal settled;

    function enter(int128 delta) external {
        traders.add(msg.sender);
        net[msg.sender] += delta;
    }

    function settle(int64 price) external {
        // BAD unbounded-match v2 // BAD caller-supplied-price v1
        uint256 length = traders.length();
        for (uint256 i = 0; i < length; i++) {
            address who = traders.at(i);
            settled[who] += net[who] * price;
            net[who] = 0;
        }
    }
}

// OK unbounded-match caller-supplied-price
contract SettlementPages is Ownable {
    using EnumerableSet for EnumerableSet.AddressSet;

    EnumerableSet.AddressSet internal traders;
    mapping(address => int256) internal net;
    mapping(address => int256) internal settled;

    constructor() Ownable(msg.sender) {}

    function enter(int128 delta) external {
        traders.add(msg.sender);
        net[msg.sender] += delta;
    }

    function settle(int64 price, uint256 from, uint256 to) external onlyOwner {
        for (uint256 i = from; i < to; i++) {
            address who = traders.at(i);
            settled[who] += net[who] * price;
            net[who] = 0;
        }
    }
}

/// Crossing two orders signed off chain.
contract SignedVenue is EIP712 {
    struct Ticket {
        address trader;
        bool buy;
        uint128 price;
        uint128 lots;
        uint256 expiry;
    }

    bytes32 internal constant TICKET =
        keccak256("Ticket(address trader,bool buy,uint128 price,uint128 lots,uint256 expiry)");
    mapping(address => int256) internal units;
    mapping(address => int256) internal money;

    constructor() EIP712("SignedVenue", "1") {}

    function _digest(Ticket calldata t) internal view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(TICKET, t.trader, t.buy, t.price, t.lots, t.expiry)));
    }

    function _check(Ticket calldata t, bytes calldata signature) internal view {
        require(t.expiry > block.timestamp, "expired");
        require(ECDSA.recover(_digest(t), signature) == t.trader, "signer");
    }

    function cross( // BAD order-replay v1 // BAD self-trade v2
        Ticket calldata a,
        Ticket calldata b,
        bytes calldata signatureA,
        bytes calldata signatureB
    )
        external
    {
        _check(a, signatureA);
        _check(b, signatureB);
        require(a.buy && !b.buy && a.price >= b.price && a.lots == b.lots, "cross");
        int256 value = int256(uint256(a.lots)) * int256(uint256(b.price));
        units[a.trader] += int256(uint256(a.lots));
        money[a.trader] -= value;
        units[b.trader] -= int256(uint256(b.lots));
        money[b.trader] += value;
    }
}

// OK order-replay self-trade
contract SignedVenueFixed is EIP712 {
    struct Ticket {
        address trader;
        bool buy;
        uint128 price;
        uint128 lots;
        uint256 salt;
    }

    bytes32 internal constant TICKET =
        keccak256("Ticket(address trader,bool buy,uint128 price,uint128 lots,uint256 salt)");
    mapping(address => int256) internal units;
    mapping(address => int256) internal money;
    mapping(bytes32 => uint256) internal filled;

    error Same();

    constructor() EIP712("SignedVenue", "1") {}

    function _use(Ticket calldata t, bytes calldata signature, uint256 lots) internal {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(TICKET, t.trader, t.buy, t.price, t.lots, t.salt)));
        require(ECDSA.recover(digest, signature) == t.trader, "signer");
        filled[digest] += lots;
        require(filled[digest] <= t.lots, "filled");
    }

    function cross(
        Ticket calldata a,
        Ticket calldata b,
        uint128 lots,
        bytes calldata signatureA,
        bytes calldata signatureB
    ) external {
        if (a.trader == b.trader) revert Same();
        _use(a, signatureA, lots);
        _use(b, signatureB, lots);
        require(a.buy && !b.buy && a.price >= b.price, "cross");
        int256 value = int256(uint256(lots)) * int256(uint256(b.price));
        units[a.trader] += int256(uint256(lots));
        money[a.trader] -= value;
        units[b.trader] -= int256(uint256(lots));
        money[b.trader] += value;
    }
}

/// The domain names the contract but not the chain.
contract ClaimBySignature {
    mapping(address => uint256) internal nonces;
    mapping(address => uint256) internal points;
    address internal immutable SIGNER = msg.sender;

    function redeem(uint256 amount, bytes32 r, bytes32 vs) external {
        // BAD order-replay v2
        bytes32 body = keccak256(abi.encode(address(this), msg.sender, amount, nonces[msg.sender]++));
        require(ECDSA.recover(keccak256(abi.encodePacked("\x19\x01", body)), r, vs) == SIGNER, "signer");
        points[msg.sender] += amount;
    }
}

// OK order-replay
contract ClaimOnChain {
    mapping(address => uint256) internal nonces;
    mapping(address => uint256) internal points;
    address internal immutable SIGNER = msg.sender;
    uint256 internal immutable CHAIN = block.chainid;

    function redeem(uint256 amount, bytes32 r, bytes32 vs) external {
        bytes32 body = keccak256(abi.encode(CHAIN, address(this), msg.sender, amount, nonces[msg.sender]++));
        require(ECDSA.recover(keccak256(abi.encodePacked("\x19\x01", body)), r, vs) == SIGNER, "signer");
        points[msg.sender] += amount;
    }
}

/// Signed sizes made from what the caller sends.
contract SignedSizes {
    mapping(address => int256) internal size;
    mapping(address => int128) internal funds;
    mapping(address => uint256) internal volume;

    struct Leg {
        bool sell;
        uint256 amount;
    }

    function apply_(Leg[] calldata legs) external {
        // BAD signed-cast-unchecked v1
        for (uint256 i; i < legs.length; ++i) {
            size[msg.sender] += _signed(legs[i]);
        }
    }

    function _signed(Leg calldata leg) internal pure returns (int256) {
        return leg.sell ? -int256(leg.amount) : int256(leg.amount);
    }

    function adjust(int256 delta) external {
        // BAD signed-cast-unchecked v2
        funds[msg.sender] += int128(uint128(uint256(delta)));
        volume[msg.sender] += uint256(delta);
    }
}

// OK signed-cast-unchecked
contract SignedSizesChecked {
    mapping(address => int256) internal size;
    mapping(address => uint256) internal volume;

    struct Leg {
        bool sell;
        uint256 amount;
    }

    modifier small(Leg[] calldata legs) {
        for (uint256 i; i < legs.length; ++i) {
            require(legs[i].amount <= uint256(type(int256).max), "large");
        }
        _;
    }

    function apply_(Leg[] calldata legs) external {
        for (uint256 i; i < legs.length; ++i) {
            if (legs[i].amount > 1e30) continue;
            size[msg.sender] += legs[i].sell ? -int256(legs[i].amount) : int256(legs[i].amount);
        }
    }

    function adjust(int256 delta) external {
        require(delta >= 0, "negative");
        volume[msg.sender] += uint256(delta);
    }
}

/// Nobody gets out while it sleeps.
contract NightVenue is Pausable, Ownable {
    mapping(address => uint256) internal deposits;
    mapping(uint256 => address) internal makerOf;
    mapping(uint256 => uint256) internal held;
    uint256 internal last;
    uint8 internal phase;

    constructor() Ownable(msg.sender) {}

    function sleep() external onlyOwner {
        _pause();
    }

    function wake() external onlyOwner {
        _unpause();
    }

    function setPhase(uint8 p) external onlyOwner {
        phase = p;
    }

    function put() external payable whenNotPaused {
        deposits[msg.sender] += msg.value;
    }

    function rest(uint256 amount) external whenNotPaused {
        deposits[msg.sender] -= amount;
        makerOf[++last] = msg.sender;
        held[last] = amount;
    }

    function pull(uint256 id) external {
        // BAD exit-blocked-by-pause v1
        require(makerOf[id] == msg.sender && !paused(), "pull");
        uint256 amount = held[id];
        delete held[id];
        deposits[msg.sender] += amount;
    }

    function leave() external {
        // BAD exit-blocked-by-pause v2
        if (phase == 3) revert EnforcedPause();
        uint256 amount = deposits[msg.sender];
        deposits[msg.sender] = 0;
        payable(msg.sender).transfer(amount);
    }
}

// OK exit-blocked-by-pause
contract DayVenue is Pausable, Ownable {
    mapping(address => uint256) internal deposits;
    mapping(address => uint256) internal loans;

    constructor() Ownable(msg.sender) {}

    function sleep() external onlyOwner {
        _pause();
    }

    function wake() external onlyOwner {
        _unpause();
    }

    function put() external payable whenNotPaused {
        deposits[msg.sender] += msg.value;
    }

    function lend(uint256 amount) external whenNotPaused {
        loans[msg.sender] += amount;
        require(loans[msg.sender] * 2 <= deposits[msg.sender], "thin");
        payable(msg.sender).transfer(amount);
    }

    function leave() external {
        require(loans[msg.sender] == 0, "owes");
        uint256 amount = deposits[msg.sender];
        deposits[msg.sender] = 0;
        payable(msg.sender).transfer(amount);
    }
}

/// A cap on what all may put in, and a door beside it.
contract CappedRound {
    using SafeERC20 for IERC20;

    IERC20 internal immutable USD;
    uint256 internal constant MOST = 1_000_000e6;
    uint256 internal total;
    mapping(address => uint256) internal stakes;

    constructor(IERC20 usd) {
        USD = usd;
    }

    function _in(address who, uint256 amount) internal {
        USD.safeTransferFrom(msg.sender, address(this), amount);
        total += amount;
        stakes[who] += amount;
    }

    function join(uint256 amount) external {
        require(total + amount <= MOST, "full");
        _in(msg.sender, amount);
    }

    function gift(address to, uint256 amount) external {
        // BAD cap-check-sibling v1
        require(to != address(0), "to");
        _in(to, amount);
    }

    function slash(address who) external {
        // BAD oi-not-released v1
        require(who == msg.sender, "who");
        stakes[who] = stakes[who] / 2;
    }

    function leave() external {
        uint256 amount = stakes[msg.sender];
        delete stakes[msg.sender];
        total -= amount;
        USD.safeTransfer(msg.sender, amount);
    }
}

contract PoolSwap {
    uint112 internal x = 1e18;
    uint112 internal y = 1e18;
    mapping(address => uint256) internal ofX;
    mapping(address => uint256) internal ofY;

    function _out(uint256 amount, uint256 from, uint256 to) internal pure returns (uint256) {
        return amount * 997 * to / (from * 1000 + amount * 997);
    }

    function swapX(uint96 amount) external {
        // BAD no-limit-price v1
        uint256 got = _out(amount, x, y);
        ofX[msg.sender] -= amount;
        x += amount;
        y -= uint112(got);
        ofY[msg.sender] += got;
    }

    function swapY(uint96 amount, uint256 atLeast) external {
        uint256 got = _out(amount, y, x);
        if (got < atLeast) revert();
        ofY[msg.sender] -= amount;
        y += amount;
        x -= uint112(got);
        ofX[msg.sender] += got;
    }
}
