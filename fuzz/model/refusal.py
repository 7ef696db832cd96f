"""How the model says no."""

from __future__ import annotations


class Refusal(Exception):
    """The call reverts; ``error`` is the name of the Solidity error, without arguments."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error
