"""What the detectors share: entries with everything they reach put in place, and the questions asked of them.

``execution`` unrolls an entry of a contract (helpers, modifiers, base contracts and libraries included) into one list
of steps, and ``graph`` holds which value comes from which; ``state``, ``order``, ``arithmetic``, ``tokens``,
``authority`` and ``siblings`` answer questions about them. Nothing here knows a detector.
"""
