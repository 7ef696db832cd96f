"""What is declared beside one another fits together: fields, witnesses, rules, sentences, ids."""

from dataclasses import fields

import pytest

from fuzz.machines import comparison, outcomes, properties
from fuzz.machines.actions import ACTIONS, Step
from fuzz.machines.leaving import LEAVE
from fuzz.machines.narration import scaled, tell
from fuzz.machines.session import WAIT
from fuzz.machines.state import (
    AccountState,
    LevelState,
    MarketState,
    OrderState,
    PositionState,
    SinkState,
    SystemState,
)
from fuzz.model.book import id_at
from properties.catalogue import load_catalogue

NESTED = {"accounts", "positions", "markets", "sinks"}
RECORDS = (SystemState, AccountState, PositionState, MarketState, LevelState, OrderState, SinkState)


def test_every_compared_field_has_a_witness_and_every_witness_a_field() -> None:
    compared = {field.name for record in RECORDS for field in fields(record)} - NESTED
    assert compared == set(comparison.WITNESSES)


def test_every_property_named_is_in_the_catalogue() -> None:
    named = {
        *comparison.WITNESSES.values(),
        *comparison.BY_RULE.values(),
        *outcomes.MUST_END.values(),
        *outcomes.BY_TAPE.values(),
        *outcomes.BY_ERROR.values(),
        *outcomes.BY_RULE.values(),
        *(property_id for property_id, _ in properties.CHECKS),
    }
    assert named <= set(load_catalogue().ids)


def test_every_property_that_machines_check_can_be_reported() -> None:
    reported = {
        *outcomes.MUST_END.values(),
        *outcomes.BY_TAPE.values(),
        *outcomes.BY_ERROR.values(),
        *outcomes.BY_RULE.values(),
        *comparison.WITNESSES.values(),
        *(property_id for property_id, _ in properties.CHECKS),
    }
    assert {entry.id for entry in load_catalogue().properties if "machines" in entry.layers} <= reported


def test_every_rule_has_a_property_for_unexpected_outcomes() -> None:
    assert set(outcomes.BY_RULE) == {*ACTIONS, LEAVE}


