"""A campaign of all fuzz engines over hours: shards with seeds of their own, a folder that outlives any kill.

Work is cut into slices of seconds. A slice's intent is on disk before it starts and its result before the next one
starts, and a slice is a function of its intent: what a kill interrupts is done again from the same seed and corpus, so
that nothing is lost but the seconds it took.
"""
