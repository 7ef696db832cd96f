"""Sets up everything the gate needs, from the lock files: ``python3 -m gate.toolchain.setup``.

It runs before anything is installed, so it uses the standard library only. :mod:`.steps` says what is set up and how,
:mod:`.stamps` when it is done anew.
"""
