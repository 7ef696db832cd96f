"""The compiled encoders and decoders against eth_abi, on random types and values."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi import decode as eth_decode
from eth_abi import encode as eth_encode
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.chain import DecodingError, EncodingError
from fuzz.chain.abi import Parameters
from fuzz.chain.addresses import address_text, checksum
from fuzz.chain.codec import canonical_type, codec_of

Parameter = dict[str, Any]


def plain(name: str) -> Parameter:
    return {"name": "", "type": name}


INTEGERS = [plain(f"{sign}int{bits}") for sign in ("", "u") for bits in (8, 24, 64, 128, 256)]
BASIC = st.sampled_from(
    [*INTEGERS, plain("address"), plain("bool"), plain("string"), plain("bytes"), plain("bytes1"), plain("bytes32")]
)


def _array(item: Parameter, length: int | None) -> Parameter:
    return {**item, "type": f"{item['type']}[{'' if length is None else length}]"}


def _struct(items: list[Parameter]) -> Parameter:
    return {"name": "", "type": "tuple", "components": [{**item, "name": f"f{i}"} for i, item in enumerate(items)]}


TYPES = st.recursive(
    BASIC,
    lambda inner: st.one_of(
        st.builds(_array, inner, st.one_of(st.none(), st.integers(1, 3))),
        st.builds(_struct, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=5,
)


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Draw values of a type."""
    name: str = parameter["type"]
    if name.endswith("]"):
        item = values({**parameter, "type": name[: name.rindex("[")]})
        length = name[name.rindex("[") + 1 : -1]
        bounds = (int(length), int(length)) if length else (0, 3)
        return st.lists(item, min_size=bounds[0], max_size=bounds[1])
    if name == "tuple":
        return st.tuples(*map(values, parameter["components"]))
    if name == "address":
        return st.binary(min_size=20, max_size=20).map(checksum)
    if name == "bool":
        return st.booleans()
    if name == "string":
        return st.text(max_size=40)
    if name == "bytes":
        return st.binary(max_size=70)
    if name.startswith("bytes"):
        return st.binary(min_size=int(name[5:]), max_size=int(name[5:]))
    bits = int(name.split("int")[1])
    return st.integers(0, 2**bits - 1) if name[0] == "u" else st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


@st.composite
def signatures_with_values(draw: st.DrawFn) -> tuple[list[Parameter], list[Any]]:
    parameters = draw(st.lists(TYPES, max_size=4))
    return parameters, [draw(values(parameter)) for parameter in parameters]


def as_given(decoded: Any) -> Any:
    """Bring eth_abi's result to web3's form: lists for arrays are kept apart from tuples, addresses checksummed."""
    if isinstance(decoded, tuple | list):
        return [as_given(item) for item in decoded]
    if isinstance(decoded, str) and decoded.startswith("0x") and len(decoded) == 42:
        return decoded.lower()
    return decoded


@settings(max_examples=250, deadline=None)
@given(signatures_with_values())
def test_codec_when_any_values_are_encoded_then_eth_abi_says_the_same_bytes_and_values(
    case: tuple[list[Parameter], list[Any]],
) -> None:
    parameters, given_values = case
    names = [canonical_type(parameter) for parameter in parameters]
    codec = Parameters("f", parameters)
    data = codec.encode(given_values)
    assert data == eth_encode(names, given_values)
    assert as_given(codec.decode(data)) == as_given(eth_decode(names, data))


@settings(max_examples=150, deadline=None)
@given(signatures_with_values(), st.data())
def test_codec_when_data_is_cut_then_it_raises_and_never_reads_beyond(
    case: tuple[list[Parameter], list[Any]], data: st.DataObject
) -> None:
    parameters, given_values = case
    encoded = Parameters("f", parameters).encode(given_values)
    if not encoded:
        return
    cut = encoded[: data.draw(st.integers(0, len(encoded) - 1))]
    names = [canonical_type(parameter) for parameter in parameters]
    try:
        expected = as_given(eth_decode(names, cut))
    except Exception:  # noqa: BLE001 (whatever eth_abi raises, ours must be its own error)
        with pytest.raises(DecodingError):
            Parameters("f", parameters).decode(cut)
        return
    assert as_given(Parameters("f", parameters).decode(cut)) == expected


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("uint8", 256),
        ("uint8", -1),
        ("int8", 128),
        ("int8", -129),
        ("uint256", 1.0),
        ("uint256", True),
        ("bool", 1),
        ("bytes4", b"123"),
        ("bytes4", "1234"),
        ("bytes", "0xabc"),
        ("string", b"text"),
        ("address", "0x1234"),
        ("address", "0xF39fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        ("address", 7),
        ("uint8[2]", [1]),
        ("uint8[]", "12"),
        ("uint8[]", 5),
    ],
)
def test_encode_when_a_value_does_not_fit_then_it_raises(name: str, wrong: object) -> None:
    with pytest.raises(EncodingError):
        codec_of(plain(name)).encode(wrong)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("bool", 2),
        ("uint8", 256),
        ("int8", 128),
        ("address", 1 << 160),
        ("bytes4", 1),
        ("uint256[]", 1 << 255),
        ("string", 64),
    ],
)
def test_decode_when_the_word_is_no_value_of_the_type_then_it_raises(name: str, word: int) -> None:
    with pytest.raises(DecodingError):
        codec_of(plain(name)).decode(word.to_bytes(32, "big"), 0, 0)


def test_struct_when_fields_are_missing_or_extra_then_encoding_raises() -> None:
    struct = codec_of(_struct([plain("uint8"), plain("bool")]))
    assert struct.encode({"f0": 1, "f1": True}) == struct.encode((1, True)) == struct.encode([1, True])
    for wrong in ({"f0": 1}, {"f0": 1, "f1": True, "f2": 3}, (1,), (1, True, 3), 5):
        with pytest.raises(EncodingError):
            struct.encode(wrong)


def test_address_when_written_in_several_ways_then_it_is_the_same_account() -> None:
    text = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    assert address_text(text.lower()) == address_text(bytes.fromhex(text[2:])) == address_text(text) == text


def test_type_when_it_is_not_solidity_then_compiling_it_raises() -> None:
    with pytest.raises(EncodingError, match="mapping is not an ABI type"):
        codec_of(plain("mapping"))
