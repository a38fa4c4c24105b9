#include "hrp/outputs/case_trace.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "unit/outputs/case_fixture.hpp"

namespace hrp::outputs {
namespace {

std::string traceOf(const stats::CaseRecord& record, CaseTraceOptions options = {}) {
  std::ostringstream out;
  CaseTrace trace(out, options);
  stats::CaseRecord growing = record;
  growing.steps.clear();
  trace.onCaseStarted(growing);
  for (const stats::StepRecord& step : record.steps) {
    growing.steps.push_back(step);
    trace.onStepEnded(growing, growing.steps.back());
  }
  trace.onCaseEnded(record);
  trace.onRunEnded(record.success);
  return out.str();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(CaseTraceTest, ShowsWhatAStepSentAndGot) {
  const std::string trace = traceOf(loginCase());
  for (const char* part :
       {"=== log <in>  examples/login.yaml, iteration 2/3\n", "--- step 1: wait [thinktime]\n",
        "--- step 2: get token [request]\n",
        "> POST http://127.0.0.1:8000/login?a=<1> HTTP/1.1\n> Content-Type: application/json\n"
        "> Authorization: Bearer secret\n>\n> {\n>   \"user\": \"ann\"\n> }\n",
        "< HTTP/1.1 200 OK\n", "<   \"id\": 9007199254740993\n", "extracted  token = \"t<&>\"\n",
        "exported   sid = \"1\"\n"}) {
    EXPECT_TRUE(holds(trace, part)) << part << trace;
  }
}

TEST(CaseTraceTest, AFailedCheckSaysWhatItGotAndWanted) {
  const std::string trace = traceOf(loginCase());
  EXPECT_TRUE(holds(trace, "check      PASS  status_code eq 200\n")) << trace;
  EXPECT_TRUE(holds(trace,
                    "check      FAIL  body.id equal 1  (the id)\n"
                    "           got     9007199254740993\n"
                    "           wanted  1\n"
                    "           why     not equal\n"))
      << trace;
  EXPECT_TRUE(holds(trace, "error      body.id: not equal\n")) << trace;
  EXPECT_TRUE(holds(trace, "result     FAIL  1.50 ms\n")) << trace;
}

TEST(CaseTraceTest, ClosesWithATableOverFilesAndIterations) {
  const std::string trace = traceOf(loginCase());
  EXPECT_TRUE(holds(trace, "| examples/login.yaml | log <in> |       2/3 |      1 |      1 |"))
      << trace;
  EXPECT_TRUE(holds(trace, "| Total    |")) << trace;
  EXPECT_TRUE(holds(trace, "| FAIL   |")) << trace;
}

TEST(CaseTraceTest, FilesBelowTheFolderAreShort) {
  stats::CaseRecord record = loginCase();
  record.file = "/project/a.yaml";
  const std::string trace = traceOf(record, {.folder = "/project"});
  EXPECT_TRUE(holds(trace, "  a.yaml, iteration 2/3\n")) << trace;
  EXPECT_TRUE(holds(trace, "| a.yaml |")) << trace;
}

TEST(CaseTraceTest, LeavesOutWhatWasNotAskedFor) {
  const std::string plain = traceOf(loginCase());
  EXPECT_FALSE(holds(plain, "\x1b["));
  EXPECT_FALSE(holds(plain, "times "));
  const std::string quiet = traceOf(loginCase(), {.show_requests = false});
  EXPECT_FALSE(holds(quiet, "> POST"));
  EXPECT_FALSE(holds(quiet, "HTTP/1.1"));
  EXPECT_TRUE(holds(quiet, "check      PASS"));
}

TEST(CaseTraceTest, ShowsTimesWhenAsked) {
  const std::string trace = traceOf(loginCase(), {.show_times = true});
  EXPECT_TRUE(holds(trace,
                    "times      DNS 0.10 ms, connect 0.20 ms, TLS -, first byte 0.70 ms, total "
                    "1.20 ms  (127.0.0.1:8000)\n"))
      << trace;
}

TEST(CaseTraceTest, ARequestThatWasSentAgainIsNamed) {
  stats::CaseRecord record = loginCase();
  EXPECT_FALSE(holds(traceOf(record), "resent"));
  record.steps[1].exchanges[0].times.resent = 1;
  EXPECT_TRUE(holds(traceOf(record), "resent     its first connection ended unanswered\n"));
}

TEST(CaseTraceTest, ColoursOnlyWhatItPaintsItself) {
  const std::string trace = traceOf(loginCase(), {.colours = true});
  EXPECT_TRUE(holds(trace, "\x1b[31mFAIL\x1b[0m")) << trace;
  EXPECT_TRUE(holds(trace, "\x1b[32mPASS\x1b[0m")) << trace;
  EXPECT_TRUE(holds(trace, "| \x1b[31mFAIL\x1b[0m   |")) << trace;
}

TEST(CaseTraceTest, ServersCanNotSteerTheTerminal) {
  stats::CaseRecord record = loginCase();
  stats::ExchangeRecord& exchange = record.steps[1].exchanges[0];
  exchange.response.headers = {{"X-Evil", "a\x1b[2Jb"}, {"Content-Type", "text/plain"}};
  exchange.response.body = "one\x1b]0;title\x07\ntwo";
  record.name = "na\x1b[31mme";
  const std::string trace = traceOf(record);
  EXPECT_FALSE(holds(trace, "\x1b")) << trace;
  EXPECT_TRUE(holds(trace, "< X-Evil: a\\x1b[2Jb\n")) << trace;
  EXPECT_TRUE(holds(trace, "< two\n")) << trace;
}

TEST(CaseTraceTest, CutsLongBodiesAndValues) {
  stats::CaseRecord record = loginCase();
  stats::StepRecord& step = record.steps[1];
  step.exchanges[0].response.headers = {{"Content-Type", "text/plain"}};
  step.exchanges[0].response.body = std::string(10'000, 'b');
  step.extracted = {{"long", std::string(5'000, 'v')}};
  const std::string trace = traceOf(record);
  EXPECT_TRUE(holds(trace, "< (… 5904 more bytes)\n")) << trace;
  EXPECT_TRUE(holds(trace, "… 3976 more bytes\n")) << trace;
}

TEST(CaseTraceTest, SaysThatNoResponseCameAndWhyACaseFailed) {
  stats::CaseRecord record = loginCase();
  record.steps[1].exchanges[0].response = {};
  record.error = "case timeout of 1 s";
  const std::string trace = traceOf(record);
  EXPECT_TRUE(holds(trace, "< no response\n")) << trace;
  EXPECT_TRUE(holds(trace, "error      case timeout of 1 s\n")) << trace;
}

}  // namespace
}  // namespace hrp::outputs
