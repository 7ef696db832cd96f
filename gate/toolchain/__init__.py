"""The tools the gate stands on: how they are set up, where they are found, and what to do where one is missing.

No layer lives here and nothing here knows what is verified; layers ask :mod:`gate.toolchain.paths` for their tools.
"""
