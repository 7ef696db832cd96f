"""Nodes: Anvil's process, an RPC address with and without keys, and forks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from fuzz.chain import Artifact, Chain, ChainError, ChainFault, Rejected, open_chain
from fuzz.chain.anvil import AnvilChain
from fuzz.chain.anvil_process import AnvilProcess, find_anvil

# The first development account's key, known to everybody.
KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"


def running(pid: int) -> bool:
    """Tell whether a process exists and is no zombie."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def node_pid(process: AnvilProcess) -> int:
    """Return the pid of the node under its supervisor."""
    children = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(process._process.pid)], capture_output=True, text=True, check=True
    )
    return next(int(line.split()[0]) for line in children.stdout.splitlines() if line.split()[1] == "anvil")


def test_anvil_when_closed_then_its_process_and_files_are_gone() -> None:
    with AnvilChain() as chain:
        pid, folder = node_pid(chain._process), chain._process.ipc.parent
        assert running(pid)
        assert folder.exists()
    assert not running(pid)
    assert not folder.exists()
    # Closing twice is harmless; asking afterwards is a fault, not a hang.
    chain.close()
    with pytest.raises(ChainFault, match="does not answer"):
        _ = chain.block_number


def test_anvil_when_its_parent_is_killed_then_it_ends_too() -> None:
    script = (
        "import os, signal\n"
        "from fuzz.chain.anvil_process import AnvilProcess, find_anvil\n"
        "node = AnvilProcess(find_anvil(), [])\n"
        "print(node._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    parent = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    supervisor = int(parent.stdout)
    # The supervisor ends after the node: once it is gone, both are.
    subprocess.run(["tail", f"--pid={supervisor}", "-f", "/dev/null"], timeout=10, check=True)
    assert not running(supervisor)


def test_anvil_when_two_are_open_then_each_has_its_own_state() -> None:
    with AnvilChain() as first, AnvilChain(transport="http") as second:
        first.mine(3)
        assert (first.block_number, second.block_number) == (3, 0)
        assert first.url != second.url


def test_anvil_when_its_options_are_refused_then_the_fault_says_what_it_said() -> None:
    with pytest.raises(ChainFault, match=r"ended at once.*hardfork"):
        open_chain("anvil", fork="Nonsense")
    with pytest.raises(ValueError, match="unknown transport"):
        open_chain("anvil", transport="pigeon")


def test_anvil_when_the_binary_is_missing_then_the_fault_says_so(tmp_path: Path) -> None:
    with pytest.raises(ChainFault, match="ended at once"):
        open_chain("anvil", binary=tmp_path / "anvil")


def test_anvil_when_found_then_it_is_the_native_binary() -> None:
    assert find_anvil().read_bytes()[:4] in (b"\x7fELF", b"\xcf\xfa\xed\xfe")


def test_address_when_no_keys_are_given_then_it_reads_and_refuses_the_rest(
    fresh_anvil: Chain, contracts: Mapping[str, Artifact]
) -> None:
    assert isinstance(fresh_anvil, AnvilChain)
    deployed = fresh_anvil.deploy(contracts["Probe"], 5, value=3)
    with open_chain(fresh_anvil.url) as chain:
        probe = chain.at(contracts["Probe"], deployed)
        assert probe.call("value") == 5
        assert (chain.balance(probe), chain.storage(probe, 0)) == (3, 5)
        assert chain.code(probe) == fresh_anvil.code(probe)
        assert (chain.block_number, chain.timestamp) == (fresh_anvil.block_number, fresh_anvil.timestamp)
        with pytest.raises(ChainError, match="TooLarge"):
            probe.call("store", 1001)
        with pytest.raises(Rejected, match="read-only"):
            probe.transact("store", 1, sender=fresh_anvil.accounts[0])
        for forbidden in (
            chain.snapshot,
            lambda: chain.revert(1),
            lambda: chain.advance(1),
            lambda: chain.set_balance(probe, 1),
            lambda: setattr(chain, "block_interval", 2),
        ):
            with pytest.raises(ChainFault, match="fork it"):
                forbidden()


def test_address_when_a_key_is_given_then_it_signs_and_waits(
    fresh_anvil: Chain, contracts: Mapping[str, Artifact]
) -> None:
    assert isinstance(fresh_anvil, AnvilChain)
    with open_chain(fresh_anvil.url, keys=[KEY]) as chain:
        assert list(chain.accounts) == [fresh_anvil.accounts[0]]
        probe = chain.deploy(contracts["Probe"], 5)
        result = probe.transact("store", 9, sender=chain.accounts[0])
        assert (result.ok, result.value, result.events[0].args.value) == (True, 5, 9)
        assert result.gas_used is not None
        number = chain.block_number
        refused = probe.transact("store", 1001, sender=chain.accounts[0])
        assert refused.error is not None
        assert (refused.ok, refused.error.name, chain.block_number) == (False, "TooLarge", number)
        with pytest.raises(Rejected, match="read-only"):
            probe.transact("store", 1, sender=fresh_anvil.accounts[1])


def test_address_when_nobody_listens_then_opening_it_is_a_fault() -> None:
    with pytest.raises(ChainFault, match="does not answer"):
        open_chain("http://127.0.0.1:9")
    with pytest.raises(ChainFault, match="no chain"):
        open_chain("ganache")


def test_fork_when_a_deployed_system_is_forked_then_it_goes_on_there_and_the_original_stays(
    fresh_anvil: Chain, contracts: Mapping[str, Artifact]
) -> None:
    assert isinstance(fresh_anvil, AnvilChain)
    original = fresh_anvil.deploy(contracts["Probe"], 5)
    fresh_anvil.mine(2)
    with open_chain("anvil", fork_url=fresh_anvil.url, fork_block=fresh_anvil.block_number) as fork:
        probe = fork.at(contracts["Probe"], original)
        assert fork.block_number == fresh_anvil.block_number
        assert probe.transact("store", 8, sender=fork.accounts[1]).value == 5
        assert (probe.call("value"), original.call("value")) == (8, 5)
