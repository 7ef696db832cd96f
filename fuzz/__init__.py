"""The fuzzing harness: chains, the reference model, stateful machines and campaigns.

Data flows one way, from compiled contracts to verdicts: nothing here imports ``gate``.
"""
