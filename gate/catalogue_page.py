"""The catalogue of properties as a page of the documentation, one section for each promise."""

from __future__ import annotations

from properties.catalogue import FAMILIES, Catalogue

PAGE = "docs/catalogue.md"


def catalogue_page(catalogue: Catalogue) -> str:
    """The page's text; made by `proofbook catalogue --markdown`."""
    lines = [
        "# The catalogue of properties",
        "",
        "Made by `proofbook catalogue --markdown`. What each layer checks, and what a finding means.",
    ]
    for family, name in FAMILIES.items():
        entries = [entry for entry in catalogue.properties if entry.family == family]
        if entries:
            lines += ["", f"# {family}: {name}"]
        for entry in entries:
            lines += [
                "",
                f"## {entry.id}",
                "",
                entry.sentence,
                "",
                f"    {entry.formula}",
                "",
                f"Severity {entry.severity.value}. Checked by {', '.join(entry.layers)}.",
            ]
    return "\n".join(lines) + "\n"
