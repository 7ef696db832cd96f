"""What all peers do: load the machine, read how many steps are wanted, answer with rates."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any


def load_machine(path: Path) -> ModuleType:
    """Import the benchmark's machine by its path, outside its package."""
    spec = importlib.util.spec_from_file_location("bench_machine", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def load_pad(path: Path) -> dict[str, Any]:
    """Read the benchmark's contract: ``abi`` and ``bytecode``."""
    pad: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return pad


def serve(rows: Mapping[str, Callable[[int], tuple[float, float]]]) -> None:
    """Measure every row once for each line of input."""
    print(json.dumps(sorted(rows)), flush=True)
    for line in sys.stdin:
        print(json.dumps({name: measured(int(line)) for name, measured in rows.items()}), flush=True)
