#include "plugin/interpreter.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "support/fake_clock.hpp"

namespace hrp::plugin {
namespace {

using expression::Value;
using std::chrono::seconds;

// One interpreter, polled by hand; its time is the test's.
class InterpreterTest : public ::testing::Test {
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
    turnUntil([this] { return interpreter_->state() != Interpreter::State::kStarting; });
  }
  void call(std::uint64_t number, const std::string& name,
            const Value& arguments = Value::array()) {
    QueuedCall queued;
    queued.number = number;
    queued.frame = *encodeCall(number, name, arguments);
    queued.name = name;
    queued.deadline = now_ + seconds(30);
    queued.done = [this, number](base::Result<Value> result) {
      answers_[number] = result ? result->dump() : result.error().message;
    };
    interpreter_->call(std::move(queued));
    interpreter_->flush();
  }
  void turnUntil(const std::function<bool()>& done) {
    const base::SystemClock clock;
    const base::TimePoint limit = clock.now() + seconds(20);
    while (!done() && clock.now() < limit) {
      std::vector<pollfd> polls;
      interpreter_->appendPolls(polls);
      ASSERT_EQ(polls.size(), Interpreter::kPolls);
      ::poll(polls.data(), polls.size(), 100);
      interpreter_->handle(polls.data());
    }
    ASSERT_TRUE(done());
  }
  void turnUntilAnswered(std::size_t count) {
    turnUntil([this, count] { return answers_.size() >= count; });
  }

  base::TimePoint now_{seconds(1000)};
  std::map<std::uint64_t, std::string> answers_;
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
