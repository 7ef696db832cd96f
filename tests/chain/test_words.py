"""Rows of words written and read in one go, against the codecs' way, value by value."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.chain import DecodingError, EncodingError
from fuzz.chain.addresses import checksum
from fuzz.chain.codec import codec_of, sequence_reader, sequence_writer
from fuzz.chain.words import row_reader, row_writer

TYPES = [*(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 24, 64, 72, 128, 256))]
TYPES += ["address", "bool", "bytes1", "bytes31", "bytes32"]
PREFIX = b"\1\2\3\4"


class Side(IntEnum):
    BID = 1


def values(name: str) -> st.SearchStrategy[Any]:
    if name == "address":
        return st.binary(min_size=20, max_size=20).map(checksum)
    if name == "bool":
        return st.booleans()
    if name.startswith("bytes"):
        return st.binary(min_size=int(name[5:]), max_size=int(name[5:]))
    bits = int(name.split("int")[1])
    low, high = (0, 2**bits - 1) if name[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return st.one_of(st.integers(low, high), st.sampled_from([low, low + 1, high - 1, high]))


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[str], list[Any]]:
    types = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=4))
    return types, [draw(values(name)) for name in types]


def one_by_one(types: list[str], row: list[Any]) -> bytes:
    return b"".join(codec_of({"type": name}).encode(value) for name, value in zip(types, row, strict=True))


def never(*_: object) -> Any:
    raise AssertionError("a row that has its layout went the long way")


def outcome(action: Callable[[], Any], expected: type[Exception]) -> Any:
    try:
        return action()
    except expected as error:
        return str(error)


@settings(max_examples=300, deadline=None)
@given(rows())
def test_row_when_its_values_fit_then_it_never_takes_the_long_way(case: tuple[list[str], list[Any]]) -> None:
    types, row = case
    data = one_by_one(types, row)
    assert row_writer(types, PREFIX, never)(row) == PREFIX + data
    assert row_reader(types, list, never)(data) == row
    assert row_reader(types, list, never)(PREFIX + data + b"more", 4) == row
    assert row_reader(types[:1], None, never)(data) == row[0]


@settings(max_examples=300, deadline=None)
@given(rows(), st.data())
def test_row_when_a_value_is_unexpected_then_the_codecs_take_it_or_say_why(
    case: tuple[list[str], list[Any]], data: st.DataObject
) -> None:
    types, row = case
    place = data.draw(st.integers(0, len(row) - 1))
    odd = st.one_of(
        st.sampled_from([None, True, 1.0, Side.BID, "0x12", bytearray(32), b"", -1, 2**256, "0x" + "ab" * 20]),
        values("uint256"),
        values("int256"),
    )
    row[place] = data.draw(odd)
    codecs = [codec_of({"type": name}) for name in types]
    assert outcome(lambda: sequence_writer(codecs)(row), EncodingError) == outcome(
        lambda: one_by_one(types, row), EncodingError
    )


@settings(max_examples=300, deadline=None)
@given(rows(), st.data())
def test_row_when_bytes_are_odd_then_the_codecs_read_them_or_say_why(
    case: tuple[list[str], list[Any]], data: st.DataObject
) -> None:
    types, row = case
    encoded = bytearray(one_by_one(types, row))
    encoded[data.draw(st.integers(0, len(encoded) - 1))] ^= data.draw(st.integers(1, 255))
    cut = bytes(encoded[: data.draw(st.sampled_from([len(encoded), len(encoded) - 1, 0]))])
    codecs = [codec_of({"type": name}) for name in types]
    expected = outcome(
        lambda: [codec.decode(cut, 32 * place, 0) for place, codec in enumerate(codecs)],
        DecodingError,
    )
    assert outcome(lambda: sequence_reader(codecs, list)(cut), DecodingError) == expected


@pytest.mark.parametrize("given_values", [(), (1,), (1, 2, 3)])
def test_row_when_values_are_too_few_or_too_many_then_it_says_so(given_values: tuple[int, ...]) -> None:
    codecs = [codec_of({"type": "uint8"})] * 2
    with pytest.raises(EncodingError, match=f"place: {len(given_values)} values given for 2"):
        sequence_writer(codecs, PREFIX, "place: ")(given_values)


@pytest.mark.parametrize("types", [["uint8", "string"], ["uint8[2]"], ["(uint8,bool)"], ["function"]])
def test_row_when_a_type_is_no_word_then_there_is_only_the_long_way(types: list[str]) -> None:
    assert row_writer(types, b"", never) is never
    assert row_reader(types, list, never) is never
