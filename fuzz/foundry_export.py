"""A counterexample of calls as a plain Foundry test: it fails as long as the property is broken."""

from __future__ import annotations

import re

from fuzz.chain.abi import Interface
from fuzz.counterexample import Call, CallsCounterexample

_HEADER = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

interface Vm {{
    function deployCode(string calldata artifact) external returns (address);
    function deal(address account, uint256 balance) external;
    function prank(address sender) external;
    function roll(uint256 blockNumber) external;
    function warp(uint256 timestamp) external;
}}

/// @notice Found by {engine}. Fails as long as {property} is broken; needs the build that holds {contract}:
/// FOUNDRY_PROFILE={profile} forge test --match-contract {name}Test
contract {name}Test {{
    Vm private constant VM = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    function test_{name}() external {{
        address system = VM.deployCode("{contract}.sol:{contract}");
{steps}
    }}

    /// @dev Lets the delays pass and makes the call; answers whether it went through.
    function _call(address target, address sender, uint256 value, uint256 delay, uint256 blocks, bytes memory data)
        private
        returns (bool ok)
    {{
        VM.warp(block.timestamp + delay);
        VM.roll(block.number + blocks);
        VM.deal(sender, sender.balance + value);
        VM.prank(sender);
        (ok,) = target.call{{value: value}}(data);
    }}
}}
"""
_CHECK = """        (bool answered, bytes memory answer) = system.staticcall(abi.encodeWithSignature("{check}"));
        require(answered && abi.decode(answer, (bool)), "{property} is broken");"""
_LAST_GOES_THROUGH = '        require(ok, "{property} is broken: the last call reverted");'


def as_foundry(counterexample: CallsCounterexample, interface: Interface, profile: str) -> str:
    """Return the text of a test file that makes the calls, each under a comment that tells it.

    ``interface`` is the contract's and ``profile`` the one of forge that builds it. Without a property function to
    ask, the last call must go through. Raises UnknownNameError or EncodingError for a call that does not fit it.
    """
    steps = ["        bool ok;"] if counterexample.calls else []
    for number, call in enumerate(counterexample.calls, 1):
        steps.append(f"        // {number}. {_told(call)}")
        steps.append(f"        ok = {_made(call, interface)};")
    closing = _LAST_GOES_THROUGH if counterexample.check is None else _CHECK
    steps.append(closing.format(property=counterexample.property, check=counterexample.check))
    return _HEADER.format(
        engine=counterexample.engine.capitalize(),
        property=counterexample.property,
        contract=counterexample.contract,
        profile=profile,
        name=re.sub(r"\W+", "_", counterexample.property),
        steps="\n".join(steps),
    )


def _told(call: Call) -> str:
    arguments = ", ".join(map(str, call.arguments))
    return re.sub(r"\s+", " ", f"{call.function.partition('(')[0]}({arguments})")


def _made(call: Call, interface: Interface) -> str:
    data = interface.function(call.function).encode(call.arguments).hex()
    sender = f"address(uint160({int(call.sender, 16):#x}))"
    return f'_call(system, {sender}, {call.value}, {call.delay_seconds}, {call.delay_blocks}, hex"{data}")'
