"""``python -m fuzz.chain.bench [--json]``, from the repository's root."""

import sys
from pathlib import Path

from fuzz.chain.bench import main

main(Path("gate/toolchain/bin/solc").resolve(), None, "--json" in sys.argv[1:])
