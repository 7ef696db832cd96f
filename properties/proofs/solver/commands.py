"""Reading SMT-LIB commands from a stream, one balanced expression at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO


def commands(stream: TextIO) -> Iterator[str]:
    """Each command of the stream as soon as its closing parenthesis was read; comments are left out."""
    depth, collected = 0, ""
    quoted = ""
    for line in iter(stream.readline, ""):
        for character in line:
            if quoted:
                if character == quoted:
                    quoted = ""
            elif character in '|"':
                quoted = character
            elif character == ";":
                collected += "\n"
                break
            elif character == "(":
                depth += 1
            elif character == ")":
                depth -= 1
            if depth or character == ")":
                collected += character
            if depth == 0 and character == ")":
                yield collected.strip()
                collected = ""


def name_of(command: str) -> str:
    """The command's first word."""
    return command[1:].split(None, 1)[0].rstrip(")")
