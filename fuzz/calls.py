"""Calls of a counterexample on a chain: making one, and finding the fewest that still break the property."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from fuzz.chain import Artifact, Chain, ChainError, Contract, TxResult, open_chain
from fuzz.counterexample import Call

NO_SIZE_LIMIT = 2**31
"""For entry contracts, which hold a whole system in their initcode."""


def make_call(chain: Chain, contract: Contract, call: Call) -> TxResult:
    """Let the call's delays pass and make it; the block that it is mined in counts as part of the delay."""
    seconds = max(0, call.delay_seconds - chain.block_interval)
    blocks = max(0, call.delay_blocks - 1)
    if seconds or blocks:
        chain.advance(seconds, max(1, blocks))
    if call.value:
        chain.set_balance(call.sender, chain.balance(call.sender) + call.value)
    return contract.transact(call.function, *call.arguments, sender=call.sender, value=call.value)


def shrink(artifact: Artifact, calls: Sequence[Call], check: str, seconds: float) -> tuple[Call, ...]:
    """The fewest of ``calls`` found within ``seconds`` after which the property function ``check`` is still false.

    Runs on the in-process chain. Calls that the property does not outlast there are answered as they came: an engine's
    block numbers may drift from ours, and a longer sequence is better than none.
    """
    deadline = time.monotonic() + seconds
    with open_chain("revm", code_size_limit=NO_SIZE_LIMIT) as chain:
        contract = chain.deploy(artifact)

        def breaks(attempt: Sequence[Call]) -> bool:
            state = chain.snapshot()
            try:
                for call in attempt:
                    make_call(chain, contract, call)
                return not _holds(contract, check)
            finally:
                chain.revert(state)

        kept = tuple(calls)
        if not breaks(kept):
            return kept
        return _fewest(kept, breaks, lambda: time.monotonic() > deadline)


def _holds(contract: Contract, check: str) -> bool:
    try:
        return contract.call(check) is True
    except ChainError:
        return False


def _fewest(
    calls: tuple[Call, ...], breaks: Callable[[Sequence[Call]], bool], out_of_time: Callable[[], bool]
) -> tuple[Call, ...]:
    """Leave out ever smaller runs of calls, from the end, as long as the property still breaks."""
    size = len(calls) // 2 or 1
    while True:
        position = len(calls)
        shorter = False
        while position > 0 and not out_of_time():
            attempt = calls[: max(0, position - size)] + calls[position:]
            if len(calls) > 1 and breaks(attempt):
                calls, shorter = attempt, True
            position -= size
        if out_of_time() or (size == 1 and not shorter):
            return calls
        size = max(1, size // 2)
