"""Planted bugs: proof that the properties can fail.

A bug is data (``properties/bugs/ID.toml``); it is planted in a copy of the tree, never in the tree itself, and the
layers of the gate are run on the copy, quickest first, until one reports a property that the bug is meant to break.
"""
