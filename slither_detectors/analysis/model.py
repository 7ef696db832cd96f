"""The contracts of a compilation with their entries unrolled; built once and shared by all detectors."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from slither_detectors.analysis.arithmetic import ArithmeticView
from slither_detectors.analysis.authority import is_gated
from slither_detectors.analysis.execution import Execution
from slither_detectors.analysis.state import StateView
from slither_detectors.analysis.tokens import Payment, payments


class Entry:
    """One public function of a contract with what it does."""

    def __init__(self, contract: Any, function: Any) -> None:
        self.contract = contract
        self.function = function

    @cached_property
    def execution(self) -> Execution:
        """The entry unrolled."""
        return Execution(self.contract, self.function)

    @cached_property
    def state(self) -> StateView:
        """Its reads and writes of storage."""
        return StateView(self.execution)

    @cached_property
    def arithmetic(self) -> ArithmeticView:
        """Its divisions."""
        return ArithmeticView(self.execution)

    @cached_property
    def payments(self) -> list[Payment]:
        """Its movements of tokens and ether."""
        return list(payments(self.execution))

    @cached_property
    def gated(self) -> bool:
        """Whether only a role may call it."""
        return is_gated(self.execution)

    @property
    def is_view(self) -> bool:
        """Whether it promises to write nothing."""
        return bool(self.function.view or self.function.pure)


class ContractModel:
    """One deployable contract: its entries, inherited ones included, and its constructors."""

    def __init__(self, contract: Any) -> None:
        self.contract = contract

    @cached_property
    def entries(self) -> list[Entry]:
        """All implemented public functions but constructors."""
        return [
            Entry(self.contract, function)
            for function in self.contract.functions_entry_points
            if function.is_implemented and not function.is_constructor and not function.is_constructor_variables
        ]

    @cached_property
    def constructors(self) -> list[Entry]:
        """The contract's constructors, base contracts' included, and its variables' initial values."""
        functions = [f for f in self.contract.functions if f.is_constructor or f.is_constructor_variables]
        return [Entry(self.contract, function) for function in functions]

    @cached_property
    def writing(self) -> list[Entry]:
        """The entries that may write."""
        return [entry for entry in self.entries if not entry.is_view]


class Model:
    """All contracts of one compilation unit that can be deployed, or would be if they were not abstract."""

    _models: ClassVar[WeakKeyDictionary[Any, Model]] = WeakKeyDictionary()

    def __init__(self, unit: Any) -> None:
        self.contracts = [
            ContractModel(contract)
            for contract in unit.contracts_derived
            if not contract.is_interface and not contract.is_library and contract.functions
        ]

    @classmethod
    def of(cls, unit: Any) -> Model:
        """The model of a compilation unit, built at the first call."""
        if unit not in cls._models:
            cls._models[unit] = cls(unit)
        return cls._models[unit]
