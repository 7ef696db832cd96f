#!/usr/bin/env bash
# Generic mutants of the pure libraries, on any CI system:  ci/mutants.sh [FOLDER]
# FOLDER outlives the night: what was found out of a mutant holds until its library or its tests change. The table and the
# survivors' diffs are left in FOLDER/report.txt. Exit 0 the score holds, 1 it doesn't, 2 could not be found out.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-build/mutants}

# Set-up talks beside the report.
make ready >&2
mkdir -p "$folder"
.venv/bin/proofbook mutants --jobs 2 --out "$folder" | tee "$folder/report.txt"
