"""Layers for the tests, loaded by the workers: each does one thing that a real layer may do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from gate.results import (
    Canary,
    CouldNotRun,
    Finding,
    LayerContext,
    LayerResult,
    LayerStatus,
    Progress,
)

SOURCE = Path("contracts/Fees.sol")


def result(
    name: str, *, findings: Sequence[Finding] = (), canary: Canary = Canary.FOUND, calls: int = 5
) -> LayerResult:
    return LayerResult(
        layer=name,
        status=LayerStatus.FINDINGS if findings else LayerStatus.CLEAN,
        executed={"calls": calls},
        canary=canary,
        seconds=0.1,
        findings=list(findings),
    )


def finding(layer: str, rule: str = "FC-01", counterexample: Path | None = None) -> Finding:
    return Finding(
        layer=layer,
        rule=rule,
        title="Fees are lost",
        severity="high",
        contract="PerpEngineV2",
        function="payFees",
        message="charged 7, accounted 6",
        steps=("deposit(10)", "payFees(0)"),
        counterexample=counterexample,
        replay="a command",
    )


class Compile:
    name = "compile"

    def __init__(self, builds: list[str]) -> None:
        self.builds = builds

    def run(self, context: LayerContext) -> LayerResult:
        source = context.root / SOURCE
        if source.is_file() and "syntax error" in source.read_text():
            raise CouldNotRun("contracts/Fees.sol:1:1: Error (2314): Expected ';'\nthe whole message")
        (context.work / "builds.json").write_text("{}")
        return result(self.name, canary=Canary.NONE)


class Broken(Compile):
    def run(self, context: LayerContext) -> LayerResult:
        raise CouldNotRun("contracts/Fees.sol:1:1: Error (2314): Expected ';'\nthe whole message\nof the compiler")


class Clean:
    name = "clean"

    def run(self, context: LayerContext) -> LayerResult:
        context.progress(Progress(5, 5, "calls"))
        print("what the engine printed")
        return result(self.name)


class Finds:
    name = "finds"

    def run(self, context: LayerContext) -> LayerResult:
        path = context.work / "shrunk.json"
        path.write_text('{"kind": "calls"}')
        return result(self.name, findings=[finding(self.name, counterexample=path)])


class FindsWithoutFile:
    name = "finds-without-file"

    def run(self, context: LayerContext) -> LayerResult:
        return result(self.name, findings=[finding(self.name, counterexample=context.work / "never-written.json")])


class Nothing:
    name = "nothing"

    def run(self, context: LayerContext) -> LayerResult:
        return result(self.name, calls=0)


class Missed:
    name = "missed"

    def run(self, context: LayerContext) -> LayerResult:
        return result(self.name, canary=Canary.MISSED, findings=[finding(self.name)])


class Toolless:
    name = "toolless"

    def run(self, context: LayerContext) -> LayerResult:
        raise CouldNotRun("Echidna is missing: run `make setup`")


class Crashes:
    name = "crashes"

    def run(self, context: LayerContext) -> LayerResult:
        raise ValueError("an unforeseen value")


class Killed:
    name = "killed"

    def run(self, context: LayerContext) -> LayerResult:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("not reached")


class Misnamed:
    name = "misnamed"

    def run(self, context: LayerContext) -> LayerResult:
        return result("another")


class Hangs:
    """Starts an engine in a session of its own, writes its pid, and waits for ever."""

    name = "hangs"

    def run(self, context: LayerContext) -> LayerResult:
        engine = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True)
        (context.work / "engine.pid").write_text(str(engine.pid))
        context.progress(Progress(1, 0, "calls"))
        signal.pause()
        raise AssertionError("not reached")


class LeavesChild:
    """Ends well, but forgets an engine."""

    name = "leaves-child"

    def run(self, context: LayerContext) -> LayerResult:
        engine = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
        (context.work / "engine.pid").write_text(str(engine.pid))
        return result(self.name)


class InterruptsUser(Hangs):
    """Stands for a person who presses Ctrl-C while the layer runs."""

    name = "interrupts-user"

    def run(self, context: LayerContext) -> LayerResult:
        os.kill(os.getppid(), signal.SIGINT)
        return super().run(context)


class Context:
    """Reports what it was given."""

    name = "context"

    def run(self, context: LayerContext) -> LayerResult:
        print(f"profile={context.profile} seed={context.seed} root={context.root} cwd={Path.cwd()}")
        return result(self.name)


class Reads:
    """Finds FC-02 where the source says that the rest is dropped, and OI-01 where it says that a side is forgotten."""

    name = "reads"

    def run(self, context: LayerContext) -> LayerResult:
        text = (context.root / SOURCE).read_text()
        found = []
        if "rest dropped" in text:
            found.append(finding(self.name, "FC-02"))
        if "side forgotten" in text:
            found.append(finding(self.name, "OI-01"))
        return result(self.name, findings=found)


class ReadsDeeper:
    """Finds NS-01 where the source says so, and can't run where the source says that it can't."""

    name = "reads-deeper"

    def run(self, context: LayerContext) -> LayerResult:
        text = (context.root / SOURCE).read_text()
        if "does not deploy" in text:
            raise CouldNotRun("the deployment failed")
        return result(self.name, findings=[finding(self.name, "NS-01")] if "no cancel" in text else [])
