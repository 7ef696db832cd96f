"""What the two symbolic layers share: their proofs one after another, and what the outcomes mean for the verdict."""

from __future__ import annotations

import time
from pathlib import Path

from fuzz.chain import ArtifactError
from gate.output import command
from gate.results import Canary, CouldNotRun, Finding, LayerContext, LayerResult, LayerStatus, Progress
from gate.toolchain import paths
from properties.catalogue import load_catalogue
from properties.proofs import cache
from properties.proofs.catalogue import Level, Proof, Tool, load_proofs
from properties.proofs.prove import attempt, attempt_all, canary_missed, save
from properties.proofs.results import Outcome, ProofResult
from properties.proofs.setting import ProverFault, Setting

BUILD = "proofs"


def setting_for(context: LayerContext) -> Setting:
    """Where the provers of this run find things; raises :class:`CouldNotRun`."""
    return make_setting(context.root, context.build(BUILD).out, context.work)


def make_setting(root: Path, out: Path, work: Path) -> Setting:
    """The setting for the checks compiled in ``out``; raises :class:`CouldNotRun` where a tool is missing."""
    for tool in (paths.halmos, paths.z3, paths.yices):
        tool()
    work.mkdir(parents=True, exist_ok=True)
    return Setting(
        root=root.resolve(),
        out=out.resolve(),
        work=work.resolve(),
        python=paths.python(),
        manticore_python=paths.manticore_python(),
    )


def run(tool: Tool, context: LayerContext) -> LayerResult:
    """The canaries and the profile's proofs of ``tool``; raises :class:`CouldNotRun` if the prover can't be run."""
    start = time.monotonic()
    setting = setting_for(context)
    catalogue = load_proofs()
    proofs, canaries = catalogue.proofs(tool, Level(context.profile.value)), catalogue.canaries(tool)
    missed: list[str] = []
    told: set[str] = set()

    def left() -> float:
        return max(1.0, context.seconds - (time.monotonic() - start))

    def one(proof: Proof, share: float) -> ProofResult:
        context.progress(Progress(len(told), len(proofs), "proofs", proof.id))
        result = cache.find(setting, proof)
        if result is None:
            result = attempt(setting, proof, share)
            cache.keep(setting, proof, result)
        told.add(proof.id)
        print(result.model_dump_json(), flush=True)
        return result

    try:
        for canary in canaries:
            missed += filter(None, [canary_missed(setting, canary, left())])
        results = attempt_all(proofs, left, one)
    except (ProverFault, ArtifactError) as error:
        raise CouldNotRun(str(error)) from error
    context.progress(Progress(len(proofs), len(proofs), "proofs"))
    for text in missed:
        print(text, flush=True)
    pairs = list(zip(proofs, results, strict=True))
    findings = [_finding(context, proof, result) for proof, result in pairs if result.outcome is Outcome.REFUTED]
    unproved = [f"{proof.id}: {result.reason}" for proof, result in pairs if result.outcome is Outcome.NOT_PROVED]
    status = LayerStatus.COULD_NOT_RUN if unproved else LayerStatus.FINDINGS if findings else LayerStatus.CLEAN
    return LayerResult(
        layer=tool.value,
        status=status,
        executed={"proofs": len(results), "paths": sum(result.paths for result in results)},
        canary=Canary.MISSED if missed or not canaries else Canary.FOUND,
        cached=bool(results) and all(result.cached for result in results),
        seconds=time.monotonic() - start,
        findings=findings,
        reason=_reason(unproved),
        detail="\n".join(unproved) or None,
    )


def _reason(unproved: list[str]) -> str | None:
    if not unproved:
        return None
    more = f" and {len(unproved) - 1} more" if len(unproved) > 1 else ""
    return f"not proved: {unproved[0]}{more}; give it more time or mend the statement"


def _finding(context: LayerContext, proof: Proof, result: ProofResult) -> Finding:
    path = save(context.work / "counterexamples", proof, result)
    contract, _, function = proof.target.partition(".")
    declared = load_catalogue().get(proof.property)
    values = ", ".join(map(str, result.counterexample or []))
    return Finding(
        layer=proof.tool.value,
        rule=proof.property,
        title=proof.statement,
        severity=declared.severity if declared else "high",
        contract=contract,
        function=function,
        message=f"{proof.contract}.{proof.name}({values}) breaks it",
        steps=(f"{proof.name}({values})",),
        counterexample=path,
        replay=f"{command(context.root)} replay {path}",
    )
