#include "engine/functions/function_context.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"
#include "support/fakes/fake_custom_functions.hpp"

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

class CustomUserFunctions : public ::testing::Test {
 protected:
  CustomUserFunctions() {
    auto program = std::make_shared<testcase::Program>();
    program->custom_functions.push_back(
        std::make_shared<const expression::CustomFunctionTable>(custom_));
    workload_.programs.push_back(program);
  }
  base::Result<expression::Value> echo(UserFunctions& functions, int value) {
    const std::vector<expression::Value> arguments{value};
    return functions.callCustom(*custom_, "echo", arguments);
  }

  const hrp::testing::FakeClock clock_;
  base::Random random_{1};
  WorkerFiles files_{nullptr};
  testcase::Workload workload_;
  std::shared_ptr<hrp::testing::FakeCustomFunctions> custom_ =
      std::make_shared<hrp::testing::FakeCustomFunctions>();
};

TEST_F(CustomUserFunctions, ACallSuspendsTheEvaluationAndIsAnsweredInItsRepetition) {
  UserFunctions functions({clock_, random_, files_, workload_, 0});
  ASSERT_TRUE(functions.mayWait());
  functions.enter(1, 1);
  functions.pause(std::chrono::seconds(1));
  EXPECT_FALSE(functions.pending());
  EXPECT_FALSE(echo(functions, 5));
  ASSERT_TRUE(functions.pending());
  auto [call, log] = functions.suspend();
  EXPECT_EQ(call.name, "echo");
  EXPECT_EQ(functions.takePause(), base::Duration::zero()) << "it is asked for again";
  log.answers.emplace_back("echo", expression::Value(5));
  functions.repeat(std::move(log));
  functions.enter(1, 1);
  functions.pause(std::chrono::seconds(1));
  EXPECT_EQ(*echo(functions, 5), 5);
  EXPECT_FALSE(functions.pending());
  EXPECT_EQ(functions.takePause(), std::chrono::seconds(1));
}

TEST_F(CustomUserFunctions, WithoutCustomFunctionsNothingIsKept) {
  UserFunctions functions({clock_, random_, files_, testcase::Workload{}, 0});
  EXPECT_FALSE(functions.mayWait());
  EXPECT_FALSE(functions.pending());
  EXPECT_EQ(&functions.random(), &random_);
  EXPECT_EQ(&functions.clock(), &clock_);
  EXPECT_EQ(echo(functions, 5).error().message, "function echo cannot be called here");
}

}  // namespace
}  // namespace hrp::engine
