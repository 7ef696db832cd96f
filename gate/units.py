"""Numbers of the contracts as people read them."""

from __future__ import annotations

from fuzz.machines.narration import scaled

WAD_DECIMALS = 18


def wad(value: int | None) -> str:
    """A WAD number exactly, ``-`` where there is none."""
    return "-" if value is None else scaled(value, WAD_DECIMALS)


def dollars(value: int | None) -> str:
    """WAD dollars exactly: ``$1,234.5``, ``-$3``; ``-`` where there is none."""
    if value is None:
        return "-"
    return f"-${scaled(-value, WAD_DECIMALS)}" if value < 0 else f"${scaled(value, WAD_DECIMALS)}"


def change(before: int | None, after: int | None) -> str:
    """The difference, signed; empty where there is none."""
    if before is None or after is None or before == after:
        return ""
    return f"{'+' if after > before else ''}{scaled(after - before, WAD_DECIMALS)}"
