"""web3.py's way into the in-process chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from web3 import Web3
from web3.providers import BaseProvider
from web3.types import RPCEndpoint, RPCResponse

from fuzz.chain.rpc import RpcError, RpcServer

if TYPE_CHECKING:
    from fuzz.chain.revm import RevmChain


class InProcessProvider(BaseProvider):
    """Answers JSON-RPC requests by function calls."""

    def __init__(self, server: RpcServer) -> None:
        super().__init__()
        self._server = server
        self._requests = 0

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Answer one request as a node would, errors included."""
        self._requests += 1
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": self._requests}
        try:
            answer["result"] = self._server.answer(method, list(params))
        except RpcError as error:
            answer["error"] = error.as_json()
        return answer  # type: ignore[return-value]

    def is_connected(self, show_traceback: bool = False) -> bool:  # noqa: ARG002 (the base class's signature)
        """Nothing can be cut off."""
        return True


def in_process_web3(chain: RevmChain) -> Web3:
    """Return a standard Web3 object on the chain."""
    w3 = Web3(InProcessProvider(RpcServer(chain)))
    w3.eth.default_account = w3.to_checksum_address(chain.accounts[0])
    return w3
