#!/usr/bin/env bash
# @opentelemetry/exporter-metrics-otlp-http 0.223.0 (JavaScript) read by pdata 1.71.0, the reader of the
# OpenTelemetry Collector: one gauge that is NaN once makes the whole export unreadable, all other
# metrics of the process with it.
#
# OTLP over JSON writes NaN as the text "NaN", as all of protobuf's JSON does. The JavaScript exporter
# takes JSON.stringify, which writes null; Go's reader of the Collector wants a number there and gives
# the request up. Protobuf's own reader (Python here) takes null for "no value" and reads 0. NaN is no
# exotic value: a mean over an interval without requests is 0/0, and Node's own
# monitorEventLoopDelay().mean is NaN until its first sample. The exporter for http/protobuf carries it.
# For a load test: a service that reports means goes dark, with all its metrics, just in the pauses
# between steps, and a gap in the graphs is no sign of an overload. Report sums and counts.
#
# Seen, a counter of 5 and a gauge of NaN in one export: JSON `"asDouble":null`; Go: error, nothing read;
# Python: counter 5, gauge without a value, 0; without the gauge Go reads 5; as protobuf: 5 and nan.
source "$(dirname "$0")/lib.sh"
npm_packages @opentelemetry/sdk-metrics@2.12.1 @opentelemetry/exporter-metrics-otlp-http@0.223.0 \
  @opentelemetry/exporter-metrics-otlp-proto@0.223.0
py_packages opentelemetry-proto==1.45.2

cat >"$work/export.mjs" <<'EOF'
import fs from "node:fs";
import http from "node:http";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
const [format, gauge, file] = process.argv.slice(2);
const { OTLPMetricExporter } = await import(`@opentelemetry/exporter-metrics-otlp-${format}`);

const receiver = http.createServer((request, answer) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    fs.writeFileSync(file, Buffer.concat(parts));
    answer.end();
  });
});
receiver.listen(0, "127.0.0.1", async () => {
  const exporter = new OTLPMetricExporter({ url: `http://127.0.0.1:${receiver.address().port}/` });
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 600000 });
  const meter = new MeterProvider({ readers: [reader] }).getMeter("service");
  meter.createCounter("requests").add(5);
  if (gauge === "nan") {
    const [seconds, requests] = [0, 0];
    meter.createObservableGauge("mean").addCallback((result) => result.observe(seconds / requests));
  }
  await reader.forceFlush();
  receiver.close();
  process.exit(0);
});
EOF
mkdir "$work/go"
cat >"$work/go/main.go" <<'EOF'
package main

import (
	"fmt"
	"os"

	"go.opentelemetry.io/collector/pdata/pmetric"
)

func main() {
	text, _ := os.ReadFile(os.Args[1])
	read, err := (&pmetric.JSONUnmarshaler{}).UnmarshalMetrics(text)
	if err != nil {
		fmt.Println("error")
		return
	}
	counter := read.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).Sum()
	fmt.Println(counter.DataPoints().At(0).DoubleValue())
}
EOF
cat >"$work/read.py" <<'EOF'
import sys
from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

content = open(sys.argv[1], "rb").read()
if content[:1] == b"{":
    read = json_format.Parse(content, ExportMetricsServiceRequest())
else:
    read = ExportMetricsServiceRequest.FromString(content)
counter, gauge = read.resource_metrics[0].scope_metrics[0].metrics
mean = gauge.gauge.data_points[0]
print(counter.sum.data_points[0].as_double, mean.WhichOneof("value"), mean.as_double)
EOF
(cd "$work/go" && go mod init finding && go get go.opentelemetry.io/collector/pdata/pmetric@v1.71.0 &&
  go build -p 1 -o "$bin/read" .) >"$work/log" 2>&1 || fail_install "$work/log"
(cd "$work" && node export.mjs http nan nan.json && node export.mjs http none none.json &&
  node export.mjs proto nan nan.pb)
written=$(grep -o '"asDouble":null' "$work/nan.json" || true)
go_nan=$("$bin/read" "$work/nan.json") go_none=$("$bin/read" "$work/none.json")
python=$("$py" "$work/read.py" "$work/nan.json") binary=$("$py" "$work/read.py" "$work/nan.pb")
echo "written: $written; Go: $go_nan, without the gauge $go_none; Python: $python; protobuf: $binary"
holds "NaN is written as null" "\"$written\" != \"\""
holds "Go reads nothing of the export" "\"$go_nan\" == \"error\" && \"$go_none\" == \"5\""
holds "Python reads a point without a value" "\"$python\" == \"5.0 None 0.0\""
holds "protobuf carries it" "\"$binary\" == \"5.0 as_double nan\""
finish
