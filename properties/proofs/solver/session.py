"""One conversation with a prover: commands in, answers out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TextIO

import z3

from properties.proofs.solver.commands import commands, name_of
from properties.proofs.solver.query import MalformedQuery, Query
from properties.proofs.solver.race import Answer, Status, decide

_STATED = ("set-logic", "declare-fun", "declare-const", "declare-sort", "define-fun", "define-sort", "assert")
_IGNORED = ("set-option", "set-info", "exit")
_SYMBOL = re.compile(r"\|[^|]*\||[^\s()]+")


@dataclass
class Session:
    """Answers on ``output``; each ``check-sat`` gets at most ``seconds``."""

    output: TextIO
    seconds: float
    _stated: list[str] = field(default_factory=list)
    _marks: list[int] = field(default_factory=list)
    _answer: Answer | None = None
    _query: Query | None = None

    def run(self, stream: TextIO) -> None:
        """Obey the commands of ``stream`` until it ends, or until a query can't be read."""
        try:
            for command in commands(stream):
                self._obey(command)
        except MalformedQuery as error:
            # z3 would give the same error for all that follows.
            quoted = str(error).replace('"', "'")
            self._say(f'(error "{quoted}")')

    def _obey(self, command: str) -> None:
        name = name_of(command)
        if name in _STATED:
            self._stated.append(command)
        elif name == "check-sat":
            self._check()
        elif name == "get-model":
            self._model()
        elif name == "get-value":
            self._values(command)
        elif name == "reset":
            self._stated.clear()
            self._marks.clear()
        elif name == "push":
            self._marks.append(len(self._stated))
        elif name == "pop" and self._marks:
            del self._stated[self._marks.pop() :]
        elif name not in _IGNORED:
            self._say(f'(error "unsupported: {name}")')

    def _check(self) -> None:
        self._answer = None
        self._query = Query.of(self._stated)
        self._answer = decide(self._query, self.seconds)
        self._say(str(self._answer.status))

    def _model(self) -> None:
        if self._answer is None or self._query is None or self._answer.status is not Status.SAT:
            self._say('(error "no model")')
            return
        lines = []
        for name, constant in self._query.constants.items():
            number = self._answer.model.get(name, 0)
            if z3.is_bool(constant):
                lines.append(f"  (define-fun {_quoted(name)} () Bool {_boolean(number)})")
            else:
                width = constant.size()
                lines.append(f"  (define-fun {_quoted(name)} () (_ BitVec {width}) (_ bv{number} {width}))")
        self._say("\n".join(["(", *lines, ")"]))

    def _values(self, command: str) -> None:
        if self._answer is None or self._query is None or self._answer.status is not Status.SAT:
            self._say('(error "no model")')
            return
        pairs = []
        for symbol in _SYMBOL.findall(command.partition("get-value")[2]):
            constant = self._query.constants.get(symbol.strip("|"))
            if constant is None:
                self._say(f'(error "{symbol} is no constant of the query")')
                return
            number = self._answer.model.get(symbol.strip("|"), 0)
            value = _boolean(number) if z3.is_bool(constant) else f"#b{number:0{constant.size()}b}"
            pairs.append(f"({symbol} {value})")
        self._say(f"({' '.join(pairs)})")

    def _say(self, text: str) -> None:
        self.output.write(f"{text}\n")
        self.output.flush()


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_!.$@~&^*+<>?/-]+", name) else f"|{name}|"


def _boolean(number: int) -> str:
    return "true" if number else "false"
