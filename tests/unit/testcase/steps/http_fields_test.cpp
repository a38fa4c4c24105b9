// What steps that speak HTTP have in common (src/testcase/steps/http_fields.cpp).

#include <gmock/gmock.h>

#include "support/program_walker.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using hrp::testing::ProgramWalker;
using ::testing::ElementsAre;

TEST(HttpFields, HeadersOfTheStepWinInAnyCase) {
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

TEST(HttpFields, AnyOtherTransferEncodingThanChunkedIsNoticed) {
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

TEST(HttpFields, UrlsThatAreConstantAreCheckedByWhoLoads) {
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

TEST(HttpFields, AUrlWithoutAHostIsNoticed) {
  const auto loaded = program("teststeps: [{request: {url: /a}}, {request: {url: $nope}}]");
  EXPECT_THAT(
      diagnostics(*loaded),
      ElementsAre("/w/case.yaml: step 1: request.url: \"/a\" has no host",
                  "/w/case.yaml: step 2: request.url: variable nope not found (at offset 0)"));
}

}  // namespace
}  // namespace hrp::testcase
