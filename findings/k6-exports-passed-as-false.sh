#!/usr/bin/env bash
# k6 1.8.1, `--summary-export`: a threshold that passed is written as `false`, and of
# http_req_failed the good requests are the "fails".
#
# In this file the value behind a threshold says whether it was *crossed*, so `true` is the bad one;
# in the object that handleSummary() gets, the same threshold is {"ok": true} when it holds.
# `passes` and `fails` count how often the rate's condition held: for http_req_failed the condition
# is "failed", so a run without an error has "passes": 0 and "fails": all requests.
# For a load test: a gate that reads this file with `all(thresholds)` lets the bad build through and
# stops the good one; "fails": 20 in a dashboard is a run without failure. k6's exit code (99) is
# right.
#
# Seen, ten answers with status 200: "rate<0.5": false (held), "rate>2": true (crossed), exit code
# 99; http_req_failed {"passes": 0, "fails": 10, "value": 0}.
# The first run builds k6, which takes minutes.
source "$(dirname "$0")/lib.sh"
go_tool go.k6.io/k6@v1.8.1

cat >"$work/test.js" <<'EOF'
import http from 'k6/http';
import { check } from 'k6';

export const options = {
  iterations: 10,
  thresholds: { http_req_failed: ['rate<0.5'], checks: ['rate>2'] },
};

export default function () {
  check(http.get(__ENV.URL), { ok: (r) => r.status === 200 });
}
EOF
server
code=0
"$bin/k6" run -q --summary-export "$work/summary.json" -e URL="$url/" "$work/test.js" \
  >"$work/log" 2>&1 || code=$?
grep -E "✓ '|✗ '" "$work/log"
read -r held crossed passes fails < <(python3 - "$work/summary.json" <<'EOF'
import json, sys
metrics = json.load(open(sys.argv[1]))["metrics"]
failed = metrics["http_req_failed"]
print(int(failed["thresholds"]["rate<0.5"]), int(metrics["checks"]["thresholds"]["rate>2"]),
      failed["passes"], failed["fails"])
EOF
)
echo "exit code $code; rate<0.5: $held, rate>2: $crossed; http_req_failed passes $passes, fails $fails"
holds "the threshold that held is false, the one that was crossed is true" \
  "$held == 0 && $crossed == 1 && $code == 99"
holds "ten good requests are ten fails" "$passes == 0 && $fails == 10"
finish
