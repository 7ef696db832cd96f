"""What a campaign keeps on disk: slices of work done and to be done, corpora, findings.

Everything is a file that appears whole or not at all. Nothing here knows an engine or a scheduler.
"""
