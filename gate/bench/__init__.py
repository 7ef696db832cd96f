"""What the contracts cost and weigh: gas by operation, code size, storage layout; each in a file that a test compares.

Measured, never estimated: gas is what a node charges one transaction alone. Nothing here decides a verdict.
"""
