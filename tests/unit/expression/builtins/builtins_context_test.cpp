#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "expression/builtins/builtins.hpp"
#include "support/fakes/fake_function_context.hpp"

namespace hrp::expression {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class BuiltinsContextTest : public ::testing::Test {
 protected:
  base::Result<Value> call(std::string_view name, const std::vector<Value>& arguments = {}) {
    return findBuiltin(name)->call(arguments, context_);
  }
  std::string failure(std::string_view name, const std::vector<Value>& arguments) {
    const auto result = call(name, arguments);
    return result ? "no error: " + result->dump() : result.error().message;
  }
  hrp::testing::FakeFunctionContext context_;
};

TEST_F(BuiltinsContextTest, Timestamps) {
  context_.fake_clock.set(base::TimePoint(std::chrono::milliseconds(1500)));
  EXPECT_EQ(*call("get_timestamp"), Value(1'790'000'001'500));
  EXPECT_EQ(*call("timestamp"), Value(1'790'000'001));
  EXPECT_EQ(*call("timestamp", {"s"}), Value(1'790'000'001));
  EXPECT_EQ(*call("timestamp", {"ms"}), Value(1'790'000'001'500));
  EXPECT_EQ(*call("timestamp", {"us"}), Value(1'790'000'001'500'000));
  EXPECT_EQ(*call("timestamp", {"ns"}), Value(1'790'000'001'500'000'000));
  EXPECT_EQ(failure("timestamp", {"h"}),
            "function timestamp argument 1: expected s, ms, us or ns, got text \"h\"");
}

TEST_F(BuiltinsContextTest, Now) {
  EXPECT_THAT(call("now")->get<std::string>(),
              MatchesRegex("2026-09-2[12]T[0-9]{2}:[0-9]{2}:[0-9]{2}[-+][0-9]{2}:[0-9]{2}"));
  EXPECT_EQ(*call("now", {"%Y year"}), Value("2026 year"));
  EXPECT_EQ(*call("now", {""}), Value(""));
  EXPECT_THAT(failure("now", {std::string(5000, 'x')}), HasSubstr("the time format"));
}

TEST_F(BuiltinsContextTest, SleepAsksForAPause) {
  EXPECT_EQ(*call("sleep", {2}), Value());
  EXPECT_EQ(context_.paused, std::chrono::seconds(2));
  EXPECT_EQ(*call("sleep", {0.25}), Value());
  EXPECT_EQ(context_.paused, std::chrono::milliseconds(2250));
  EXPECT_EQ(failure("sleep", {-1}),
            "function sleep argument 1: expected seconds from 0 to a year, got -1");
  EXPECT_THAT(failure("sleep", {1e18}), HasSubstr("expected seconds"));
  EXPECT_THAT(failure("sleep", {std::numeric_limits<double>::quiet_NaN()}),
              HasSubstr("expected seconds"));
}

TEST_F(BuiltinsContextTest, RandomText) {
  EXPECT_THAT(call("gen_random_string", {40})->get<std::string>(), MatchesRegex("[a-zA-Z0-9]{40}"));
  EXPECT_EQ(*call("gen_random_string", {0}), Value(""));
  EXPECT_EQ(call("gen_random_string", {3'000'000})->get<std::string>().size(), 3'000'000U);
  EXPECT_EQ(call("gen_random_string", {2.9})->get<std::string>().size(), 2U);
  EXPECT_NE(*call("gen_random_string", {20}), *call("gen_random_string", {20}));
  EXPECT_THAT(failure("gen_random_string", {-1}), HasSubstr("expected a length"));
  EXPECT_THAT(failure("gen_random_string", {1 << 25}), HasSubstr("expected a length"));
}

TEST_F(BuiltinsContextTest, RandomNumbers) {
  std::set<std::int64_t> drawn;
  for (int i = 0; i < 200; ++i) drawn.insert(call("random_int", {3})->get<std::int64_t>());
  EXPECT_EQ(drawn, (std::set<std::int64_t>{0, 1, 2}));
  EXPECT_EQ(failure("random_int", {0}),
            "function random_int argument 1: expected a number above 0, got 0");
  EXPECT_THAT(failure("random_int", {-5}), HasSubstr("got -5"));
  for (int i = 0; i < 100; ++i) {
    const double number = call("random_range", {1, 2.5})->get<double>();
    EXPECT_GE(number, 1);
    EXPECT_LT(number, 2.5);
  }
  EXPECT_EQ(*call("random_range", {1, 1}), Value(1.0));
  EXPECT_THAT(failure("random_range", {2, 1}), HasSubstr("expected at least argument 1"));
  EXPECT_THAT(failure("random_range", {-1e308, 1e308}), HasSubstr("too wide"));
}

TEST_F(BuiltinsContextTest, RandomChoice) {
  std::set<Value> drawn;
  for (int i = 0; i < 100; ++i) drawn.insert(*call("random_choice", {Value::array({1, "a"})}));
  EXPECT_EQ(drawn, (std::set<Value>{1, "a"}));
  drawn.clear();
  for (int i = 0; i < 100; ++i) drawn.insert(*call("random_choice", {"x", Value::array({1})}));
  EXPECT_EQ(drawn, (std::set<Value>{"x", Value::array({1})}));
  EXPECT_EQ(*call("random_choice", {"only"}), Value("only"));
  EXPECT_EQ(failure("random_choice", {Value::array()}),
            "function random_choice argument 1: the list is empty");
}

TEST_F(BuiltinsContextTest, Uuid) {
  const auto first = call("uuid")->get<std::string>();
  EXPECT_THAT(first, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                  "[0-9a-f]{12}"));
  EXPECT_NE(first, call("uuid")->get<std::string>());
}

TEST_F(BuiltinsContextTest, Identity) {
  EXPECT_EQ(*call("user_id"), Value(7));
  EXPECT_EQ(*call("iteration"), Value(3));
  EXPECT_EQ(*call("worker_index"), Value(0));
}

TEST_F(BuiltinsContextTest, Environment) {
  context_.variables["HOST"] = "example.org";
  EXPECT_EQ(*call("ENV", {"HOST"}), Value("example.org"));
  EXPECT_EQ(*call("environ", {"HOST"}), Value("example.org"));
  EXPECT_EQ(*call("ENV", {"UNSET"}), Value(""));
}

TEST_F(BuiltinsContextTest, Files) {
  context_.files["a.txt"] = "hi";
  context_.files["a.bin"] = "\xFF\x01";
  EXPECT_EQ(*call("load_ws_message", {"a.txt"}), Value("hi"));
  EXPECT_EQ(*call("load_ws_message", {"a.bin"}), Value::binary({0xFF, 1}));
  EXPECT_EQ(failure("load_ws_message", {"b"}), "function load_ws_message: b: not found");
}

TEST_F(BuiltinsContextTest, Parameterize) {
  context_.files["a.csv"] = "user,pass\nann,1\nbob,2\n";
  context_.files["bad.csv"] = "user,pass\nann\n";
  context_.files["empty.csv"] = "";
  const Value rows =
      Value::array({{{"user", "ann"}, {"pass", "1"}}, {{"user", "bob"}, {"pass", "2"}}});
  EXPECT_EQ(*call("parameterize", {"a.csv"}), rows);
  EXPECT_EQ(*call("P", {"a.csv"}), rows);
  EXPECT_EQ(failure("P", {"bad.csv"}),
            "function P: bad.csv: line 2: 1 field(s), but the first row has 2");
  EXPECT_THAT(failure("P", {"empty.csv"}), HasSubstr("empty.csv: the CSV is empty"));
  EXPECT_EQ(failure("P", {"none.csv"}), "function P: none.csv: not found");
}

}  // namespace
}  // namespace hrp::expression
