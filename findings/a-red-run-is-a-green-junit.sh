#!/usr/bin/env bash
# newman 6.2.2 (`-r junit`) read by junitparser 5.0.3: a run that failed, with exit code 1, is a file
# whose test cases have all passed.
#
# With several iterations (`-n`, `-d`) newman writes one <testcase> per assertion, not per execution.
# It is a failure only if the *last* iteration failed; what failed before is a number in the suite's
# `failures` that no test case accounts for. A request that got no answer and has no assertion is a
# suite without test cases, `errors` 3. Readers that list or judge test cases (junitparser's `verify`
# and its statistics, the test pages of CI servers) see nothing wrong. And each assertion carries the
# whole time of its request, so the cases of a suite add up to a multiple of it.
# For a load test: a data-driven Postman run whose 500 rows failed but for the last is green beside
# its own red exit code; judge the exit code, or the attributes of the suites, never the cases. A
# report merged or rewritten by a tool that counts anew loses the failures for good.
#
# Seen, three iterations; an assertion that fails in the first only, and a target that refuses: exit
# code 1; suites say 1 failure and 3 errors; 2 cases, both passed; `junitparser verify` exit code 0,
# its statistics 2 tests, 0 failures, 0 errors. Failing in the last only: verify 1.
# Three assertions of a request of 0.5 s: cases add up to 1.5 s.
source "$(dirname "$0")/lib.sh"
npm_packages newman@6.2.2
py_packages junitparser==5.0.3

cat >"$work/read.py" <<'EOF'
import sys
from junitparser import JUnitXml

report = JUnitXml.fromfile(sys.argv[1])
cases = [case for suite in report for case in suite]
said = sum(suite.failures for suite in report), sum(suite.errors for suite in report)
times = sum(case.time for case in cases)
passed = sum(case.is_passed for case in cases)
report.update_statistics()
print(*said, len(cases), passed, report.tests, report.failures, report.errors, "%.2f" % times)
EOF
run() { # ITERATIONS ITEM…: a collection of these requests, its report read
  local iterations=$1 items
  shift
  printf -v items '%s,' "$@"
  cat >"$work/c.json" <<EOF
{"info": {"name": "c",
  "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [${items%,}]}
EOF
  code=0 verify=0
  "$work/node_modules/.bin/newman" run "$work/c.json" -n "$iterations" -r junit \
    --reporter-junit-export "$work/report.xml" >"$work/log" 2>&1 || code=$?
  "$work/py/bin/junitparser" verify "$work/report.xml" >"$work/log" || verify=$?
  read -r failures errors cases passed tests counted_failures counted_errors times \
    < <("$py" "$work/read.py" "$work/report.xml")
  echo "newman's exit code $code; suites: $failures failures, $errors errors; cases: $cases, $passed passed;" \
    "verify: $verify; counted: $tests tests, $counted_failures failures, $counted_errors errors"
}
request() { # NAME URL SCRIPT
  printf '{"name": "%s", "request": {"method": "GET", "url": "%s"}, "event": [{"listen": "test",
    "script": {"exec": ["%s"]}}]}' "$@"
}
fails_in() { echo "pm.test('a', () => pm.expect(pm.info.iteration).to.not.eql($1)); pm.test('b', () => {})"; }

server --work 0.5
refusing=$(request refused "http://127.0.0.1:$(free_port)/" '')
run 3 "$(request flaky "$url/" "$(fails_in 0)")" "$refusing"
holds "newman failed, by exit code and by suites" "$code == 1 && $failures == 1 && $errors == 3"
holds "all test cases passed" "$cases == 2 && $passed == 2 && $verify == 0"
holds "who counts anew finds nothing" "$tests == 2 && $counted_failures == 0 && $counted_errors == 0"
run 3 "$(request flaky "$url/" "$(fails_in 2)")"
holds "a failure of the last iteration is seen" "$code == 1 && $passed == 1 && $verify == 1"
run 1 "$(request slow "$url/" "['a', 'b', 'c'].forEach((name) => pm.test(name, () => {}))")"
echo "the times of three assertions of a request of 0.5 s: $times s"
holds "each has the time of the request" "$times >= 1.5"
finish
