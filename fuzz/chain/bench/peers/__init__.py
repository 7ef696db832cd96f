"""Peers of the benchmark that can't share our environment: scripts for interpreters of their own.

Nothing here imports the rest of the package but ``machine``, which needs Hypothesis alone. A peer is started as
``python peer.py MACHINE.PY PAD.JSON``, answers each line ``STEPS`` on its input with one line of JSON,
``{row: [steps per second of the clock, of CPU time]}``, and ends with its input.
"""
