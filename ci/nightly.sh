#!/usr/bin/env bash
# One shard of the night, on any CI system:  ci/nightly.sh SHARD HOURS [CORPUS]
# CORPUS outlives the night: bring it along from the last one and keep it afterwards. Shards differ by their seed.
# Exit 0 no finding, 1 findings, 2 could not be found out.
set -euo pipefail
cd "$(dirname "$0")/.."

shard=${1:?the number of this shard}
hours=${2:?for how long}
corpus=${3:-build/campaign}

# Set-up talks beside the report.
make ready >&2
status=0
.venv/bin/proofbook campaign --out "$corpus" --hours "$hours" --seed "$((1000 + shard))" || status=$?
if [ -f "$corpus/report.md" ]; then
    cat "$corpus/report.md"
fi
exit "$status"