BID = id_at((0, True, 20_000), 7)
EXAMPLES = {
    "deposit": ({"actor": "bob", "assets": 1_500_000}, "bob deposits 1.5 USDC"),
    "withdraw": ({"actor": "bob", "assets": 1}, "bob withdraws 0.000001 USDC"),
    "place": (
        {"actor": "bob", "market": 0, "is_buy": True, "tick": 20_001, "lots": 1_500},
        "bob bids for 1500 lots of ETH at tick 20001 (1.5 at $2,000.1)",
    ),
    "ladder": (
        {"actor": "bob", "market": 1, "is_buy": False, "tick": 3_000, "count": 65},
        "bob places 65 offers of one lot of SOL at tick 3000",
    ),
    "cancel": ({"actor": "bob", "order": BID}, "bob cancels order 7 of the bids at tick 20000 of ETH"),
    "order": (
        {
            "actor": "mallory",
            "owner": "bob",
            "market": 0,
            "is_buy": True,
            "tick": 20_001,
            "lots": 1_500,
            "kind": 1,
            "seconds": 60,
            "self_trade": 2,
            "post_only": True,
            "max_fills": 3,
        },
        "mallory bids for 1500 lots of ETH at tick 20001 (1.5 at $2,000.1), good-till-time, for 60 s, post-only, "
        "cancel-both, at most 3 fills, for bob",
    ),
    "amend": (
        {"actor": "bob", "order": BID, "tick": 5, "lots": 6},
        "bob changes order 7 of the bids at tick 20000 of ETH to 6 lots at tick 5",
    ),
    "cancel_for": (
        {"actor": "mallory", "order": BID},
        "mallory cancels order 7 of the bids at tick 20000 of ETH for its owner",
    ),
    "quote_order": (
        {"actor": "mallory", "owner": "bob", "market": 0, "is_buy": True, "tick": 20_000, "lots": 10},
        "mallory asks what it would do: mallory bids for 10 lots of ETH at tick 20000 (0.01 at $2,000), for bob",
    ),
    "signed_order": (
        {
            "actor": "mallory",
            "owner": "bob",
            "market": 0,
            "is_buy": True,
            "tick": 20_000,
            "lots": 10,
            "nonce": 256,
            "deadline": 60,
            "fault": "none",
        },
        "mallory bids for 10 lots of ETH at tick 20000 (0.01 at $2,000), for bob, signed with nonce 256 for 60 s",
    ),
    "signed_auction_order": (
        {
            "actor": "mallory",
            "owner": "bob",
            "market": 0,
            "is_buy": True,
            "tick": 20_000,
            "lots": 10,
            "unfilled": 0,
            "nonce": 0,
            "deadline": 0,
            "fault": "signer",
        },
        "mallory bids for 10 lots of ETH at tick 20000 (0.01 at $2,000) in the auction, what is left cancel, for bob, "
        "signed with nonce 0 for 0 s, wrong by its signer",
    ),
    "signed_stop": (
        {
            "actor": "mallory",
            "owner": "bob",
            "market": 0,
            "is_buy": True,
            "above": False,
            "trigger": 19_000,
            "limit": 20_000,
            "lots": 10,
            "nonce": 1,
            "deadline": -1,
            "fault": "none",
        },
        "mallory bids for 10 lots of ETH at tick 20000 (0.01 at $2,000), once the mark is at or below tick 19000, "
        "for bob, signed with nonce 1 for -1 s",
    ),
    "deposit_with_permit": (
        {"actor": "bob", "account": "erin", "assets": 10**6, "nonce": 0, "deadline": 60, "fault": "cut"},
        "bob deposits 1 USDC for erin, signed with nonce 0 for 60 s, wrong by its cut",
    ),
    "approve": ({"actor": "bob", "spender": "engine", "assets": 10**6}, "bob lets the engine take 1 USDC"),
    "multicall": (
        {
            "actor": "bob",
            "parts": [
                {"rule": "deposit", "arguments": {"actor": "bob", "assets": 10**6}},
                {"rule": "cancel_nonce", "arguments": {"actor": "bob", "nonce": 1}},
            ],
        },
        "bob, in one call: bob deposits 1 USDC; bob cancels nonce 1",
    ),
    "hand_over": ({"contract": "vault", "successor": "guardian"}, "the vault goes to guardian and back"),
    "fund_repay": ({"actor": "bob"}, "bob has the insurance fund repay bad debt"),
    "repay_bad_debt": ({"actor": "bob", "assets": 10**6}, "bob repays up to 1 USDC of bad debt"),
    "set_fund_delay": (
        {"actor": "owner", "delay": 60},
        "owner has withdrawals from the insurance fund wait 60 s",
    ),
    "set_cooldown": ({"actor": "owner", "cooldown": 60}, "owner has requests to the vault wait 60 s"),
    "set_allocation": (
        {"actor": "owner", "cap": 10**6, "least_ppm": 7},
        "owner lets the vault allocate 1 USDC, 7 ppm staying idle",
    ),
    "set_slippage": ({"actor": "owner", "slippage": 7}, "owner lets the vault unwind 7 ppm off the mark"),
    "vault_claim": ({"actor": "bob"}, "bob has the vault claim its fees"),
    "share_transfer": (
        {"actor": "bob", "receiver": "erin", "shares": 10**12},
        "bob gives 1 vault shares to erin",
    ),
    "share_approve": (
        {"actor": "bob", "spender": "erin", "shares": 10**12},
        "bob lets erin move 1 vault shares",
    ),
    "share_transfer_from": (
        {"actor": "bob", "owner": "erin", "receiver": "dave", "shares": 10**12},
        "bob moves 1 vault shares of erin to dave",
    ),
    "amend_for": (
        {"actor": "mallory", "order": BID, "tick": 5, "lots": 6},
        "mallory changes order 7 of the bids at tick 20000 of ETH to 6 lots at tick 5 for its owner",
    ),
    "requote_for": (
        {
            "actor": "mallory",
            "owner": "bob",
            "orders": [BID],
            "quotes": [{"market": 0, "is_buy": True, "tick": 20_000, "lots": 10}],
        },
        "mallory cancels order 7 of the bids at tick 20000 of ETH and bids for 10 lots of ETH at tick 20000 "
        "(0.01 at $2,000) for bob",
    ),
    "cancel_all_for": (
        {"actor": "mallory", "owner": "bob", "market": 1},
        "mallory cancels all orders of bob in SOL",
    ),
    "cancel_in_auction_for": (
        {"actor": "mallory", "owner": "bob", "orders": [1 << 89 | 3 << 57 | 1 << 56 | 20 << 32 | 7]},
        "mallory cancels order 7 of the bids at tick 20 in epoch 3 of SOL for bob",
    ),
    "cancel_stops_for": (
        {"actor": "mallory", "owner": "bob", "stops": [1, 2]},
        "mallory cancels the stops 1, 2 for bob",
    ),
    "cancel_many": (
        {"actor": "bob", "orders": [BID, id_at((1, False, 30), 1)]},
        "bob cancels order 7 of the bids at tick 20000 of ETH, order 1 of the offers at tick 30 of SOL",
    ),
    "cancel_all": ({"actor": "bob", "market": 1}, "bob cancels all its orders in SOL"),
    "remove_expired": (
        {"actor": "mallory", "orders": [BID]},
        "mallory removes, if expired, order 7 of the bids at tick 20000 of ETH",
    ),
    "requote": (
        {"actor": "bob", "orders": [], "quotes": [{"market": 0, "is_buy": True, "tick": 20_000, "lots": 10}]},
        "bob cancels nothing and bids for 10 lots of ETH at tick 20000 (0.01 at $2,000)",
    ),
    "stop": (
        {
            "actor": "bob",
            "owner": "bob",
            "market": 0,
            "is_buy": True,
            "above": True,
            "trigger": 21_000,
            "limit": 21_010,
            "lots": 10,
            "at_market": True,
        },
        "bob bids for 10 lots of ETH at tick 21010 (0.01 at $2,101), once the mark is at or above tick 21000, "
        "at-market",
    ),
    "set_auction": ({"actor": "owner", "market": 0, "length": 60}, "owner makes epochs of ETH last 60 s"),
    "auction_order": (
        {
            "actor": "mallory",
            "owner": "bob",
            "market": 0,
            "is_buy": True,
            "tick": 20_000,
            "lots": 10,
            "unfilled": 1,
        },
        "mallory bids for 10 lots of ETH at tick 20000 (0.01 at $2,000) in the auction, what is left to-book, for bob",
    ),
    "cancel_in_auction": (
        {"actor": "bob", "orders": [1 << 89 | 3 << 57 | 1 << 56 | 20 << 32 | 7]},
        "bob cancels order 7 of the bids at tick 20 in epoch 3 of SOL",
    ),
    "execute_auction": ({"actor": "mallory", "market": 1}, "mallory executes the auction of SOL"),
    "execute_in_parts": (
        {"actor": "mallory", "market": 1, "parts": [2, 1]},
        "mallory executes the auction of SOL by calls of 2, 1 steps and the rest",
    ),
    "execute_part": (
        {"actor": "mallory", "market": 1, "steps": 3},
        "mallory executes the auction of SOL by 3 steps and no more",
    ),
    "execute_by_gas": (
        {"actor": "mallory", "market": 1, "gas": [200_000, 10]},
        "mallory executes the auction of SOL step by step, trying with 200000, 10 gas before",
    ),
    "stop_ladder": (
        {
            "actor": "bob",
            "count": 65,
            "market": 0,
            "is_buy": True,
            "above": True,
            "trigger": 21_000,
            "limit": 21_010,
            "lots": 10,
        },
        "65 times bob bids for 10 lots of ETH at tick 21010 (0.01 at $2,101), once the mark is at or above tick 21000",
    ),
    "cancel_stops": ({"actor": "bob", "stops": [1, 2]}, "bob cancels the stops 1, 2"),
    "trigger_stops": ({"actor": "mallory", "stops": [1]}, "mallory triggers the stops 1"),
    "set_limits": (
        {"actor": "owner", "market": 0, "min_lots": 2, "min_notional": 10**19, "band": 50_000},
        "owner limits orders in ETH to 2 lots, $10, 50000 ppm off the mark",
    ),
    "liquidate": ({"actor": "bob", "account": "erin", "market": 1}, "bob liquidates erin in SOL"),
    "pay_fees": ({"actor": "bob", "sink": 1}, "bob has the insurance paid its fees"),
    "donate": ({"actor": "bob", "receiver": "vault", "assets": 10**6}, "bob sends 1 USDC to the vault"),
    "vault_deposit": ({"actor": "bob", "assets": 10**6}, "bob pays 1 USDC into the vault"),
    "vault_mint": ({"actor": "bob", "shares": 5 * 10**11}, "bob buys 0.5 vault shares"),
    "vault_request": (
        {"actor": "bob", "shares": 10**12, "owner": "erin"},
        "bob asks for 1 of erin's vault shares to be settled",
    ),
    "vault_cancel": ({"actor": "bob", "request": 3}, "bob takes request 3 back"),
    "vault_settle": ({"actor": "bob", "count": 5}, "bob has up to 5 requests settled"),
    "vault_withdraw": ({"actor": "bob", "assets": 10**6, "owner": "erin"}, "bob takes 1 USDC settled for erin"),
    "vault_redeem": (
        {"actor": "bob", "shares": 10**12, "owner": "bob"},
        "bob takes what was settled for 1 of bob's vault shares",
    ),
    "vault_allocate": (
        {"actor": "allocator", "assets": 5},
        "allocator allocates 0.000005 USDC of the vault's to the engine",
    ),
    "vault_deallocate": ({"actor": "allocator", "assets": 5}, "allocator brings 0.000005 USDC of the vault's back"),
    "vault_unwind": (
        {"actor": "allocator", "market": 0, "tick": 20_000, "lots": 7},
        "allocator unwinds 7 lots of the vault's ETH at tick 20000",
    ),
    "vault_pause": ({"actor": "guardian"}, "guardian pauses the vault"),
    "vault_unpause": ({"actor": "owner"}, "owner unpauses the vault"),
    "fund_contribute": ({"actor": "bob", "assets": 5}, "bob gives 0.000005 USDC to the insurance fund"),
    "fund_announce": (
        {"actor": "owner", "assets": 5},
        "owner announces to take 0.000005 USDC out of the insurance fund",
    ),
    "fund_execute": ({"actor": "owner"}, "owner takes out of the insurance fund what was announced"),
    "fund_cancel": ({"actor": "guardian"}, "guardian cancels the announced withdrawal from the insurance fund"),
    "set_fund_floor": ({"actor": "owner", "floor": 10**6}, "owner sets the insurance fund's floor to 1 USDC"),
    "move_price": (
        {"market": 1, "readings": [[2000 * 10**18, 0, 0], [10**18, 5, 1], [10**17, -1, 0]]},
        "SOL sources say $2,000 (0 s old), $1 (5 s old, reverts), $0.1 (1 s ahead); the price is updated",
    ),
    "update_price": ({"actor": "bob", "market": 7}, "bob updates the price of market 7"),
    "update_prices": ({"actor": "bob", "markets": [1, 7]}, "bob updates the prices of SOL, market 7"),
    "accept_price": (
        {"actor": "owner", "market": 0, "lowest": 10**18, "highest": 2 * 10**18},
        "owner accepts any price of ETH between $1 and $2",
    ),
    "watch_sequencer": (
        {"actor": "owner", "feed": "uptime feed", "grace": 60},
        "owner has the oracle ask the uptime feed and wait 60 s after an outage",
    ),
    "report_uptime": ({"up": False, "ago": 5, "behaviour": 0}, "the uptime feed says down since 5 s"),
    "set_guards": (
        {"actor": "owner", "market": 1, "changes": {"confirm_delay": 5}},
        "owner sets guards of SOL to confirm_delay 5",
    ),
    "deposit_for": ({"actor": "bob", "account": "erin", "assets": 5}, "bob deposits 0.000005 USDC for erin"),
    "withdraw_to": ({"actor": "bob", "receiver": "erin", "assets": 10**6}, "bob withdraws 1 USDC to erin"),
    "liquidate_to_vault": (
        {"actor": "bob", "account": "erin", "market": 1},
        "bob has the vault liquidate erin in SOL",
    ),
    "liquidate_many": (
        {"actor": "bob", "targets": [["erin", 1], ["dave", 0]]},
        "bob liquidates erin in SOL, dave in ETH",
    ),
    "flag_deficit": ({"actor": "bob", "account": "erin"}, "bob flags the deficit of erin"),
    "deleverage": (
        {"actor": "bob", "account": "erin", "market": 0, "others": [["dave", 7], ["carol", 1]]},
        "bob deleverages erin in ETH against 7 lots of dave, 1 lots of carol",
    ),
    "settle_position": (
        {"actor": "bob", "account": "erin", "market": 0},
        "bob settles the position of erin in ETH",
    ),
    "update_funding": ({"actor": "bob", "market": 0}, "bob updates the funding of ETH"),
    "sample_at_once": (
        {"actor": "bob", "market": 1, "is_buy": True, "tick": 3_000, "lots": 10},
        "bob bids for 10 lots of SOL at tick 3000 (1 at $30) and updates the funding at once",
    ),
    "settle_funding": ({"actor": "bob", "account": "erin", "market": 0}, "bob settles the funding of erin in ETH"),
    "sweep_residual": ({"actor": "bob", "market": 1}, "bob sweeps the residual of SOL"),
    "set_params": (
        {"actor": "owner", "market": 0, "changes": {"open_interest_cap": 5}},
        "owner sets open_interest_cap 5 of ETH",
    ),
    "set_funding": ({"actor": "owner", "market": 0, "changes": {}}, "owner sets funding of ETH to nothing new"),
    "set_state": ({"actor": "owner", "market": 0, "state": 1}, "owner sets ETH reduce-only"),
    "set_caps": (
        {"actor": "owner", "account": 10**18, "backstop": 0},
        "owner caps the notional of an account at $1 and of the vault at $0",
    ),
    "upgrade": (
        {"actor": "owner", "contract": "book", "spare": True},
        "owner upgrades the book to the same code elsewhere",
    ),
    "pause": ({"actor": "guardian"}, "guardian pauses"),
    "unpause": ({"actor": "owner"}, "owner unpauses"),
    "set_operator": (
        {"actor": "bob", "operator": "mallory", "permissions": 3, "seconds": 60},
        "bob lets mallory do 3 for 60 s",
    ),
    "cancel_nonce": ({"actor": "bob", "nonce": 7}, "bob cancels nonce 7"),
    "set_split": (
        {"actor": "owner", "vault": 1, "insurance": 2, "treasury": 3},
        "owner splits fees 1 / 2 / 3 ppm between vault, insurance and treasury",
    ),
    "misbehave": (
        {"behaviour": 0, "fee": 1_000_000},
        "the token's transfers work, and cost 1 USDC each",
    ),
    "block": ({"account": "vault", "blocked": True}, "the token's issuer shuts vault out"),
    "conspire": (
        {
            "deed": 0,
            "when_moved": True,
            "inner": {"rule": "deposit", "arguments": {"actor": "grace", "assets": 1}},
            "outer": {"rule": "withdraw", "arguments": {"actor": "bob", "assets": 1_000_000}},
        },
        "bob withdraws 1 USDC; at the end of its transfer grace deposits 0.000001 USDC",
    ),
    "intrude": ({"attempt": "settle"}, "mallory tries to settle"),
    LEAVE: ({}, "everybody leaves"),
    WAIT: ({"seconds": 60}, "60 s pass"),
}


@pytest.mark.parametrize("rule", [*ACTIONS, LEAVE, WAIT])
def test_every_step_reads_in_human_units(rule: str) -> None:
    arguments, sentence = EXAMPLES[rule]
    assert tell(Step(rule, arguments)) == sentence


def test_scaled_writes_every_digit() -> None:
    assert scaled(10**30 + 1, 18) == "1,000,000,000,000.000000000000000001"
    assert scaled(-5 * 10**17, 18) == "-0.5"
