"""The list of survivors of this tree; that each still survives is for the round itself to say."""

from __future__ import annotations

from gate.config import load_config
from gate.mutants.sources import find_libraries
from gate.mutants.survivors import load_explanations
from gate.toolchain.paths import ROOT

CONFIG = load_config(ROOT).mutants


def test_explanations_then_each_is_about_lines_of_a_library_that_is_mutated() -> None:
    libraries = find_libraries(ROOT, CONFIG.libraries)
    explanations = load_explanations(ROOT / CONFIG.survivors)
    assert explanations
    for entry in explanations:
        assert entry.file in libraries
        lines = [line.strip() for line in (ROOT / entry.file).read_text("utf-8").splitlines()]
        assert set(entry.before.splitlines()) <= set(lines), entry.before
        assert entry.after not in lines
