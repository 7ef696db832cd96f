"""Keeping out of a run what would make it differ from another of the same seed.

Hypothesis draws one choice in twenty from the constants that it finds in the source of the modules imported at that
moment: the same seed then makes another run from a test than from the gate, and another again once something is
imported late.
The machines draw from the live state and its edges and need none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants


@contextmanager
def seed_alone() -> Iterator[None]:
    """Have nothing but the seed decide what Hypothesis draws.

    Raises AttributeError under a release that keeps its constants elsewhere.
    """
    collect, none = providers._get_local_constants, Constants()
    providers.CONSTANTS_CACHE.cache.clear()
    providers._get_local_constants = lambda: none
    try:
        yield
    finally:
        providers._get_local_constants = collect
        providers.CONSTANTS_CACHE.cache.clear()
