#!/usr/bin/env bash
# HdrHistogram 2.2.2 (Java), hdr-histogram-js 3.0.1, hdrhistogram 0.10.8 (Python), hdrhistogram-go
# 1.1.2: the same log file gives different percentiles, up to the whole distance between two modes.
#
# The file format is one, the arithmetic is not. Java and JavaScript take the rank that covers at
# least p % of the values (rounded up), Go and Python round p x n to the nearest rank. They agree on
# most figures, so a comparison on smooth data passes; where the share of slow requests is near 1 -
# p (exactly what an objective such as "99 % below 1 s" asks) they name different modes.
# For a load test: do not mix a P99 of wrk2- or Gatling-like Java tools with one that a Go or Python
# script takes from the same log; with 160 samples an interval even "the P99 of each second"
# differs.
#
# Seen, 158 values of 10 ms and 2 of 1 s in one interval: P99 1000 ms in Java and JavaScript, 10 ms
# in Go and Python; P50, P99.9, mean, max and count are equal.
source "$(dirname "$0")/lib.sh"
classes=$(maven_path org.hdrhistogram:HdrHistogram:2.2.2)
py_packages hdrhistogram==0.10.8
npm_packages hdr-histogram-js@3.0.1

cat >"$work/Write.java" <<'EOF'
import org.HdrHistogram.*;

public class Write {
  public static void main(String[] args) throws Exception {
    Histogram histogram = new Histogram(3600000L, 3);
    histogram.recordValueWithCount(10, 158);
    histogram.recordValueWithCount(1000, 2);
    HistogramLogWriter log = new HistogramLogWriter(args[0]);
    log.outputLogFormatVersion();
    log.outputIntervalHistogram(0, 1, histogram, 1);
    log.close();
    Histogram read = (Histogram) new HistogramLogReader(args[0]).nextIntervalHistogram();
    System.out.println(read.getTotalCount() + " " + read.getValueAtPercentile(50) + " "
        + read.getValueAtPercentile(99) + " " + read.getValueAtPercentile(99.9));
  }
}
EOF
cat >"$work/read.py" <<'EOF'
import sys
from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader

log = HistogramLogReader(sys.argv[1], HdrHistogram(1, 3600000, 3))
read = log.get_next_interval_histogram()
print(read.total_count, *(read.get_value_at_percentile(p) for p in (50, 99, 99.9)))
EOF
cat >"$work/read.cjs" <<'EOF'
const { HistogramLogReader } = require("hdr-histogram-js");
const text = require("fs").readFileSync(process.argv[2], "utf8");
const read = new HistogramLogReader(text).nextIntervalHistogram();
console.log(read.totalCount, ...[50, 99, 99.9].map((p) => read.getValueAtPercentile(p)));
EOF
mkdir "$work/go"
cat >"$work/go/main.go" <<'EOF'
package main

import (
	"fmt"
	"os"

	"github.com/HdrHistogram/hdrhistogram-go"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	read, err := hdrhistogram.NewHistogramLogReader(file).NextIntervalHistogram()
	if err != nil {
		panic(err)
	}
	fmt.Println(read.TotalCount(), read.ValueAtQuantile(50), read.ValueAtQuantile(99), read.ValueAtQuantile(99.9))
}
EOF
log=$work/run.hlog
java_=$(java -cp "$classes" "$work/Write.java" "$log")
python=$("$py" "$work/read.py" "$log")
javascript=$(node "$work/read.cjs" "$log")
(cd "$work/go" && go mod init finding && go get github.com/HdrHistogram/hdrhistogram-go@v1.1.2 &&
  go build -o "$bin/read" .) >"$work/log" 2>&1 || fail_install "$work/log"
go_=$("$bin/read" "$log")
printf '%s\n' "count P50 P99 P99.9" "Java: $java_" "JavaScript: $javascript" "Go: $go_" "Python: $python"
holds "Java and JavaScript" "\"$java_\" == \"160 10 1000 1000\" && \"$javascript\" == \"$java_\""
holds "Go and Python" "\"$go_\" == \"160 10 10 1000\" && \"$python\" == \"$go_\""
finish
