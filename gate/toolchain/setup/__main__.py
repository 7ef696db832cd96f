"""``python3 -m gate.toolchain.setup [--verify]``: exit status 0, or 2 with one line that names the mend."""

import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 12):
    # Said before anything is imported that an older Python could not read, in words that it can.
    version = ".".join(str(part) for part in sys.version_info[:2])
    sys.stderr.write("setup: Python " + version + " will not do: use 3.11 or 3.12 (make PYTHON=python3.12 ...)\n")
    sys.exit(2)

from gate.toolchain.setup.run import main

sys.exit(main(sys.argv[1:]))
