"""Who may call a function: the checks of the caller that it runs, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gate.access.syntax import Node, Trees, walk

ANYBODY = "anybody"
ONCE = "whoever deploys, once"
NOBODY = "nobody"

BY_ERROR: Mapping[str, str] = {
    "OwnableUnauthorizedAccount": "owner",
    "NotGuardian": "guardian, owner",
    "NotAllocator": "allocator",
    "NotEngine": "engine",
    "NotBook": "order book",
    "NotSelf": "the contract itself",
    "NotController": "whose request it is",
    "NotOrderOwner": "whose order it is",
    "NotOperator": "the owner's operator",
    "NotVault": "anybody, but for the vault's account the vault",
    "TimelockUnauthorizedCaller": "the contract itself",
    "AccessControlBadConfirmation": "whose role it is",
}
"""What the error of a caller's check says of who passes it. An error that is not here is shown by its name."""
BY_ROLE: Mapping[str, str] = {
    "PROPOSER_ROLE": "proposer",
    "EXECUTOR_ROLE": "executor",
    "CANCELLER_ROLE": "guardian, proposer",
    "getRoleAdmin": "the contract itself",
}
"""Who has a role of the timelock: it is its own administrator."""


def role_of(function: Node, contract: Node, trees: Trees) -> str:
    """Return who may call a function of a contract, as words."""
    found: set[str] = set()
    for node in trees.runs(function, contract):
        found.update(_modifier_roles(node))
        found.update(_checked(node))
    if not found:
        return ANYBODY
    if function["name"] == "acceptOwnership":
        return "whom the owner named"
    # A check of one's own, as `initializer`, comes with no other.
    return "; ".join(sorted(found))


def _modifier_roles(node: Node) -> Iterator[str]:
    """Yield what modifiers alone say: the roles of the timelock, and that something happens once."""
    if node["nodeType"] != "FunctionDefinition":
        return
    for used in node["modifiers"]:
        name = used["modifierName"]["name"]
        if name == "initializer":
            yield ONCE
        elif name in ("onlyRole", "onlyRoleOrOpenRole"):
            yield BY_ROLE[_called_name(used["arguments"][0])]


def _called_name(argument: Node) -> str:
    return str(argument["expression"]["name"] if argument["nodeType"] == "FunctionCall" else argument["name"])


def _checked(node: Node) -> Iterator[str]:
    """Yield who passes the conditions on the caller under which the node's own code reverts."""
    callers = _caller_variables(node)
    for part in walk(node):
        if part["nodeType"] != "IfStatement" or not _demands_caller(part["condition"], callers):
            continue
        error = _error_of(part["trueBody"])
        if error is not None:
            yield BY_ERROR.get(error, f"passes `{error}`")


def _caller_variables(node: Node) -> set[int]:
    """Return the ids of local variables that hold the caller."""
    return {
        part["declarations"][0]["id"]
        for part in walk(node)
        if part["nodeType"] == "VariableDeclarationStatement"
        and len(part["declarations"]) == 1
        and part.get("initialValue") is not None
        and _is_caller(part["initialValue"], set())
    }


def _demands_caller(condition: Node, callers: set[int]) -> bool:
    """Whether a part of the condition is that the caller is another than somebody, or is not what is asked of it."""
    return any(
        any(_is_caller(side, callers) for side in _denied(part))
        for part in walk(condition)
        if part["nodeType"] in ("BinaryOperation", "UnaryOperation")
    )


def _denied(part: Node) -> list[Node]:
    """Return the sides of an inequality, or the arguments of a call that must answer yes."""
    if part["operator"] == "!=":
        return [part["leftExpression"], part["rightExpression"]]
    if part["operator"] == "!" and part["subExpression"]["nodeType"] == "FunctionCall":
        return list(part["subExpression"]["arguments"])
    return []


def _is_caller(part: Node, callers: set[int]) -> bool:
    if part["nodeType"] == "MemberAccess":
        return bool(part["memberName"] == "sender" and part["expression"].get("name") == "msg")
    if part["nodeType"] == "FunctionCall":
        return bool(part["expression"].get("name") == "_msgSender")
    return part["nodeType"] == "Identifier" and part.get("referencedDeclaration") in callers


def _error_of(body: Node) -> str | None:
    """Return the name of the error that a branch reverts with; None where it does something else."""
    for part in walk(body):
        if part["nodeType"] == "RevertStatement":
            called = part["errorCall"]["expression"]
            return str(called.get("name") or called.get("memberName"))
    return None
