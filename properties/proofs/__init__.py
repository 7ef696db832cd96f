"""Symbolic proofs: statements as Solidity checks, the provers that run them, and the solver front end they share.

``checks`` holds the statements, ``catalogue.toml`` what each means and how far it reaches. A prover's silence is never
a proof: each answer is admitted by :mod:`properties.proofs.results`.
"""
