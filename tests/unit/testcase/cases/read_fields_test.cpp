#include <gmock/gmock.h>

#include "testcase/cases/case_reader.hpp"

namespace hrp::testcase {
namespace {

using expression::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class ReadFieldsTest : public ::testing::Test {
 protected:
  FieldReader fields(const std::string& text) {
    map_ = Value::parse(text);
    state_ = ReadState{"f.json", "", false, nullptr, {}};
    return FieldReader(map_, "", state_);
  }
  ConfigModel config(const std::string& text) {
    FieldReader reader = fields(text);
    ConfigModel out;
    readConfig(reader, out);
    return out;
  }
  [[nodiscard]] std::string error() const { return state_.error ? state_.error->message : ""; }

 private:
  Value map_;
  ReadState state_;
};

TEST_F(ReadFieldsTest, ConfigHasDefaults) {
  const ConfigModel empty = config("{}");
  EXPECT_EQ(empty.request_timeout_s, 120);
  EXPECT_TRUE(empty.verify);
  EXPECT_EQ(empty.weight, 0);
  EXPECT_EQ(empty.think_time.strategy, "default");
  const ConfigModel full = config(R"({"name": "n", "base_url": "u", "headers": {"A": "b"},
      "environs": {"E": "f"}, "export": ["x"], "thresholds": ["p95 < 1s"],
      "request_timeout": 0.5, "case_timeout": 2,
      "weight": 3, "verify": false, "unknown": 1})");
  EXPECT_EQ(error(), "");
  EXPECT_EQ(full.request_timeout_s, 0.5);
  EXPECT_EQ(full.case_timeout_s, 2);
  EXPECT_EQ(full.weight, 3);
  EXPECT_FALSE(full.verify);
  EXPECT_THAT(full.headers, ElementsAre(Pair("A", "b")));
  EXPECT_THAT(full.exports, ElementsAre("x"));
  EXPECT_THAT(full.thresholds, ElementsAre("p95 < 1s"));
}

TEST_F(ReadFieldsTest, ConfigErrors) {
  for (const char* text : {R"({"weight": -1})", R"({"weight": 1.5})", R"({"variables": []})",
                           R"({"request_timeout": "x"})", R"({"think_time": 5})",
                           R"({"export": "x"})", R"({"verify": "no"})"}) {
    (void)config(text);
    EXPECT_THAT(error(), HasSubstr("f.json: ")) << text;
  }
}

TEST_F(ReadFieldsTest, ThinkTimeSettings) {
  struct Case {
    std::string setting;
    double low;
    double high;
  };
  const std::vector<Case> cases = {
      {R"("strategy": "multiply", "setting": 2)", 2, 2},
      {R"("strategy": "multiply", "setting": -1)", 1, 1},
      {R"("strategy": "multiply")", 1, 1},
      {R"("strategy": "random_percentage")", 0.5, 1.5},
      {R"("strategy": "random_percentage", "setting": {"max_percentage": 3})", 0.5, 3},
      {R"("strategy": "ignore")", 1, 1},
  };
  for (const auto& [setting, low, high] : cases) {
    const ConfigModel out = config("{\"think_time\": {" + setting + ", \"limit\": 4}}");
    EXPECT_EQ(error(), "") << setting;
    EXPECT_EQ(out.think_time.low, low) << setting;
    EXPECT_EQ(out.think_time.high, high) << setting;
    EXPECT_EQ(out.think_time.limit_s, 4) << setting;
  }
  (void)config(R"({"think_time": {"strategy": "random_percentage",
                   "setting": {"min_percentage": 2, "max_percentage": 1}}})");
  EXPECT_THAT(error(), HasSubstr("min_percentage <= max_percentage"));
}

}  // namespace
}  // namespace hrp::testcase
