#include "hrp/record/run_recorder.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"

namespace hrp::record {
namespace {

// Says in one line each what it is told.
class Lines final : public RunSink {
 public:
  Lines(std::vector<std::string>& lines, std::string fails_at)
      : lines_(lines), fails_at_(std::move(fails_at)) {}
  base::Result<> begin(const RunOrigin& origin) override { return say("begin " + origin.command); }
  base::Result<> figures(std::uint32_t second, const stats::Slice& slice) override {
    return say(std::to_string(second) + ": " + std::to_string(slice.iterations));
  }
  base::Result<> moment(std::uint32_t second, const FleetMoment& moment) override {
    return say(std::to_string(second) + " over, users " + std::to_string(moment.users));
  }
  base::Result<> end(const stats::Snapshot& end) override {
    EXPECT_TRUE(end.total.empty());
    return say("end " + end.reason_text);
  }

 private:
  base::Result<> say(const std::string& line) {
    lines_.push_back(line);
    if (line != fails_at_) return {};
    return base::fail(base::ErrorCode::kIo, "disk full");
  }
  std::vector<std::string>& lines_;
  std::string fails_at_;
};

class RunRecorderTest : public ::testing::Test {
 protected:
  std::unique_ptr<RunRecorder> recorder(const std::string& fails_at = "never") {
    std::vector<std::unique_ptr<RunSink>> sinks;
    sinks.push_back(std::make_unique<Lines>(failing_, fails_at));
    sinks.push_back(std::make_unique<Lines>(working_, "never"));
    return std::make_unique<RunRecorder>(clock_, std::move(sinks));
  }
  static stats::Slice slice(std::uint64_t iterations) {
    stats::Slice made;
    made.iterations = iterations;
    return made;
  }
  static stats::Snapshot end(const std::string& text) {
    stats::Snapshot snapshot;
    snapshot.total = slice(99);
    snapshot.reason_text = text;
    return snapshot;
  }

  const hrp::testing::FakeClock clock_{};
  std::vector<std::string> failing_;
  std::vector<std::string> working_;
};

TEST_F(RunRecorderTest, HandsARunToItsSinks) {
  const auto recorder = this->recorder();
  recorder->begin({.command = "a"});
  recorder->moment({.users = 3});
  recorder->add(0, slice(5));
  recorder->end(end("done"));
  recorder->add(0, slice(2));
  recorder->end(end("whole"));
  recorder->settle();
  EXPECT_EQ(working_, (std::vector<std::string>{"begin a", "0: 5", "0 over, users 3", "end done",
                                                "0: 2", "end whole"}));
  EXPECT_EQ(failing_, working_);
  EXPECT_FALSE(recorder->failed());
}

TEST_F(RunRecorderTest, ASinkThatFailsIsLeftOutUntilTheNextRun) {
  const auto recorder = this->recorder("0: 5");
  for (const char* run : {"a", "b"}) {
    recorder->begin({.command = run});
    recorder->add(0, slice(run[0] == 'a' ? 5 : 6));
    recorder->end(end(run));
  }
  recorder->settle();
  EXPECT_EQ(failing_, (std::vector<std::string>{"begin a", "0: 5", "begin b", "0: 6",
                                                "0 over, users 0", "end b"}));
  EXPECT_EQ(working_.size(), 8U);
  EXPECT_TRUE(recorder->failed());
}

TEST_F(RunRecorderTest, WritesWhatIsLeftWhenItIsClosed) {
  {
    const auto recorder = this->recorder();
    recorder->begin({.command = "a"});
    recorder->add(0, slice(5));
    recorder->end(end("done"));
  }
  EXPECT_EQ(working_.back(), "end done");
}

}  // namespace
}  // namespace hrp::record
