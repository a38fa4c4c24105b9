#!/usr/bin/env bash
# Breaks master, worker, ledgers and leases on purpose (tests/mutation/mutations.py), one mutation after
# the other on a copy of the sources, and tells which invariant or test notices each. Fails when one is
# not noticed, does not build or no longer fits the code. Not part of CI: it builds dozens of times.
#   scripts/mutate.sh [--only TEXT] [--jobs N] [--skip-sound] [--here]
set -euo pipefail
exec python3 -B "$(dirname "$0")/../tests/mutation/mutate.py" "$@"
