"""Ordinary web3.py code on every backend, with nothing of ours in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from eth_account import Account
from web3 import Web3
from web3.contract import Contract as Web3Contract
from web3.exceptions import (
    BlockNotFound,
    ContractCustomError,
    ContractLogicError,
    ContractPanicError,
    TransactionNotFound,
    Web3RPCError,
)

from fuzz.chain import Artifact, Chain
from fuzz.chain.base import MNEMONIC
from fuzz.chain.revm import RevmChain

POLL = 0.002
GAS = 3_000_000


@pytest.fixture
def w3(any_chain: Chain) -> Web3:
    return any_chain.w3


@pytest.fixture
def deployed(w3: Web3, contracts: Mapping[str, Artifact]) -> Web3Contract:
    """A probe deployed as web3's own documentation does it."""
    probe = contracts["Probe"]
    digest = w3.eth.contract(abi=probe.abi, bytecode=probe.bytecode).constructor(5).transact()
    receipt = w3.eth.wait_for_transaction_receipt(digest, poll_latency=POLL)
    assert receipt["contractAddress"] is not None
    return w3.eth.contract(address=receipt["contractAddress"], abi=probe.abi)


def mined(w3: Web3, function: Any, **fields: Any) -> Any:
    return w3.eth.wait_for_transaction_receipt(function.transact(fields), poll_latency=POLL)


def signer(place: int) -> Any:
    Account.enable_unaudited_hdwallet_features()
    return Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{place}")


def test_transact_when_sent_then_receipt_event_and_state_agree(w3: Web3, deployed: Web3Contract) -> None:
    receipt = mined(w3, deployed.functions.store(9), **{"from": w3.eth.accounts[1]})
    (event,) = deployed.events.Stored().process_receipt(receipt)
    assert dict(event["args"]) == {"by": w3.eth.accounts[1], "value": 9, "delta": 4}
    assert (receipt["status"], receipt["to"], receipt["from"]) == (1, deployed.address, w3.eth.accounts[1])
    assert deployed.functions.value().call() == 9


def test_call_when_structs_come_back_then_web3_decodes_them(w3: Web3, deployed: Web3Contract) -> None:
    current, found = deployed.functions.order().call({"from": w3.eth.accounts[2]})
    assert (current, found) == ((w3.eth.accounts[2], 1, 2**24 - 1, -(2**127)), True)


@pytest.mark.parametrize("action", ["call", "transact", "estimate_gas"])
def test_revert_when_a_custom_error_then_web3_raises_it_with_its_data(
    w3: Web3, deployed: Web3Contract, action: str
) -> None:
    with pytest.raises(ContractCustomError) as raised:
        getattr(deployed.functions.store(1001), action)({"from": w3.eth.accounts[0]})
    expected = (
        Web3.keccak(text="TooLarge(uint256,uint256)")[:4] + (1001).to_bytes(32, "big") + (1000).to_bytes(32, "big")
    )
    assert raised.value.data == Web3.to_hex(expected)


@pytest.mark.parametrize("action", ["call", "transact", "estimate_gas"])
def test_revert_when_a_reason_or_a_panic_then_web3_raises_its_own_errors(
    w3: Web3, deployed: Web3Contract, action: str
) -> None:
    fields = {"from": w3.eth.accounts[0]}
    with pytest.raises(ContractLogicError, match="execution reverted: changed my mind"):
        getattr(deployed.functions.storeThenRevert(1), action)(fields)
    with pytest.raises(ContractPanicError, match="Panic error 0x12"):
        getattr(deployed.functions.divide(1, 0), action)(fields)
    with pytest.raises(ContractLogicError, match="execution reverted"):
        getattr(deployed.functions.revertEmpty(), action)(fields)


