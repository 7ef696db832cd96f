"""Who may call an entry: everybody, or only a role the contract keeps."""

from __future__ import annotations

from slither.slithir.operations import BinaryType, Condition, HighLevelCall, LibraryCall, SolidityCall

from slither_detectors.analysis.arithmetic import comparison
from slither_detectors.analysis.execution import Execution
from slither_detectors.analysis.order import reverts
from slither_detectors.analysis.values import Step, Value


def is_sender(execution: Execution, value: Value) -> bool:
    """Whether the value is the caller's address, through ``_msgSender()`` too."""
    return any(source.is_named("msg.sender") for source in execution.local_sources(value))


def is_gated(execution: Execution) -> bool:
    """Whether the entry is open to a role only: an owner, a module, a keeper.

    A check that the caller owns what it touches (an order, an account) is not a role.
    """
    return any(_is_role_check(execution, step) for step in execution.steps)


def compares_sender(execution: Execution) -> bool:
    """Whether the caller's address decides anything: a role, or the owner of what is touched."""
    return any(
        pair is not None and (is_sender(execution, pair[0]) or is_sender(execution, pair[2]))
        for pair in map(comparison, execution.steps)
    )


def _is_role_check(execution: Execution, step: Step) -> bool:
    pair = comparison(step)
    if pair is not None:
        left, operator, right = pair
        if _turns_away_equals(execution, step, operator):
            return False
        return (_is_caller(execution, left) and _is_office(execution, right)) or (
            _is_caller(execution, right) and _is_office(execution, left)
        )
    if isinstance(step.ir, Condition):
        return _is_membership(execution, step.value(step.ir.value))
    if isinstance(step.ir, SolidityCall) and step.called_name.startswith(("require", "assert")):
        return bool(step.arguments) and _is_membership(execution, step.arguments[0])
    if isinstance(step.ir, HighLevelCall) and not isinstance(step.ir, LibraryCall) and step.result is None:
        # an authority that reverts by itself (`acl.checkRole(role, msg.sender)`)
        return step.called_name.startswith(("check", "require", "only")) and any(
            _is_caller(execution, argument) for argument in step.arguments
        )
    return False


def _turns_away_equals(execution: Execution, step: Step, operator: BinaryType) -> bool:
    """Whether the comparison stops the one who is equal: the contract itself may not call, everybody else may."""
    for later in execution.steps:
        if later.frame is not step.frame or step.result is None:
            continue
        if isinstance(later.ir, SolidityCall) and later.called_name.startswith("require") and later.arguments:
            if later.arguments[0] == step.result and operator == BinaryType.NOT_EQUAL:
                return True
        elif isinstance(later.ir, Condition) and later.value(later.ir.value) == step.result:
            taken = later.node.son_true if operator == BinaryType.EQUAL else later.node.son_false
            return taken is not None and reverts(taken)
    return False


def _is_caller(execution: Execution, value: Value) -> bool:
    return execution.origin(value).is_named("msg.sender")


def _is_office(execution: Execution, value: Value) -> bool:
    """An address that the contract keeps for itself or asks another contract for; none kept per account."""
    origin = execution.origin(value)
    place = execution.place_of(origin)
    if place is not None:
        return not place.keys
    if getattr(origin.variable, "is_immutable", False) or origin.is_named("this"):
        return True
    if origin.is_constant:
        return origin.key != ("c", 0)  # "is not the zero address" is no office
    return any(
        isinstance(definition.ir, HighLevelCall) and definition.callee is None
        for source in execution.local_sources(origin)
        for definition in execution.defining.get(source, [])
    )


def _is_membership(execution: Execution, condition: Value) -> bool:
    """A flag looked up for the caller alone: ``isKeeper[msg.sender]``, ``hasRole(role, msg.sender)``."""
    for source in execution.sources(condition):
        place = execution.place_of(source) if not source.is_state else None
        if place is not None and place.keys and source.type_name == "bool":
            callers = [key for key in place.keys if _is_caller(execution, key)]
            others = [key for key in place.keys if key.type_name == "address" and key not in callers]
            if callers and not others:
                return True
        for definition in execution.defining.get(source, []):
            asks = isinstance(definition.ir, HighLevelCall) and definition.callee is None
            if asks and source.type_name == "bool" and definition.ir.is_static_call():
                arguments = definition.arguments
                if arguments and any(_is_caller(execution, argument) for argument in arguments):
                    return True
    return False
