"""The layer in which Hypothesis machines trade on the contracts, with the reference model beside them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis.errors import FailedHealthCheck, Flaky

from fuzz.chain import ArtifactError, Artifacts, ChainError, ChainFault
from fuzz.counterexample import save_counterexample
from fuzz.machines.functions import expected
from fuzz.machines.reach import Unreached, unreached
from fuzz.machines.runner import Failure, Report, confirm, run
from gate.output import command
from gate.results import Canary, CouldNotRun, Finding, LayerContext, LayerResult, LayerStatus, Profile, Progress
from gate.toolchain import paths
from properties.catalogue import load_catalogue

BUILD = "default"
MACHINE = "trading"
CANARY = "canary"

CORE_RULES = (
    "deposit",
    "withdraw",
    "place",
    "cancel",
    "liquidate",
    "move_price",
    "pay_fees",
    "vault_deposit",
    "update_funding",
    "settle_funding",
    "set_params",
)
"""Rules that a clean run must have seen succeed: a machine that never liquidates says nothing of liquidations."""

CONTRACTS: Mapping[str, str] = {
    "engine": "PerpEngineV2",
    "extension of engine": "PerpEngineV2Extension",
    "auction of engine": "PerpEngineV2Auction",
    "book": "OrderbookV2",
    "extension of book": "OrderbookV2Extension",
    "waiting of book": "OrderbookV2Waiting",
    "oracle": "OracleRouter",
    "vault": "Vault",
    "insurance": "InsuranceFund",
}
"""What the machines call each contract, and its name."""
_RESERVE = 0.15
"""Share of the layer's time that is kept for shrinking and writing."""


@dataclass(frozen=True)
class _Effort:
    """How much a profile runs; the layer's time bounds it too."""

    examples: int
    steps: int
    shrink_seconds: float


_EFFORTS = {
    Profile.QUICK: _Effort(examples=100, steps=50, shrink_seconds=15),
    Profile.PR: _Effort(examples=600, steps=60, shrink_seconds=60),
    Profile.NIGHTLY: _Effort(examples=1_000_000, steps=100, shrink_seconds=300),
}


class MachinesLayer:
    """The trading machine and its canary."""

    name = "machines"

    def run(self, context: LayerContext) -> LayerResult:
        """Run the machines; raises :class:`gate.results.CouldNotRun`."""
        start = time.monotonic()
        try:
            return self._run(context, start)
        except (ArtifactError, ChainFault) as error:
            raise CouldNotRun(str(error)) from error
        except ChainError as error:
            raise CouldNotRun(f"the system does not deploy: {error}") from error
        except (FailedHealthCheck, Flaky) as error:
            first = str(error).partition("\n")[0]
            raise CouldNotRun(f"the machine does not run the same twice, or hardly at all: {first}\n{error}") from error

    def _run(self, context: LayerContext, start: float) -> LayerResult:
        artifacts = Artifacts.load(context.build(BUILD).out)
        effort = _EFFORTS[context.profile]

        def left() -> float:
            return max(1.0, context.seconds * (1 - _RESERVE) - (time.monotonic() - start))

        canary = run(
            CANARY, artifacts, examples=20, steps=20, seed=context.seed, seconds=left() / 2, shrink_seconds=2.0
        )
        total = effort.examples * effort.steps if context.profile is not Profile.NIGHTLY else 0
        report = run(
            MACHINE,
            artifacts,
            examples=effort.examples,
            steps=effort.steps,
            seed=context.seed,
            seconds=left(),
            progress=lambda steps: context.progress(Progress(steps, max(total, steps) if total else 0, "steps")),
            shrink_seconds=min(effort.shrink_seconds, max(1.0, context.seconds * _RESERVE)),
        )
        missed = unreached(report.statistics, expected(artifacts))
        _print(report, missed)
        findings = [] if report.failure is None else findings_of(context, report.failure)
        if report.failure is not None:
            _confirm(report.failure, artifacts, findings)
        elif context.profile is Profile.NIGHTLY:
            findings = _unreached(context, missed)
        idle = [rule for rule in CORE_RULES if report.statistics.succeeded(rule) == 0]
        if not findings and idle:
            raise CouldNotRun(f"no {', '.join(idle)} ever succeeded: give the machines more time, or mend their draws")
        return LayerResult(
            layer=self.name,
            status=LayerStatus.FINDINGS if findings else LayerStatus.CLEAN,
            executed={
                "examples": report.examples,
                "steps": report.statistics.steps,
                "calls": report.statistics.calls,
            },
            canary=Canary.FOUND if canary.failure is not None else Canary.MISSED,
            seconds=time.monotonic() - start,
            findings=findings,
        )


