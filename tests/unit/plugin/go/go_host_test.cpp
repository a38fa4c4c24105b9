#include "plugin/go/go_host.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "plugin/calls/debugtalk_messages.hpp"
#include "support/temp_folder.hpp"
#include "unit/plugin/host_fixture.hpp"

namespace hrp::plugin {
namespace {

using std::chrono::seconds;
using State = FunctionHost::State;

// A process of the test's peer.
class GoHostTest : public HostFixture {
 protected:
  void start(const std::string& peer = "", std::int32_t first_call = 1) {
    const expression::CustomSource source{
        "/nowhere/debugtalk.bin", "", {}, {{"PEER", peer}, {"SOCKETS", temp_.path()}}, {}};
    source_.emplace(GoOptions{}, source, HRP_FUNGO_PEER);
    source_->first_call = first_call;
    host_.emplace(*source_);
    host_->start(now_);
  }
  void open(const std::string& peer = "", std::int32_t first_call = 1) {
    start(peer, first_call);
    turnUntilStarted();
  }
  FunctionHost& host() override { return *host_; }
  std::string encoded(std::uint64_t /*number*/, const std::string& name,
                      const Value& arguments) override {
    return *encodeCallRequest(name, arguments, GrpcSession::kMaxMessage);
  }
  [[nodiscard]] std::size_t sockets() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(temp_.path()),
                                                  std::filesystem::directory_iterator()));
  }

  hrp::testing::TempFolder temp_;
  std::optional<GoSource> source_;
  std::optional<GoHost> host_;
};

TEST_F(GoHostTest, AnswersCallsAlsoThoseThatCameBeforeItWasReady) {
  start();
  call(1, "add", {1, 2});
  turnUntil([this] { return answers_.contains(1); });
  EXPECT_EQ(answers_[1], "3");
  EXPECT_EQ(host_->state(), State::kReady);
  EXPECT_EQ(host_->hello().functions.size(), 14U);
  EXPECT_EQ(called("echo", {1, "ä\n", nullptr, 2.5, {{"a", {true}}}}),
            "[1,\"ä\\n\",null,2.5,{\"a\":[true]}]");
  EXPECT_EQ(called("nothing"), "null");
  EXPECT_EQ(called("text", {1 << 20}).size(), (1U << 20U) + 2);
  EXPECT_EQ(called("echo", {std::string(1 << 20, 'y')}).size(), (1U << 20U) + 4);
}

TEST_F(GoHostTest, FailuresHaveTheirText) {
  open();
  EXPECT_EQ(called("fail", {"x"}), "function fail: bad luck: x");
  EXPECT_EQ(called("garble"), "function garble: it sent a message that is not what it should be");
  EXPECT_EQ(called("add", {1, 2}), "3");
}

TEST_F(GoHostTest, ManyCallsAreUnderWayAtATime) {
  open();
  for (std::uint64_t i = 1; i <= 300; ++i) call(i, "keep");
  EXPECT_EQ(called("keep_free"), "null");
  turnUntil([this] { return answers_.size() == 301; });
  EXPECT_EQ(answers_[300], "\"freed\"");
}

TEST_F(GoHostTest, ItsEnvironmentIsWhatItIsGiven) {
  open();
  EXPECT_EQ(called("variable", {"HRP_PLUGIN_TYPE"}), "\"grpc\"");
  EXPECT_EQ(called("variable", {"SOCKETS"}), "\"" + temp_.path() + "\"");
  EXPECT_EQ(called("variable", {"PWD"}), "\"\"");
}

TEST_F(GoHostTest, ItsDeathIsToldWithItsPanic) {
  open();
  call(1, "keep");
  EXPECT_EQ(called("die", {"no luck"}),
            "function die: the Go program was lost: it ended (exit status 3); "
            "it last printed: panic: no luck");
  EXPECT_EQ(answers_[1],
            "function keep: the Go program was lost: it ended (exit status 3); "
            "it last printed: panic: no luck");
  EXPECT_EQ(host_->state(), State::kDead);
  EXPECT_EQ(host_->obituary(),
            "the Go program was lost: it ended (exit status 3)\nit last printed:\n  ready\n"
            "  panic: no luck\n  \n  goroutine 1 [running]:");
  EXPECT_EQ(sockets(), 0U);
}

TEST_F(GoHostTest, WhatFunctionsPrintIsRead) {
  open();
  for (int i = 0; i < 300; ++i) called("print", {std::string(1000, 'p') + "\n"});
  called("print", {"the last line\n"});
  EXPECT_TRUE(called("die", {"x"}).ends_with("panic: x"));
  EXPECT_NE(host_->obituary().find("the last line"), std::string::npos);
}

TEST_F(GoHostTest, ACallThatTakesTooLongFailsAndTheOthersGoOn) {
  open();
  call(1, "keep");
  EXPECT_EQ(host_->nextDeadline(), now_ + seconds(30));
  now_ += seconds(30);
  host_->expire(now_);
  EXPECT_EQ(answers_[1], "function keep: no result within 30 s");
  EXPECT_EQ(host_->state(), State::kStuck);
  EXPECT_EQ(called("keep_free"), "null");
  EXPECT_EQ(called("add", {2, 2}), "4");
}

TEST_F(GoHostTest, ASecondConnectionIsMadeWhenTheNumbersOfTheFirstAreUsedUp) {
  open("", GrpcSession::kLastCall - 8);  // two for itself, three for calls
  for (std::uint64_t i = 1; i <= 3; ++i) call(i, "keep");
  call(4, "process");
  EXPECT_EQ(answers_.size(), 0U);
  now_ += seconds(30);
  host_->expire(now_);
  turnUntil([this] { return answers_.size() == 4; });
  EXPECT_EQ(answers_[4], "function process: no result within 30 s");
  const std::string process = called("process");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(called("process"), process);
}

TEST_F(GoHostTest, ItEndsByItselfAndLeavesNothing) {
  open();
  EXPECT_EQ(sockets(), 1U);
  call(1, "keep");
  host_->hangUp();
  const int process = host_->processId();
  host_.reset();
  EXPECT_EQ(answers_[1], "function keep: the run has ended");
  EXPECT_EQ(sockets(), 0U);
  EXPECT_NE(::kill(process, 0), 0);
}

TEST_F(GoHostTest, WhatCannotBeStartedIsSaid) {
  const std::map<std::string, std::string> problems{
      {"cookie",
       "the Go program was lost: it ended (exit status 1); it last printed: This binary is a "
       "plugin."},
      {"exit", "the Go program was lost: it ended (exit status 4); it last printed: ready"},
      {"version", "it speaks version 2 of HttpRunner's plugins, not 1"},
      {"netrpc", "it speaks netrpc, not grpc, over its connection"},
      {"names", "it does not list its functions: no names"}};
  for (const auto& [peer, problem] : problems) {
    open(peer);
    EXPECT_EQ(host_->state(), State::kDead);
    EXPECT_EQ(host_->problem().message, "/nowhere/debugtalk.bin: " + problem);
  }
  open("deaf");
  EXPECT_TRUE(host_->problem().message.starts_with("/nowhere/debugtalk.bin: cannot connect to "));
}

TEST_F(GoHostTest, AStartHasALimit) {
  start("silent");
  host_->expire(now_ + seconds(60));
  EXPECT_EQ(host_->problem().message, "/nowhere/debugtalk.bin: starting it took longer than 60 s");
}

}  // namespace
}  // namespace hrp::plugin