def test_revert_when_gas_is_given_then_the_transaction_is_mined_and_failed(w3: Web3, deployed: Web3Contract) -> None:
    number = w3.eth.block_number
    receipt = mined(w3, deployed.functions.store(1001), gas=GAS)
    assert (receipt["status"], receipt["blockNumber"], receipt["logs"]) == (0, number + 1, [])


def test_filter_when_polled_then_each_event_is_reported_once(w3: Web3, deployed: Web3Contract) -> None:
    mined(w3, deployed.functions.store(1))
    installed = deployed.events.Stored.create_filter(from_block="latest")
    wanted = deployed.events.Stored.create_filter(from_block="latest", argument_filters={"value": [3, 4]})
    # Nodes differ on whether the block a filter was installed at is new.
    installed.get_new_entries()
    for value in (2, 3):
        mined(w3, deployed.functions.store(value))
    assert [entry["args"]["value"] for entry in installed.get_new_entries()] == [2, 3]
    assert installed.get_new_entries() == []
    assert [entry["args"]["value"] for entry in wanted.get_new_entries()] == [3]
    assert w3.eth.uninstall_filter(installed.filter_id)
    assert not w3.eth.uninstall_filter(installed.filter_id)
    with pytest.raises(Web3RPCError, match="filter not found"):
        installed.get_new_entries()


def test_block_and_transaction_filters_when_polled_then_they_report_hashes(w3: Web3, deployed: Web3Contract) -> None:
    blocks = w3.eth.filter("latest")
    receipt = mined(w3, deployed.functions.store(2))
    assert blocks.get_new_entries() == [receipt["blockHash"]]
    assert blocks.get_new_entries() == []


def test_logs_when_asked_by_block_address_and_topic_then_only_those_come(w3: Web3, deployed: Web3Contract) -> None:
    first = mined(w3, deployed.functions.store(1), **{"from": w3.eth.accounts[1]})
    second = mined(w3, deployed.functions.store(2), **{"from": w3.eth.accounts[2]})
    both = deployed.events.Stored.get_logs(from_block=first["blockNumber"])
    assert [log["args"]["value"] for log in both] == [1, 2]
    assert [log["transactionHash"] for log in both] == [first["transactionHash"], second["transactionHash"]]
    by_sender = deployed.events.Stored.get_logs(
        from_block=first["blockNumber"], argument_filters={"by": w3.eth.accounts[2]}
    )
    assert [log["args"]["value"] for log in by_sender] == [2]
    by_hash = w3.eth.get_logs({"blockHash": first["blockHash"]})
    assert [log["blockNumber"] for log in by_hash] == [first["blockNumber"]]
    assert w3.eth.get_logs({"fromBlock": 0, "address": w3.eth.accounts[0]}) == []
    assert len(w3.eth.get_logs({"fromBlock": first["blockNumber"], "toBlock": first["blockNumber"]})) == 1


def test_raw_transactions_when_signed_in_each_type_then_they_are_sent_from_their_signer(
    w3: Web3, deployed: Web3Contract
) -> None:
    account = signer(1)
    assert account.address == w3.eth.accounts[1]
    nonce = w3.eth.get_transaction_count(account.address)
    dynamic = deployed.functions.store(10).build_transaction({"from": account.address, "nonce": nonce, "gas": GAS})
    legacy = {"to": deployed.address, "value": 5, "gas": GAS, "gasPrice": 0, "nonce": nonce + 1, "chainId": 8453}
    creation = {"data": "0x60016000f3", "gas": GAS, "gasPrice": 0, "nonce": nonce + 2, "chainId": 8453}
    receipts = []
    for transaction in (dynamic, legacy, creation):
        signed = account.sign_transaction(transaction)
        digest = w3.eth.send_raw_transaction(signed.raw_transaction)
        assert digest == signed.hash
        receipts.append(w3.eth.wait_for_transaction_receipt(digest, poll_latency=POLL))
    assert [receipt["status"] for receipt in receipts] == [1, 1, 1]
    assert {receipt["from"] for receipt in receipts} == {account.address}
    assert (deployed.functions.value().call(), w3.eth.get_balance(deployed.address)) == (10, 5)
    assert w3.eth.get_code(receipts[2]["contractAddress"]) == b"\0"
    assert w3.eth.get_transaction_count(account.address) == nonce + 3


