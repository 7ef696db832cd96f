// SPDX-License-Identifier: MIT
pragma solidity ^0.8.22;

import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// ------------------------------------------------------------- transfer-amount-credited
contract CreditAsked {
    mapping(address => mapping(IERC20 => uint256)) internal bal;

    function deposit(IERC20 t, uint256 a) external {
        // BAD transfer-amount-credited m1
        require(t.transferFrom(msg.sender, address(this), a), "pull");
        bal[msg.sender][t] += a;
    }

    function withdraw(IERC20 t, uint256 a) external {
        bal[msg.sender][t] -= a;
        require(t.transfer(msg.sender, a));
    }
}

contract CreditHelper {
    using SafeERC20 for IERC20;

    struct A {
        uint128 cash;
    }

    struct M {
        IERC20 coin;
        uint256 total;
    }
    mapping(uint8 => M) internal ms;
    mapping(uint8 => mapping(address => A)) internal acc;
    address internal gov = msg.sender;

    function list(uint8 m, IERC20 c) external {
        require(msg.sender == gov);
        ms[m].coin = c;
    }

    function _pull(IERC20 c, address from, uint256 a) private {
        c.safeTransferFrom(from, address(this), a);
    }

    function fund(uint8 m, uint128 a) external {
        // BAD transfer-amount-credited m2
        M storage k = ms[m];
        _pull(k.coin, msg.sender, a);
        k.total += a;
        acc[m][msg.sender].cash += a;
    }
}

abstract contract Ledger {
    mapping(bytes32 => uint256) internal ledger;

    function _credit(bytes32 k, uint256 a) internal {
        ledger[k] += a;
    }

    function _debit(bytes32 k, uint256 a) internal {
        ledger[k] -= a;
    }
}

contract CreditBase is Ledger {
    using SafeERC20 for IERC20;

    function key(address u, address t) public pure returns (bytes32) {
        return keccak256(abi.encode(u, t));
    }

    function supply(address t, uint256 a, address to) external {
        // BAD transfer-amount-credited m3
        _credit(key(to, t), a);
        IERC20(t).safeTransferFrom(msg.sender, address(this), a);
    }

    function remove(address t, uint256 a) external {
        _debit(key(msg.sender, t), a);
        IERC20(t).safeTransfer(msg.sender, a);
    }
}

// OK transfer-amount-credited
contract CreditMeasured {
    using SafeERC20 for IERC20;
    mapping(address => mapping(IERC20 => uint256)) internal bal;

    function _take(IERC20 t, uint256 a) private returns (uint256 got) {
        uint256 b = t.balanceOf(address(this));
        t.safeTransferFrom(msg.sender, address(this), a);
        got = t.balanceOf(address(this)) - b;
    }

    function deposit(IERC20 t, uint256 a) external {
        bal[msg.sender][t] += _take(t, a);
    }
}

// OK transfer-amount-credited
contract CreditEqual {
    using SafeERC20 for IERC20;
    error FeeOnTransfer();
    mapping(address => mapping(IERC20 => uint256)) internal bal;
    modifier exact(IERC20 t, uint256 a) {
        uint256 b = t.balanceOf(address(this));
        _;
        if (t.balanceOf(address(this)) != b + a) revert FeeOnTransfer();
    }

    function deposit(IERC20 t, uint256 a) external exact(t, a) {
        t.safeTransferFrom(msg.sender, address(this), a);
        bal[msg.sender][t] += a;
    }
}

// OK transfer-amount-credited
contract CreditSkim {
    mapping(IERC20 => uint256) internal known;
    mapping(address => mapping(IERC20 => uint256)) internal bal;

    function sync(IERC20 t) external {
        uint256 now_ = t.balanceOf(address(this));
        bal[msg.sender][t] += now_ - known[t];
        known[t] = now_;
    }
}

// OK transfer-amount-credited
contract CreditEther {
    using SafeERC20 for IERC20;
    mapping(address => uint256) internal cash;
    mapping(address => uint256) internal debt;
    IERC20 internal tok;

    function put() external payable {
        cash[msg.sender] += msg.value;
    }

    function repayFrom(uint256 a) external {
        debt[msg.sender] -= a;
        tok.safeTransferFrom(msg.sender, address(0xdead), a);
    }

    function relay(address to, uint256 a) external {
        tok.safeTransferFrom(msg.sender, to, a);
    }
}

// ------------------------------------------------------------- unprotected-upgrade-hook / initializer-unlocked-implementation
contract UpEmpty is Initializable, UUPSUpgradeable, OwnableUpgradeable {
    constructor() {
        _disableInitializers();
    }

    function init(address o) external initializer {
        __Ownable_init(o);
    }
    function _authorizeUpgrade(address) internal override {} // BAD unprotected-upgrade-hook n1
}

contract UpWeak is Initializable, UUPSUpgradeable {
    mapping(address => bool) internal blocked;

    constructor() {
        _disableInitializers();
    }
    function init() external initializer {}

    function _authorizeUpgrade(address impl) internal view override {
        require(impl.code.length > 0 && !blocked[impl], "impl"); // BAD unprotected-upgrade-hook n2
    }
}

// BAD unprotected-upgrade-hook n3
abstract contract UpBase is UUPSUpgradeable {
    function _authorizeUpgrade(address to) internal virtual override {
        _approve(to);
    }
    function _approve(address to) internal virtual;
}

