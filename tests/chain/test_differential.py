"""One random sequence by the fast path, by plain web3 in-process and by web3 on Anvil: everything must be equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple

import pytest
from web3 import Web3
from web3.contract import Contract as Web3Contract
from web3.exceptions import ContractCustomError, ContractLogicError, ContractPanicError
from web3.logs import DISCARD

from fuzz.chain import Artifact, Chain, Contract
from fuzz.chain.revm import RevmChain

STEPS = 250
GAS = 10_000_000
STRANGER = "0x00000000000000000000000000000000DeaDBeef"


class Step(NamedTuple):
    """What is done: a kind, who does it, to which probe (0 or 1), with which arguments."""

    kind: str
    sender: int
    target: int
    name: str = ""
    arguments: tuple[Any, ...] = ()
    value: int = 0


def sequence(seed: int) -> list[Step]:
    """Draw a sequence that succeeds, fails in every way, moves money and time and goes back."""
    random = Random(seed)
    order = (STRANGER, 1, 2**24 - 1, -(2**127))
    book = (b"\7" * 32, [order, order], "näme", [[1, 2], [0, 2**256 - 1]])
    calls: list[Callable[[], tuple[str, tuple[Any, ...], int]]] = [
        lambda: ("store", (random.choice([0, 1, random.randrange(1001), 1000, 1001, 2**256 - 1]),), 0),
        lambda: ("write", (random.randrange(100), random.randrange(6)), 0),
        lambda: ("announce", (random.choice(["", "a", "ü" * 40]), order), 0),
        lambda: ("storeThenRevert", (random.randrange(10),), 0),
        lambda: ("revertNested", (order,), 0),
        lambda: ("revertEmpty", (), 0),
        lambda: ("revertRaw", (random.randbytes(random.choice([1, 4, 36])),), 0),
        lambda: ("divide", (random.randrange(9), random.randrange(2)), 0),
        lambda: ("echoBook", (book,), 0),
        lambda: ("order", (), 0),
        lambda: ("twice(int256,bool)", (-random.randrange(2**200), random.random() < 0.5), 0),
        lambda: ("surroundings", (), 0),
        lambda: ("caller", (), 0),
        lambda: ("seen", (), 0),
        lambda: ("dive", (random.randrange(20),), 0),
        lambda: ("pay", (STRANGER, random.randrange(2000)), random.randrange(1000)),
        lambda: ("make", (random.randrange(5),), 0),
        lambda: ("words", (random.randrange(100),), 0),
        lambda: ("store", (1,), 5),
        lambda: ("store", (1001,), 0),
        lambda: ("store", (random.randrange(1001),), 0),
    ]
    steps = []
    for _ in range(STEPS):
        kind = random.choices(["transact", "call", "advance", "snapshot", "revert", "give"], [60, 25, 5, 4, 3, 3])[0]
        name, arguments, value = random.choice(calls)()
        if kind == "advance":
            arguments = (random.choice([0, 1, 3600]), random.choice([1, 3]))
        if kind == "give":
            arguments = (random.randrange(10**20),)
        steps.append(Step(kind, random.randrange(4), random.randrange(2), name, arguments, value))
    return steps


def plain(value: Any) -> Any:
    """Bring both decoders' values to one form: web3 has mappings for structs in events, and [] for no result."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return plain(list(value.values()))
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return bytes(value) if isinstance(value, bytes) else value


Outcome = tuple[Any, ...]


class Driver:
    """Does the steps on one chain; subclasses say how a message is sent."""

    def __init__(self, chain: Chain, artifact: Artifact) -> None:
        self.chain = chain
        self.artifact = artifact
        self.addresses = [chain.deploy(artifact, 5, value=50).address for _ in range(2)]
        self.marks: list[int] = []

    def run(self, steps: list[Step]) -> list[Outcome]:
        """Return each step's outcome."""
        return [self.step(step) for step in steps]

    def step(self, step: Step) -> Outcome:
        """Do one step."""
        chain = self.chain
        match step.kind:
            case "transact":
                return (*self.transact(step), chain.block_number, chain.timestamp)
            case "call":
                return self.call(step)
            case "advance":
                chain.advance(*step.arguments)
            case "snapshot":
                self.marks.append(chain.snapshot())
            case "revert" if self.marks:
                chain.revert(self.marks.pop())
            case "give":
                chain.set_balance(chain.accounts[step.sender], step.arguments[0])
        return (chain.block_number, chain.timestamp)

    def final_state(self) -> Outcome:
        """Return everything the sequence can have changed."""
        chain = self.chain
        accounts = [*chain.accounts, *self.addresses, STRANGER]
        slots = [int.from_bytes(Web3.keccak(slot.to_bytes(32, "big") + (1).to_bytes(32, "big"))) for slot in range(106)]
        return (
            [chain.balance(account) for account in accounts],
            [chain.storage(address, slot) for address in self.addresses for slot in [*range(4), *slots]],
            [chain.code(address) for address in self.addresses],
            [chain.w3.eth.get_transaction_count(Web3.to_checksum_address(account)) for account in accounts],
            (chain.block_number, chain.timestamp),
        )

    def transact(self, step: Step) -> Outcome:
        """Send a transaction."""
        raise NotImplementedError

    def call(self, step: Step) -> Outcome:
        """Call."""
        raise NotImplementedError


