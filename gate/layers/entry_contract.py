"""The entry contract of the property engines: what its functions are called and what they stand for.

``ProofbookProperties`` deploys the whole system; its functions ``echidna_<ID>_…`` are properties, ``canary_…`` are made
to fail, ``most_<ID>_…`` are numbers never above zero where property ID holds, and what changes state is a handler. Both
property engines run it and report what broke in the same form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fuzz.counterexample import Call, CallsCounterexample, save_counterexample
from gate.output import command
from gate.results import CouldNotRun, Finding, LayerContext
from properties.catalogue import load_catalogue

BUILD = "properties"
NAME = "ProofbookProperties"
PROPERTY_PREFIX = "echidna_"
CANARY_PREFIX = "canary_"
MAXIMUM_PREFIX = "most_"
NO_MAXIMUM = -(2**255)
"""What a maximum is before anything that it measures has happened."""
SENDER = "0x0000000000000000000000000000000000010000"
"""Who calls the handlers: they take the actor as an argument."""

_CONTRACTS = {
    "engine": "PerpEngineV2",
    "owner": "PerpEngineV2",
    "book": "OrderbookV2",
    "oracle": "OracleRouter",
    "vault": "Vault",
    "insurance": "InsuranceFund",
}
_COMPOSED = {
    "attack_jump_and_liquidate": ("PerpEngineV2", "liquidate"),
    "attack_sink_vault": ("Vault", "totalAssets"),
    "attack_wall": ("OrderbookV2", "place"),
}
"""Handlers of several calls, by the one that matters."""


@dataclass(frozen=True)
class EntryContract:
    """Functions of the entry contract: properties by id, canaries, maxima, and each handler's types of arguments."""

    properties: Mapping[str, str]
    canaries: tuple[str, ...]
    maxima: Mapping[str, str]
    """By the id of the property that says of each that it is never above zero."""
    handlers: Mapping[str, tuple[str, ...]]
    views: tuple[str, ...]
    """Signatures of the functions that change nothing."""


def load(out: Path) -> EntryContract:
    """Read the contract's ABI from a build; raises :class:`CouldNotRun` if the build does not hold it."""
    path = out / f"{NAME}.sol" / f"{NAME}.json"
    try:
        abi: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["abi"]
    except (OSError, ValueError, KeyError) as error:
        raise CouldNotRun(f"the build holds no {NAME} ({error}): remove build/gate and run again") from error
    functions = [entry for entry in abi if entry["type"] == "function"]
    constant = [entry for entry in functions if entry["stateMutability"] in ("view", "pure")]
    names = [entry["name"] for entry in constant]
    properties = _by_id(names, PROPERTY_PREFIX)
    if not properties:
        raise CouldNotRun(f"{NAME} declares no property: name them {PROPERTY_PREFIX}<ID>_…")
    return EntryContract(
        properties=properties,
        canaries=tuple(name for name in names if name.startswith(CANARY_PREFIX)),
        maxima=_by_id(names, MAXIMUM_PREFIX),
        handlers={entry["name"]: _types(entry) for entry in functions if entry not in constant},
        views=tuple(f"{entry['name']}({','.join(_types(entry))})" for entry in constant),
    )


def findings(
    context: LayerContext, layer: str, entry: EntryContract, broken: Iterable[str], calls: Sequence[Call]
) -> list[Finding]:
    """One finding for each property id in ``broken``, all shown by the same calls; writes their counterexamples."""
    catalogue = load_catalogue()
    return [_finding(context, layer, entry, id_, calls, catalogue.get(id_)) for id_ in broken]


def place_of(handler: str) -> tuple[str, str]:
    """The system's contract and function that ``handler`` calls, so that all engines name the same place.

    Handlers are called ``<part>_<function>[_<variant>]``; one that stands for no single function names itself.
    """
    if handler in _COMPOSED:
        return _COMPOSED[handler]
    part, _, rest = handler.partition("_")
    if part in _CONTRACTS and rest:
        return _CONTRACTS[part], rest.partition("_")[0]
    return NAME, handler


def _finding(
    context: LayerContext, layer: str, entry: EntryContract, id_: str, calls: Sequence[Call], declared: Any
) -> Finding:
    check = entry.properties[id_]
    counterexample = CallsCounterexample(
        property=id_,
        engine="foundry" if layer == "foundry" else "echidna",
        contract=NAME,
        calls=tuple(calls),
        check=f"{check}()",
    )
    path = save_counterexample(context.work / "counterexamples" / f"{id_}.json", counterexample)
    last = calls[-1].function.partition("(")[0] if calls else "constructor"
    contract, function = place_of(last)
    return Finding(
        layer=layer,
        rule=id_,
        title=declared.sentence if declared else check,
        severity=declared.severity if declared else "high",
        contract=contract,
        function=function,
        message=f"{check} is false after {len(calls)} call{'s' if len(calls) != 1 else ''}",
        steps=tuple(readable(call) for call in calls),
        counterexample=path,
        replay=f"{command(context.root)} replay {path}",
    )


def readable(call: Call) -> str:
    """One line for a person: what is called, how long after the call before."""
    delay = f", {call.delay_seconds} s later" if call.delay_seconds else ""
    return f"{call.function.partition('(')[0]}({', '.join(map(str, call.arguments))}){delay}"


def _by_id(names: Iterable[str], prefix: str) -> dict[str, str]:
    """The functions ``<prefix><FAMILY>_<NUMBER>_…`` by id: ``FC-01``."""
    found = (name for name in names if name.startswith(prefix))
    return {"-".join(name.removeprefix(prefix).split("_")[:2]): name for name in found}


def _types(function: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_type(argument) for argument in function["inputs"])


def _type(argument: Mapping[str, Any]) -> str:
    """The type as it stands in a signature: a struct is the tuple of its fields."""
    written = str(argument["type"])
    if not written.startswith("tuple"):
        return written
    return f"({','.join(_type(field) for field in argument['components'])}){written.removeprefix('tuple')}"