// BAD unprotected-upgrade-hook n3
contract UpDerived is UpBase {
    event Seen(address impl);

    function _approve(address to) internal override {
        emit Seen(to); // BAD unprotected-upgrade-hook n3
    }
}

contract UpHand {
    bytes32 private constant SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    function upgradeTo(address impl) external {
        // BAD unprotected-upgrade-hook n4
        require(impl.code.length != 0, "code");
        assembly { sstore(SLOT, impl) }
    }

    fallback() external payable {
        assembly {
            let i := sload(SLOT)
            calldatacopy(0, 0, calldatasize())
            let r := delegatecall(gas(), i, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(r) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}

// OK unprotected-upgrade-hook initializer-unlocked-implementation
contract UpOwner is Initializable, UUPSUpgradeable, OwnableUpgradeable {
    constructor() {
        _disableInitializers();
    }

    function init(address o) external initializer {
        __Ownable_init(o);
    }
    function _authorizeUpgrade(address) internal override onlyOwner {}
}

// OK unprotected-upgrade-hook initializer-unlocked-implementation
contract UpRole is Initializable, UUPSUpgradeable {
    mapping(bytes32 => mapping(address => bool)) internal roles;
    error Denied(address who);
    constructor() initializer {}

    function setUp(address a) external initializer {
        roles["UPGRADER"][a] = true;
    }

    function _guard(bytes32 r) private view {
        if (!roles[r][msg.sender]) revert Denied(msg.sender);
    }

    function _authorizeUpgrade(address) internal view override {
        _guard("UPGRADER");
    }
}

// OK unprotected-upgrade-hook
contract UpSelf is Initializable, UUPSUpgradeable {
    constructor() {
        _disableInitializers();
    }
    mapping(address => uint256) internal readyAt;
    address internal gov;

    function init(address g) external initializer {
        gov = g;
    }

    function queue(address i) external {
        require(msg.sender == gov);
        readyAt[i] = block.timestamp + 2 days;
    }

    function _authorizeUpgrade(address i) internal view override {
        require(readyAt[i] != 0 && readyAt[i] <= block.timestamp, "delay");
    }
}

abstract contract GovBase {
    address internal gov;
    modifier governed() {
        _chk();
        _;
    }

    function _chk() internal view {
        require(msg.sender == gov, "gov");
    }
}

// OK unprotected-upgrade-hook initializer-unlocked-implementation
contract UpGov is Initializable, GovBase, UUPSUpgradeable {
    constructor() {
        _disableInitializers();
    }

    function init(address g) external initializer {
        gov = g;
    }
    function _authorizeUpgrade(address) internal override governed {}
}

// BAD initializer-unlocked-implementation j1
contract OpenInit is Initializable, OwnableUpgradeable {
    function initialize(address o) external initializer {
        __Ownable_init(o);
    }
}

contract OpenFlag {
    // hand-written
    bool private ready;
    address public owner;
    mapping(address => uint256) internal cash;
    modifier once() {
        require(!ready, "done");
        _;
        ready = true;
    }

    function setup(address o) external once {
        owner = o; // BAD initializer-unlocked-implementation j2
    }

    function sweep(address payable to) external {
        require(msg.sender == owner);
        to.transfer(address(this).balance);
    }
}

contract OpenCtor is Initializable, UUPSUpgradeable {
    IERC20 internal immutable USD;
    address internal boss;

    constructor(IERC20 u) {
        USD = u;
    }

    function start(address b) external initializer {
        boss = b; // BAD initializer-unlocked-implementation j3
    }

    function _authorizeUpgrade(address) internal view override {
        require(msg.sender == boss);
    }
}

contract OpenVersion is Initializable {
    address internal boss;

    function startV2(address b) external reinitializer(2) {
        boss = b; // BAD initializer-unlocked-implementation j4
    }

    function go() external view returns (bool) {
        return msg.sender == boss;
    }
}

// OK initializer-unlocked-implementation
contract ShutFlag {
    bool private ready;
    address public owner;

    constructor() {
        ready = true;
    }

    function setup(address o) external {
        require(!ready);
        ready = true;
        owner = o;
    }
}

// OK initializer-unlocked-implementation
contract ShutDeployer {
    address private immutable DEPLOYER;
    address internal engine;

    constructor() {
        DEPLOYER = msg.sender;
    }

    function initialize(address e) external {
        require(msg.sender == DEPLOYER && engine == address(0));
        engine = e;
    }
}

// OK initializer-unlocked-implementation
abstract contract ShutAbstract is Initializable {
    address internal a;

    function initialize(address x) external initializer {
        a = x;
    }
}

// OK initializer-unlocked-implementation
contract ShutMax {
    uint8 private version;
    address internal admin;

    constructor() {
        version = type(uint8).max;
    }
    modifier init(uint8 v) {
        require(version < v);
        version = v;
        _;
    }

    function initialize(address a) external init(1) {
        admin = a;
    }
}

contract ShutBase is Initializable {
    constructor() {
        _disableInitializers();
    }
}

// OK initializer-unlocked-implementation
contract ShutInherited is ShutBase {
    address internal x;

    function initialize(address a) external initializer {
        x = a;
    }
}
