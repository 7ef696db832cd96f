"""Functions, events and errors of a contract's ABI, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eth_utils.crypto import keccak

from fuzz.chain.codec import (
    Codec,
    EncodingError,
    canonical_type,
    codec_of,
    encode_sequence,
    sequence_reader,
    tuple_maker,
)


class UnknownNameError(LookupError):
    """A contract has no function of this name, or several, in which case the full signature is needed."""


def signature_of(abi: Mapping[str, Any]) -> str:
    """Return the canonical signature of a function, event or error."""
    return f"{abi['name']}({','.join(map(canonical_type, abi['inputs']))})"


class Parameters:
    """A list of named values: arguments or results.

    ``decode`` gives a named tuple, or a plain one where some parameter has no name.
    """

    __slots__ = ("_codecs", "_encoders", "_make", "_read", "_static")

    def __init__(self, name: str, parameters: Sequence[Mapping[str, Any]]) -> None:
        self._codecs: tuple[Codec, ...] = tuple(codec_of(parameter) for parameter in parameters)
        self._static = not any(codec.dynamic for codec in self._codecs)
        self._encoders = tuple(codec.encode for codec in self._codecs)
        self._read = sequence_reader(self._codecs)
        self._make = tuple_maker(name, [parameter["name"] for parameter in parameters])

    def __len__(self) -> int:
        return len(self._codecs)

    def encode(self, values: Sequence[Any]) -> bytes:
        """Encode the values; EncodingError where one doesn't fit."""
        if self._static and len(values) == len(self._codecs):
            return b"".join([encode(value) for encode, value in zip(self._encoders, values, strict=True)])
        return encode_sequence(self._codecs, values)

    def decode(self, data: bytes, start: int = 0) -> tuple[Any, ...]:
        """Decode all values; DecodingError where the bytes are no encoding of them."""
        return self._make(self._read(data, start))

    def result_reader(self) -> Callable[[bytes], Any]:
        """Return the decoder of a function's result: None, the one value, or the tuple of several."""
        if not self._codecs:
            return lambda _: None
        if len(self._codecs) == 1:
            read = self._codecs[0].decode
            return lambda data: read(data, 0, 0)
        return self.decode


class Function:
    """One function: ``encode(arguments)`` is the calldata, ``decode(data)`` the result."""

    __slots__ = ("decode", "inputs", "name", "outputs", "selector", "signature")

    def __init__(self, abi: Mapping[str, Any]) -> None:
        self.name = str(abi["name"])
        self.signature = signature_of(abi)
        self.selector: bytes = keccak(text=self.signature)[:4]
        self.inputs = Parameters(self.name, abi["inputs"])
        self.outputs = Parameters(self.name, abi.get("outputs", ()))
        self.decode = self.outputs.result_reader()

    def encode(self, arguments: Sequence[Any]) -> bytes:
        """Return selector and arguments. Raises EncodingError, which names the function."""
        try:
            return self.selector + self.inputs.encode(arguments)
        except EncodingError as error:
            raise EncodingError(f"{self.signature}: {error}") from None


class ErrorType:
    """One custom error."""

    __slots__ = ("inputs", "name", "selector", "signature")

    def __init__(self, abi: Mapping[str, Any]) -> None:
        self.name = str(abi["name"])
        self.signature = signature_of(abi)
        self.selector: bytes = keccak(text=self.signature)[:4]
        self.inputs = Parameters(self.name, abi["inputs"])


class EventType:
    """One event. An indexed value of dynamic type is known by its hash only."""

    __slots__ = (
        "_data",
        "_data_places",
        "_make",
        "_topic_places",
        "_topics",
        "name",
        "signature",
        "topic",
        "topic_count",
    )

    def __init__(self, abi: Mapping[str, Any]) -> None:
        self.name = str(abi["name"])
        self.signature = signature_of(abi)
        self.topic: bytes = keccak(text=self.signature)
        inputs = abi["inputs"]
        self._topic_places = [place for place, item in enumerate(inputs) if item["indexed"]]
        self._data_places = [place for place, item in enumerate(inputs) if not item["indexed"]]
        self._topics = [_topic_codec(inputs[place]) for place in self._topic_places]
        self._data = sequence_reader([codec_of(inputs[place]) for place in self._data_places])
        self._make = tuple_maker(self.name, [item["name"] for item in inputs])
        self.topic_count = 1 + len(self._topic_places)

    def decode(self, topics: Sequence[bytes], data: bytes) -> tuple[Any, ...]:
        """Return the arguments in declared order. Raises DecodingError."""
        values: list[Any] = [None] * (len(self._topic_places) + len(self._data_places))
        for place, codec, topic in zip(self._topic_places, self._topics, topics[1:], strict=True):
            values[place] = codec.decode(topic, 0, 0)
        for place, value in zip(self._data_places, self._data(data, 0), strict=True):
            values[place] = value
        return self._make(values)


def _topic_codec(parameter: Mapping[str, Any]) -> Codec:
    codec = codec_of(parameter)
    hashed = codec.dynamic or codec.head != 32 or parameter["type"].startswith("tuple") or "[" in parameter["type"]
    return codec_of({"type": "bytes32"}) if hashed else codec


class Interface:
    """All functions, events and errors of one ABI."""

    def __init__(self, abi: Sequence[Mapping[str, Any]]) -> None:
        self.functions: dict[str, Function] = {}
        self.events: list[EventType] = []
        self.errors: list[ErrorType] = []
        self.constructor = Parameters("constructor", ())
        self._overloads: dict[str, list[str]] = {}
        self._by_name: dict[str, Function] = {}
        for item in abi:
            match item["type"]:
                case "function":
                    function = Function(item)
                    self.functions[function.signature] = function
                    self._overloads.setdefault(function.name, []).append(function.signature)
                case "event" if not item.get("anonymous", False):
                    self.events.append(EventType(item))
                case "error":
                    self.errors.append(ErrorType(item))
                case "constructor":
                    self.constructor = Parameters("constructor", item["inputs"])
        self._by_name.update(self.functions)
        for name, signatures in self._overloads.items():
            if len(signatures) == 1:
                self._by_name[name] = self.functions[signatures[0]]

    def function(self, name: str) -> Function:
        """Return a function by name, or by full signature where it is overloaded. Raises UnknownNameError."""
        function = self._by_name.get(name)
        if function is None:
            overloads = self._overloads.get(name)
            hint = f"is overloaded: name one of {', '.join(overloads)}" if overloads else "is not in the ABI"
            raise UnknownNameError(f"{name} {hint}")
        return function
