// Testcases that a testcase refers to (src/engine/steps/call.cpp).

#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using ::testing::HasSubstr;

class CallTest : public EngineFixture {};

TEST_F(CallTest, ReferencedTestcasesHaveRowsOfTheirOwn) {
  write("child.yaml", "config:\n  name: child\n  base_url: \"" + server_->url() +
                          "\"\n  export: [greeting]\nteststeps:\n"
                          "  - name: inner\n    request: {method: GET, url: /hello}\n"
                          "    extract: {greeting: body.hello}\n"
                          "  - name: pause\n    think_time: {time: 0.01}\n");
  addCase(
      "  - name: outer\n    testcase: child.yaml\n    export: [greeting]\n"
      "  - name: after\n    request: {method: GET, url: /hello}\n"
      "    validate: [{eq: [body.hello, $greeting]}]\n");
  runLoops(1, 2);
  EXPECT_EQ(row("request", "outer - inner").requests(), 2U);
  EXPECT_TRUE(row("request", "outer - inner").in_total);
  EXPECT_EQ(row("thinktime", "outer - pause").requests(), 2U);
  EXPECT_FALSE(row("thinktime", "outer - pause").in_total);
  EXPECT_EQ(row("testcase", "outer").requests(), 2U);
  EXPECT_FALSE(row("testcase", "outer").in_total);
  EXPECT_EQ(row("request-GET", "after").failures(), 0U) << firstError("request-GET", "after");
  EXPECT_EQ(stats::totalOf(total_).requests(), server_->requestCount());
}

TEST_F(CallTest, AFailureInAReferencedTestcaseFailsTheStep) {
  write("child.yaml", "config:\n  name: child\n  base_url: \"" + server_->url() +
                          "\"\nteststeps:\n"
                          "  - name: inner\n    request: {method: GET, url: /hello}\n"
                          "    validate: [{eq: [status_code, 404]}]\n");
  addCase("  - name: outer\n    testcase: child.yaml\n");
  runLoops(1, 1);
  EXPECT_EQ(row("request", "outer - inner").failures(), 1U);
  EXPECT_EQ(row("testcase", "outer").failures(), 1U);
}

}  // namespace
}  // namespace hrp::engine
