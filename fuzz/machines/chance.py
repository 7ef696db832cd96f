"""Drawing from the live state: what is drawn is chosen among values that mean something now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


@lru_cache(maxsize=4096)
def _integers(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


class Chance:
    """Hypothesis's choices, for code that knows only while it runs what there is to choose from."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def between(self, low: int, high: int) -> int:
        """Return an integer from ``low`` to ``high``; ``low`` where there is none between."""
        return self._data.draw(_integers(low, high)) if low < high else low

    def pick(self, options: Sequence[T]) -> T:
        """Return one of ``options``, which must not be empty."""
        return options[self.between(0, len(options) - 1)]

    def one_in(self, count: int) -> bool:
        """Return true about once in ``count`` times."""
        return self.between(1, count) == count
