"""Movements of tokens and ether that an entry makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slither.slithir.operations import (
    HighLevelCall,
    InternalCall,
    LibraryCall,
    LowLevelCall,
    Send,
    SolidityCall,
    Transfer,
)

from slither_detectors.analysis.execution import Execution
from slither_detectors.analysis.values import Step, Value
from slither_detectors.analysis.vocabulary import is_transfer_name


@dataclass(frozen=True)
class Payment:
    """One movement: ``payer`` is ``None`` when the contract itself pays, ``token`` is ``None`` for ether.

    ``must_succeed`` is false where a failure is left to the caller (``send``, a low-level ``call``, one in assembly).
    """

    step: Step
    token: Value | None
    payer: Value | None
    receiver: Value
    amount: Value
    must_succeed: bool


def payments(execution: Execution) -> Iterator[Payment]:
    """All movements in order."""
    for step in execution.steps:
        payment = _payment(execution, step)
        if payment is not None:
            yield payment


def comes_in(execution: Execution, payment: Payment) -> bool:
    """Whether the contract itself receives."""
    if payment.payer is None:
        return False
    return execution.origin(payment.receiver).is_named("this")


def _payment(execution: Execution, step: Step) -> Payment | None:
    ir = step.ir
    if isinstance(ir, Transfer | Send):
        return Payment(
            step, None, None, step.value(ir.destination), step.value(ir.call_value), isinstance(ir, Transfer)
        )
    if isinstance(ir, SolidityCall):
        sends = step.called_name.startswith("call(") and len(step.arguments) > 2 and step.arguments[2].key != ("c", 0)
        return Payment(step, None, None, step.arguments[1], step.arguments[2], False) if sends else None
    if isinstance(ir, LowLevelCall):
        if ir.call_value is None or step.value(ir.call_value).key == ("c", 0):
            return None
        return Payment(step, None, None, step.value(ir.destination), step.value(ir.call_value), False)
    if not isinstance(ir, HighLevelCall | InternalCall) or step.callee is not None:
        return None
    name = step.called_name
    if not is_transfer_name(name):
        return None
    arguments = step.arguments
    if isinstance(ir, HighLevelCall) and not isinstance(ir, LibraryCall):
        arguments = [step.value(ir.destination), *arguments]
    return _of_call(execution, step, name, arguments)


def _of_call(execution: Execution, step: Step, name: str, arguments: list[Value]) -> Payment | None:
    if name in ("safeTransferETH", "sendValue"):
        return Payment(step, None, None, arguments[0], arguments[1], True) if len(arguments) == 2 else None
    if "From" in name:
        if len(arguments) < 4:
            return None
        token, payer, receiver, amount = arguments[:4]
        own = execution.origin(payer).is_named("this")
        return Payment(step, token, None if own else payer, receiver, amount, True)
    if len(arguments) < 3:
        return None
    token, receiver, amount = arguments[:3]
    return Payment(step, token, None, receiver, amount, True)
