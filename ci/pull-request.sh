#!/usr/bin/env bash
# The gate for a change, on any CI system:  ci/pull-request.sh [TARGET_BRANCH] [ARTIFACTS]
# Exit 0 clean, 1 findings, 2 could not be found out. report.sarif, junit.xml and report.html are left in ARTIFACTS.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=ci/lib.sh
. ci/lib.sh

target=${1:-origin/main}
artifacts=${2:-build/artifacts}

make ready
status=0
judge --profile pr --changed-since "$target" || status=$?
keep "$artifacts"
exit "$status"
