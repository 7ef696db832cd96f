"""What every detector of this package is made from."""

from __future__ import annotations

import traceback
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

from slither.core.variables.structure_variable import StructureVariable
from slither.detectors.abstract_detector import AbstractDetector, DetectorClassification
from slither.utils.output import Output

from slither_detectors.analysis.model import ContractModel, Model

HIGH = DetectorClassification.HIGH
MEDIUM = DetectorClassification.MEDIUM
LOW = DetectorClassification.LOW
INFORMATIONAL = DetectorClassification.INFORMATIONAL

Message = list[Any]
"""Text, functions and variables in reading order; nothing else, so that a result's id outlives line moves."""

FAILURE_FIELD = "detector_error"
"""Key among a result's additional fields when it tells that the detector itself failed."""


class Detector(AbstractDetector):  # type: ignore[misc]  # Slither ships no type information
    """A detector that looks at one contract at a time and can't bring the run down."""

    WIKI = "https://github.com/crytic/slither/wiki/Detector-Documentation"

    @abstractmethod
    def find(self, model: ContractModel) -> Iterator[Message]:
        """Yields one message for each finding in the contract."""

    def _detect(self) -> list[Output]:
        results: list[Output] = []
        for contract in Model.of(self.compilation_unit).contracts:
            results.extend(self.generate_result([*_spelt_out(message), "\n"]) for message in self.find(contract))
        return results

    def detect(self) -> list[dict[str, Any]]:
        """Runs the detector; an exception inside it becomes a result of its own and hurts no other detector."""
        try:
            found: list[dict[str, Any]] = super().detect()
        except Exception as error:  # noqa: BLE001  one detector's mistake must not hide the others' findings
            return [self._failure(error)]
        return found

    def _failure(self, error: Exception) -> dict[str, Any]:
        where = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"{type(error).__name__}: {error}"
        self.logger.error(f"{self.ARGUMENT} failed in {where.name}: {reason}")
        output = self.generate_result(
            [f"The detector {self.ARGUMENT} failed and says nothing about these contracts ({reason})\n"],
            {FAILURE_FIELD: reason},
        )
        data: dict[str, Any] = output.data
        return data


def _spelt_out(message: Message) -> Message:
    """The message with the struct's name before each field: Slither names fields alone, and alike in all structs."""
    parts: Message = []
    for part in message:
        if isinstance(part, StructureVariable):
            parts.append(f"{part.structure.name}.")
        parts.append(part)
    return parts
