#include "cli/self_profiler.hpp"

#include <gtest/gtest.h>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

using namespace std::chrono_literals;

TEST(SelfProfilerTest, WritesAProfileWhenItFinishes) {
  const testing::TempFolder folder;
  const std::string file = folder.file("cpu.prof");
  SelfProfiler profiler;
  ASSERT_TRUE(profiler.start({.cpu_file = file, .cpu_duration = 1h}).has_value());
  profiler.finish();
  EXPECT_GT(base::readFile(file).value().size(), 24u);  // more than the header of five words
}

TEST(SelfProfilerTest, AFileThatIsGoneAtTheEndIsAFailure) {
  const testing::TempFolder folder;
  folder.write("gone/later", "");
  SelfProfiler profiler;
  ASSERT_TRUE(
      profiler.start({.cpu_file = folder.file("gone/cpu.prof"), .cpu_duration = 1h}).has_value());
  std::filesystem::remove_all(folder.file("gone"));
  EXPECT_FALSE(profiler.failed());
  profiler.finish();
  EXPECT_TRUE(profiler.failed());
}

TEST(SelfProfilerTest, NothingAskedForIsNothingDone) {
  SelfProfiler profiler;
  EXPECT_TRUE(profiler.start({}).has_value());
  profiler.finish();
}

TEST(SelfProfilerTest, AFileThatCannotBeWrittenIsNamed) {
  SelfProfiler profiler;
  const auto started = profiler.start({.cpu_file = "/no/such/folder/cpu.prof", .cpu_duration = 1s});
  ASSERT_FALSE(started.has_value());
  EXPECT_NE(started.error().message.find("/no/such/folder/cpu.prof"), std::string::npos);
}

}  // namespace
}  // namespace hrp::cli
