"""The vault's conversions between shares and assets."""

from __future__ import annotations

from random import Random

from properties.proofs.models.arithmetic import Arithmetic, Number, ceiling, floor
from properties.proofs.models.registry import Model, Sampler

_VIRTUAL_SHARES = 10**6
_VIRTUAL_ASSETS = 1


def _units(k: Arithmetic, total: Number, supply: Number) -> tuple[Number, Number]:
    return k.name(total + _VIRTUAL_ASSETS), k.name(supply + _VIRTUAL_SHARES)


def _conversions(k: Arithmetic, assets: Number, shares: Number, total: Number, supply: Number) -> None:
    assets_in, shares_in = _units(k, total, supply)
    got, burnt = floor(k, assets * shares_in, assets_in), ceiling(k, assets * shares_in, assets_in)
    paid, cost = floor(k, shares * assets_in, shares_in), ceiling(k, shares * assets_in, shares_in)
    k.observe(got, burnt, paid, cost)
    k.claim(got * assets_in <= assets * shares_in, "shares for assets are rounded down")
    k.claim(assets * shares_in < (got + 1) * assets_in, "by less than one")
    k.claim(k.both(burnt * assets_in >= assets * shares_in, burnt - got < 2), "shares to burn are rounded up")
    k.claim(paid * shares_in <= shares * assets_in, "assets for shares are rounded down")
    k.claim(shares * assets_in < (paid + 1) * shares_in, "by less than one")
    k.claim(k.both(cost * shares_in >= shares * assets_in, cost - paid < 2), "assets to pay are rounded up")


def _deposit_redeem(k: Arithmetic, assets: Number, total: Number, supply: Number) -> None:
    assets_in, shares_in = _units(k, total, supply)
    shares = k.name(floor(k, assets * shares_in, assets_in))
    k.claim(shares >= 0, "shares are a number")
    after, issued = k.name(assets_in + assets), k.name(shares_in + shares)
    back = k.name(floor(k, shares * after, issued))
    k.observe(shares, back)
    # What the deposit gives is at most its share of the whole, which is what it put in.
    k.lemma(
        shares * after <= assets * issued,
        "the new shares' part is no more than the assets",
        shares * assets_in <= assets * shares_in,
        after == assets_in + assets,
        issued == shares_in + shares,
    )
    k.lemma(
        back <= assets,
        "nothing is gained",
        back * issued <= shares * after,
        shares * after <= assets * issued,
        issued > 0,
    )
    k.claim(total + assets - back >= total, "nobody else loses")


def _mint_redeem(k: Arithmetic, shares: Number, total: Number, supply: Number) -> None:
    assets_in, shares_in = _units(k, total, supply)
    cost = k.name(ceiling(k, shares * assets_in, shares_in))
    k.claim(cost >= 0, "the cost is a number")
    after, issued = k.name(assets_in + cost), k.name(shares_in + shares)
    back = k.name(floor(k, shares * after, issued))
    k.observe(cost, back)
    k.lemma(
        shares * after <= cost * issued,
        "the new shares' part is no more than their cost",
        shares * assets_in <= cost * shares_in,
        after == assets_in + cost,
        issued == shares_in + shares,
    )
    k.lemma(
        back <= cost, "nothing is gained", back * issued <= shares * after, shares * after <= cost * issued, issued > 0
    )


def _redeem_deposit(k: Arithmetic, shares: Number, total: Number, supply: Number) -> None:
    k.require(shares <= supply)
    assets_in, shares_in = _units(k, total, supply)
    assets = k.name(floor(k, shares * assets_in, shares_in))
    k.claim(assets >= 0, "assets are a number")
    k.lemma(
        assets < assets_in,
        "the virtual assets stay",
        assets * shares_in <= shares * assets_in,
        shares < shares_in,
        assets_in > 0,
        shares_in > 0,
    )
    after, left = k.name(assets_in - assets), k.name(shares_in - shares)
    back = k.name(floor(k, assets * left, after))
    k.observe(assets, back)
    k.lemma(
        assets * left <= shares * after,
        "the assets' part is no more than the shares",
        assets * shares_in <= shares * assets_in,
        after == assets_in - assets,
        left == shares_in - shares,
    )
    k.lemma(
        back <= shares, "nothing is gained", back * after <= assets * left, assets * left <= shares * after, after > 0
    )


def _vaults(count: int) -> Sampler:
    """Vaults at prices about one, far above and far below; the first ``count`` arguments are amounts."""

    def draw(random: Random) -> tuple[int, ...]:
        total = random.getrandbits(random.randint(1, 108))
        supply = max(0, total * _VIRTUAL_SHARES // random.choice((1, 2, 3, 10**6, 10**9)) + random.randint(-2, 2))
        amounts = [random.getrandbits(random.randint(1, 100)) for _ in range(count)]
        return *(min(amount, supply) for amount in amounts), total, supply

    return draw


MODELS = {
    ("ShareProofs", "check_conversionsRoundAsTheySay"): Model(_conversions, _vaults(2)),
    ("ShareProofs", "check_depositAndRedeemNeverGains"): Model(_deposit_redeem, _vaults(1)),
    ("ShareProofs", "check_mintAndRedeemNeverGains"): Model(_mint_redeem, _vaults(1)),
    ("ShareProofs", "check_redeemAndDepositNeverGains"): Model(_redeem_deposit, _vaults(1)),
}
