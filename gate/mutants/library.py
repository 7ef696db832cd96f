"""One library with its mutants and its tests, ready to be tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gate.mutants.mutant import Mutant, mutants_of
from gate.mutants.sources import Imports, Layout, find_libraries, parse
from gate.results import CouldNotRun


@dataclass(frozen=True)
class Library:
    """A library, the tests nearest to it, and the text of all files that these need, the library's among them."""

    file: str
    mutants: Sequence[Mutant]
    tests: Sequence[str]
    texts: Mapping[str, str]

    def tree(self, mutant: Mutant | None) -> dict[str, str]:
        """The texts with the mutant in place of the library."""
        return {**self.texts, self.file: mutant.text} if mutant is not None else dict(self.texts)


def load_libraries(
    layout: Layout, patterns: Sequence[str], tests: str, only: Sequence[str], operators: Sequence[str]
) -> list[Library]:
    """The libraries that ``patterns`` mean, with their mutants; raises :class:`CouldNotRun`."""
    files = find_libraries(layout.root, patterns, only)
    folders = {*(Path(pattern).parts[0] for pattern in patterns), tests}
    imports = Imports(layout, sorted(folders))
    sources = parse(layout, files)
    return [_load(layout.root, imports, file, mutants_of(sources[file], operators)) for file in files]


def _load(root: Path, imports: Imports, file: str, mutants: Sequence[Mutant]) -> Library:
    tests = imports.nearest_tests(file)
    if not tests:
        raise CouldNotRun(f"{file}: no test imports it, nor anything that does: write one that does")
    # A library need not lie in what its tests import, where those are its users' users.
    files = sorted({*imports.closure(tests), file})
    return Library(file, mutants, tests, {name: (root / name).read_text("utf-8") for name in files})
