"""Runs the detectors over the blind test's corpora and writes what was found, and how it was judged, to the docs.

``python -m tests.detectors.blind_test`` from the repository root. Exit status 1 where a finding is judged nowhere in
``corpora.toml``, a judgement is left without its finding, or a mistake is missed without a reason or found with one.
"""

from __future__ import annotations

import sys

from tests.detectors.blind_test.corpora import HERE, Corpus, Outcome, corpora, outcome

PAGE = HERE.parents[2] / "docs" / "detectors" / "blind-test.md"
LEAD = """\
# Blind test

Corpora written from the detectors' one-line descriptions alone, before their code was read: every pattern planted as
a protocol's engineer would make the mistake (split over helpers, modifiers, base contracts and libraries, in
namespaced storage, structs, queues and assembly), and contracts that look alike and are right. Each was written after
the detectors had been mended by the one before.

What was found when a corpus was new is the best guess at what the detectors find in code nobody has seen. The other
columns are the present detectors' on corpora that have been looked at since: they show what has been learnt, and that
nothing was lost again. The instructive cases stand among `tests/detectors/contracts` too.

`python -m tests.detectors.blind_test` runs all of it and writes this page. The sources are in
`tests/detectors/blind_test/corpora`; what is found besides the planted is judged by hand in `corpora.toml` beside
them. Precision counts what is true of it with what was planted.
"""


def main() -> int:
    """Runs the blind test; the exit status."""
    results = [(corpus, outcome(corpus)) for corpus in corpora()]
    wrong = [line for corpus, result in results for line in disagreements(corpus, result)]
    print("\n".join(wrong))
    if wrong:
        return 1
    PAGE.write_text(page(results))
    return 0


def disagreements(corpus: Corpus, result: Outcome) -> list[str]:
    """Where the present detectors say something else than ``corpora.toml`` holds."""
    judged = {*corpus.true, *corpus.false}
    missed = {f"{planted.detector} {planted.case}" for planted in result.planted - result.found}
    return [
        f"{corpus.name}: {what}: {text}"
        for what, texts in (
            ("not judged", result.others - judged),
            ("no longer found", judged - result.others),
            ("missed without a reason", missed - corpus.missed.keys()),
            ("found after all", corpus.missed.keys() - missed),
        )
        for text in sorted(texts)
    ]


def page(results: list[tuple[Corpus, Outcome]]) -> str:
    """The page of the docs, in Markdown."""
    lines = [
        LEAD,
        "| corpus | planted | right | found when new | found now | other findings | of these true | precision now |",
    ]
    lines.append("|---|---|---|---|---|---|---|---|")
    lines += [_row(corpus, result) for corpus, result in results]
    lines += ["", "Not found:", ""]
    for corpus, _ in results:
        lines += [f"- {corpus.name}, `{case.split()[0]}`: {why}" for case, why in corpus.missed.items()]
    lines += ["", "False alarms:", ""]
    lines += [f"- {corpus.name}, {_quoted(text)}" for corpus, _ in results for text in corpus.false]
    lines += ["", "Found where nothing was planted, and true:", ""]
    lines += [f"- {corpus.name}, {_quoted(text)}" for corpus, _ in results for text in corpus.true]
    return "\n".join(lines) + "\n"


def _row(corpus: Corpus, result: Outcome) -> str:
    found, planted = len(result.found), len(result.planted)
    right = found + len(corpus.true)
    said = found + len(result.others)
    now = f"{found} ({found / planted:.0%})"
    counts = f"{planted} | {result.right.total()} | {corpus.blind} | {now} | {len(result.others)} | {len(corpus.true)}"
    return f"| {corpus.name} ({corpus.written}) | {counts} | {right / said:.0%} |"


def _quoted(text: str) -> str:
    detector, said = text.split(": ", 1)
    return f"`{detector}`: {said}"


if __name__ == "__main__":
    sys.exit(main())
