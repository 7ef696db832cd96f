"""What the detectors share: entries with everything they reach put in place, and the questions asked of them.

``execution`` unrolls an entry of a contract (helpers, modifiers, base contracts and libraries included) into one list
of steps; ``state``, ``order``, ``arithmetic``, ``tokens``, ``authority`` and ``siblings`` answer questions about it.
Nothing here knows a detector.
"""
