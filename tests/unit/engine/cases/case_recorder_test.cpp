// What the records hold (engine/users/case_recorder.cpp), of testcases run against the test server.

#include "unit/engine/case_fixture.hpp"

namespace hrp::engine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

using CaseRecorderTest = CaseRunFixture;

TEST_F(CaseRecorderTest, HoldsTheRequestAndTheResponse) {
  EXPECT_TRUE(run("- name: post\n"
                  "  request: {method: POST, url: /echo, headers: {x-a: b}, json: {k: $v}}\n"
                  "  extract: {got: status_code}\n"
                  "  validate: [{eq: [status_code, 200, m]}, {gt: [$got, 1]}]\n",
                  "  variables: {v: 12345678901}\n  export: [got, v, nope]\n")
                  .success);
  ASSERT_EQ(steps_.size(), 1U);
  const stats::StepRecord& step = steps_[0];
  EXPECT_EQ(step.type, "request");
  EXPECT_GT(step.elapsed.count(), 0);
  ASSERT_EQ(step.exchanges.size(), 1U);
  const stats::ExchangeRecord& exchange = step.exchanges[0];
  EXPECT_EQ(exchange.request.method, "POST");
  EXPECT_EQ(exchange.request.url, server_->url() + "/echo");
  EXPECT_THAT(exchange.request.headers, Contains(Pair("X-A", "b")));
  EXPECT_EQ(exchange.request.body, R"({"k":12345678901})");
  EXPECT_EQ(exchange.response.status, 200);
  EXPECT_EQ(exchange.response.version, "HTTP/1.1");
  EXPECT_THAT(exchange.response.headers, Contains(Pair("Content-Type", HasSubstr("json"))));
  EXPECT_EQ(step.content_size, exchange.response.body.size());
  EXPECT_EQ(exchange.peer, "127.0.0.1:" + std::to_string(server_->port()));
  EXPECT_GT(exchange.times.total.count(), 0);
  EXPECT_GE(exchange.times.total, exchange.times.first_byte);
  EXPECT_THAT(step.extracted, ElementsAre(Pair("got", "200")));
  ASSERT_EQ(step.checks.size(), 2U);
  EXPECT_EQ(step.checks[0].check, "status_code");
  EXPECT_EQ(step.checks[0].assertion, "eq");
  EXPECT_EQ(step.checks[0].expected, "200");
  EXPECT_EQ(step.checks[0].actual, "200");
  EXPECT_TRUE(step.checks[0].passed);
  EXPECT_EQ(step.checks[1].actual, "200");
  EXPECT_THAT(cases_.at(0).exported,
              ElementsAre(Pair("got", "200"), Pair("v", "12345678901"), Pair("nope", "null")));
  EXPECT_THAT(
      cases_[0].config_variables,
      ElementsAre(Pair("base_url", "\"" + server_->url() + "\""), Pair("v", "12345678901")));
}

TEST_F(CaseRecorderTest, TheCaseIsNamedBeforeItsSteps) {
  EXPECT_TRUE(run("- name: s\n  request: {method: GET, url: /hello}\n").success);
  ASSERT_EQ(started_.size(), 1U);
  EXPECT_EQ(started_[0].name, "c");
  EXPECT_EQ(started_[0].file, temp_.path() + "/case.yaml");
  EXPECT_EQ(started_[0].root, temp_.path());
  EXPECT_TRUE(started_[0].steps.empty());
  EXPECT_EQ(cases_.at(0).steps.size(), 1U);
}

TEST_F(CaseRecorderTest, ARedirectIsAChain) {
  EXPECT_TRUE(run("- name: s\n  request: {method: GET, url: /redirect/2}\n"
                  "  validate: [{eq: [status_code, 200]}]\n")
                  .success);
  ASSERT_EQ(steps_.at(0).exchanges.size(), 3U);
  EXPECT_EQ(steps_[0].exchanges[0].response.status, 302);
  EXPECT_THAT(steps_[0].exchanges[1].request.url, HasSubstr("/redirect/1"));
  EXPECT_EQ(steps_[0].exchanges[2].response.status, 200);
}

TEST_F(CaseRecorderTest, BodiesAreDecoded) {
  EXPECT_TRUE(run("- name: s\n  request: {method: GET, url: /gzip}\n").success);
  EXPECT_THAT(steps_.at(0).exchanges.at(0).response.body, HasSubstr("{"));
}

