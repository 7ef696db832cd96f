"""Functions, events and errors of a contract's ABI, compiled once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eth_utils.crypto import keccak

from fuzz.chain.codec import (
    Codec,
    canonical_type,
    codec_of,
    result_reader,
    sequence_reader,
    sequence_writer,
    tuple_maker,
)


class UnknownNameError(LookupError):
    """A contract has no function of this name, or several, in which case the full signature is needed."""


def signature_of(abi: Mapping[str, Any]) -> str:
    """Return the canonical signature of a function, event or error."""
    return f"{abi['name']}({','.join(map(canonical_type, abi['inputs']))})"


class Parameters:
    """A list of named values: arguments or results.

    ``encode(values)`` raises EncodingError. ``decode(data, at)``, ``at`` 0 unless told, gives a named tuple, or a plain
    one where some parameter has no name, and raises DecodingError.
    """

    __slots__ = ("codecs", "decode", "encode")

    def __init__(self, name: str, parameters: Sequence[Mapping[str, Any]]) -> None:
        self.codecs: tuple[Codec, ...] = tuple(codec_of(parameter) for parameter in parameters)
        self.encode = sequence_writer(self.codecs)
        self.decode = sequence_reader(self.codecs, tuple_maker(name, [parameter["name"] for parameter in parameters]))

    def result_reader(self) -> Callable[[bytes], Any]:
        """Return the decoder of a function's result: None, the one value, or the tuple of several."""
        match self.codecs:
            case []:
                return lambda _: None
            case [codec]:
                return result_reader(codec)
        return self.decode


class Function:
    """One function: ``encode(arguments)`` is the calldata, ``decode(data)`` the result.

    ``encode`` raises EncodingError, which names the function; ``decode`` raises DecodingError.
    """

    __slots__ = ("decode", "encode", "inputs", "name", "outputs", "selector", "signature")

    def __init__(self, abi: Mapping[str, Any]) -> None:
        self.name = str(abi["name"])
        self.signature = signature_of(abi)
        self.selector: bytes = keccak(text=self.signature)[:4]
        self.inputs = Parameters(self.name, abi["inputs"])
        self.outputs = Parameters(self.name, abi.get("outputs", ()))
        self.encode = sequence_writer(self.inputs.codecs, self.selector, f"{self.signature}: ")
        self.decode = self.outputs.result_reader()


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
        self._data = sequence_reader([codec_of(inputs[place]) for place in self._data_places], tuple)
        self._make = tuple_maker(self.name, [item["name"] for item in inputs])
        self.topic_count = 1 + len(self._topic_places)

    def decode(self, topics: Sequence[bytes], data: bytes) -> tuple[Any, ...]:
        """Return the arguments in declared order. Raises DecodingError."""
        values: list[Any] = [None] * (len(self._topic_places) + len(self._data_places))
        for place, codec, topic in zip(self._topic_places, self._topics, topics[1:], strict=True):
            values[place] = codec.decode(topic, 0, 0)
        for place, value in zip(self._data_places, self._data(data), strict=True):
            values[place] = value
        return self._make(values)


def _topic_codec(parameter: Mapping[str, Any]) -> Codec:
    codec = codec_of(parameter)
    hashed = codec.dynamic or codec.head != 32 or parameter["type"].startswith("tuple") or "[" in parameter["type"]
    return codec_of({"type": "bytes32"}) if hashed else codec


class Interface:
    """All functions, events and errors of one ABI.

    ``function(name)`` returns a function by name, or by full signature where it is overloaded; UnknownNameError else.
    """

    def __init__(self, abi: Sequence[Mapping[str, Any]]) -> None:
        self.functions: dict[str, Function] = {}
        self.events: list[EventType] = []
        self.errors: list[ErrorType] = []
        self.constructor = Parameters("constructor", ())
        for item in abi:
            match item["type"]:
                case "function":
                    function = Function(item)
                    self.functions[function.signature] = function
                case "event" if not item.get("anonymous", False):
                    self.events.append(EventType(item))
                case "error":
                    self.errors.append(ErrorType(item))
                case "constructor":
                    self.constructor = Parameters("constructor", item["inputs"])
        names = Counter(function.name for function in self.functions.values())
        plain = {function.name: function for function in self.functions.values() if names[function.name] == 1}
        # A dictionary's own method: looked up at every call of a machine.
        self.function: Callable[[str], Function] = _Functions(self.functions | plain).__getitem__


class _Functions(dict[str, Function]):
    """Functions by full signature, and by name where it is not overloaded. Raises UnknownNameError."""

    def __missing__(self, name: str) -> Function:
        overloads = [function.signature for function in self.values() if function.name == name]
        hint = f"is overloaded: name one of {', '.join(overloads)}" if overloads else "is not in the ABI"
        raise UnknownNameError(f"{name} {hint}")