def test_raw_transaction_when_it_is_wrong_then_it_is_refused(w3: Web3) -> None:
    account = signer(1)
    good = {"to": w3.eth.accounts[0], "value": 0, "gas": GAS, "gasPrice": 0, "nonce": 0, "chainId": 8453}
    good["nonce"] = w3.eth.get_transaction_count(account.address)
    number = w3.eth.block_number
    for raw in (
        account.sign_transaction({**good, "value": 10**30}).raw_transaction,
        b"\x01\x02",
    ):
        with pytest.raises(Web3RPCError):
            w3.eth.send_raw_transaction(raw)
    w3.eth.wait_for_transaction_receipt(
        w3.eth.send_raw_transaction(account.sign_transaction(good).raw_transaction), poll_latency=POLL
    )
    with pytest.raises(Web3RPCError, match="nonce"):
        w3.eth.send_raw_transaction(account.sign_transaction(good).raw_transaction)
    assert w3.eth.block_number == number + 1


def test_raw_transaction_when_signed_for_another_chain_then_it_is_refused_in_process(chain: RevmChain) -> None:
    # Anvil takes it and never mines it.
    foreign = {"to": chain.accounts[0], "value": 0, "gas": GAS, "gasPrice": 0, "nonce": 0, "chainId": 1}
    with pytest.raises(Web3RPCError, match="signed for chain 1, this is chain 8453"):
        chain.w3.eth.send_raw_transaction(signer(1).sign_transaction(foreign).raw_transaction)
    assert chain.block_number == 0


def test_transaction_when_asked_by_hash_block_and_place_then_it_is_the_one_sent(
    w3: Web3, deployed: Web3Contract
) -> None:
    receipt = mined(w3, deployed.functions.store(2))
    sent = w3.eth.get_transaction(receipt["transactionHash"])
    assert (sent["from"], sent["to"], sent["value"]) == (w3.eth.accounts[0], deployed.address, 0)
    assert deployed.decode_function_input(sent["input"])[1] == {"newValue": 2}
    block = w3.eth.get_block(receipt["blockNumber"], full_transactions=True)
    assert block["transactions"][0]["hash"] == sent["hash"]  # type: ignore[index]
    assert w3.eth.get_transaction_by_block(receipt["blockNumber"], 0)["hash"] == sent["hash"]
    assert w3.eth.get_block_transaction_count(receipt["blockNumber"]) == 1
    for missing in (w3.eth.get_transaction, w3.eth.get_transaction_receipt):
        with pytest.raises(TransactionNotFound):
            missing(Web3.to_hex(bytes(31) + b"\1"))  # type: ignore[operator]


def test_block_when_asked_by_number_and_hash_then_it_is_the_same_and_links_to_its_parent(
    w3: Web3, any_chain: Chain, deployed: Web3Contract
) -> None:
    receipt = mined(w3, deployed.functions.store(2))
    any_chain.advance(100, blocks=3)
    block = w3.eth.get_block(receipt["blockHash"])
    assert (block["number"], block["transactions"]) == (receipt["blockNumber"], [receipt["transactionHash"]])
    following = w3.eth.get_block(block["number"] + 2)
    assert (following["timestamp"], following["transactions"]) == (block["timestamp"] + 100, [])
    assert w3.eth.get_block(block["number"] + 1)["parentHash"] == block["hash"]
    with pytest.raises(BlockNotFound):
        w3.eth.get_block(10**6)


