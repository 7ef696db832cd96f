"""A tree that is quick to verify, and the gate with fake layers in place of the real ones."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gate import layers
from gate.layers import LayerSpec

HERE = Path(__file__).parent


def fake(name: str, weight: float = 1) -> LayerSpec:
    cls = "".join(part.capitalize() for part in name.split("-"))
    return LayerSpec(name=name, target=f"fake_layers:{cls}", weight=weight)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A git work tree with one contract and nothing ignored but build/ and .proofbook/."""
    root = tmp_path / "tree"
    (root / "contracts").mkdir(parents=True)
    (root / "foundry.toml").write_text("[profile.default]\n")
    (root / "contracts" / "Fees.sol").write_text("contract Fees { /* rest kept */ /* both sides */ /* cancel */ }\n")
    (root / ".gitignore").write_text("build/\n.proofbook/\nnode_modules/\n")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "."], check=True)
    return root


@pytest.fixture
def use_layers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[LayerSpec]]:
    """Put fake layers in place of the real ones; compile is ``Compile`` unless another is named."""

    def use(*names: str, compile_class: str = "Compile") -> list[LayerSpec]:
        path = os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")]))
        monkeypatch.setenv("PYTHONPATH", path)
        specs = tuple(fake(name) for name in names)
        monkeypatch.setattr(layers, "LAYERS", specs)
        monkeypatch.setattr(layers, "COMPILE_TARGET", f"fake_layers:{compile_class}")
        return list(specs)

    return use
