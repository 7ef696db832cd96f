// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20, ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// Overrides the preview that a withdrawal takes its shares by.
// BAD rounding-favours-caller w1
contract GenerousVault is ERC4626 {
    constructor(IERC20 asset_) ERC4626(asset_) ERC20("Generous", "G") {}

    function previewWithdraw(uint256 assets) public view override returns (uint256) {
        // BAD rounding-favours-caller w1
        return _convertToShares(assets, Math.Rounding.Floor);
    }
}

// OK rounding-favours-caller transfer-amount-credited
contract PlainVault is ERC4626 {
    constructor(IERC20 asset_) ERC4626(asset_) ERC20("Plain", "P") {}

    function previewWithdraw(uint256 assets) public view override returns (uint256) {
        return _convertToShares(assets, Math.Rounding.Ceil) + 1;
    }
}

/// Requests to leave, in shares, that can be taken back.
contract QueueVault {
    using SafeERC20 for IERC20;

    struct Ask {
        address who;
        uint256 shares;
        uint64 ripe;
    }

    IERC20 internal immutable USD;
    Ask[] internal asks;
    uint256 internal next;
    mapping(address => uint256) internal sharesOf;
    uint256 internal supply;
    uint256 internal assets;
    uint256 internal asked;

    constructor(IERC20 usd) {
        USD = usd;
    }

    function deposit(uint256 amount) external {
        // BAD transfer-amount-credited w1
        uint256 minted = Math.mulDiv(amount, supply + 1e6, assets + 1);
        assets += amount;
        supply += minted;
        sharesOf[msg.sender] += minted;
        USD.safeTransferFrom(msg.sender, address(this), amount);
    }

    function ask(uint256 shares) external {
        sharesOf[msg.sender] -= shares;
        asked += shares;
        asks.push(Ask(msg.sender, shares, uint64(block.timestamp + 1 days)));
    }

    function unask(uint256 i) external {
        // BAD cancel-no-refund w1
        Ask storage a = asks[i];
        require(a.who == msg.sender, "who");
        asked -= a.shares;
        a.shares = 0;
    }

    function serve() external {
        // BAD unbounded-match w1
        while (next < asks.length && asks[next].ripe <= block.timestamp) {
            Ask memory a = asks[next];
            uint256 amount = Math.mulDiv(a.shares, assets + 1, supply + 1e6);
            supply -= a.shares;
            assets -= amount;
            asked -= a.shares;
            delete asks[next];
            ++next;
            USD.safeTransfer(a.who, amount);
        }
    }
}

// OK cancel-no-refund unbounded-match transfer-amount-credited rounding-favours-caller use-after-delete
contract QueueVaultFixed {
    using SafeERC20 for IERC20;

    struct Ask {
        address who;
        uint256 shares;
        uint64 ripe;
    }

    IERC20 internal immutable USD;
    Ask[] internal asks;
    uint256 internal next;
    mapping(address => uint256) internal sharesOf;
    uint256 internal supply;
    uint256 internal assets;

    constructor(IERC20 usd) {
        USD = usd;
    }

    function deposit(uint256 amount) external {
        uint256 before = USD.balanceOf(address(this));
        USD.safeTransferFrom(msg.sender, address(this), amount);
        uint256 got = USD.balanceOf(address(this)) - before;
        uint256 minted = Math.mulDiv(got, supply + 1e6, assets + 1);
        assets += got;
        supply += minted;
        sharesOf[msg.sender] += minted;
    }

    function ask(uint256 shares) external {
        sharesOf[msg.sender] -= shares;
        asks.push(Ask(msg.sender, shares, uint64(block.timestamp + 1 days)));
    }

    function unask(uint256 i) external {
        Ask storage a = asks[i];
        require(a.who == msg.sender, "who");
        uint256 shares = a.shares;
        delete asks[i];
        sharesOf[msg.sender] += shares;
    }

    function serve(uint256 steps) external {
        uint256 end = Math.min(next + steps, asks.length);
        uint256 i = next;
        for (; i < end; ++i) {
            Ask memory a = asks[i];
            if (a.ripe > block.timestamp) break;
            uint256 amount = Math.mulDiv(a.shares, assets + 1, supply + 1e6);
            supply -= a.shares;
            assets -= amount;
            delete asks[i];
            USD.safeTransfer(a.who, amount);
        }
        next = i;
    }
}

