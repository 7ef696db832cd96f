"""Which backend a name stands for."""

from __future__ import annotations

from typing import Any

from fuzz.chain.base import Chain, ChainFault
from fuzz.chain.revm import RevmChain


def open_chain(target: str = "revm", **options: Any) -> Chain:
    """Open the in-process chain (``revm``).

    Options are those of ``RevmChain``. Raises ChainFault for an unknown target.
    """
    if target == "revm":
        return RevmChain(**options)
    raise ChainFault(f"{target!r} is no chain: say revm")
