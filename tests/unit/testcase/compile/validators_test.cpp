#include "testcase/compile/validators.hpp"

#include <gmock/gmock.h>

namespace hrp::testcase {
namespace {

using expression::Value;
using ::testing::HasSubstr;

struct Outcome {
  std::vector<ValidatorModel> validators;
  std::string error;
};

Outcome read(const std::string& json) {
  const Value step = {{"validate", Value::parse(json)}};
  ReadState state{"f.json", "step 1", false, nullptr, {}};
  FieldReader fields(step, "", state);
  Outcome out{readValidators(fields), {}};
  if (state.error) out.error = state.error->message;
  return out;
}

TEST(Validators, BothShapes) {
  const auto [validators, error] = read(R"([{"eq": ["status_code", 200]},
      {"check": "body.a", "assert": "gt", "expect": null, "msg": "m"},
      {"len_eq": ["headers.Content-Type", 3, "why"]}])");
  EXPECT_EQ(error, "");
  ASSERT_EQ(validators.size(), 3U);
  EXPECT_EQ(validators[0].check, "status_code");
  EXPECT_EQ(validators[0].assertion, "eq");
  EXPECT_EQ(validators[0].expect, 200);
  EXPECT_EQ(validators[1].assertion, "gt");
  EXPECT_TRUE(validators[1].expect.is_null());
  EXPECT_EQ(validators[1].message, "m");
  EXPECT_EQ(validators[2].check, "headers.\"Content-Type\"");
  EXPECT_EQ(validators[2].message, "why");
  EXPECT_EQ(validators[2].field, "validate[2]");
}

TEST(Validators, OtherShapesAreErrors) {
  for (const char* json :
       {R"({"eq": ["a", 1]})", R"([5])", R"([{"eq": ["a"]}])", R"([{"eq": ["a", 1, "m", 2]}])",
        R"([{"eq": [5, 1]}])", R"([{"eq": "a"}])", R"([{"eq": ["a", 1], "ne": ["b", 2]}])",
        R"([{"check": "a", "comparator": "eq", "expect": 1}])",
        R"([{"check": "a", "assert": "eq", "expected": 1}])",
        R"([{"check": 5, "assert": "eq", "expect": 1}])", R"([null])"}) {
    EXPECT_THAT(read(json).error, HasSubstr("f.json: step 1: validate")) << json;
  }
}

TEST(QuoteHeaderNames, AsTheGoVersionDoes) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"headers.Content-Type", "headers.\"Content-Type\""},
      {"headers.content-length | @", "headers.\"content-length\" | @"},
      {"headers.User-Agent", "headers.\"User-Agent\""},
      {"headers.\"Content-Type\"", "headers.\"Content-Type\""},
      {"headers.X-Id", "headers.X-Id"},
      {"headers.User-Agents", "headers.User-Agents"},
      {"Content-Type: (.*)", "Content-Type: (.*)"},
      {"body.a.b", "body.a.b"},
      {"", ""},
      {"a.", "a."},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(quoteHeaderNames(text), expected);
}

}  // namespace
}  // namespace hrp::testcase