/// A vesting deed is read after it is gone.
contract Deeds {
    struct Deed {
        address heir;
        uint128 amount;
        uint64 end;
    }

    mapping(bytes32 => Deed) internal deeds;
    mapping(address => uint256) internal free;
    uint256 internal reserved;

    event Closed(bytes32 id, address heir, uint256 amount);

    function write(bytes32 id, address heir, uint64 end) external payable {
        require(deeds[id].heir == address(0) && end > block.timestamp, "id");
        deeds[id] = Deed(heir, uint128(msg.value), end);
        reserved += msg.value;
    }

    function _drop(Deed storage deed) internal {
        reserved -= deed.amount;
        delete deeds[keccak256(abi.encode(deed.heir, deed.end))];
    }

    function close(bytes32 id) external {
        // BAD use-after-delete w1
        Deed storage deed = deeds[id];
        require(deed.end < block.timestamp && deed.heir == msg.sender, "early");
        reserved -= deed.amount;
        delete deeds[id];
        free[msg.sender] += deed.amount;
        emit Closed(id, msg.sender, deed.amount);
    }
}

// OK use-after-delete
contract DeedsFixed {
    struct Deed {
        address heir;
        uint128 amount;
        uint64 end;
    }

    mapping(bytes32 => Deed) internal deeds;
    mapping(address => uint256) internal free;

    function write(bytes32 id, address heir, uint64 end) external payable {
        require(deeds[id].heir == address(0) && end > block.timestamp, "id");
        deeds[id] = Deed(heir, uint128(msg.value), end);
    }

    function renew(bytes32 id, uint64 end) external {
        Deed storage deed = deeds[id];
        require(deed.heir == msg.sender && end > deed.end, "heir");
        uint128 amount = deed.amount;
        delete deeds[id];
        deed.heir = msg.sender;
        deed.amount = amount;
        deed.end = end;
        require(deed.amount > 0, "empty");
    }

    function close(bytes32 id) external {
        Deed memory deed = deeds[id];
        require(deed.end < block.timestamp && deed.heir == msg.sender, "early");
        delete deeds[id];
        free[deed.heir] += deed.amount;
    }
}

/// Pays out in parts of a period and forgets what is left over.
contract Distributor {
    mapping(address => uint256) internal credit;
    address[3] internal sinks;

    function split() external payable {
        // BAD fee-split-dust w1
        uint256 part = msg.value / sinks.length;
        for (uint256 i; i < 3; ++i) {
            credit[sinks[i]] += part;
        }
    }
}

// OK fee-split-dust
contract DistributorFixed {
    mapping(address => uint256) internal credit;
    address[3] internal sinks;
    uint256 internal carried;

    function split() external payable {
        uint256 whole = msg.value + carried;
        uint256 part = whole / 3;
        for (uint256 i; i < 3; ++i) {
            credit[sinks[i]] += part;
        }
        carried = whole - part * 3;
    }
}

abstract contract Upgrades is Initializable, UUPSUpgradeable {
    address internal keeper;

    function _mayUpgrade(address) internal virtual;

    function _authorizeUpgrade(address next) internal override {
        _mayUpgrade(next);
    }
}

// BAD unprotected-upgrade-hook w1
contract OpenUpgrades is Upgrades {
    uint256 internal upgrades;

    constructor() {
        _disableInitializers();
    }

    function initialize(address k) external initializer {
        keeper = k;
    }

    function _mayUpgrade(address) internal override {
        // BAD unprotected-upgrade-hook w1
        ++upgrades;
    }
}

// BAD unprotected-upgrade-hook w2
contract OriginUpgrades is Upgrades {
    constructor() {
        _disableInitializers();
    }

    function initialize(address k) external initializer {
        keeper = k;
    }

    function _mayUpgrade(address next) internal view override {
        // BAD unprotected-upgrade-hook w2
        require(next.code.length > 0 && next != address(this), "code");
    }
}

// OK unprotected-upgrade-hook initializer-unlocked-implementation
contract KeptUpgrades is Upgrades {
    constructor() {
        _disableInitializers();
    }

    function initialize(address k) external initializer {
        keeper = k;
    }

    function _mayUpgrade(address) internal view override {
        address caller = _who();
        if (caller != keeper) revert InvalidInitialization();
    }

    function _who() internal view returns (address) {
        return msg.sender;
    }
}

