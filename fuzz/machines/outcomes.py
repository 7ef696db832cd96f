"""Judging single calls: whether they end, answer and announce what the model predicted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fuzz.chain import Event, TxResult
from fuzz.machines.calls import CANCELS, PLACES, Call
from fuzz.machines.relaying import Relayed
from fuzz.machines.verdict import Violation
from fuzz.model.book import RemovalReason
from fuzz.model.exchange import Outcome
from fuzz.model.tape import Tape

BY_ERROR: Mapping[str, str] = {
    "StalePrice": "OR-01",
    "SequencerDown": "OR-06",
    "GracePeriodNotOver": "OR-06",
    "TooFewSources": "OR-02",
    "PriceNotAccepted": "OR-04",
    "WindowOutOfRange": "OR-05",
    "InvalidGuards": "AC-02",
    "OwnableUnauthorizedAccount": "AC-02",
    "NotEngine": "AC-02",
    "NotBook": "AC-02",
    "NotGuardian": "AC-02",
    "NotSelf": "AC-02",
    "NotAllocator": "AC-02",
    "NotController": "AC-02",
    "NotOperator": "AC-05",
    "SignatureExpired": "AC-03",
    "NonceAlreadyUsed": "AC-03",
    "InvalidSignature": "AC-03",
    "CooldownOutOfBounds": "AC-02",
    "AllocationLimitsOutOfBounds": "AC-02",
    "SlippageOutOfBounds": "AC-02",
    "DelayOutOfBounds": "AC-02",
    "FloorOutOfBounds": "AC-02",
    "NotVault": "SH-02",
    "VaultPaused": "SH-06",
    "AllocationCapExceeded": "SH-06",
    "IdleTooLow": "SH-06",
    "EngineDeficit": "SH-06",
    "UnwindPriceTooFar": "SH-06",
    "ZeroShares": "SH-01",
    "UnknownRequest": "SH-03",
    "ERC4626ExceededMaxWithdraw": "SH-04",
    "ERC4626ExceededMaxRedeem": "SH-04",
    "WithdrawalNotDue": "AC-04",
    "WithdrawalExpired": "AC-04",
    "BelowFloor": "AC-04",
    "BadDebtFirst": "AC-04",
    "OnlyReducing": "OI-05",
    "ExposureCapExceeded": "OI-02",
    "InsuranceSuffices": "MS-09",
    "NotBankrupt": "MS-09",
    "InvalidCounterparty": "MS-10",
    "NotOrderOwner": "NS-04",
    "InvalidInitialization": "AC-01",
    "NotLiquidatable": "MS-03",
    "InvalidFeeSplit": "FC-02",
}
"""Property shown when this error comes unexpectedly, or fails to come."""

BY_RULE: Mapping[str, str] = {
    "deposit": "FC-04",
    "withdraw": "MS-02",
    "place": "NS-04",
    "ladder": "NS-04",
    "cancel": "NS-01",
    "order": "NS-04",
    "amend": "NS-04",
    "requote": "NS-04",
    "quote_order": "NS-09",
    "signed_order": "AC-03",
    "signed_auction_order": "AC-03",
    "signed_stop": "AC-03",
    "deposit_with_permit": "FC-04",
    "approve": "AC-02",
    "multicall": "FC-03",
    "hand_over": "AC-02",
    "fund_repay": "FC-03",
    "repay_bad_debt": "FC-03",
    "set_fund_delay": "AC-02",
    "set_cooldown": "AC-02",
    "set_allocation": "AC-02",
    "set_slippage": "AC-02",
    "vault_claim": "FC-01",
    "share_transfer": "SH-04",
    "share_approve": "AC-02",
    "share_transfer_from": "SH-04",
    "amend_for": "NS-04",
    "requote_for": "NS-04",
    "cancel_all_for": "NS-01",
    "cancel_in_auction_for": "NS-01",
    "cancel_stops_for": "NS-01",
    "cancel_for": "NS-01",
    "cancel_many": "NS-01",
    "cancel_all": "NS-01",
    "remove_expired": "NS-04",
    "set_limits": "AC-02",
    "stop": "NS-04",
    "stop_ladder": "NS-04",
    "set_auction": "AC-02",
    "auction_order": "NS-04",
    "cancel_in_auction": "NS-01",
    "execute_auction": "NS-05",
    "execute_in_parts": "NS-07",
    "execute_by_gas": "NS-07",
    "execute_part": "NS-07",
    "cancel_stops": "NS-01",
    "trigger_stops": "NS-08",
    "liquidate": "MS-03",
    "pay_fees": "FC-01",
    "donate": "SH-02",
    "vault_deposit": "SH-01",
    "vault_mint": "SH-01",
    "vault_request": "SH-03",
    "vault_cancel": "SH-03",
    "vault_settle": "SH-03",
    "vault_withdraw": "SH-04",
    "vault_redeem": "SH-04",
    "vault_allocate": "SH-06",
    "vault_deallocate": "MS-02",
    "vault_unwind": "SH-06",
    "vault_pause": "AC-02",
    "vault_unpause": "AC-02",
    "fund_contribute": "FC-01",
    "fund_announce": "AC-04",
    "fund_execute": "AC-04",
    "fund_cancel": "AC-04",
    "set_fund_floor": "AC-02",
    "move_price": "OR-02",
    "update_price": "OR-02",
    "update_prices": "OR-02",
    "accept_price": "OR-04",
    "set_guards": "AC-02",
    "watch_sequencer": "AC-02",
    "report_uptime": "OR-06",
    "deposit_for": "FC-04",
    "withdraw_to": "MS-02",
    "liquidate_to_vault": "MS-03",
    "liquidate_many": "MS-03",
    "flag_deficit": "MS-13",
    "deleverage": "MS-04",
    "settle_position": "FC-10",
    "update_funding": "FC-03",
    "sample_at_once": "FC-03",
    "settle_funding": "FC-03",
    "sweep_residual": "FC-03",
    "set_params": "AC-02",
    "set_funding": "AC-02",
    "set_state": "AC-02",
    "set_caps": "AC-02",
    "upgrade": "AC-02",
    "pause": "AC-02",
    "unpause": "AC-02",
    "set_operator": "AC-02",
    "cancel_nonce": "AC-02",
    "set_split": "AC-02",
    "intrude": "AC-02",
    "misbehave": "AC-02",
    "block": "AC-02",
    "conspire": "FC-03",
    "leave": "NS-01",
}
"""Property shown when a rule ends otherwise than predicted and no error says it more exactly."""

MUST_END: Mapping[str, str] = {**dict.fromkeys(CANCELS, "NS-01"), "liquidate_many": "MS-12"}
"""Property shown when a call of this rule reverts that must not."""

BY_TAPE: Mapping[str, str] = {"auction fills": "NS-05", "stops fired": "NS-08", "stops refused": "NS-08"}
"""Property shown where something else is announced than predicted, if it is another than that of orders."""


def judge_outcome(rule: str, call: Call, predicted: Outcome, result: TxResult | Relayed) -> Iterator[Violation]:
    """Yield a violation where a call reverts or succeeds against the prediction, or answers something else."""
    actual = None if result.error is None else result.error.name
    if actual != predicted.error:
        said = "succeeds" if result.error is None else f"reverts with {result.error}"
        expected = "succeeds" if predicted.error is None else f"reverts with {predicted.error}"
        message = f"{call.function} {said}, the model says it {expected}"
        yield Violation(property_of(rule, predicted.error, actual), call.contract, call.function, message)
    elif result.ok and predicted.value is not None:
        value = result.value
        answer = tuple(value) if isinstance(value, tuple) else value
        expected_value = tuple(predicted.value) if isinstance(predicted.value, tuple) else predicted.value
        if answer != expected_value:
            message = f"{call.function} answers {answer}, the model says {expected_value}"
            yield Violation(BY_RULE[rule], call.contract, call.function, message)


def property_of(rule: str, predicted: str | None, actual: str | None) -> str:
    """Return the property that an unexpected outcome shows."""
    if predicted is None and rule in MUST_END:
        return MUST_END[rule]
    if "InsufficientMargin" in (predicted, actual):
        if rule in PLACES:
            return "MS-01"
        if rule in ("liquidate", "liquidate_many"):
            return "MS-07"
    if rule == "liquidate_to_vault" and "ExposureCapExceeded" in (predicted, actual):
        return "OI-06"
    for error in (predicted, actual):
        if error is not None and error in BY_ERROR:
            return BY_ERROR[error]
    return BY_RULE[rule]


def narrate_event(event: Event) -> str:
    """Name an event for the statistics, with the reason where it gives one."""
    if event.name in ("OrderRemoved", "OrderReduced", "RemainderDropped"):
        return f"{event.name} {RemovalReason(event.args.reason).name}"
    return event.name


def judge_tape(
    call: Call, tape: Tape, events: Sequence[Event], names: Mapping[str, str], error_of: Callable[[bytes], str]
) -> Iterator[Violation]:
    """Yield a violation where other fills, removals, drops or refusals are announced than the model has.

    ``error_of`` names the error in a refusal's revert data.
    """
    matched = [(event.args.makerOrderId, event.args.lots) for event in events if event.name == "OrderMatched"]
    removed = [
        (event.args.orderId, event.args.lots, RemovalReason(event.args.reason))
        for event in events
        if event.name == "OrderRemoved"
    ]
    dropped = [
        (event.args.lots, RemovalReason(event.args.reason)) for event in events if event.name == "RemainderDropped"
    ]
    skipped = [
        (names[event.args.account], event.args.marketId) for event in events if event.name == "LiquidationSkipped"
    ]
    reduced = [
        (event.args.orderId, event.args.lots, RemovalReason(event.args.reason))
        for event in events
        if event.name == "OrderReduced"
    ]
    refused = [(event.args.index, error_of(event.args.reason)) for event in events if event.name == "OrderRefused"]
    triggered = [
        (event.args.stopId, event.args.orderId, event.args.filledLots)
        for event in events
        if event.name == "StopTriggered"
    ]
    unplaced = [(event.args.stopId, error_of(event.args.reason)) for event in events if event.name == "StopRefused"]
    passed_over = [(account, market) for account, market, _ in tape.skipped]
    for what, said, expected in (
        ("skips", skipped, passed_over),
        ("fills", matched, tape.matched),
        ("removals", removed, tape.removed),
        ("drops", dropped, tape.dropped),
        ("reductions", reduced, tape.reduced),
        ("refusals", refused, tape.refused),
        *_auction_tape(tape, events, error_of),
        (
            "calls from within a transfer",
            [None if e.args.ok else error_of(e.args.data) for e in events if e.name == "Intruded"],
            tape.intruded,
        ),
        ("stops fired", triggered, tape.triggered),
        ("stops refused", unplaced, tape.stops_refused),
    ):
        if said != expected:
            message = f"{call.function} announces {what} {said}, the model says {expected}"
            yield Violation(BY_TAPE.get(what, "NS-04"), call.contract, call.function, message)


def _auction_tape(
    tape: Tape, events: Sequence[Event], error_of: Callable[[bytes], str]
) -> Iterator[tuple[str, object, object]]:
    """Yield what an auction announces, as the events tell it and as the model does."""

    def told(name: str, *fields: str) -> list[tuple[Any, ...]]:
        return [tuple(getattr(e.args, field) for field in fields) for e in events if e.name == name]

    refused = told("AuctionOrderRefused", "orderId", "lots", "reason")
    yield "auction fills", told("AuctionMatched", "bidId", "askId", "lots"), tape.auction_matched
    yield "prevented fills", told("AuctionSelfTradePrevented", "bidId", "askId", "lots"), tape.auction_prevented
    yield "auction removals", told("AuctionOrderRemoved", "orderId", "lots", "reason"), tape.auction_removed
    yield "carried orders", told("AuctionOrderCarried", "orderId", "newId", "lots"), tape.auction_carried
    yield "moved orders", told("AuctionOrderMoved", "orderId", "restingId", "lots", "filledLots"), tape.auction_moved
    yield "refused orders", [(i, lots, error_of(data)) for i, lots, data in refused], tape.auction_refused
