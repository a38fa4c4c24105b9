#include "plugin/host/host_pool.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "plugin/python/interpreter.hpp"
#include "support/temp_folder.hpp"

namespace hrp::plugin {
namespace {

using expression::Value;
using std::chrono::seconds;

// A pool polled by hand; its time is the test's.
class HostPoolTest : public ::testing::Test {
 protected:
  void open(const std::string& text, int interpreters = 1) {
    const PythonOptions options;
    expression::CustomSource source;
    source.file = "/nowhere/debugtalk.py";
    source.text = text;
    source_.emplace(options, source, PythonFiles::make(source).value());
    pool_.emplace(HostKind{source.file, "Python interpreters",
                           [this] { return std::make_unique<Interpreter>(*source_); }},
                  interpreters);
    pool_->startFirst(now_);
    turnUntil([this] { return pool_->first().state() == Interpreter::State::kReady; });
    pool_->startOthers(now_);
  }
  void call(std::uint64_t number, const std::string& name, std::uint64_t lane = 0) {
    QueuedCall queued;
    queued.number = number;
    queued.frame = *encodeCall(number, name, Value::array());
    queued.name = name;
    queued.deadline = now_ + seconds(30);
    queued.done = [this, number](base::Result<Value> result) {
      answers_[number] = result ? result->dump() : result.error().message;
    };
    pool_->call(lane, std::move(queued));
    pool_->flush();
  }
  void turn(int timeout_ms = 100) {
    std::vector<pollfd> polls;
    pool_->appendPolls(polls);
    ::poll(polls.data(), polls.size(), timeout_ms);
    pool_->handle(polls.data(), now_);
    static_cast<void>(pool_->replaceLost(now_));
  }
  void turnUntil(const std::function<bool()>& done) {
    for (int turns = 0; turns < 300 && !done(); ++turns) turn();
    ASSERT_TRUE(done());
  }
  void turnUntilAnswered(std::uint64_t number) {
    turnUntil([this, number] { return answers_.contains(number); });
  }

  base::TimePoint now_{seconds(1000)};
  std::map<std::uint64_t, std::string> answers_;
  std::optional<HostSource> source_;
  std::optional<HostPool> pool_;
};

constexpr const char* kHeldFunctions =
    "import os, threading\nheld = threading.Event()\n"
    "def wait():\n    held.wait()\n    return 'waited'\n"
    "def free():\n    held.set()\n"
    "def process():\n    return os.getpid()\n"
    "def die():\n    os._exit(3)\n";

TEST_F(HostPoolTest, ADeadOneIsReplacedAndTheOthersGoOn) {
  open(kHeldFunctions, 2);
  call(1, "process", 0);
  call(2, "process", 1);
  turnUntilAnswered(1);
  turnUntilAnswered(2);
  EXPECT_NE(answers_[1], answers_[2]);
  call(3, "wait", 0);
  call(4, "die", 0);
  turnUntilAnswered(3);
  turnUntilAnswered(4);
  EXPECT_NE(answers_[3].find("exit status 3"), std::string::npos) << answers_[3];
  call(5, "process", 0);
  call(6, "process", 1);
  turnUntilAnswered(5);
  turnUntilAnswered(6);
  EXPECT_NE(answers_[5], answers_[1]) << "it is another process";
  EXPECT_EQ(answers_[6], answers_[2]);
}

TEST_F(HostPoolTest, OneThatHoldsACallPastItsTimeIsReplacedAndItsOtherCallsEnd) {
  open(kHeldFunctions);
  call(1, "process");
  turnUntilAnswered(1);
  call(2, "wait");
  now_ += seconds(20);
  call(3, "wait");
  now_ += seconds(10);
  turn(0);
  EXPECT_EQ(answers_[2], "function wait: no result within 30 s");
  EXPECT_FALSE(answers_.contains(3)) << "it has more time";
  call(4, "process");
  turnUntilAnswered(4);
  EXPECT_NE(answers_[4], answers_[1]);
  const int old = std::stoi(answers_[1]);
  EXPECT_EQ(::kill(old, 0), 0);
  now_ += seconds(20);
  turn(0);
  EXPECT_EQ(answers_[3], "function wait: no result within 30 s");
  turnUntil([old] { return ::kill(old, 0) != 0; });
  call(5, "process");
  turnUntilAnswered(5);
  EXPECT_EQ(answers_[5], answers_[4]) << "what the retired one held does not count again";
}

TEST_F(HostPoolTest, OneThatDoesNothingAnyMoreIsReplaced) {
  open(kHeldFunctions);
  call(1, "process");
  turnUntilAnswered(1);
  const int old = std::stoi(answers_[1]);
  ASSERT_EQ(::kill(old, SIGSTOP), 0);
  siginfo_t stopped{};  // it may still run for a moment after kill()
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(old), &stopped, WSTOPPED | WNOWAIT), 0);
  call(2, "process");
  now_ += seconds(30);
  turn(0);
  EXPECT_EQ(answers_[2], "function process: no result within 30 s");
  call(3, "process");
  turnUntilAnswered(3);
  EXPECT_NE(answers_[3], answers_[1]);
  EXPECT_NE(::kill(old, 0), 0) << "it is gone";
}

TEST_F(HostPoolTest, FiveDeathsWithinAMinuteAreTheEnd) {
  open(kHeldFunctions);
  for (std::uint64_t i = 1; i <= CrashWatch::kMost; ++i) {
    EXPECT_EQ(pool_->broken(), "");
    now_ += seconds(10);
    call(i, "die");
    turnUntilAnswered(i);
  }
  EXPECT_EQ(pool_->broken(),
            "/nowhere/debugtalk.py: 5 Python interpreters were lost within a minute; the last: "
            "the Python interpreter was lost: it ended (exit status 3)");
  call(9, "process");
  EXPECT_EQ(answers_[9], "function process: " + pool_->broken());
}

TEST_F(HostPoolTest, OneThatCannotBeStartedAgainIsTriedFiveTimes) {
  const hrp::testing::TempFolder folder;
  const std::string stamp = folder.path() + "/stamp";
  open("import os\nif os.path.exists('" + stamp + "'):\n    raise RuntimeError('not twice')\n" +
       "open('" + stamp + "', 'w').close()\ndef die():\n    os._exit(3)\n");
  call(1, "die");
  turnUntilAnswered(1);
  turnUntil([this] { return !pool_->broken().empty(); });
  EXPECT_NE(pool_->broken().find("the last: /nowhere/debugtalk.py:3: RuntimeError: not twice"),
            std::string::npos)
      << pool_->broken();
}

TEST_F(HostPoolTest, CallsUnderWayFailWhenItEnds) {
  open(kHeldFunctions);
  call(1, "wait");
  pool_->end();
  EXPECT_EQ(answers_[1], "function wait: the run has ended");
}

}  // namespace
}  // namespace hrp::plugin