class Fast(Driver):
    """By the package's own interface."""

    def __init__(self, chain: Chain, artifact: Artifact) -> None:
        super().__init__(chain, artifact)
        self.contracts: list[Contract] = [chain.at(artifact, address) for address in self.addresses]

    def transact(self, step: Step) -> Outcome:
        sender = self.chain.accounts[step.sender]
        result = self.contracts[step.target].transact(step.name, *step.arguments, sender=sender, value=step.value)
        events = [(event.address, event.name, plain(event.args)) for event in result.events]
        return result.ok, events

    def call(self, step: Step) -> Outcome:
        try:
            sender = self.chain.accounts[step.sender]
            return ("value", plain(self.contracts[step.target].call(step.name, *step.arguments, sender=sender)))
        except Exception as error:
            name, data = getattr(error, "name", None), getattr(error, "data", None)
            if name is None:
                raise
            return ("error", name, data)


class Plain(Driver):
    """By web3 alone, as anybody would write it."""

    def __init__(self, chain: Chain, artifact: Artifact) -> None:
        super().__init__(chain, artifact)
        self.w3 = chain.w3
        addresses = map(Web3.to_checksum_address, self.addresses)
        self.contracts: list[Web3Contract] = [self.w3.eth.contract(address=one, abi=artifact.abi) for one in addresses]
        self.errors = {error.selector: error.name for error in artifact.interface.errors}

    def transact(self, step: Step) -> Outcome:
        contract = self.contracts[step.target]
        # web3's transact() refuses to send value to what can't take it; a fuzzer must be able to.
        data = contract.encode_abi(step.name, list(step.arguments))
        sender = Web3.to_checksum_address(self.chain.accounts[step.sender])
        digest = self.w3.eth.send_transaction(
            {"from": sender, "to": contract.address, "data": data, "gas": GAS, "value": Web3.to_wei(step.value, "wei")}
        )
        receipt = self.w3.eth.wait_for_transaction_receipt(digest, poll_latency=0.001)
        events = []
        for log in receipt["logs"]:
            decoded = [
                decoded
                for event in (contract.events.Stored(), contract.events.Named())
                for decoded in event.process_receipt({**receipt, "logs": [log]}, errors=DISCARD)
            ]
            events += [(one["address"], one["event"], plain(list(one["args"].values()))) for one in decoded]
        return receipt["status"] == 1, events

    def call(self, step: Step) -> Outcome:
        contract = self.contracts[step.target]
        function = contract.get_function_by_signature(step.name) if "(" in step.name else contract.functions[step.name]
        try:
            value = function(*step.arguments).call({"from": self.chain.accounts[step.sender], "gas": GAS})
        except (ContractCustomError, ContractPanicError, ContractLogicError) as error:
            text = error.data if isinstance(error.data, str) and error.data.startswith("0x") else "0x"
            data = bytes.fromhex(text[2:])
            if isinstance(error, ContractCustomError):
                return ("error", self.errors.get(data[:4], "Unknown"), data)
            if isinstance(error, ContractPanicError):
                return ("error", "Panic", data)
            reason = data.startswith(Web3.keccak(text="Error(string)")[:4])
            return ("error", "Error" if reason else "Unknown" if data else "Revert", data)
        return ("value", plain(value))


def argument_order(outcomes: list[Outcome]) -> list[Outcome]:
    """Sort event arguments: web3 gives indexed ones first, we the declared order."""
    return [
        (outcome[0], [(address, name, sorted(map(repr, args))) for address, name, args in outcome[1]], *outcome[2:])
        if outcome and isinstance(outcome[0], bool)
        else outcome
        for outcome in outcomes
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_sequence_when_driven_three_ways_then_results_events_errors_and_final_state_are_equal(
    seed: int, fresh_anvil: Chain, contracts: Mapping[str, Artifact]
) -> None:
    steps = sequence(seed)
    artifact = contracts["Probe"]
    with RevmChain() as first, RevmChain() as second:
        drivers = [Fast(first, artifact), Plain(second, artifact), Plain(fresh_anvil, artifact)]
        outcomes = [argument_order(driver.run(steps)) for driver in drivers]
        for step, fast, plain_web3, node in zip(steps, *outcomes, strict=True):
            assert fast == plain_web3 == node, step
        states = [driver.final_state() for driver in drivers]
        assert states[0] == states[1] == states[2]
    # A sequence that does nothing would agree as well.
    done = outcomes[0]
    assert sum(outcome[:1] == (True,) for outcome in done) > STEPS / 5
    errors = {outcome[1] for outcome in done if outcome[0] == "error"}
    assert errors >= {"Error", "Panic", "Revert"}
    assert errors & {"Nested", "TooLarge"}


@pytest.mark.parametrize("seed", [3])
def test_sequence_when_driven_by_the_interface_on_both_backends_then_even_errors_of_transactions_are_equal(
    seed: int, fresh_anvil: Chain, contracts: Mapping[str, Artifact]
) -> None:
    steps = sequence(seed)
    artifact = contracts["Probe"]
    with RevmChain() as in_process:
        drivers = [Fast(in_process, artifact), Fast(fresh_anvil, artifact)]
        traces: list[list[Any]] = [[], []]
        for driver, trace in zip(drivers, traces, strict=True):
            for step in steps:
                if step.kind != "transact":
                    trace.append(driver.step(step))
                    continue
                sender = driver.chain.accounts[step.sender]
                contract = driver.contracts[step.target]
                result = contract.transact(step.name, *step.arguments, sender=sender, value=step.value)
                value = result.value if result.ok else None
                trace.append((result.ok, value, result.error, result.events, result.logs))
        for step, ours, nodes in zip(steps, *traces, strict=True):
            assert tuple(ours) == tuple(nodes), step
        assert drivers[0].final_state() == drivers[1].final_state()