contract UnlockedVault is OwnableUpgradeable, UUPSUpgradeable {
    uint256 internal fee;

    function setUp(address o) external initializer {
        // BAD initializer-unlocked-implementation w1
        __Ownable_init(o);
    }

    function _authorizeUpgrade(address) internal override onlyOwner {}
}

contract FlaggedVault {
    bool internal ready;
    address internal boss;
    IERC20 internal asset;

    function initialize(address b, IERC20 a) external {
        // BAD initializer-unlocked-implementation w2
        require(!ready, "ready");
        ready = true;
        boss = b;
        asset = a;
    }

    function rescue(IERC20 token) external {
        require(msg.sender == boss, "boss");
        token.transfer(boss, token.balanceOf(address(this)));
    }
}

// OK initializer-unlocked-implementation
contract LockedByConstruction {
    bool internal ready = true;
    address internal boss;

    function initialize(address b) external {
        require(!ready, "ready");
        ready = true;
        boss = b;
    }

    function act() external view returns (bool) {
        return msg.sender == boss;
    }
}

contract Params is Ownable {
    struct Risk {
        uint32 initialPpm;
        uint32 maintenancePpm;
        uint32 liquidationFeePpm;
    }

    mapping(uint256 => Risk) internal risks;
    mapping(address => uint256) internal balances;
    uint256 internal pot;

    constructor() Ownable(msg.sender) {}

    function setRisk(uint256 market, Risk calldata risk) external onlyOwner {
        // BAD risk-parameter-unbounded w1
        risks[market] = risk;
    }

    function charge(uint256 market, uint256 value) external {
        uint256 fee = Math.ceilDiv(value * risks[market].liquidationFeePpm, 1e6);
        require(value * risks[market].initialPpm / 1e6 <= balances[msg.sender], "margin");
        balances[msg.sender] -= fee;
        pot += fee;
    }
}

// OK risk-parameter-unbounded
contract ParamsBounded is Ownable {
    struct Risk {
        uint32 initialPpm;
        uint32 maintenancePpm;
        uint32 liquidationFeePpm;
    }

    mapping(uint256 => Risk) internal risks;
    mapping(address => uint256) internal balances;
    uint256 internal pot;

    constructor() Ownable(msg.sender) {}

    function _check(Risk memory r) internal pure {
        require(r.liquidationFeePpm < r.maintenancePpm, "fee");
        require(r.maintenancePpm < r.initialPpm, "maintenance");
        require(r.initialPpm <= 1e6, "initial");
    }

    function setRisk(uint256 market, Risk calldata risk) external onlyOwner {
        _check(risk);
        risks[market] = risk;
    }

    function charge(uint256 market, uint256 value) external {
        uint256 fee = Math.ceilDiv(value * risks[market].liquidationFeePpm, 1e6);
        require(value * risks[market].initialPpm / 1e6 <= balances[msg.sender], "margin");
        balances[msg.sender] -= fee;
        pot += fee;
    }
}

/// Stops whose trigger is held to the grid on one way in only; a payment on the way out of a liquidation.
contract StopShelf {
    using SafeERC20 for IERC20;

    struct Stop {
        address owner;
        uint128 trigger;
        uint128 bond;
    }

    IERC20 internal immutable USD;
    uint128 internal immutable GRID;
    mapping(uint256 => Stop) internal stops;
    mapping(address => uint256) internal bonds;
    uint256 internal count;

    constructor(IERC20 usd, uint128 grid) {
        USD = usd;
        GRID = grid;
    }

    modifier onGrid(uint128 p) {
        require(p > 0 && p % GRID == 0, "grid");
        _;
    }

    function place(uint128 trigger, uint128 bond) external onGrid(trigger) {
        bonds[msg.sender] -= bond;
        stops[++count] = Stop(msg.sender, trigger, bond);
    }

    function placeMany(uint128[] calldata triggers) external {
        // BAD tick-check-sibling w1
        for (uint256 i; i < triggers.length; ++i) {
            stops[++count] = Stop(msg.sender, triggers[i], 0);
        }
    }

    function drop(uint256 id) external {
        // BAD cancel-no-refund w2
        require(stops[id].owner == msg.sender, "owner");
        stops[id].owner = address(0);
    }

    function liquidate(uint256 id) external {
        // BAD push-payment-liquidation w1
        Stop memory s = stops[id];
        require(s.bond < 1e6 && s.owner != address(0), "bond");
        delete stops[id];
        uint256 reward = s.bond / 10;
        USD.safeTransfer(msg.sender, reward);
        USD.safeTransfer(s.owner, s.bond - reward);
    }
}

