// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEngineLimits} from "../base/Initializers.sol";
import {vm} from "../base/Vm.sol";
import {AuctionCase} from "./AuctionCase.sol";
import {IBookAuctionTypes} from "contracts/interfaces/book/IBookAuctionTypes.sol";
import {IBookStopTypes} from "contracts/interfaces/book/IBookStopTypes.sol";
import {IBookWaiting} from "contracts/interfaces/book/IBookWaiting.sol";

/// @notice The gas a step reserves is enough for the dearest step there can be: everybody in it is active in as many markets as an
/// account may be, with positions and orders on both sides and a funding rate running in each, and all storage is cold.
contract StepGasTest is AuctionCase {
    IBookAuctionTypes.Unfilled private constant TO_BOOK = IBookAuctionTypes.Unfilled.ToBook;
    IBookAuctionTypes.Unfilled private constant NEXT = IBookAuctionTypes.Unfilled.NextEpoch;
    uint256 private constant MAKERS = 8;

    uint16 private most;
    uint64[] private stopIds;

    function setUp() public override {
        super.setUp();
        most = uint16(IEngineLimits(address(engine)).MAX_MARKETS_PER_ACCOUNT());
        while (engine.marketCount() < most) {
            _list(_ethParams(), ETH_TICK * WAD);
        }
        // A rate runs in every market: the asks are thinner than what an impact price asks for.
        _rest(dave, ETH, BUY, 1000, 1);
        _pass(1);
        for (uint16 marketId; marketId < most; ++marketId) {
            engine.updateFunding(marketId);
            (, int256 rate,,) = engine.fundingState(marketId);
            assertTrue(rate != 0, "funding runs");
        }
        _cancel(dave, book.level(ETH, BUY, 1000).headId);
        _fillUp(alice);
        _fillUp(bob);
    }

    function test_step_whenBothSidesAreInTheMostMarkets_thenItFitsIntoTheLimit() public {
        _send(alice, BUY, 2000, 1000);
        _send(bob, SELL, 2000, 1000);
        _priced();
        int256 before = _lots(alice);
        uint256 used = _stepWithin(book.STEP_GAS());
        assertEq(_lots(alice), before + 1000, "the pair is settled");
        emit log_named_uint("a pair", used);
    }

    function test_step_whenAnOrderWithTheDearestOwnerIsDropped_thenItFitsIntoTheLimit() public {
        _send(alice, BUY, 2000, 1000);
        _send(bob, SELL, 2000, 1000);
        _priced();
        // Above its caps nobody grows: the bid is judged whole and then removed.
        engine.setExposureCaps(1, 0);
        uint256 used = _stepWithin(book.STEP_GAS());
        assertEq(book.auctionNextTick(ETH, 1, BUY, 0), 0, "dropped");
        emit log_named_uint("a refusal", used);
    }

    function test_step_whenAnOrderOpensTheNextEpoch_thenItFitsIntoTheLimit() public {
        _send(alice, BUY, 1999, 1000, NEXT);
        _endEpoch();
        assertFalse(book.executeAuction(ETH, 1), "nothing crosses");
        uint256 used = _stepWithin(book.STEP_GAS());
        assertEq(book.auctionNextTick(ETH, 2, BUY, 0), 1999, "carried");
        emit log_named_uint("a carried order", used);
    }

    function test_step_whenTheVaultsCapRefusesEveryHalf_thenItFitsIntoTheLimit() public {
        _openVault(type(uint128).max, 10_000_000);
        _fillUp(address(vault));
        _send(alice, BUY, 2000, 1000);
        _send(bob, SELL, 2000, 1);
        _priced();
        assertFalse(book.executeAuction(ETH, 2), "the pair, and the end of settling");
        assertTrue(_phase() == IBookAuctionTypes.AuctionPhase.VaultFill, "the vault's turn");
        engine.setExposureCaps(type(uint128).max, 1);
        emit log_named_uint("a vault that declines by its cap", _declineEveryHalf());
    }

    function test_step_whenTheVaultLacksMarginForEveryHalf_thenItFitsIntoTheLimit() public {
        _openVault(type(uint128).max, 10_000_000);
        _fillUp(address(vault));
        uint256 free = engine.withdrawable(address(vault));
        vm.prank(address(vault));
        engine.withdraw(free);
        _send(alice, BUY, 2000, 100_000);
        _send(bob, SELL, 2000, 1);
        _priced();
        assertFalse(book.executeAuction(ETH, 2), "the pair, and the end of settling");
        emit log_named_uint("a vault that lacks margin", _declineEveryHalf());
    }

    function test_step_whenAnOrderMeetsTheMostMakersInTheBook_thenItFitsIntoTheLimit() public {
        _restMakers();
        _send(alice, BUY, 1999, 10 * uint64(MAKERS), TO_BOOK);
        _endEpoch();
        assertFalse(book.executeAuction(ETH, 1), "nothing crosses");
        int256 before = _lots(alice);
        uint256 used = _stepWithin(book.STEP_GAS() + book.SUBMIT_GAS());
        assertEq(_lots(alice), before + 10 * int256(MAKERS), "all of them filled it");
        emit log_named_uint("an order that meets eight makers", used);
    }

    function test_step_whenAllMakersInTheBookAreRefused_thenItFitsIntoTheLimit() public {
        _restMakers();
        _send(alice, BUY, 1999, 10 * uint64(MAKERS), TO_BOOK);
        _endEpoch();
        assertFalse(book.executeAuction(ETH, 1), "nothing crosses");
        engine.setExposureCaps(1, 0);
        uint256 used = _stepWithin(book.STEP_GAS() + book.SUBMIT_GAS());
        (, uint24 ask) = book.best(ETH);
        assertTrue(ask != 1999, "every maker was judged and removed");
        emit log_named_uint("an order whose makers are all refused", used);
    }

    function test_stop_whenItsOrderMeetsTheMostMakers_thenItFitsIntoTheLimit() public {
        _restMakers();
        vm.prank(alice);
        stopIds.push(
            book.placeStop(
                IBookStopTypes.StopParams({
                    marketId: ETH,
                    isBuy: BUY,
                    above: true,
                    triggerTick: 2001,
                    limitTick: 1999,
                    lots: 10 * uint64(MAKERS),
                    market: false,
                    reduceOnly: false,
                    clientId: 0
                })
            )
        );
        _setPrice(ETH, 2001);
        int256 before = _lots(alice);
        bytes memory data = abi.encodeCall(book.triggerStops, (stopIds));
        _within(data, book.SUBMIT_GAS());
        assertEq(_lots(alice), before + 10 * int256(MAKERS), "it fired, and all filled it");
    }

    // --- the dearest accounts ------------------------------------------------------------------------------------

    /// @dev A position and an order on either side in every market.
    function _fillUp(address account) private {
        if (account != dave) _fund(account, 1_000_000);
        for (uint16 marketId; marketId < most; ++marketId) {
            uint24 tick = marketId == BTC ? BTC_TICK : ETH_TICK;
            _trade(account, dave, marketId, tick, 1);
            _rest(account, marketId, BUY, tick / 2, 1);
            _rest(account, marketId, SELL, tick * 2, 1);
        }
        assertEq(engine.activeMarkets(account), 2 ** most - 1, "a bit each");
    }

    function _restMakers() private {
        for (uint256 i; i < MAKERS; ++i) {
            address maker = _trader(string(abi.encode(i)));
            others.push(maker);
            _fillUp(maker);
        }
        for (uint256 i; i < MAKERS; ++i) {
            // Each at a level of its own, in a word of its own.
            _rest(others[i], ETH, SELL, 1999 - 100 * uint24(i), 10);
        }
    }

    // --- one step with exactly its gas ---------------------------------------------------------------------------

    function _priced() private {
        _endEpoch();
        while (_phase() != IBookAuctionTypes.AuctionPhase.Settling) {
            assertFalse(book.executeAuction(ETH, 1), "not done yet");
        }
    }

    /// @dev The whole, a half, … a 128th: a step each. Returns the gas of the dearest.
    function _declineEveryHalf() private returns (uint256 dearest) {
        for (uint256 i; i < 8; ++i) {
            assertTrue(_phase() == IBookAuctionTypes.AuctionPhase.VaultFill, "it is still asked");
            uint256 used = _stepWithin(book.VAULT_STEP_GAS());
            if (used > dearest) dearest = used;
        }
        assertTrue(_phase() == IBookAuctionTypes.AuctionPhase.Closing, "it declined");
    }

    function _phase() private view returns (IBookAuctionTypes.AuctionPhase) {
        return book.auctionEpoch(ETH, 1).phase;
    }

    function _stepWithin(uint256 reserved) private returns (uint256 used) {
        return _within(abi.encodeCall(book.executeAuction, (ETH, 1)), reserved);
    }

    /// @dev Sends the least gas that the call begins with: it has to be enough. Whatever else it ends with is passed on.
    function _within(bytes memory data, uint256 reserved) private returns (uint256 used) {
        bytes4 refused = IBookWaiting.InsufficientGas.selector;
        for (uint256 allowance = reserved; allowance < reserved + 600_000; allowance += 10_000) {
            uint256 mark = vm.snapshotState();
            _cool();
            used = gasleft();
            (bool ok, bytes memory answer) = address(book).call{gas: allowance}(data);
            used -= gasleft();
            if (ok) return used;
            vm.revertToState(mark);
            if (bytes4(answer) == refused) continue;
            _cool();
            used = gasleft();
            (ok,) = address(book).call(data);
            emit log_named_uint("it would need", used - gasleft());
            assertTrue(false, "a step that begins has gas enough to end");
        }
        assertTrue(false, "the step began");
    }

    function _cool() private {
        vm.cool(address(book));
        vm.cool(address(engine));
        vm.cool(address(oracle));
    }
}