def _confirm(failure: Failure, artifacts: Artifacts, findings: Sequence[Finding]) -> None:
    """Have a real node show the failure too; raises CouldNotRun where it does not: one of the two chains is wrong."""
    confirmed = confirm(failure.counterexample, artifacts, paths.anvil())
    print(f"on anvil: {confirmed.message}")
    if not confirmed.shown:
        stored = ", ".join(str(finding.counterexample) for finding in findings)
        raise CouldNotRun(
            f"the in-process chain breaks {failure.counterexample.property} and anvil does not, so that one of them is "
            f"wrong: compare replays of {stored} with --chain revm and --chain anvil\n"
            f"in-process: {failure.counterexample.message}\non anvil: {confirmed.message}"
        )


def _unreached(context: LayerContext, missed: Unreached) -> list[Finding]:
    """What a whole night never reached: one finding for each rule, each function and each error."""
    titles = {rule: f"The rule {rule} never succeeded" for rule in missed.rules}
    titles.update({function: f"No call of {function} ever succeeded" for function in missed.functions})
    titles.update({error: f"No call ever ended with {error}" for error in missed.errors})
    return [
        Finding(
            layer=MachinesLayer.name,
            rule="unreached",
            title=title,
            severity="low",
            contract=MACHINE,
            function=name,
            message=f"{title} in all the steps of this run: the machines say nothing about it",
            replay=f"{command(context.root)} gate --only {MachinesLayer.name} --seed {context.seed}",
        )
        for name, title in titles.items()
    ]


def _print(report: Report, missed: Unreached) -> None:
    """Leave the outcomes of each rule in the layer's log."""
    for rule, outcomes in report.statistics.table().items():
        print(f"{rule}: {', '.join(f'{outcome} {count}' for outcome, count in outcomes.items())}")
    print(f"announced: {', '.join(f'{name} {count}' for name, count in sorted(report.statistics.events.items()))}")
    print(f"never succeeded: {', '.join(missed.rules) or 'none'}")
    print(f"functions that never succeeded: {', '.join(missed.functions) or 'none'}")
    print(f"errors that never came: {', '.join(missed.errors) or 'none'}")
    rate = report.statistics.steps / max(report.seconds, 1e-9)
    print(f"{report.statistics.steps} steps in {report.seconds:.1f} s, {rate:.0f} a second")
    print(f"digest {report.statistics.digest}", flush=True)


def findings_of(context: LayerContext, failure: Failure) -> list[Finding]:
    """One finding for each property, contract and function that the failing step broke."""
    catalogue = load_catalogue()
    findings: dict[tuple[str, str, str], Finding] = {}
    for violation in failure.violations:
        contract = CONTRACTS.get(violation.contract.removeprefix("implementation of "), violation.contract)
        key = (violation.property, contract, violation.function)
        if key in findings:
            continue
        shown = failure.counterexample.model_copy(update={"property": violation.property, "message": violation.message})
        path = save_counterexample(context.work / "counterexamples" / f"{violation.property}.json", shown)
        declared = catalogue.get(violation.property)
        findings[key] = Finding(
            layer=MachinesLayer.name,
            rule=violation.property,
            title=declared.sentence if declared else violation.message,
            severity=declared.severity if declared else "high",
            contract=contract,
            function=violation.function,
            message=violation.message,
            steps=failure.steps,
            counterexample=path,
            replay=f"{command(context.root)} replay {path}",
        )
    return list(findings.values())