// OK tick-check-sibling cancel-no-refund push-payment-liquidation
contract StopShelfFixed {
    using SafeERC20 for IERC20;

    struct Stop {
        address owner;
        uint128 trigger;
        uint128 bond;
    }

    IERC20 internal immutable USD;
    uint128 internal immutable GRID;
    mapping(uint256 => Stop) internal stops;
    mapping(address => uint256) internal bonds;
    uint256 internal count;

    constructor(IERC20 usd, uint128 grid) {
        USD = usd;
        GRID = grid;
    }

    function _onGrid(uint128 p) internal view returns (uint128) {
        require(p > 0 && p % GRID == 0, "grid");
        return p;
    }

    function place(uint128 trigger, uint128 bond) external {
        bonds[msg.sender] -= bond;
        stops[++count] = Stop(msg.sender, _onGrid(trigger), bond);
    }

    function placeMany(uint128[] calldata triggers) external {
        for (uint256 i; i < triggers.length; ++i) {
            stops[++count] = Stop(msg.sender, _onGrid(triggers[i]), 0);
        }
    }

    function drop(uint256 id) external {
        Stop memory s = stops[id];
        require(s.owner == msg.sender, "owner");
        delete stops[id];
        bonds[s.owner] += s.bond;
    }

    function liquidate(uint256 id) external {
        Stop memory s = stops[id];
        require(s.bond < 1e6 && s.owner != address(0), "bond");
        delete stops[id];
        uint256 reward = s.bond / 10;
        bonds[s.owner] += s.bond - reward;
        USD.safeTransfer(msg.sender, reward);
    }
}

/// Lots are sold off to below the least that may be offered.
contract LotShelf {
    struct Lot {
        address seller;
        uint128 left;
        uint128 price;
    }

    Lot[] internal lots;
    mapping(address => uint256) internal money;
    mapping(address => uint256) internal items;
    uint128 internal least = 1e6;

    function offer(uint128 amount, uint128 price) external {
        require(amount >= least, "least");
        items[msg.sender] -= amount;
        lots.push(Lot(msg.sender, amount, price));
    }

    function _pay(address from, address to, uint256 amount) internal {
        money[from] -= amount;
        money[to] += amount;
    }

    function buy(uint256 i, uint128 amount, uint128 atMost) external {
        // BAD dust-remainder w1 // BAD self-trade w1
        Lot storage lot = lots[i];
        require(lot.price <= atMost, "price");
        lot.left -= amount;
        _pay(msg.sender, lot.seller, uint256(amount) * lot.price);
        items[msg.sender] += amount;
    }
}

// OK dust-remainder self-trade no-limit-price
contract LotShelfFixed {
    struct Lot {
        address seller;
        uint128 left;
        uint128 price;
    }

    Lot[] internal lots;
    mapping(address => uint256) internal money;
    mapping(address => uint256) internal items;
    uint128 internal least = 1e6;

    error Own();

    function offer(uint128 amount, uint128 price) external {
        require(amount >= least, "least");
        items[msg.sender] -= amount;
        lots.push(Lot(msg.sender, amount, price));
    }

    function buy(uint256 i, uint128 amount, uint128 atMost) external {
        Lot memory lot = lots[i];
        if (lot.seller == msg.sender) revert Own();
        require(lot.price <= atMost, "price");
        uint128 left = lot.left - amount;
        require(left == 0 || left >= least, "rest");
        lots[i].left = left;
        money[msg.sender] -= uint256(amount) * lot.price;
        money[lot.seller] += uint256(amount) * lot.price;
        items[msg.sender] += amount;
    }
}

/// What a user names is taken as the value of his pledge.
contract NamedValue {
    mapping(address => uint256) internal pledges;
    mapping(address => uint256) internal borrowed;

    function _capacity(address who, uint256 unit) internal view returns (uint256) {
        return pledges[who] * unit / 2e18;
    }

    function pledge() external payable {
        pledges[msg.sender] += msg.value;
    }

    function borrow(uint128 amount, uint128 unitPrice) external {
        // BAD caller-supplied-price w1
        borrowed[msg.sender] += amount;
        require(borrowed[msg.sender] <= _capacity(msg.sender, unitPrice), "capacity");
        payable(msg.sender).transfer(amount);
    }
}
