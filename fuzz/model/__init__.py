"""The reference model: what the exchange means, in exact Python integers.

It is written from the specification and never from the contracts, so that a difference between the two is news. One
module holds one concept, pure functions and small frozen records; :mod:`fuzz.model.exchange` puts them together into
the calls that users make. A call either changes the state exactly as the contracts must, or raises
:class:`~fuzz.model.refusal.Refusal` with the name of the error that the contracts must revert with. Nothing here knows
of a chain, of ABI encoding or of Hypothesis.
"""
