"""Who may call what: read from the compiler's syntax tree and kept as a page of the docs.

A function is somebody's when what it runs, directly or in what it calls, reverts for every other caller. Nothing is
declared here but how the errors of such checks read.
"""
