#!/usr/bin/env bash
# Installs what is missing, builds hrp and runs all its tests.
#   scripts/test.sh [PRESET] [ctest arguments …]     PRESET: release (default), dev, asan, tsan
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-release}
shift || true
scripts/setup.sh --tests
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" -j "$(nproc)"
# Many tests wait for time to pass: one more at a time than there are cores.
ctest --preset "$preset" -j "$(($(nproc) + 1))" "$@"
