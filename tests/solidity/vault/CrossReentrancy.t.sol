// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {vm} from "../base/Vm.sol";
import {HookedToken, ITransferWatcher} from "../base/mocks/HookedToken.sol";
import {VaultCase} from "./VaultCase.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IInsuranceFund} from "contracts/interfaces/IInsuranceFund.sol";
import {IOracleRouter} from "contracts/interfaces/IOracleRouter.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {IBookCore} from "contracts/interfaces/book/IBookCore.sol";
import {IEngineAuction} from "contracts/interfaces/engine/IEngineAuction.sol";
import {IEngineCore} from "contracts/interfaces/engine/IEngineCore.sol";
import {IEngineTypes} from "contracts/interfaces/engine/IEngineTypes.sol";
import {USDCMock} from "contracts/mocks/USDCMock.sol";

/// @notice From within every transfer that one contract makes, a call to every other one: whatever goes through, the books of all of them
/// add up afterwards and the intruder is no richer.
contract CrossReentrancyTest is VaultCase {
    struct Call {
        string name;
        address caller;
        address target;
        bytes data;
    }

    /// @dev USDC units: what others' settlements leave, by rounding, to those who stay, as without any re-entrancy.
    uint256 private constant ROUNDING = 2;

    HookedToken private _hooked;
    Intruder private _intruder;
    Call[] private _outer;
    Call[] private _inner;
    uint256 private _waiting;

    /// @dev Everything is at hand at once: owed fees of all sinks, a bankrupt account (alice) whose hour has passed, insurance that can pay a
    /// part of her deficit, a request that is due and needs collateral back, and an intruder with a bit of everything.
    function setUp() public override {
        super.setUp();
        _intruder = new Intruder();
        others.push(address(_intruder));

        _enter(carol, 20_000 * USD);
        _enter(address(_intruder), 10_000 * USD);
        _allowAllocation();
        _allocate(20_000 * USD);
        _insure(100 * USD);
        _fundUnits(address(_intruder), 5000 * USD);
        _fund(alice, 1000);
        _fund(bob, 1_000_000);
        _fund(dave, 1_000_000);
        _earn(1000);
        _trade(alice, bob, ETH, ETH_TICK, 4 * ETH_LOTS);
        _request(address(_intruder), vault.balanceOf(address(_intruder)) / 4);
        _pass(COOLDOWN);
        vault.settleRequests(ALL);
        _waiting = _request(carol, vault.balanceOf(carol));
        _pass(COOLDOWN);
        _setPrice(ETH, 1700);
        _outwait(alice);
        _earnMore();
        usdc.mint(address(_intruder), 1000 * USD);
        _approveAll(address(_intruder));
        _approveAll(dave);
        usdc.mint(dave, 1000 * USD);
        _listOuter();
        _listInner();
    }

    function _newToken() internal override returns (USDCMock) {
        _hooked = new HookedToken();
        return _hooked;
    }

    function test_crossContractReentrancy_whenAnyCallIsMadeFromWithinAnyOther_thenNobodyGains() public {
        uint256 wentThrough;
        for (uint256 i; i < _outer.length; ++i) {
            assertTrue(_moves(_outer[i]), _outer[i].name);
            for (uint256 j; j < _inner.length; ++j) {
                if (_intrude(_outer[i], _inner[j])) ++wentThrough;
            }
        }
        emit log_named_uint("calls from within that went through", wentThrough);
        assertAtLeast(wentThrough, 50, "not every call from within is refused");
    }

    /// @notice Tokens that come in twice are counted once: a payment nested in another one has both refused. It is called before and after
    /// the balances move, so that ten dollars come twice.
    function test_crossContractReentrancy_whenAnInflowIsNestedInAnother_thenBothAreRefused() public {
        bytes memory deposit = abi.encodeCall(IEngineCore.deposit, (10 * USD));
        bytes memory repay = abi.encodeCall(IInsuranceFund.contribute, (10 * USD));
        _intruder.prepare(address(engine), deposit);
        _hooked.setWatcher(_intruder);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.TransferMismatch.selector, 5 * USD, 25 * USD));
        vm.prank(dave);
        engine.deposit(5 * USD);

        _intruder.prepare(address(insurance), repay);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TransferMismatch.selector, 5 * USD, 25 * USD));
        vm.prank(dave);
        insurance.contribute(5 * USD);
    }

    /// @notice Tokens that leave meanwhile are no reason to credit less than came: the payment is refused, and nothing is lost.
    function test_crossContractReentrancy_whenAnOutflowIsNestedInAnInflow_thenTheInflowIsRefused() public {
        _intruder.prepare(address(engine), abi.encodeCall(IEngineCore.withdraw, (2 * USD)));
        _hooked.setWatcher(_intruder);
        vm.expectRevert(abi.encodeWithSelector(IEngineTypes.TransferMismatch.selector, 5 * USD, 1 * USD));
        vm.prank(dave);
        engine.deposit(5 * USD);
    }

    /// @dev Whether the call goes through and moves tokens when nobody interferes.
    function _moves(Call storage call) private returns (bool moved) {
        uint256 snapshot = vm.snapshotState();
        _prepare(call);
        _intruder.prepare(address(this), "");
        _hooked.setWatcher(_intruder);
        vm.prank(call.caller);
        (bool ok,) = call.target.call(call.data);
        moved = ok && _intruder.calls() > 0;
        vm.revertToState(snapshot);
    }

    /// @dev What waits is worth more than what is idle, so that a settlement has to ask the engine for the rest; the allocator may send
    /// nothing before it is taken back.
    function _prepare(Call storage outer) private {
        if (outer.caller != allocator) return;
        vm.prank(carol);
        vault.cancelRequest(_waiting);
    }

    /// @return through whether the call from within was not refused, and the one around it neither
    function _intrude(Call storage outer, Call storage inner) private returns (bool through) {
        uint256 snapshot = vm.snapshotState();
        _prepare(outer);
        uint256 before = _wealth();
        _intruder.prepare(inner.target, inner.data);
        _hooked.setWatcher(_intruder);
        vm.prank(outer.caller);
        (bool ok,) = outer.target.call(outer.data);
        through = ok && _intruder.succeeded() > 0;
        _hooked.setWatcher(ITransferWatcher(address(0)));
        string memory what = string.concat(inner.name, " within ", outer.name);
        _assertSound();
        _assertBacked();
        assertEq(usdc.balanceOf(address(insurance)), insurance.balance(), string.concat("the fund's books: ", what));
        assertAtMost(_wealth(), before + ROUNDING, string.concat("the intruder's wealth: ", what));
        vm.revertToState(snapshot);
    }

    /// @dev USDC units that the intruder has in its hands, at the engine, settled, in shares and in shares that wait; rounded up. The fees that
    /// the engine owes the vault are the shareholders' already.
    function _wealth() private view returns (uint256) {
        address who = address(_intruder);
        uint256 shares = vault.balanceOf(who);
        uint256 total = vault.totalAssets() + vault.pendingRewards() + 1;
        uint256 units = vault.totalSupply() + SHARES_PER_ASSET;
        int256 equity = engine.equity(who);
        return usdc.balanceOf(who) + vault.maxWithdraw(who) + (shares * total + units - 1) / units
            + uint256(equity + 1e12 - 1) / 1e12;
    }

    function _listOuter() private {
        _out("engine.deposit", dave, address(engine), abi.encodeCall(IEngineCore.deposit, (10 * USD)));
        _out("engine.withdraw", dave, address(engine), abi.encodeCall(IEngineCore.withdraw, (10 * USD)));
        _out("payFees to the vault", dave, address(engine), _pay(IEngineTypes.FeeSink.Vault));
        _out("payFees to insurance", dave, address(engine), _pay(IEngineTypes.FeeSink.Insurance));
        _out("payFees to the treasury", dave, address(engine), _pay(IEngineTypes.FeeSink.Treasury));
        _out("a deficit's cover", dave, address(engine), abi.encodeCall(IEngineCore.liquidate, (alice, ETH)));
        _out("vault.deposit", dave, address(vault), abi.encodeCall(IERC4626.deposit, (10 * USD, dave)));
        _out("vault.claimRewards", dave, address(vault), abi.encodeCall(IVault.claimRewards, ()));
        _out("vault.settleRequests", dave, address(vault), abi.encodeCall(IVault.settleRequests, (ALL)));
        _out("vault.allocate", allocator, address(vault), abi.encodeCall(IVault.allocate, (10 * USD)));
        _out("vault.deallocate", allocator, address(vault), abi.encodeCall(IVault.deallocate, (10 * USD)));
        _out("fund.contribute", dave, address(insurance), abi.encodeCall(IInsuranceFund.contribute, (10 * USD)));
        address intruder = address(_intruder);
        _out(
            "vault.withdraw",
            intruder,
            address(vault),
            abi.encodeCall(IERC4626.withdraw, (10 * USD, intruder, intruder))
        );
        _out("its engine.withdraw", intruder, address(engine), abi.encodeCall(IEngineCore.withdraw, (10 * USD)));
    }

    function _listInner() private {
        address intruder = address(_intruder);
        _in("engine.deposit", address(engine), abi.encodeCall(IEngineCore.deposit, (7 * USD)));
        _in("engine.withdraw", address(engine), abi.encodeCall(IEngineCore.withdraw, (4000 * USD)));
        _in("payFees to the vault", address(engine), _pay(IEngineTypes.FeeSink.Vault));
        _in("payFees to insurance", address(engine), _pay(IEngineTypes.FeeSink.Insurance));
        _in("payFees to the treasury", address(engine), _pay(IEngineTypes.FeeSink.Treasury));
        _in("a deficit's cover", address(engine), abi.encodeCall(IEngineCore.liquidate, (alice, ETH)));
        _in("book.place", address(book), abi.encodeCall(IBookCore.place, (ETH, BUY, 1700, 100)));
        _in("oracle.updatePrice", address(oracle), abi.encodeCall(IOracleRouter.updatePrice, (ETH)));
        _in("vault.deposit", address(vault), abi.encodeCall(IERC4626.deposit, (7 * USD, intruder)));
        _in("vault.claimRewards", address(vault), abi.encodeCall(IVault.claimRewards, ()));
        _in("vault.settleRequests", address(vault), abi.encodeCall(IVault.settleRequests, (ALL)));
        _in("vault.withdraw", address(vault), abi.encodeCall(IERC4626.withdraw, (1000 * USD, intruder, intruder)));
        _in("fund.contribute", address(insurance), abi.encodeCall(IInsuranceFund.contribute, (7 * USD)));
        _in("fund.repayBadDebt", address(insurance), abi.encodeCall(IInsuranceFund.repayBadDebt, ()));
    }

    function _pay(IEngineTypes.FeeSink sink) private pure returns (bytes memory) {
        return abi.encodeCall(IEngineAuction.payFees, (sink));
    }

    function _out(string memory name, address caller, address target, bytes memory data) private {
        _outer.push(Call(name, caller, target, data));
    }

    function _in(string memory name, address target, bytes memory data) private {
        _inner.push(Call(name, address(_intruder), target, data));
    }

    /// @dev Fees that nobody was paid yet.
    function _earnMore() private {
        _trade(bob, dave, ETH, 1700, 1000);
    }

    function _approveAll(address account) private {
        address[3] memory spenders = [address(engine), address(vault), address(insurance)];
        for (uint256 i; i < spenders.length; ++i) {
            vm.prank(account);
            usdc.approve(spenders[i], type(uint256).max);
        }
    }
}

/// @title Makes its call whenever tokens move, once at a time
contract Intruder is ITransferWatcher {
    uint256 public calls;
    uint256 public succeeded;
    address private _target;
    bytes private _data;
    bool private _busy;

    function prepare(address target, bytes calldata data) external {
        (_target, _data, calls, succeeded) = (target, data, 0, 0);
    }

    function onTransfer(address, address, uint256) external {
        if (_busy) return;
        ++calls;
        if (_data.length == 0) return;
        _busy = true;
        (bool ok,) = _target.call(_data);
        if (ok) ++succeeded;
        _busy = false;
    }
}
