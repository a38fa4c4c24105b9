#include "engine/function_context.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

namespace hrp::engine {
namespace {

class CountingFiles final : public testcase::FileSource {
 public:
  base::Result<testcase::FileContent> read(const std::string& path) override {
    ++reads;
    if (path != "/work/a.txt") return base::fail(base::ErrorCode::kNotFound, path + ": not found");
    return std::make_shared<const std::string>("text");
  }
  bool isFile(const std::string&) override { return false; }
  bool isFolder(const std::string&) override { return false; }
  base::Result<std::vector<std::string>> filesBelow(const std::string&) override {
    return std::vector<std::string>{};
  }
  const std::string& workingFolder() const override { return folder; }

  int reads = 0;
  std::string folder = "/work";
};

TEST(WorkerFiles, ReadsAFileOnce) {
  auto source = std::make_shared<CountingFiles>();
  WorkerFiles files(source);
  EXPECT_EQ(**files.read("a.txt"), "text");
  EXPECT_EQ(**files.read("/work/x/../a.txt"), "text");
  EXPECT_EQ(source->reads, 1);
  EXPECT_FALSE(files.read("b.txt"));
}

TEST(WorkerFiles, ARunWithoutFilesSaysSo) {
  WorkerFiles files(nullptr);
  const auto content = files.read("a.txt");
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().message, "a.txt: this run has no files");
}

TEST(UserFunctions, KnowsTheUserAndCollectsPauses) {
  const hrp::testing::FakeClock clock;
  base::Random random(1);
  WorkerFiles files(std::make_shared<CountingFiles>());
  testcase::Workload workload;
  workload.environment = {{"NAME", "first"}, {"NAME", "second"}};
  UserFunctions functions({clock, random, files, workload, 3});
  functions.enter(5, 9);
  EXPECT_EQ(functions.userId(), 5);
  EXPECT_EQ(functions.iteration(), 9);
  EXPECT_EQ(functions.workerIndex(), 3);
  EXPECT_EQ(functions.environment("NAME"), "second");
  EXPECT_FALSE(functions.environment("HRP_TEST_NO_SUCH_VARIABLE").has_value());
  EXPECT_EQ(*functions.readFile("a.txt"), "text");
  functions.pause(std::chrono::seconds(1));
  functions.pause(std::chrono::seconds(2));
  functions.pause(-std::chrono::seconds(9));
  EXPECT_EQ(functions.takePause(), std::chrono::seconds(3));
  EXPECT_EQ(functions.takePause(), std::chrono::seconds(0));
}

}  // namespace
}  // namespace hrp::engine
