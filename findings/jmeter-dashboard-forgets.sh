#!/usr/bin/env bash
# JMeter 5.5's HTML dashboard (`jmeter -g`, `-e`): median and percentiles are those of the last
# 20,000 samples of each label; count, mean, minimum and maximum are those of the whole run.
#
# The report keeps a sliding window of values for its percentiles
# (jmeter.reportgenerator.statistic_window, 20000), and no page says so. At 500 requests a second
# that is the last 40 seconds of the test: a run that was slow for an hour and recovered at its end
# gets the percentiles of the recovery, one line, one table beside the mean of the whole.
# For a load test: two tools that agree on the mean and differ on the P99 may be this; raise the
# window above the number of samples, or take the percentiles from the JTL file.
#
# Seen, a JTL of 30,000 samples of 2,000 ms, then 30,000 of 10 ms: count 60000, mean 1005, max 2000,
# median 10, P90 10, P95 10, P99 10. With the window at 100,000: median 10 to 2000, P90 2000, P99
# 2000.
source "$(dirname "$0")/lib.sh"

classes=$(maven_path us.abstracta.jmeter:jmeter-java-dsl:1.29.1)
settings=$(tr : '\n' <<<"$classes" | grep ApacheJMeter_config-5.5.jar)
mkdir "$work/jmeter"
(cd "$work/jmeter" && jar -xf "$settings" bin)
python3 - "$work/run.jtl" <<'EOF'
import sys
with open(sys.argv[1], "w") as jtl:
    jtl.write("timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,"
              "failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect\n")
    for i in range(60000):
        ms = 2000 if i < 30000 else 10
        jtl.write(f"{1700000000000 + 10 * i},{ms},get,200,OK,t 1-1,text,true,,9,9,1,1,http://a/,{ms},0,0\n")
EOF
cat >"$work/Report.java" <<'EOF'
import org.apache.jmeter.report.dashboard.ReportGenerator;
import org.apache.jmeter.util.JMeterUtils;

public class Report {
  public static void main(String[] args) throws Exception {
    String folder = args[0];
    JMeterUtils.setJMeterHome(folder + "/jmeter");
    JMeterUtils.loadJMeterProperties(folder + "/jmeter/bin/jmeter.properties");
    JMeterUtils.initLocale();
    JMeterUtils.setProperty("jmeter.reportgenerator.outputdir", folder + "/out" + args[1]);
    JMeterUtils.setProperty("jmeter.reportgenerator.temp_dir", folder + "/temp" + args[1]);
    if (!args[1].equals("default"))
      JMeterUtils.setProperty("jmeter.reportgenerator.statistic_window", args[1]);
    new ReportGenerator(folder + "/run.jtl", null).generate();
  }
}
EOF
for window in default 100000; do
  java -cp "$classes" "$work/Report.java" "$work" "$window" >"$work/log" 2>&1 || fail_install "$work/log"
  read -r count mean max p90 p99 < <(python3 - "$work/out$window/statistics.json" <<'EOF'
import json, sys
row = json.load(open(sys.argv[1]))["get"]
print(row["sampleCount"], row["meanResTime"], row["maxResTime"], row["pct1ResTime"], row["pct3ResTime"])
EOF
  )
  echo "window $window: count $count, mean $mean, max $max, P90 $p90, P99 $p99"
  if [[ $window == default ]]; then
    holds "half of the samples take 2 s, P99 is 10 ms" \
      "$count == 60000 && $mean > 1000 && $max == 2000 && $p90 == 10 && $p99 == 10"
  else
    holds "with a window above the number of samples it is 2 s" "$p90 == 2000 && $p99 == 2000"
  fi
done
finish
