"""The traps of the in-process engine, each closed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.chain import Artifact, ChainError, Contract, Rejected, open_chain
from fuzz.chain.engine import may_destroy_itself
from fuzz.chain.revm import RevmChain

STRANGER = "0x00000000000000000000000000000000DeaDBeef"


@pytest.fixture
def revm_probe(chain: RevmChain, contracts: Mapping[str, Artifact]) -> Contract:
    return chain.deploy(contracts["Probe"], 5)


def test_fork_when_its_name_is_unknown_then_opening_fails_instead_of_meaning_the_newest() -> None:
    for name in ("cancun", "CANCUN", "Latest", "Prague", ""):
        with pytest.raises(ValueError, match="unknown fork"):
            open_chain("revm", fork=name)


def test_fork_when_it_is_older_then_newer_opcodes_halt() -> None:
    push0 = bytes.fromhex("5f5ff3")
    tload = bytes.fromhex("60005c60006000f3")
    for code, first in ((push0, 2), (tload, 3)):
        for age, fork in enumerate(("London", "Paris", "Shanghai", "Cancun")):
            with open_chain("revm", fork=fork) as chain:
                result = chain.transact_raw(chain.accounts[0], None, code)
                assert result.ok == (age >= first), fork
                assert result.error == (None if result.ok else ChainError("Halt", ("InvalidOpcode",)))


def test_transient_storage_when_a_transaction_ends_then_it_is_empty(chain: RevmChain, revm_probe: Contract) -> None:
    sender = chain.accounts[0]
    assert revm_probe.transact("seen", sender=sender).value == 0
    assert revm_probe.call("seen") == 0
    assert revm_probe.transact("seen", sender=sender).value == 0


def test_transient_storage_when_a_snapshot_is_reverted_then_old_values_do_not_come_back(
    chain: RevmChain, revm_probe: Contract
) -> None:
    revm_probe.transact("seen", sender=chain.accounts[0])
    mark = chain.snapshot()
    revm_probe.transact("seen", sender=chain.accounts[0])
    chain.revert(mark)
    assert revm_probe.call("seen") == 0


def test_snapshots_when_many_are_open_then_calls_go_as_deep_as_without(chain: RevmChain, revm_probe: Contract) -> None:
    deep = 300
    assert revm_probe.call("dive", deep) == deep
    marks = [chain.snapshot() for _ in range(2000)]
    assert revm_probe.call("dive", deep) == deep
    assert revm_probe.transact("dive", deep, sender=chain.accounts[0]).value == deep
    for mark in reversed(marks):
        chain.revert(mark)
    assert revm_probe.call("dive", deep) == deep


def test_block_when_one_field_is_set_then_the_others_stay(chain: RevmChain, revm_probe: Contract) -> None:
    chain.advance(50)
    before = revm_probe.call("surroundings")
    chain.advance(0, blocks=7)
    after = revm_probe.call("surroundings")
    assert after.number == before.number + 7
    assert after._replace(number=before.number) == before


def test_block_when_a_transaction_is_rejected_then_calls_see_the_latest_block_still(
    chain: RevmChain, revm_probe: Contract
) -> None:
    before = revm_probe.call("surroundings")
    with pytest.raises(Rejected):
        chain.transact_raw(STRANGER, None, b"", 1)
    assert revm_probe.call("surroundings") == before


def test_nonce_when_a_message_is_sent_then_it_rises_as_on_a_node(chain: RevmChain, revm_probe: Contract) -> None:
    sender = chain.accounts[4]
    for expected in range(3):
        assert chain.engine.nonce(sender) == expected
        revm_probe.transact("store", 2000 * (expected % 2), sender=sender)
    assert chain.engine.nonce(revm_probe.address) == 1
    assert chain.engine.nonce(STRANGER) == 0


def test_call_that_creates_when_it_is_undone_then_the_address_stays_empty(
    chain: RevmChain, revm_probe: Contract
) -> None:
    would_be = revm_probe.call("make", 3)
    assert chain.code(would_be) == b""
    assert revm_probe.transact("make", 3, sender=chain.accounts[0]).value == would_be
    assert chain.code(would_be) != b""


def test_code_size_when_over_the_limit_then_it_fails_and_a_raised_limit_takes_it(chain: RevmChain) -> None:
    # Returns 24,577 zero bytes as code.
    over = bytes.fromhex("6160016000f3")
    failed = chain.transact_raw(chain.accounts[0], None, over)
    assert failed.error is not None
    assert failed.error.args_ == ("CodeSizeLimit",)
    padded = bytes.fromhex("6160006000f3") + bytes(49_152)
    with pytest.raises(Rejected, match="CreateInitCodeSizeLimit"):
        chain.transact_raw(chain.accounts[0], None, padded)
    with open_chain("revm", code_size_limit=10**6) as roomy:
        assert roomy.transact_raw(roomy.accounts[0], None, over).ok
        assert roomy.transact_raw(roomy.accounts[0], None, padded).ok


def test_self_destruction_when_it_happens_then_it_is_refused_and_undone(
    chain: RevmChain, contracts: Mapping[str, Artifact]
) -> None:
    mortal = chain.deploy(contracts["Mortal"])
    maker = chain.deploy(contracts["Maker"])
    number = chain.block_number
    for contract, name, arguments in ((mortal, "end", (STRANGER,)), (maker, "makeAndEnd", ())):
        with pytest.raises(Rejected, match="destroys itself"):
            contract.transact(name, *arguments, sender=chain.accounts[0])
    assert chain.block_number == number
    # The chain goes on, at full depth and with the same state.
    probe = chain.deploy(contracts["Probe"], 1)
    assert probe.call("dive", 300) == 300
    assert chain.code(mortal) != b""


def test_self_destruction_when_code_is_searched_then_only_the_opcode_counts(contracts: Mapping[str, Artifact]) -> None:
    assert may_destroy_itself(contracts["Mortal"].bytecode)
    assert may_destroy_itself(contracts["Maker"].bytecode)
    assert not may_destroy_itself(contracts["Probe"].bytecode)
    assert not may_destroy_itself(bytes.fromhex("60ff61ffff7f" + "ff" * 32 + "00"))
    assert may_destroy_itself(bytes.fromhex("60ffff"))
    # Behind an end it is data, behind a jump target code again, and behind INVALID another program starts.
    assert not may_destroy_itself(bytes.fromhex("00ff"))
    assert may_destroy_itself(bytes.fromhex("005bff"))
    assert may_destroy_itself(bytes.fromhex("00feff"))


def test_self_destruction_when_code_made_by_hand_hides_it_then_the_deployed_code_is_searched(chain: RevmChain) -> None:
    # Returns the last two bytes, CALLER SELFDESTRUCT, as code; seen from the start they are what a PUSH31 pushes.
    creation = bytes.fromhex("6002601e60003960026000f300007e" + "00" * 15 + "33ff")
    assert not may_destroy_itself(creation)
    made = chain.transact_raw(chain.accounts[0], None, creation)
    assert chain.code(made.contract_address) == bytes.fromhex("33ff")
    with pytest.raises(Rejected, match="destroys itself"):
        chain.transact_raw(chain.accounts[0], made.contract_address, b"")


def test_block_hash_when_asked_inside_and_outside_then_it_is_the_same(chain: RevmChain, revm_probe: Contract) -> None:
    chain.advance(10, blocks=5)
    asked = chain.block_number - 2
    assert revm_probe.call("hashOf", asked) == chain.w3.eth.get_block(asked)["hash"]


def test_gas_when_a_receipt_is_read_then_no_wrong_figure_is_shown(chain: RevmChain, revm_probe: Contract) -> None:
    assert revm_probe.transact("write", 0, 10, sender=chain.accounts[0]).gas_used is None
    block = chain.w3.eth.get_block("latest", full_transactions=True)
    assert chain.w3.eth.get_transaction_receipt(block["transactions"][0]["hash"])["gasUsed"] == 0  # type: ignore[index]


PEOPLE = [f"0x{number:040x}" for number in range(0x1000, 0x1003)]
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from(PEOPLE), st.integers(0, 2**128)),
        st.tuples(st.just("pay"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 2**64)),
        st.tuples(st.just("pay all"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
        st.tuples(st.just("snapshot")),
        st.tuples(st.just("revert"), st.integers(0, 5)),
    ),
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(ACTIONS)
def test_balances_when_given_paid_and_reverted_in_any_order_then_they_are_a_plain_ledgers(
    actions: list[tuple[object, ...]],
) -> None:
    chain = RevmChain()
    ledger = dict.fromkeys(PEOPLE, 0)
    marks: list[tuple[int, dict[str, int]]] = []
    for action in actions:
        match action:
            case ("set", str() as who, int() as wei):
                chain.set_balance(who, wei)
                ledger[who] = wei
            case ("pay", str() as giver, str() as taker, *amount):
                wei = ledger[giver] if not amount else min(ledger[giver], int(str(amount[0])))
                chain.transact_raw(giver, taker, b"", wei)
                ledger[giver] -= wei
                ledger[taker] += wei
            case ("pay all", str() as giver, str() as taker):
                chain.transact_raw(giver, taker, b"", ledger[giver])
                wei, ledger[giver] = ledger[giver], 0
                ledger[taker] += wei
            case ("snapshot",):
                marks.append((chain.snapshot(), dict(ledger)))
            case ("revert", int() as place) if place < len(marks):
                chain.revert(marks[place][0])
                ledger = marks[place][1]
                del marks[place:]
        assert {who: chain.balance(who) for who in PEOPLE} == ledger
