#include "plugin/host/tool_run.hpp"

#include <gtest/gtest.h>

namespace hrp::plugin {
namespace {

using std::chrono::seconds;

TEST(ToolRun, KeepsTheLastLinesAndTheStatus) {
  const base::SystemClock clock{};
  const auto done =
      runTool({"sh", "-c", "seq 1 100; echo last >&2; printf 'no newline'"}, seconds(30), clock);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->succeeded());
  ASSERT_EQ(done->last_lines.size(), kToolLines);
  EXPECT_EQ(done->last_lines.front(), "88");
  EXPECT_EQ(done->last_lines.back(), "no newline");
  const auto failed = runTool({"sh", "-c", "echo one; echo; echo two; exit 3"}, seconds(30), clock);
  ASSERT_TRUE(failed);
  EXPECT_FALSE(failed->succeeded());
  EXPECT_EQ(failed->text(), "exit status 3: one | two");
}

TEST(ToolRun, DoesNotWaitForWhatAToolLeavesBehind) {
  const base::SystemClock clock{};
  const auto done = runTool({"sh", "-c", "sleep 60 3>&- 4>&- & echo started"}, seconds(50), clock);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->text(), "exit status 0: started");
}

TEST(ToolRun, EndsWhatTakesTooLong) {
  const base::SystemClock clock{};
  const auto late = runTool({"sleep", "60"}, std::chrono::milliseconds(50), clock);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, base::ErrorCode::kTimeout);
  EXPECT_EQ(late.error().message, "sleep did not end within 50ms");
}

TEST(ToolRun, AToolThatIsNotThereIsNamed) {
  const base::SystemClock clock{};
  const auto none = runTool({"/no/such/tool"}, seconds(1), clock);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "cannot start /no/such/tool: No such file or directory");
}

}  // namespace
}  // namespace hrp::plugin
