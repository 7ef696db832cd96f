"""Hypothesis machines: random users on the deployed system, with the reference model walking beside them.

Every call is predicted by :mod:`fuzz.model` before it is made, wrong calls included, by the name of their error. After
every step the whole observable state of the contracts is compared with the model's, and the catalogue's properties are
checked on what the chain itself says. ``scenario`` says what is deployed, ``deployment`` deploys it, ``actions`` turns
a step into calls, ``session`` makes and judges them, ``trading`` draws them, ``runner`` runs machines and replays what
they found.
"""
