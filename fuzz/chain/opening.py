"""Which backend a name stands for."""

from __future__ import annotations

from typing import Any

from fuzz.chain.base import Chain, ChainFault
from fuzz.chain.revm import RevmChain


def open_chain(target: str = "revm", **options: Any) -> Chain:
    """Open the in-process chain (``revm``), a node of our own (``anvil``) or a node by its URL.

    ``revm`` takes the options of ``RevmChain``, ``anvil`` those of ``AnvilChain`` (among them ``fork_url``), a URL
    ``keys``: private keys to send with; without them it is read-only. Raises ChainFault where there is no such chain.
    """
    if target == "revm":
        return RevmChain(**options)
    # web3 takes a second to import: only who wants a node pays for it.
    if target == "anvil":
        from fuzz.chain.anvil import AnvilChain

        return AnvilChain(**options)
    if target.startswith(("http://", "https://")):
        from web3 import HTTPProvider, Web3

        from fuzz.chain.node import NodeChain

        chain = NodeChain(Web3(HTTPProvider(target)), **options)
        # A wrong address is a fault now, not at the first question.
        chain.request("eth_chainId")
        return chain
    raise ChainFault(f"{target!r} is no chain: say revm, anvil or a node's http address")
