"""Attempting proofs: a witness first, then the prover, then the replay of whatever it found."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from fuzz.counterexample import Call, CallsCounterexample, save_counterexample
from properties.proofs import chain, exhaustive, halmos, manticore_prover, z3_prover
from properties.proofs.catalogue import CanaryCheck, CanaryKind, Proof, Statement, Tool
from properties.proofs.results import Exploration, Outcome, ProofResult, judge
from properties.proofs.setting import Setting

PROVERS: Mapping[Tool, Callable[[Setting, Statement, float], Exploration]] = {
    Tool.HALMOS: halmos.explore,
    Tool.MANTICORE: manticore_prover.explore,
    Tool.Z3: z3_prover.explore,
    Tool.EXHAUSTIVE: exhaustive.explore,
}


_USED_UP = 0.8
"""The part of its time after which a proof that failed is taken to have lacked more."""


def attempt_all(
    proofs: Sequence[Proof],
    left: Callable[[], float],
    one: Callable[[Proof, float], ProofResult],
) -> list[ProofResult]:
    """The results of ``one`` for each proof, in their order.

    Each may take an equal share of the seconds ``left``: one that does not finish may not eat the time of the others.
    The quick ones come first, and what they leave goes to the long ones; who used up a share in vain has what is left
    at the end.
    """
    results: dict[str, ProofResult] = {}
    short: list[Proof] = []
    for last_round, ranked in ((False, sorted(proofs, key=lambda proof: proof.level.rank)), (True, short)):
        for done, proof in enumerate(ranked):
            share = max(1.0, left()) / (len(ranked) - done)
            if last_round and share <= results[proof.id].seconds:
                continue
            results[proof.id] = one(proof, share)
            in_vain = results[proof.id].outcome is Outcome.NOT_PROVED
            if not last_round and in_vain and results[proof.id].seconds > _USED_UP * share:
                short.append(proof)
    return [results[proof.id] for proof in proofs]


def attempt(setting: Setting, proof: Proof, seconds: float) -> ProofResult:
    """Try to prove within ``seconds``.

    Raises :class:`properties.proofs.setting.ProverFault` and :class:`fuzz.chain.ArtifactError`.
    """
    start = time.monotonic()
    unreached = chain.unreached(setting.out, proof)
    exploration = PROVERS[proof.tool](setting, proof, seconds)
    outcome, reason = judge(exploration)
    if outcome is Outcome.REFUTED and exploration.counterexample is not None:
        if not chain.breaks(setting.out, proof, exploration.counterexample):
            outcome = Outcome.NOT_PROVED
            reason = f"the counterexample {exploration.counterexample} does not fail on a chain"
    elif outcome is Outcome.PROVED and unreached is not None:
        outcome, reason = Outcome.NOT_PROVED, f"the witness {unreached} does not reach the end of the check"
    return ProofResult(
        id=proof.id,
        tool=proof.tool,
        outcome=outcome,
        seconds=time.monotonic() - start,
        paths=exploration.paths,
        reason=reason,
        counterexample=exploration.counterexample if outcome is Outcome.REFUTED else None,
    )


def canary_missed(setting: Setting, canary: CanaryCheck, seconds: float) -> str | None:
    """Why the canary was not found, None if it was: a false one is refuted and replays, a vacuous one is not proved."""
    exploration = PROVERS[canary.tool](setting, canary, seconds)
    outcome, reason = judge(exploration)
    if canary.kind is CanaryKind.VACUOUS:
        found = outcome is Outcome.NOT_PROVED and exploration.paths > 0 and exploration.succeeded == 0
        return None if found else f"{canary.id} came out as {outcome} ({reason or 'no reason'})"
    if exploration.counterexample is None:
        return f"{canary.id} came out as {outcome} ({reason or 'no reason'})"
    if chain.failure(setting.out, canary, exploration.counterexample) is None:
        return f"{canary.id}: its counterexample {exploration.counterexample} does not fail on a chain"
    return None


def save(folder: Path, proof: Proof, result: ProofResult) -> Path:
    """Write a refuted proof's counterexample, for ``proofbook replay``."""
    call = Call(function=proof.function, arguments=tuple(result.counterexample or ()), sender=chain.sender())
    counterexample = CallsCounterexample(
        property=proof.property, engine=proof.tool.value, contract=proof.contract, calls=(call,)
    )
    return save_counterexample(folder / f"{proof.id}.json", counterexample)
