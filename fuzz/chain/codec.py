"""Encoders and decoders of ABI types, compiled once per type.

web3's semantics and Python types (checksummed addresses, ``bytes``, lists for arrays, named tuples for structs), with
its range checks, without walking the type on every call. ``tests/chain`` compares them with eth_abi on random types.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from keyword import iskeyword
from typing import Any

from fuzz.chain.addresses import checksum, encode_address
from fuzz.chain.coding_errors import DecodingError, EncodingError
from fuzz.chain.words import row_reader, row_writer


@dataclass(frozen=True, slots=True)
class Codec:
    """One ABI type.

    ``head`` is the number of bytes it takes in the enclosing tuple's head. ``decode(data, at, base)`` reads a value
    whose head starts at ``at``, in a tuple that starts at ``base``.
    """

    type: str
    dynamic: bool
    head: int
    encode: Callable[[Any], bytes]
    decode: Callable[[bytes, int, int], Any]


_ARRAY = re.compile(r"^(.*)\[(\d*)\]$")
_ZERO_12 = bytes(12)


def _decode_address(data: bytes, at: int, _base: int) -> str:
    word = data[at : at + 32]
    if len(word) != 32 or word[:12] != _ZERO_12:
        raise DecodingError(f"no address at byte {at}")
    return checksum(word[12:])


def _integer(type_name: str, bits: int, signed: bool) -> Codec:
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    mask = (1 << 256) - 1
    wide = bits == 256

    def encode(value: Any) -> bytes:
        if value.__class__ is not int and (isinstance(value, bool) or not isinstance(value, int)):
            raise EncodingError(f"{value!r} is not an integer for {type_name}")
        if not low <= value <= high:
            raise EncodingError(f"{value} is out of range for {type_name}")
        return (value & mask).to_bytes(32, "big")

    def decode(data: bytes, at: int, _base: int) -> int:
        word = data[at : at + 32]
        if len(word) != 32:
            raise DecodingError(f"no {type_name} at byte {at}: the data ends")
        value = int.from_bytes(word, "big", signed=signed)
        if not wide and not low <= value <= high:
            raise DecodingError(f"{value} is out of range for {type_name}")
        return value

    return Codec(type_name, False, 32, encode, decode)


def _encode_bool(value: Any) -> bytes:
    if value is True:
        return b"\0" * 31 + b"\1"
    if value is False:
        return b"\0" * 32
    raise EncodingError(f"{value!r} is not a bool")


def _decode_bool(data: bytes, at: int, _base: int) -> bool:
    word = data[at : at + 32]
    value = int.from_bytes(word, "big")
    if len(word) != 32 or value > 1:
        raise DecodingError(f"no bool at byte {at}")
    return value == 1


def _octets(value: Any, type_name: str) -> bytes:
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if isinstance(value, str) and value.startswith("0x"):
        try:
            return bytes.fromhex(value[2:])
        except ValueError as error:
            raise EncodingError(f"{value!r} is not hexadecimal") from error
    raise EncodingError(f"{value!r} is not bytes for {type_name}")


def _fixed_bytes(type_name: str, length: int) -> Codec:
    padding = bytes(32 - length)

    def encode(value: Any) -> bytes:
        octets = _octets(value, type_name)
        if len(octets) != length:
            raise EncodingError(f"{len(octets)} bytes given for {type_name}")
        return octets + padding

    def decode(data: bytes, at: int, _base: int) -> bytes:
        word = data[at : at + 32]
        if len(word) != 32 or word[length:] != padding:
            raise DecodingError(f"no {type_name} at byte {at}")
        return word[:length]

    return Codec(type_name, False, 32, encode, decode)


def _tail(data: bytes, at: int, base: int) -> int:
    if at + 32 > len(data):
        raise DecodingError(f"no offset at byte {at}: the data ends")
    start = base + int.from_bytes(data[at : at + 32], "big")
    if start + 32 > len(data):
        raise DecodingError(f"the offset at byte {at} points behind the data")
    return start


def _encode_blob(octets: bytes) -> bytes:
    return len(octets).to_bytes(32, "big") + octets + bytes(-len(octets) % 32)


def _decode_blob(data: bytes, at: int, base: int) -> bytes:
    start = _tail(data, at, base)
    length = int.from_bytes(data[start : start + 32], "big")
    end = start + 32 + length
    padding = -length % 32
    if end + padding > len(data) or any(data[end : end + padding]):
        raise DecodingError(f"the bytes at {start} are cut short, or not padded with zeros")
    return data[start + 32 : end]


def _encode_string(value: Any) -> bytes:
    if not isinstance(value, str):
        raise EncodingError(f"{value!r} is not a string")
    return _encode_blob(value.encode("utf-8"))


def _decode_string(data: bytes, at: int, base: int) -> str:
    # As web3 does by default, a string that is not UTF-8 is an error of whoever made it.
    try:
        return _decode_blob(data, at, base).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DecodingError(f"the string at byte {at} is not UTF-8") from error


def encode_sequence(codecs: Sequence[Codec], values: Sequence[Any]) -> bytes:
    """Encode values side by side: heads first, then the tails of the dynamic ones. Raises EncodingError."""
    if len(codecs) != len(values):
        raise EncodingError(f"{len(values)} values given for {len(codecs)}")
    heads: list[bytes] = []
    tails: list[bytes] = []
    offset = 0
    for codec in codecs:
        offset += codec.head
    for codec, value in zip(codecs, values, strict=True):
        part = codec.encode(value)
        if codec.dynamic:
            heads.append(offset.to_bytes(32, "big"))
            tails.append(part)
            offset += len(part)
        else:
            heads.append(part)
    return b"".join(heads) + b"".join(tails)


def sequence_writer(
    codecs: Sequence[Codec], prefix: bytes = b"", explain: str = ""
) -> Callable[[Sequence[Any]], bytes]:
    """Compile the encoder of values side by side, after ``prefix``.

    It raises EncodingError, which begins with ``explain``.
    """

    def write(values: Sequence[Any]) -> bytes:
        try:
            return prefix + encode_sequence(codecs, values)
        except EncodingError as error:
            raise EncodingError(f"{explain}{error}") from None

    return row_writer([codec.type for codec in codecs], prefix, write)


def sequence_reader(codecs: Sequence[Codec], make: Callable[[Sequence[Any]], Any]) -> Callable[..., Any]:
    """Compile the decoder of values that were encoded side by side.

    It takes the data and the byte where they begin (0); ``make`` is given the values. It raises DecodingError.
    """
    places = [0, *accumulate(codec.head for codec in codecs)]
    parts = tuple((codec.decode, place) for codec, place in zip(codecs, places[:-1], strict=True))

    def read(data: bytes, at: int = 0, _base: int = 0) -> Any:
        return make([decode(data, at + place, at) for decode, place in parts])

    return row_reader([codec.type for codec in codecs], make, read)


def result_reader(codec: Codec) -> Callable[[bytes], Any]:
    """Compile the decoder of a value that stands alone. It raises DecodingError."""
    decode = codec.decode

    def read(data: bytes, at: int = 0) -> Any:
        return decode(data, at, at)

    return row_reader([codec.type], None, read)


def _array(type_name: str, item: Codec, length: int | None) -> Codec:
    dynamic = item.dynamic or length is None

    def encode(value: Any) -> bytes:
        if isinstance(value, str | bytes | bytearray | Mapping) or not isinstance(value, Sequence):
            raise EncodingError(f"{value!r} is not a sequence for {type_name}")
        if length is not None and len(value) != length:
            raise EncodingError(f"{len(value)} items given for {type_name}")
        body = encode_sequence((item,) * len(value), value) if item.dynamic else b"".join(map(item.encode, value))
        return body if length is not None else len(value).to_bytes(32, "big") + body

    def decode(data: bytes, at: int, base: int) -> list[Any]:
        start = _tail(data, at, base) if dynamic else at
        count = length
        if count is None:
            count = int.from_bytes(data[start : start + 32], "big")
            start += 32
        if start + count * item.head > len(data):
            raise DecodingError(f"the {type_name} at byte {start} is cut short")
        head, read = item.head, item.decode
        return [read(data, start + head * index, start) for index in range(count)]

    return Codec(type_name, dynamic, 32 if dynamic else item.head * (length or 0), encode, decode)


# mypy knows no named tuples whose fields are told at run time.
_new_class: Callable[..., Any] = namedtuple


def tuple_maker(name: str, fields: Sequence[str]) -> Callable[[Iterable[Any]], tuple[Any, ...]]:
    """Return what makes a named tuple of values under ABI names, or a plain one where some name is missing.

    Python's own words get ``_`` appended.
    """
    if not fields or not all(fields) or len(set(fields)) != len(fields):
        return tuple
    # A leading underscore is a Solidity habit that named tuples refuse.
    names = [field.lstrip("_") for field in fields]
    names = [f"{field}_" if iskeyword(field) else field for field in names]
    made = _new_class(name if name.isidentifier() else "Values", names, rename=True)
    # The fields are as many as the values by construction: the tuple's own constructor needs not count them.
    return partial(tuple.__new__, made)


def _tuple(type_name: str, abi: Mapping[str, Any]) -> Codec:
    components = abi["components"]
    codecs = tuple(codec_of(component) for component in components)
    fields = [component["name"] for component in components]
    struct = abi.get("internalType", "").removeprefix("struct ").split(".")[-1].split("[")[0]
    make = tuple_maker(struct, fields)
    dynamic = any(codec.dynamic for codec in codecs)
    read = sequence_reader(codecs, make)

    def encode(value: Any) -> bytes:
        if isinstance(value, Mapping):
            if set(value) != set(fields):
                raise EncodingError(f"{sorted(value)} given for the fields {fields}")
            value = [value[field] for field in fields]
        elif not isinstance(value, tuple | list):
            raise EncodingError(f"{value!r} is not a tuple for {type_name}")
        return encode_sequence(codecs, value)

    def decode(data: bytes, at: int, base: int) -> Any:
        return read(data, _tail(data, at, base))

    head = 32 if dynamic else sum(codec.head for codec in codecs)
    return Codec(type_name, dynamic, head, encode, decode if dynamic else read)


def canonical_type(abi: Mapping[str, Any]) -> str:
    """Return the type as it stands in a signature: ``(uint256,address)[]`` for a ``tuple[]``."""
    name = str(abi["type"])
    if not name.startswith("tuple"):
        return name
    return "(" + ",".join(map(canonical_type, abi["components"])) + ")" + name.removeprefix("tuple")


def codec_of(abi: Mapping[str, Any]) -> Codec:
    """Compile the codec of one ABI parameter. Raises EncodingError for a type Solidity's ABI does not have."""
    name = str(abi["type"])
    array = _ARRAY.match(name)
    if array:
        item = codec_of({**abi, "type": array[1]})
        return _array(canonical_type(abi), item, int(array[2]) if array[2] else None)
    if name == "tuple":
        return _tuple(canonical_type(abi), abi)
    if name == "address":
        return Codec(name, False, 32, encode_address, _decode_address)
    if name == "bool":
        return Codec(name, False, 32, _encode_bool, _decode_bool)
    if name == "string":
        return Codec(name, True, 32, _encode_string, _decode_string)
    if name == "bytes":
        return Codec(name, True, 32, lambda value: _encode_blob(_octets(value, name)), _decode_blob)
    if name == "function":
        return _fixed_bytes(name, 24)
    sized = re.fullmatch(r"(uint|int|bytes)(\d+)", name)
    if sized is None:
        raise EncodingError(f"{name} is not an ABI type")
    width = int(sized[2])
    return _fixed_bytes(name, width) if sized[1] == "bytes" else _integer(name, width, sized[1] == "int")
