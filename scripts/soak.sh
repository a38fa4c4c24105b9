#!/usr/bin/env bash
# A fleet under faults for a long time: runs one after the other, every 10 s something is killed,
# stopped, cut off or refuses, and at the end of each run the counts have to be equal. Prints a table;
# fails when a run does not come out. Not part of CI.
#   scripts/soak.sh [SECONDS] [arguments of tests/soak/soak.py …]     SECONDS: 1800 (default), 60 for a quick look
# HRP names the binary; without it, the release build is made and used.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-1800}
shift || true
if [[ -z ${HRP:-} ]]; then
  cmake --preset release >/dev/null
  cmake --build --preset release -j "$(nproc)" --target hrp >/dev/null
  HRP=$(find build/release -type f -name hrp -perm -u+x | head -1)
fi
HRP=$(realpath "$HRP") exec python3 -B tests/soak/soak.py --seconds "$seconds" "$@"
