"""The families' checks of the vault and of the insurance fund, on what the chain says before and after a step."""

from __future__ import annotations

from collections.abc import Iterator

from fuzz.machines.state import Answer, SystemState
from fuzz.machines.transition import Transition
from fuzz.model.units import PPM, USDC_UNIT, ceil_div

VAULT = "vault"
ITS_OWN = frozenset(
    (
        "vault_deposit",
        "vault_mint",
        "vault_request",
        "vault_cancel",
        "vault_settle",
        "vault_withdraw",
        "vault_redeem",
        "vault_allocate",
        "vault_deallocate",
    )
)
"""Rules of calls to the vault in which nothing is traded: what happens to the share price there is its own doing."""


def _at_engine(equity: Answer) -> int | None:
    """USDC units of an equity at mark; None where it can't be told."""
    return None if isinstance(equity, str) else max(0, equity) // USDC_UNIT


def share_price_never_falls(t: Transition) -> Iterator[str]:
    """But by a loss at the engine, which no call to the vault makes."""
    if t.step.rule == "leave" or t.moved_prices:
        return
    was, is_ = _at_engine(t.aged[VAULT].equity), _at_engine(t.after.accounts[VAULT].equity)
    if was is None or is_ is None or (is_ < was and not t.rules <= ITS_OWN):
        return
    before = (t.before.vault_idle + was + 1, t.before.vault_supply + t.virtual_shares)
    after = (t.after.vault_idle + is_ + 1, t.after.vault_supply + t.virtual_shares)
    if after[0] * before[1] < before[0] * after[1]:
        yield f"a share was worth {before[0]}/{before[1]} USDC units and is worth {after[0]}/{after[1]}"


def donations_change_nothing(t: Transition) -> Iterator[str]:
    """What vault and fund count is held by them, and was given on purpose."""
    before, after = t.before, t.after
    for name, tracked in ((VAULT, after.vault_idle), ("insurance", after.insurance_assets)):
        if tracked > after.holdings[name]:
            yield f"the {name} counts {tracked} USDC units and holds {after.holdings[name]}"
    if t.step.rule == "donate" and _counted(before) != _counted(after):
        yield f"a donation to the {t.step.arguments['receiver']} changed what vault or insurance fund count as theirs"
    for event in t.events("Deposited"):
        if t.name(event.account) == VAULT and t.name(event.payer) != VAULT:
            yield f"{t.name(event.payer)} gave the vault {event.assets} USDC units of collateral"


def _counted(state: SystemState) -> tuple[int, int, int]:
    return state.vault_idle, state.vault_supply, state.insurance_assets


def withdrawals_are_settled_in_turn(t: Transition) -> Iterator[str]:
    """A request loses shares only when it is due and no older one waits, or when it is taken back."""
    waits: int | None = None
    left_of = {request[0]: request[2] for request in t.after.requests}
    for request_id, _, shares, matures_at in t.before.requests:
        left = left_of.get(request_id, 0)
        if "vault_settle" in t.rules and left < shares:
            if t.after.now < matures_at:
                yield f"request {request_id} was settled {matures_at - t.after.now} s before its cooldown was over"
            if waits is not None:
                yield f"request {request_id} was settled while request {waits} waits before it"
        elif t.rules.isdisjoint(("vault_cancel", "leave")) and left != shares:
            yield f"request {request_id} changed from {shares} to {left} shares"
        if waits is None and left:
            waits = request_id


def promises_are_held(t: Transition) -> Iterator[str]:
    """What waits or was settled is held by the vault, to the unit and to the share."""
    after = t.after
    *_, waiting, reserved = after.vault_queue
    claimed = sum(account.claimed[0] for account in after.accounts.values())
    if claimed != reserved:
        yield f"{claimed} USDC units were settled for accounts and {reserved} are reserved"
    if not waiting == after.accounts[VAULT].shares == sum(request[2] for request in after.requests):
        yield f"{waiting} shares wait, the vault holds {after.accounts[VAULT].shares}"
    if after.vault_idle + reserved > after.holdings[VAULT]:
        yield f"{after.vault_idle} idle and {reserved} reserved USDC units are more than {after.holdings[VAULT]} held"


def assets_are_idle_and_equity(t: Transition) -> Iterator[str]:
    """At the oracle's mark, or not at all."""
    equity = t.after.accounts[VAULT].equity
    expected: Answer = equity if isinstance(equity, str) else t.after.vault_idle + max(0, equity) // USDC_UNIT
    if t.after.vault_assets != expected:
        yield f"total assets are {t.after.vault_assets}, idle and equity make {expected}"


def allocation_stays_within_limits(t: Transition) -> Iterator[str]:
    """Enough stays idle, no more than the cap goes, and nothing in a pause but to meet a margin call."""
    if t.step.rule != "vault_allocate" or not t.done[-1].ok:
        return
    at_engine = _at_engine(t.after.accounts[VAULT].equity)
    if at_engine is None:
        return
    total, supply = t.after.vault_idle + at_engine, t.after.vault_supply + t.virtual_shares
    _, cap, least_ppm, _ = t.before.vault_limits
    due = ceil_div(t.after.vault_queue[2] * (total + 1), supply)
    required = ceil_div(total * least_ppm, PPM) + due
    if t.after.vault_idle < required:
        yield f"{t.after.vault_idle} USDC units stay idle of {required} that must"
    if at_engine > cap:
        yield f"{at_engine} USDC units are at the engine, {cap} may be"
    stood, margin = t.aged[VAULT].equity, t.before.accounts[VAULT].initial_margin
    called = isinstance(stood, int) and isinstance(margin, int) and stood < margin
    if (t.before.paused or t.before.vault_paused) and not called:
        yield "assets were allocated during a pause"


def fund_is_left_slowly(t: Transition) -> Iterator[str]:
    """The owner takes what was announced, in its window, above both floors, and only when no bad debt is booked."""
    if t.step.rule != "fund_execute" or not t.done[-1].ok:
        return
    assets, executable_at, expires_at, floor = t.before.insurance_withdrawal
    if not assets or not executable_at <= t.after.now < expires_at:
        yield f"{t.before.insurance_assets - t.after.insurance_assets} USDC units left the fund out of their time"
    if t.before.insurance_assets - t.after.insurance_assets != assets:
        yield f"{assets} USDC units were announced to leave the fund"
    if t.after.insurance_assets < max(floor, t.after.insurance_floor):
        yield f"{t.after.insurance_assets} USDC units are left in the fund, less than its floor"
    if t.before.bad_debt:
        yield f"the fund was left while {t.before.bad_debt} of bad debt stand"