def test_fees_when_asked_then_gas_costs_nothing(w3: Web3, deployed: Web3Contract) -> None:
    mined(w3, deployed.functions.store(2))
    history = w3.eth.fee_history(2, "latest", [50])
    assert history["oldestBlock"] == w3.eth.block_number - 1
    assert history["baseFeePerGas"] == [0, 0, 0]
    assert history["reward"] == [[0], [0]]
    assert w3.eth.max_priority_fee == 0
    assert w3.eth.chain_id == 8453


def test_state_when_read_through_web3_then_it_is_the_chains(w3: Web3, any_chain: Chain, deployed: Web3Contract) -> None:
    mined(w3, deployed.functions.store(200))
    assert int.from_bytes(w3.eth.get_storage_at(deployed.address, 0), "big") == 200
    assert w3.eth.get_code(deployed.address) == any_chain.code(deployed.address)
    assert w3.eth.get_balance(w3.eth.accounts[1]) == any_chain.balance(w3.eth.accounts[1])
    mark = w3.provider.make_request("evm_snapshot", [])["result"]  # type: ignore[arg-type]
    mined(w3, deployed.functions.store(3))
    assert w3.provider.make_request("evm_revert", [mark])["result"] is True  # type: ignore[arg-type]
    assert deployed.functions.value().call() == 200


def test_state_of_an_older_block_when_asked_in_process_then_it_is_refused_never_answered_wrongly(
    chain: RevmChain, contracts: Mapping[str, Artifact]
) -> None:
    probe = chain.deploy(contracts["Probe"], 5)
    probe.transact("store", 6, sender=chain.accounts[0])
    old = chain.w3.eth.contract(address=probe.address, abi=contracts["Probe"].abi).functions.value()
    assert old.call(block_identifier=chain.block_number) == 6
    with pytest.raises(Web3RPCError, match="missing state of block 1"):
        old.call(block_identifier=1)
    with pytest.raises(Web3RPCError, match="missing state of block 1"):
        chain.w3.eth.get_balance(chain.accounts[0], 1)
    with pytest.raises(Web3RPCError, match="state overrides"):
        old.call(state_override={probe.address: {"balance": "0x0"}})


def test_method_when_it_is_unknown_then_the_error_says_which(chain: RevmChain) -> None:
    answer = chain.w3.provider.make_request("eth_getWork", [])  # type: ignore[arg-type]
    assert answer["error"]["code"] == -32601  # type: ignore[index]
    assert "eth_getWork" in answer["error"]["message"]  # type: ignore[index]


def test_parameters_when_they_are_malformed_then_the_error_says_so(chain: RevmChain) -> None:
    for method, params in (
        ("eth_getBalance", []),
        ("eth_getBalance", ["0x12"]),
        ("eth_getStorageAt", [chain.accounts[0], "zero"]),
        ("eth_sendRawTransaction", ["0xzz"]),
        ("eth_call", [{"to": "nowhere"}]),
    ):
        answer = chain.w3.provider.make_request(method, params)  # type: ignore[arg-type]
        assert answer["error"]["code"] == -32602, method  # type: ignore[index]


def test_filter_when_the_chain_was_reverted_below_it_then_it_goes_on_from_there(
    chain: RevmChain, contracts: Mapping[str, Artifact]
) -> None:
    probe = chain.deploy(contracts["Probe"], 5)
    stored = chain.w3.eth.contract(address=probe.address, abi=contracts["Probe"].abi).events.Stored
    installed = stored.create_filter(from_block="latest")
    mark = chain.snapshot()
    digest = None
    for value in (1, 2):
        probe.transact("store", value, sender=chain.accounts[0])
        digest = chain.w3.eth.get_block("latest")["transactions"][0]
    assert len(installed.get_new_entries()) == 2
    chain.revert(mark)
    assert installed.get_new_entries() == []
    probe.transact("store", 3, sender=chain.accounts[0])
    assert [entry["args"]["value"] for entry in installed.get_new_entries()] == [3]
    with pytest.raises(TransactionNotFound):
        chain.w3.eth.get_transaction(digest)  # type: ignore[arg-type]
