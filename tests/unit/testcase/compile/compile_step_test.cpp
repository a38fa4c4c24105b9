#include <gmock/gmock.h>

#include "support/program_walker.hpp"
#include "testcase/compile/case_compiler.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using hrp::testing::ProgramWalker;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;

const RequestStep& request(const std::shared_ptr<const Program>& program, std::size_t index = 0) {
  return *stepIf<RequestStep>(program->operations.at(index));
}

TEST(CompileStep, HeadersOfTheStepWinInAnyCase) {
  const auto loaded = program(
      "config: {base_url: http://h, headers: {X-A: cfg, x-b: 'cfg$v'}, variables: {v: 1}}\n"
      "teststeps:\n"
      "- request: {url: /1, headers: {x-a: step, ':path': /q, X-E: '', X-F: '${max(1,2)}'}}\n"
      "- request: {url: /2}\n");
  ProgramWalker walker(*loaded);
  walker.run();
  EXPECT_EQ(walker.requests[0]["headers"].dump(),
            R"({"X-E":"","X-F":2,"x-a":"step","x-b":"cfg1"})");
  EXPECT_EQ(walker.requests[1]["headers"].dump(), R"({"X-A":"cfg","x-b":"cfg1"})");
}

TEST(CompileStep, TimeoutsBelongToTheStepOrTheCase) {
  const auto loaded = program(
      "config: {base_url: http://h, request_timeout: 0.6, verify: false}\n"
      "teststeps:\n- request: {url: /}\n- request: {url: /, timeout: 5, verify: true}\n");
  EXPECT_EQ(request(loaded, 0).timeout, milliseconds(600));
  EXPECT_FALSE(request(loaded, 0).verify_tls);
  EXPECT_EQ(request(loaded, 1).timeout, seconds(5));
  EXPECT_TRUE(request(loaded, 1).verify_tls);
  EXPECT_TRUE(request(loaded, 1).allow_redirects);
  EXPECT_EQ(request(program("teststeps: [{request: {url: 'http://h/'}}]")).timeout, seconds(120));
}

TEST(CompileStep, MethodAndRowType) {
  const auto loaded = program("teststeps: [{request: {method: post, url: 'http://h/'}}]");
  EXPECT_EQ(request(loaded).row_type, "request-post");
  EXPECT_EQ(request(loaded).method.constant(), "post");
}

TEST(CompileStep, AScalarBodyBreaksTheStep) {
  const auto loaded = program("teststeps: [{request: {url: 'http://h/', json: 5}}]");
  ASSERT_TRUE(loaded->operations[0].broken);
  EXPECT_EQ(loaded->operations[0].broken->message,
            "request.json: expected text, a map or a list, got a number");
  EXPECT_THAT(diagnostics(*loaded), ElementsAre("/w/case.yaml: step 1: request.json: expected "
                                                "text, a map or a list, got a number"));
}

TEST(CompileStep, AnyOtherTransferEncodingThanChunkedIsNoticed) {
  const auto loaded = program(
      "config: {headers: {Transfer-Encoding: identity}}\n"
      "teststeps:\n"
      "- request: {url: 'http://h/', headers: {transfer-encoding: 'gzip, chunked'}}\n"
      "- request: {url: 'http://h/', headers: {Transfer-Encoding: ' Chunked'}}\n"
      "- request: {url: 'http://h/'}\n"
      "- request: {url: 'http://h/', headers: {Transfer-Encoding: $te}, body: x}\n"
      "  variables: {te: chunked}\n");
  EXPECT_THAT(diagnostics(*loaded),
              ElementsAre("/w/case.yaml: step 1: request.headers.transfer-encoding: only "
                          "\"chunked\" can be sent, not \"gzip, chunked\"",
                          "/w/case.yaml: step 3: config.headers.Transfer-Encoding: only "
                          "\"chunked\" can be sent, not \"identity\""));
}

TEST(CompileStep, UrlsThatAreConstantAreCheckedByWhoLoads) {
  std::vector<std::string> checked;
  const LoadOptions options{.check_url = [&checked](std::string_view url) -> base::Result<> {
    checked.emplace_back(url);
    if (url.find("bad") == url.npos) return {};
    return base::fail(base::ErrorCode::kInvalidArgument, "bad URL");
  }};
  const std::string steps =
      "teststeps:\n- request: {url: 'http://bad/'}\n- request: {url: /a}\n"
      "- request: {url: 'http://$v/'}\n  variables: {v: bad}\n"
      "- websocket: {type: open, url: 'ws://good/'}\n";
  const auto loaded =
      load({{"case.yaml", "config: {base_url: 'http://base'}\n" + steps}}, "case.yaml", options);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_THAT(checked, ElementsAre("http://base", "http://bad/", "ws://good/"));
  EXPECT_THAT(diagnostics(*loaded->programs[0]),
              ElementsAre("/w/case.yaml: step 1: request.url: bad URL"));
  const auto refused =
      load({{"case.yaml", "config: {base_url: 'http://bad'}\n" + steps}}, "case.yaml", options);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("base_url: bad URL"));
}

