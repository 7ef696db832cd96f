"""Blocks, time, snapshots, balances and storage: the same on every backend."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from fuzz.chain import Artifact, Chain, ChainFault, Contract
from fuzz.chain.engine import created_address

STRANGER = "0x00000000000000000000000000000000DeaDBeef"


def test_surroundings_when_called_then_they_are_the_latest_blocks(probe: Contract, any_chain: Chain) -> None:
    probe.transact("store", 1, sender=any_chain.accounts[0])
    seen = probe.call("surroundings")
    assert (seen.number, seen.time) == (any_chain.block_number, any_chain.timestamp)
    assert (seen.baseFee, seen.price, seen.id, seen.limit) == (0, 0, 8453, 300_000_000)


def test_advance_when_several_blocks_are_mined_then_all_are_the_seconds_later(
    probe: Contract, any_chain: Chain
) -> None:
    number, time = any_chain.block_number, any_chain.timestamp
    any_chain.advance(3600, blocks=5)
    assert (any_chain.block_number, any_chain.timestamp) == (number + 5, time + 3600)
    assert (probe.call("surroundings").number, probe.call("surroundings").time) == (number + 5, time + 3600)
    # Afterwards blocks come at the usual interval again.
    probe.transact("store", 1, sender=any_chain.accounts[0])
    assert any_chain.timestamp == time + 3601


def test_advance_when_by_nothing_then_a_block_of_the_same_time_is_mined(any_chain: Chain) -> None:
    number, time = any_chain.block_number, any_chain.timestamp
    any_chain.advance(0)
    assert (any_chain.block_number, any_chain.timestamp) == (number + 1, time)


@pytest.mark.parametrize(("seconds", "blocks"), [(-1, 1), (1, 0)])
def test_advance_when_backwards_then_it_is_refused(any_chain: Chain, seconds: int, blocks: int) -> None:
    with pytest.raises(ValueError, match="only go forward"):
        any_chain.advance(seconds, blocks)


def test_mine_when_several_then_they_are_an_interval_apart(any_chain: Chain) -> None:
    number, time = any_chain.block_number, any_chain.timestamp
    any_chain.mine(3)
    assert (any_chain.block_number, any_chain.timestamp) == (number + 3, time + 3)


def test_block_interval_when_set_then_every_transaction_takes_that_long(probe: Contract, any_chain: Chain) -> None:
    time = any_chain.timestamp
    try:
        any_chain.block_interval = 12
        probe.transact("store", 1, sender=any_chain.accounts[0])
        assert any_chain.timestamp == time + 12
        any_chain.block_interval = 0
        probe.transact("store", 2, sender=any_chain.accounts[0])
        assert any_chain.timestamp == time + 12
    finally:
        any_chain.block_interval = 1
    with pytest.raises(ValueError, match="only goes forward"):
        any_chain.block_interval = -1


def test_revert_when_everything_changed_then_everything_is_back(
    probe: Contract, any_chain: Chain, contracts: Mapping[str, Artifact]
) -> None:
    sender = any_chain.accounts[1]
    any_chain.set_balance(STRANGER, 100)
    before = (any_chain.block_number, any_chain.timestamp, any_chain.balance(sender), any_chain.balance(STRANGER))
    mark = any_chain.snapshot()
    probe.transact("store", 77, sender=sender, value=0)
    any_chain.transact_raw(STRANGER, probe, b"", 60)
    any_chain.set_balance(STRANGER, 5)
    any_chain.set_balance(sender, 1)
    any_chain.advance(100, 3)
    made = any_chain.deploy(contracts["Child"], 1, sender=sender)
    any_chain.revert(mark)
    after = (any_chain.block_number, any_chain.timestamp, any_chain.balance(sender), any_chain.balance(STRANGER))
    assert after == before
    assert (probe.call("value"), any_chain.balance(probe), any_chain.code(made)) == (5, 0, b"")
    # The nonce is back as well: one transaction later a deployment has the same address again.
    any_chain.transact_raw(sender, STRANGER, b"")
    assert any_chain.deploy(contracts["Child"], 2, sender=sender).address == made.address


def test_nonce_when_calls_and_creations_alternate_then_addresses_follow_it(
    any_chain: Chain, contracts: Mapping[str, Artifact]
) -> None:
    sender = any_chain.accounts[2]
    made = []
    for _ in range(2):
        mark = any_chain.snapshot()
        probe = any_chain.deploy(contracts["Probe"], 1, sender=sender)
        probe.transact("store", 1, sender=sender)
        probe.transact("store", 1001, sender=sender)
        made.append((probe.address, any_chain.deploy(contracts["Child"], 1, sender=sender).address))
        any_chain.revert(mark)
    assert made[0] == made[1]
    assert made[0] == (created_address(sender, 0), created_address(sender, 3))


def test_revert_when_an_outer_snapshot_is_taken_then_inner_ones_are_used_up(probe: Contract, any_chain: Chain) -> None:
    sender = any_chain.accounts[0]
    outer = any_chain.snapshot()
    probe.transact("store", 6, sender=sender)
    inner = any_chain.snapshot()
    probe.transact("store", 7, sender=sender)
    any_chain.revert(outer)
    assert probe.call("value") == 5
    for used in (outer, inner, 10**6):
        with pytest.raises(ChainFault, match="no snapshot"):
            any_chain.revert(used)
    # What comes after is a new line of history that reverts as well.
    again = any_chain.snapshot()
    probe.transact("store", 8, sender=sender)
    any_chain.revert(again)
    assert probe.call("value") == 5


def test_set_balance_when_an_account_spends_what_it_was_given_then_revert_takes_exactly_that_back(
    probe: Contract, any_chain: Chain
) -> None:
    mark = any_chain.snapshot()
    any_chain.set_balance(STRANGER, 50)
    any_chain.transact_raw(STRANGER, probe, b"", 40)
    inner = any_chain.snapshot()
    any_chain.set_balance(STRANGER, 0)
    any_chain.set_balance(probe, 1)
    any_chain.revert(inner)
    assert (any_chain.balance(STRANGER), any_chain.balance(probe)) == (10, 40)
    any_chain.revert(mark)
    assert (any_chain.balance(STRANGER), any_chain.balance(probe)) == (0, 0)


def test_storage_when_read_then_it_is_the_contracts_word(probe: Contract, any_chain: Chain) -> None:
    probe.transact("store", 200, sender=any_chain.accounts[0])
    assert any_chain.storage(probe, 0) == 200
    assert any_chain.storage(STRANGER, 0) == 0


def test_code_when_read_before_and_after_running_then_it_is_the_same(
    any_chain: Chain, contracts: Mapping[str, Artifact]
) -> None:
    probe = any_chain.deploy(contracts["Probe"], 5)
    code = any_chain.code(probe)
    assert code in contracts["Probe"].bytecode
    assert not code.endswith(bytes(33))
    probe.transact("store", 1, sender=any_chain.accounts[0])
    assert any_chain.code(probe) == code
    assert any_chain.code(any_chain.accounts[0]) == b""