TEST_F(CaseRecorderTest, AFailedCheckSaysWhatCame) {
  EXPECT_FALSE(run("- name: s\n  request: {method: GET, url: /hello}\n"
                   "  validate: [{eq: [body.hello, moon]}, {eq: [status_code, 200]}]\n")
                   .success);
  const stats::StepRecord& step = steps_.at(0);
  EXPECT_FALSE(step.success);
  EXPECT_EQ(step.error_kind, base::ErrorKind::kCheck);
  ASSERT_EQ(step.checks.size(), 1U);
  EXPECT_EQ(step.checks[0].actual, R"("world")");
  EXPECT_EQ(step.checks[0].expected, R"("moon")");
  EXPECT_FALSE(step.checks[0].passed);
  EXPECT_EQ(step.checks[0].error, "");
}

TEST_F(CaseRecorderTest, ARequestWithoutAnAnswerHasNoResponse) {
  EXPECT_FALSE(run("- name: s\n  request: {method: POST, url: /early-close}\n").success);
  const stats::StepRecord& step = steps_.at(0);
  ASSERT_EQ(step.exchanges.size(), 1U);
  EXPECT_EQ(step.exchanges[0].response.status, 0);
  EXPECT_NE(step.error_kind, base::ErrorKind::kNone);
  EXPECT_NE(step.error, "");
}

TEST_F(CaseRecorderTest, ATransactionHasItsWholeTime) {
  EXPECT_TRUE(run("- name: begin\n  transaction: {name: t, type: start}\n"
                  "- name: wait\n  think_time: {time: 0.02}\n"
                  "- name: end\n  transaction: {name: t, type: end}\n")
                  .success);
  ASSERT_EQ(steps_.size(), 3U);
  EXPECT_EQ(steps_[0].type, "transaction");
  EXPECT_EQ(steps_[1].type, "thinktime");
  EXPECT_GE(steps_[1].elapsed, std::chrono::milliseconds(10));
  EXPECT_GE(steps_[2].elapsed, std::chrono::milliseconds(10));
  EXPECT_LT(steps_[0].elapsed, std::chrono::milliseconds(20));
}

TEST_F(CaseRecorderTest, ParametersThatCannotBeAppliedAreTheCasesError) {
  const CaseOutcome outcome = run("- name: s\n  request: {method: GET, url: /hello}\n",
                                  "  parameters: {a: ['${random_int(0)}']}\n");
  EXPECT_FALSE(outcome.success);
  EXPECT_EQ(outcome.code, base::ErrorCode::kFunction);
  ASSERT_EQ(cases_.size(), 1U);
  EXPECT_NE(cases_[0].error, "");
  EXPECT_TRUE(steps_.empty());
}

TEST_F(CaseRecorderTest, HoldsWhatIsSaidOverAWebSocket) {
  EXPECT_TRUE(run("- name: open\n  websocket: {type: open, url: /ws/echo}\n"
                  "- name: talk\n  websocket: {type: wr, url: /ws/echo, text: {say: hi}}\n"
                  "  validate: [{eq: [body.say, hi]}]\n"
                  "- name: close\n  websocket: {type: close, url: /ws/echo}\n")
                  .success);
  ASSERT_EQ(steps_.size(), 3U);
  for (const auto& step : steps_) EXPECT_EQ(step.type, "websocket");
  const stats::ExchangeRecord& open = steps_[0].exchanges.at(0);
  EXPECT_EQ(open.request.method, "open");
  EXPECT_EQ(open.request.url, "ws://127.0.0.1:" + std::to_string(server_->port()) + "/ws/echo");
  EXPECT_THAT(open.request.headers, Contains(Pair("Upgrade", "websocket")));
  EXPECT_EQ(open.response.status, 101);
  const stats::ExchangeRecord& talk = steps_[1].exchanges.at(0);
  EXPECT_EQ(talk.request.body, R"({"say":"hi"})");
  EXPECT_EQ(talk.response.body, R"({"say":"hi"})");
  EXPECT_EQ(talk.response.version, "websocket");
  EXPECT_TRUE(talk.times.reused);
  EXPECT_EQ(steps_[2].exchanges.at(0).response.status, 1000);
}

}  // namespace
}  // namespace hrp::engine
