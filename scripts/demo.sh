#!/usr/bin/env bash
# Installs what is missing, builds hrp and shows it at work: a target server, a master that starts by
# itself, and two workers, all on this machine; the merged table comes at the end. About 15 seconds
# of load, on loopback only.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
cmake --preset release >/dev/null
cmake --build --preset release -j "$(nproc)" --target hrp hrp-test-server
bin=build/release/bin

work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# Waits until a file has a line with the text, and prints what stands behind it.
wait_for() {
  local file=$1 text=$2 line
  for _ in $(seq 100); do
    line=$(grep -m1 -o "$text.*" "$file" 2>/dev/null) && { echo "${line#"$text"}"; return; }
    sleep 0.1
  done
  echo "demo.sh: \"$text\" did not appear:" >&2
  cat "$file" >&2
  return 1
}

"$bin/hrp-test-server" --port 0 >"$work/target.log" 2>&1 &
pids+=($!)
target=$(wait_for "$work/target.log" "listening on ")
echo "Target server: http://$target"

sed "s#http://127.0.0.1:8000#http://$target#" examples/login.yaml >"$work/login.yaml"

"$bin/hrp" boom "$work/login.yaml" --master --auto-start --expect-workers 2 \
  --master-bind-host 127.0.0.1 --master-bind-port 0 --master-http-address 127.0.0.1:0 \
  --spawn-count 50 --spawn-rate 25 --run-time 12s --summary-json "$work/summary.json" \
  2> >(tee "$work/master.log" >&2) &
master=$!
pids+=("$master")
address=$(wait_for "$work/master.log" "listening for workers on tcp://")
for name in one two; do
  "$bin/hrp" boom --worker --master-host "${address%:*}" --master-port "${address##*:}" \
    --disable-console-output >"$work/worker-$name.log" 2>&1 &
  pids+=($!)
done

wait "$master"
echo
echo "Requests that the target server counted itself:"
python3 - "$target" "$work/summary.json" <<'PYTHON'
import json, sys, urllib.request
served = json.load(urllib.request.urlopen(f"http://{sys.argv[1]}/__stats"))["requests"]
total = json.load(open(sys.argv[2]))["total"]["requests"]
print(f"  server {served}, hrp {total}")
sys.exit(0 if served == total else "the counts differ")
PYTHON
