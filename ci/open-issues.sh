#!/usr/bin/env bash
# An issue for each finding that has none yet:  ci/open-issues.sh CAMPAIGN
# Needs `gh` with GH_TOKEN, and REPOSITORY. An issue is told by the fingerprint in its title, so that shards and nights
# that find the same open one issue.
set -euo pipefail

campaign=${1:?the folder of the campaign}

for file in "$campaign"/reported/*.json; do
    [ -f "$file" ] || continue
    fingerprint=$(basename "$file" .json)
    known=$(gh issue list --repo "$REPOSITORY" --state all --search "$fingerprint in:title" --json number --jq length)
    if [ "$known" -eq 0 ]; then
        gh issue create --repo "$REPOSITORY" --title "Campaign finding $fingerprint" --body-file "$campaign/report.md"
    fi
done
