"""Rows of words, each row written and read in one go: the way that nearly every call of a machine takes.

Where every value of a list takes one word, the list has one layout, and here functions are written for it, with neither
a loop nor a call for each value. What such a function does not expect (a value of another class or out of its range,
padding that is not clear, too few bytes) it gives to the codecs' own path, which goes value by value, and takes it or
says what is wrong. ``tests/chain`` holds the two against each other and against eth_abi.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from fuzz.chain.addresses import address_word, checksum

_SIZED = re.compile(r"(uint|int|bytes)(\d+)")
_NATIVE_BITS = 64
"""Width of the largest integer that ``struct`` packs."""


_NAMES = re.compile(r"\b[vp]\b")


class _Writing(NamedTuple):
    """How a value ``v`` becomes a word: when it does, and what is packed by which format."""

    fits: str
    packed: str
    format: str


class _Reading(NamedTuple):
    """How a word becomes a value: what is unpacked by which format, what that must be, and the value it stands for.

    ``p`` is the padding's bytes, ``v`` the rest; ``number`` turns the latter into an integer first, where it is none.
    """

    format: str
    names: str
    known: str
    value: str
    number: str = ""


_Way = TypeVar("_Way", _Writing, _Reading)


def _word(type_name: str) -> tuple[_Writing, _Reading] | None:
    """Return how a type that takes one word is written and read; None for every other type."""
    if type_name == "bool":
        return (
            _Writing("v.__class__ is bool", "v", "31x?"),
            _Reading("31sB", "p, v", f"p == {bytes(31)!r} and v <= 1", "v == 1"),
        )
    if type_name == "address":
        return (
            _Writing("v.__class__ is str", "address_word(v)", "32s"),
            _Reading("12s20s", "p, v", f"p == {bytes(12)!r}", "checksum(v)"),
        )
    sized = _SIZED.fullmatch(type_name)
    if sized is None:
        return None
    width = int(sized[2])
    if sized[1] == "bytes":
        padding = 32 - width
        return (
            _Writing(f"v.__class__ is bytes and len(v) == {width}", "v", f"{width}s{padding}x"),
            _Reading(f"{width}s{padding}s", "v, p", f"p == {bytes(padding)!r}", "v"),
        )
    return _integer(width, sized[1] == "int")


def _integer(bits: int, signed: bool) -> tuple[_Writing, _Reading]:
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    fits = f"v.__class__ is int and {low} <= v <= {high}"
    if not signed and bits <= _NATIVE_BITS:
        return _Writing(fits, "v", "24xQ"), _Reading("24sQ", "p, v", f"p == {bytes(24)!r} and v <= {high}", "v")
    return (
        _Writing(fits, f"v.to_bytes(32, 'big', signed={signed})", "32s"),
        _Reading("32s", "v", f"{low} <= v <= {high}", "v", f"v = from_bytes(v, 'big', signed={signed})"),
    )


def row_writer(
    types: Sequence[str], prefix: bytes, otherwise: Callable[[Sequence[Any]], bytes]
) -> Callable[[Sequence[Any]], bytes]:
    """Return the encoder of a list of values, which puts ``prefix`` before them.

    It calls ``otherwise`` for what it does not expect; where the types have no such layout, it is ``otherwise``.
    """
    make = _writer_maker(tuple(types), len(prefix))
    return otherwise if make is None else make(prefix, otherwise)


def row_reader(
    types: Sequence[str], make: Callable[[Sequence[Any]], Any] | None, otherwise: Callable[[bytes, int], Any]
) -> Callable[..., Any]:
    """Return the decoder of a list of values, or of the single one: it takes the data and where they begin (0).

    ``make`` is given the values, and None stands for the single one as it is. It calls ``otherwise`` for what it does
    not expect; where the types have no such layout, it is ``otherwise``.
    """
    maker = _reader_maker(tuple(types), make is None)
    return otherwise if maker is None else maker(make, otherwise)


@cache
def _writer_maker(types: tuple[str, ...], prefix: int) -> Callable[..., Callable[[Sequence[Any]], bytes]] | None:
    words = _row(types)
    if words is None:
        return None
    ways = [_numbered(writing, place) for place, (writing, _) in enumerate(words)]
    pack = struct.Struct(f">{prefix}s" + "".join(way.format for way in ways)).pack
    return _compiled(
        f"""
def maker(prefix, otherwise):
    def write(values):
        try:
            ({"".join(f"v{place}, " for place in range(len(ways)))}) = values
            if {" and ".join(way.fits for way in ways) or "True"}:
                return pack({", ".join(["prefix", *(way.packed for way in ways)])})
        except ValueError:
            # Too few, too many, or an address that is none: the long way says which.
            pass
        return otherwise(values)

    return write
""",
        pack=pack,
    )


@cache
def _reader_maker(types: tuple[str, ...], single: bool) -> Callable[..., Callable[..., Any]] | None:
    words = _row(types)
    if not words:
        return None
    ways = [_numbered(reading, place) for place, (_, reading) in enumerate(words)]
    unpack = struct.Struct(">" + "".join(way.format for way in ways)).unpack_from
    values = ", ".join(way.value for way in ways)
    return _compiled(
        f"""
def maker(make, otherwise):
    def read(data, at=0, _base=0):
        try:
            ({", ".join(way.names for way in ways)},) = unpack(data, at)
        except struct_error:
            return otherwise(data, at)
        {"; ".join(way.number for way in ways if way.number) or "pass"}
        if {" and ".join(way.known for way in ways)}:
            return {values if single else f"make(({values},))"}
        return otherwise(data, at)

    return read
""",
        unpack=unpack,
    )


def _row(types: tuple[str, ...]) -> list[tuple[_Writing, _Reading]] | None:
    """Return the words of a row; None where some type takes no word, or more than one."""
    words = [_word(name) for name in types]
    known = [word for word in words if word is not None]
    return known if len(known) == len(words) else None


def _numbered(way: _Way, place: int) -> _Way:
    """Return the way with its two names made those of the value at ``place``."""
    return type(way)(*(_NAMES.sub(rf"\g<0>{place}", text) for text in way))


def _compiled(source: str, **names: Any) -> Callable[..., Any]:
    scope = {
        "address_word": address_word,
        "checksum": checksum,
        "from_bytes": int.from_bytes,
        "struct_error": struct.error,
        **names,
    }
    exec(source, scope)
    maker: Callable[..., Any] = scope["maker"]
    return maker
