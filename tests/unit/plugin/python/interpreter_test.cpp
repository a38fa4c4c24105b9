#include "plugin/python/interpreter.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "unit/plugin/host_fixture.hpp"

namespace hrp::plugin {
namespace {

using std::chrono::seconds;

class InterpreterTest : public HostFixture {
 protected:
  void prepare(const expression::CustomSource& source, const PythonOptions& options = {}) {
    source_.emplace(options, source, PythonFiles::make(source).value());
    interpreter_.emplace(*source_);
  }
  void open(const std::string& text, const PythonOptions& options = {}) {
    expression::CustomSource source;
    source.file = "/nowhere/debugtalk.py";
    source.text = text;
    prepare(source, options);
    interpreter_->start(now_);
    turnUntilStarted();
  }
  FunctionHost& host() override { return *interpreter_; }
  std::string encoded(std::uint64_t number, const std::string& name,
                      const Value& arguments) override {
    return *encodeCall(number, name, arguments);
  }
  void turnUntilAnswered(std::size_t count) {
    turnUntil([this, count] { return answers_.size() >= count; });
  }

  std::optional<HostSource> source_;
  std::optional<Interpreter> interpreter_;
};

TEST_F(InterpreterTest, AnswersCallsThatCameBeforeItWasReady) {
  expression::CustomSource source{"/nowhere/debugtalk.py", "def one():\n    return 1\n", {}, {}};
  prepare(source);
  interpreter_->start(now_);
  call(1, "one");
  turnUntilAnswered(1);
  EXPECT_EQ(answers_[1], "1");
  EXPECT_EQ(interpreter_->hello().functions[0].name, "one");
}

// Its end would make every wait for the others return at once.
TEST_F(InterpreterTest, OutputThatItClosesIsNotWaitedFor) {
  open(
      "import os\ndef hush():\n    os.close(1)\n    os.close(2)\n    return 1\n"
      "def two():\n    return 2\n");
  call(1, "hush");
  turnUntil([this] {
    std::vector<pollfd> polls;
    interpreter_->appendPolls(polls);
    return answers_.contains(1) && polls[2].fd < 0;
  });
  call(2, "two");
  turnUntilAnswered(2);
  EXPECT_EQ(answers_[2], "2");
}

TEST_F(InterpreterTest, ItsDeathIsToldWithWhatItLastPrinted) {
  open(
      "import os, sys\ndef die():\n    for i in range(20):\n        print('word', i, flush=True)\n"
      "    os._exit(3)\ndef one():\n    return 1\n");
  call(1, "die");
  turnUntilAnswered(1);
  EXPECT_EQ(answers_[1],
            "function die: the Python interpreter was lost: it ended (exit status 3); "
            "it last printed: word 19");
  EXPECT_EQ(interpreter_->state(), Interpreter::State::kDead);
  std::string lines = "it last printed:";
  for (int i = 10; i < 20; ++i) lines += "\n  word " + std::to_string(i);
  EXPECT_EQ(interpreter_->obituary(),
            "the Python interpreter was lost: it ended (exit status 3)\n" + lines);
  call(2, "one");
  EXPECT_EQ(answers_[2],
            "function one: the Python interpreter was lost: it ended (exit status 3); "
            "it last printed: word 19");
}

TEST_F(InterpreterTest, ASignalIsNamed) {
  open("def one():\n    return 1\n");
  ASSERT_EQ(::kill(interpreter_->processId(), SIGKILL), 0);
  call(1, "one");
  turnUntilAnswered(1);
  EXPECT_NE(answers_[1].find("signal 9 (Killed)"), std::string::npos) << answers_[1];
}

TEST_F(InterpreterTest, ACallThatTakesTooLongFailsAndItsLateAnswerIsDropped) {
  open(
      "import sys\nheld = None\nimport threading\nheld = threading.Event()\n"
      "def wait():\n    held.wait()\n    return 'late'\n"
      "def free():\n    held.set()\n    return 'free'\n");
  call(1, "wait");
  EXPECT_EQ(interpreter_->nextDeadline(), now_ + seconds(30));
  now_ += seconds(30);
  interpreter_->expire(now_);
  EXPECT_EQ(answers_[1], "function wait: no result within 30 s");
  EXPECT_FALSE(interpreter_->nextDeadline());
  EXPECT_EQ(interpreter_->state(), Interpreter::State::kStuck);
  EXPECT_EQ(interpreter_->obituary(), "function wait did not return within 30 s");
  call(2, "free");
  turnUntilAnswered(2);
  EXPECT_EQ(answers_[2], "\"free\"");
  call(3, "wait");
  turnUntilAnswered(3);
  EXPECT_EQ(answers_[1], "function wait: no result within 30 s");
  EXPECT_EQ(answers_[3], "\"late\"");
}

TEST_F(InterpreterTest, AnImportThatTakesTooLongIsAnError) {
  expression::CustomSource source{
      "/nowhere/debugtalk.py", "import threading\nthreading.Event().wait()\n", {}, {}};
  prepare(source);
  interpreter_->start(now_);
  EXPECT_EQ(interpreter_->nextDeadline(), now_ + seconds(120));
  interpreter_->expire(now_ + seconds(120));
  EXPECT_EQ(interpreter_->problem().message,
            "/nowhere/debugtalk.py: importing it took longer than 120 s");
}

TEST_F(InterpreterTest, CallsUnderWayFailWhenItGoes) {
  open("import threading\ndef wait():\n    threading.Event().wait()\n");
  call(1, "wait");
  interpreter_.reset();
  EXPECT_EQ(answers_[1], "function wait: the run has ended");
}

}  // namespace
}  // namespace hrp::plugin
