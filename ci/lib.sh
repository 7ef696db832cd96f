# shellcheck shell=bash
# What the recipes share; sourced, with the repository's root as working folder.

# The gate's exit code: 0 clean, 1 findings, 2 could not be found out. make would turn 1 into 2, so it is called directly.
judge() {
    .venv/bin/proofbook gate "$@"
}

# Copy the answer where the CI system looks for artifacts.
keep() {
    mkdir -p "$1"
    cp -R .proofbook/last/. "$1"/
}
