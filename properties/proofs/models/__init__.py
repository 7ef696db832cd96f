"""Integer models of the arithmetic kernels, for statements that the bytecode provers can't decide.

A model is one Python function over an :class:`properties.proofs.models.arithmetic.Arithmetic`. With z3 terms it is what
is proved; with plain integers it is run beside the bytecode on thousands of inputs, and every number it has in common
with the contract must be the same: a model that is not tied to the bytecode proves nothing.
"""
