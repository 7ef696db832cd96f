"""What a contract's calls and transactions answer, the same on every backend."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from fuzz.chain import (
    Artifact,
    Chain,
    ChainError,
    ChainFault,
    Contract,
    EncodingError,
    Rejected,
    UnknownNameError,
)

STRANGER = "0x00000000000000000000000000000000DeaDBeef"


def test_call_when_a_struct_is_returned_then_fields_have_their_abi_names(probe: Contract, any_chain: Chain) -> None:
    answer = probe.call("order", sender=any_chain.accounts[3])
    assert answer.found is True
    assert answer.current.owner == any_chain.accounts[3]
    assert (answer.current.side, answer.current.tick, answer.current.lots) == (1, 2**24 - 1, -(2**127))


def test_call_when_dynamic_structs_go_in_and_out_then_they_are_the_same(probe: Contract) -> None:
    order = {"owner": STRANGER, "side": 1, "tick": 7, "lots": -3}
    book = (b"\x01" * 32, [order, tuple(order.values())], "näme", [[1, 2], [3, 2**256 - 1]])
    answer = probe.call("echoBook", book)
    assert answer.name == "näme"
    assert [placed.owner for placed in answer.orders] == [STRANGER, STRANGER]
    assert answer.orders[1].lots == -3
    assert answer.pairs == [[1, 2], [3, 2**256 - 1]]


def test_call_when_it_writes_then_nothing_stays(probe: Contract, any_chain: Chain) -> None:
    blocks = any_chain.block_number
    assert probe.call("store", 9) == 5
    assert probe.call("value") == 5
    assert any_chain.block_number == blocks


def test_call_when_a_function_is_overloaded_then_its_signature_is_needed(probe: Contract) -> None:
    assert probe.call("twice(uint256)", 4) == 8
    assert probe.call("twice(int256,bool)", 4, True) == -8
    with pytest.raises(UnknownNameError, match=r"overloaded.*twice\(int256,bool\)"):
        probe.call("twice", 4)


def test_call_when_the_name_is_unknown_then_it_says_so(probe: Contract) -> None:
    with pytest.raises(UnknownNameError, match="thrice is not in the ABI"):
        probe.call("thrice", 4)


def test_call_when_an_argument_does_not_fit_then_it_never_reaches_the_chain(probe: Contract, any_chain: Chain) -> None:
    for wrong in (-1, 2**256, True, "1", None):
        with pytest.raises(EncodingError, match=r"store\(uint256\)"):
            probe.transact("store", wrong, sender=any_chain.accounts[0])
    with pytest.raises(EncodingError, match="2 values given for 1"):
        probe.transact("store", 1, 2, sender=any_chain.accounts[0])
    assert any_chain.block_number == 1


def test_transact_when_it_succeeds_then_value_events_and_block_are_there(probe: Contract, any_chain: Chain) -> None:
    sender = any_chain.accounts[1]
    number, time = any_chain.block_number, any_chain.timestamp
    result = probe.transact("store", 9, sender=sender)
    assert result.ok
    assert result.error is None
    assert result.value == 5
    (event,) = result.events
    assert (event.address, event.name) == (probe.address, "Stored")
    assert (event.args.by, event.args.value, event.args.delta) == (sender, 9, 4)
    assert (any_chain.block_number, any_chain.timestamp) == (number + 1, time + 1)


def test_transact_when_it_reverts_then_the_result_names_the_error_and_a_block_is_mined(
    probe: Contract, any_chain: Chain
) -> None:
    number = any_chain.block_number
    result = probe.transact("store", 1001, sender=any_chain.accounts[1])
    assert not result.ok
    assert result.error is not None
    assert result.error.name == "TooLarge"
    assert (result.error.args_.value, result.error.args_.limit) == (1001, 1000)  # type: ignore[attr-defined]
    assert result.events == ()
    with pytest.raises(ChainError, match=r"TooLarge\(value=1001, limit=1000\)"):
        _ = result.value
    with pytest.raises(ChainError, match="TooLarge"):
        result.expect()
    assert any_chain.block_number == number + 1
    assert probe.call("value") == 5


ORDER = (STRANGER, 0, 3, -1)
FAILURES = [
    ("storeThenRevert", (1,), ChainError("Error", ("changed my mind",))),
    ("divide", (1, 0), ChainError("Panic", (0x12,))),
    ("revertEmpty", (), ChainError("Revert")),
    ("revertRaw", (b"\x01\x02\x03\x04\x05",), ChainError("Unknown", (b"\x01\x02\x03\x04\x05",))),
    # A known selector with arguments cut short is no error of that name.
    ("revertRaw", (bytes.fromhex("4e487b71"),), ChainError("Unknown", (bytes.fromhex("4e487b71"),))),
    ("revertNested", (ORDER,), ChainError("Nested", (ORDER, b"\xc0\xff\xee"))),
    ("invalid", (), ChainError("Halt", ("InvalidOpcode",))),
    ("burnGas", (), ChainError("Halt", ("OutOfGas",))),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), FAILURES)
def test_failure_when_called_or_sent_then_it_has_its_name_and_arguments(
    probe: Contract, any_chain: Chain, name: str, arguments: tuple[object, ...], expected: ChainError
) -> None:
    with pytest.raises(ChainError) as called:
        probe.call(name, *arguments)
    sent = probe.transact(name, *arguments, sender=any_chain.accounts[0]).error
    assert sent == called.value
    assert (called.value.name, called.value.args_) == (expected.name, expected.args_)


def test_error_when_printed_then_it_reads_as_in_the_source(probe: Contract) -> None:
    with pytest.raises(ChainError, match=r"^Panic\(0x12\): division or modulo by zero$"):
        probe.call("divide", 1, 0)


def test_error_when_another_contracts_abi_declares_it_then_registering_names_it(
    any_chain: Chain, contracts: Mapping[str, Artifact]
) -> None:
    indirect = any_chain.deploy(contracts["Indirect"])
    with pytest.raises(ChainError, match="Unknown"):
        indirect.call("fail")
    any_chain.register(contracts["Emitter"])
    with pytest.raises(ChainError, match=r"Odd\(code=7\)"):
        indirect.call("fail")


def test_event_when_no_abi_declares_it_then_it_is_raw_until_one_does(
    any_chain: Chain, contracts: Mapping[str, Artifact]
) -> None:
    indirect = any_chain.deploy(contracts["Indirect"])
    (unnamed,) = indirect.transact("speak", sender=any_chain.accounts[0]).events
    assert unnamed.name == ""
    any_chain.register(contracts["Emitter"])
    (named,) = indirect.transact("speak", sender=any_chain.accounts[0]).events
    assert named.name == "Spoken"
    assert named.args == (42, [bytes(32), b"x" + bytes(31)])


def test_event_when_a_string_is_indexed_then_its_hash_is_there(probe: Contract, any_chain: Chain) -> None:
    (event,) = probe.transact("announce", "hello", ORDER, sender=any_chain.accounts[0]).events
    assert event.args.hashed.hex() == "1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8"
    assert (event.args.plain, event.args.order) == ("hello", ORDER)


def test_deploy_when_the_constructor_reverts_then_it_raises_the_named_error(
    any_chain: Chain, contracts: Mapping[str, Artifact]
) -> None:
    with pytest.raises(ChainError, match=r"TooLarge\(value=1001"):
        any_chain.deploy(contracts["Probe"], 1001)


def test_deploy_when_value_is_sent_then_the_contract_holds_it(
    any_chain: Chain, contracts: Mapping[str, Artifact]
) -> None:
    assert any_chain.balance(any_chain.deploy(contracts["Probe"], 1, value=7)) == 7


def test_deploy_when_there_is_no_code_then_it_says_so(any_chain: Chain) -> None:
    with pytest.raises(ChainFault, match="Shape is abstract"):
        any_chain.deploy(Artifact("Shape", [], b""))


def test_at_when_a_proxy_has_the_implementations_abi_then_state_is_the_proxys(
    any_chain: Chain, contracts: Mapping[str, Artifact], probe: Contract
) -> None:
    proxy = any_chain.at(contracts["Probe"], any_chain.deploy(contracts["PlainProxy"], probe))
    result = proxy.transact("store", 3, sender=any_chain.accounts[0])
    assert result.events[0].address == proxy.address
    assert (proxy.call("value"), probe.call("value")) == (3, 5)


def test_raw_messages_when_sent_then_bytes_go_in_and_come_out(probe: Contract, any_chain: Chain) -> None:
    data = probe.encode("store", 8)
    assert any_chain.call_raw(STRANGER, probe, data) == (5).to_bytes(32, "big")
    assert any_chain.transact_raw(any_chain.accounts[0], probe, data).value == (5).to_bytes(32, "big")
    with pytest.raises(ChainError, match="TooLarge"):
        any_chain.call_raw(STRANGER, probe, probe.encode("store", 1001))


def test_raw_creation_when_sent_then_the_result_has_the_address(any_chain: Chain) -> None:
    # Returns one zero byte as the code.
    result = any_chain.transact_raw(any_chain.accounts[0], None, bytes.fromhex("60016000f3"))
    assert result.contract_address is not None
    assert any_chain.code(result.contract_address) == b"\0"


def test_plain_transfer_when_sent_then_money_moves_and_costs_nothing_more(any_chain: Chain) -> None:
    giver, taker = any_chain.accounts[:2]
    before = any_chain.balance(giver), any_chain.balance(taker)
    assert any_chain.transact_raw(giver, taker, b"", 10**18).ok
    assert (any_chain.balance(giver), any_chain.balance(taker)) == (before[0] - 10**18, before[1] + 10**18)


def test_transaction_when_the_sender_has_no_funds_then_it_is_rejected_and_no_block_is_mined(
    probe: Contract, any_chain: Chain
) -> None:
    number = any_chain.block_number
    with pytest.raises(Rejected):
        any_chain.transact_raw(STRANGER, probe, b"", 1)
    assert any_chain.block_number == number
    assert probe.call("surroundings").number == number


def test_sender_when_it_is_a_contract_then_it_is_the_message_sender(
    any_chain: Chain, contracts: Mapping[str, Artifact], probe: Contract
) -> None:
    other = any_chain.deploy(contracts["Probe"], 1, value=10)
    assert probe.call("caller", sender=other).sender == other.address
    assert probe.transact("store", 2, sender=other).events[0].args.by == other.address
    assert probe.transact("callBack", other, sender=other, value=4).value == 1
    assert (any_chain.balance(other), any_chain.balance(probe), other.call("callbacks")) == (6, 4, 1)
    failed = probe.transact("store", 1001, sender=other)
    assert failed.error is not None
    assert failed.error.name == "TooLarge"
    # Its own code is back in place.
    assert other.call("twice(uint256)", 3) == 6
    assert any_chain.code(other) == any_chain.code(probe)


def test_gas_when_asked_for_then_only_a_node_answers(probe: Contract, any_chain: Chain) -> None:
    gas = probe.transact("store", 8, sender=any_chain.accounts[0]).gas_used
    if any_chain.w3.client_version.startswith("proofbook"):
        assert gas is None
    else:
        assert gas is not None
        assert 40_000 < gas < 70_000