TEST(CompileStep, AUrlWithoutAHostIsNoticed) {
  const auto loaded = program("teststeps: [{request: {url: /a}}, {request: {url: $nope}}]");
  EXPECT_THAT(
      diagnostics(*loaded),
      ElementsAre("/w/case.yaml: step 1: request.url: \"/a\" has no host",
                  "/w/case.yaml: step 2: request.url: variable nope not found (at offset 0)"));
}

TEST(CompileStep, UploadsAreReadWhenLoading) {
  const std::string yaml =
      "config: {base_url: http://h, variables: {fn: up.txt}, parameters: {p: [a.bin, b.bin]}}\n"
      "teststeps:\n- request: {url: /u, upload: {f: '@d/x.json;type=text/foo', t: plain, n: 5,\n"
      "    q: '@\"$fn\";filename=o.txt', p: '@$p'}}\n";
  EXPECT_TRUE(
      diagnostics(
          *program(yaml, {{"up.txt", "x"}, {"d/x.json", "{}"}, {"a.bin", ""}, {"b.bin", ""}}))
          .empty());
  const auto missing = program(yaml, {{"up.txt", "x"}, {"d/x.json", "{}"}, {"a.bin", ""}});
  ASSERT_EQ(missing->diagnostics.size(), 1U);
  EXPECT_EQ(missing->diagnostics[0].field, "request.upload.p");
  EXPECT_EQ(request(missing).body.kind, RequestBody::Kind::kUpload);
  EXPECT_EQ(request(missing).body.upload.size(), 5U);
}

TEST(CompileStep, UploadPath) {
  EXPECT_EQ(uploadPath("@a.txt"), "a.txt");
  EXPECT_EQ(uploadPath(" @\"a b.txt\" ;type=x"), "a b.txt");
  EXPECT_EQ(uploadPath("text;filename=@x"), "");
  EXPECT_EQ(uploadPath(""), "");
}

TEST(CompileStep, OtherSteps) {
  const auto loaded = program(
      "config: {base_url: http://h, think_time: {strategy: multiply, setting: 2, limit: 3}}\n"
      "teststeps:\n"
      "- think_time: {time: 0.25}\n"
      "- rendezvous: {name: R, number: 5, timeout: 700}\n"
      "- rendezvous: {name: S, number: 5, percent: 0.5}\n"
      "- rendezvous: {name: T, percent: 0.5}\n"
      "- transaction: {name: X, type: end}\n"
      "- websocket: {type: wr, url: /ws, text: {a: 1}, timeout: 1500}\n"
      "  validate: [{eq: [body, x]}]\n");
  ASSERT_EQ(loaded->operations.size(), 6U);
  const auto& think = *stepIf<ThinkTimeStep>(loaded->operations[0]);
  EXPECT_EQ(think.time, milliseconds(250));
  EXPECT_EQ(think.strategy, ThinkTimeStep::Strategy::kMultiply);
  EXPECT_EQ(think.low, 2);
  EXPECT_EQ(think.limit, seconds(3));
  const auto& by_number = *stepIf<RendezvousStep>(loaded->operations[1]);
  EXPECT_EQ(by_number.number, 5);
  EXPECT_EQ(by_number.timeout, milliseconds(700));
  const auto& both = *stepIf<RendezvousStep>(loaded->operations[2]);
  EXPECT_EQ(both.number, 0);
  EXPECT_EQ(both.percent, 1);
  EXPECT_EQ(both.timeout, seconds(5));
  EXPECT_EQ(stepIf<RendezvousStep>(loaded->operations[3])->percent, 0.5);
  EXPECT_EQ(stepIf<TransactionStep>(loaded->operations[4])->edge, TransactionStep::Edge::kEnd);
  const auto& socket = *stepIf<WebSocketStep>(loaded->operations[5]);
  EXPECT_EQ(socket.action, WebSocketStep::Action::kWriteAndRead);
  EXPECT_EQ(socket.row_type, "websocket-wr");
  EXPECT_EQ(socket.timeout, milliseconds(1500));
  EXPECT_EQ(socket.checks.size(), 1U);
}

TEST(CompileStep, HooksSeeRequestAndResponse) {
  const auto loaded = program(
      "teststeps:\n- request: {url: 'http://h/$hrp_step_name'}\n"
      "  setup_hooks: ['${md5($request)}']\n  extract: {x: $response}\n"
      "- request: {url: 'http://h/$request'}\n");
  EXPECT_TRUE(loaded->step_name_slot && loaded->request_slot && loaded->response_slot);
  EXPECT_TRUE(request(loaded, 0).uses_request && request(loaded, 0).uses_response);
  EXPECT_FALSE(request(loaded, 1).uses_request);
  EXPECT_THAT(
      diagnostics(*loaded),
      ElementsAre("/w/case.yaml: step 2: request.url: variable request not found (at offset 9)"));
}

}  // namespace
}  // namespace hrp::testcase
