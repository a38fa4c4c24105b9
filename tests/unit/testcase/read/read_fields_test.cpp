#include <gmock/gmock.h>

#include "testcase/read/case_reader.hpp"

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
  RequestModel request(const std::string& text) {
    FieldReader reader = fields(text);
    return readRequest(reader);
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
      "environs": {"E": "f"}, "export": ["x"], "request_timeout": 0.5, "case_timeout": 2,
      "weight": 3, "verify": false, "unknown": 1})");
  EXPECT_EQ(error(), "");
  EXPECT_EQ(full.request_timeout_s, 0.5);
  EXPECT_EQ(full.case_timeout_s, 2);
  EXPECT_EQ(full.weight, 3);
  EXPECT_FALSE(full.verify);
  EXPECT_THAT(full.headers, ElementsAre(Pair("A", "b")));
  EXPECT_THAT(full.exports, ElementsAre("x"));
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

TEST_F(ReadFieldsTest, RequestBodies) {
  EXPECT_EQ(request("{}").method, "GET");
  EXPECT_FALSE(request(R"({"body": null})").body);
  const RequestModel from_json = request(R"({"json": {"a": 1}, "data": "x"})");
  EXPECT_TRUE(from_json.body_from_json_field);
  EXPECT_EQ(from_json.body->dump(), R"({"a":1})");
  const RequestModel body = request(R"({"json": {"a": 1}, "body": "b"})");
  EXPECT_FALSE(body.body_from_json_field);
  EXPECT_EQ(*body.body, "b");
  EXPECT_EQ(*request(R"({"data": [1]})").body, Value::parse("[1]"));
}

TEST_F(ReadFieldsTest, HeadersMayHaveSeveralValues) {
  const RequestModel out = request(R"({"headers": {"A": ["1", "2"], "B": "3", "C": []}})");
  EXPECT_THAT(out.headers, ElementsAre(Pair("A", "1"), Pair("A", "2"), Pair("B", "3")));
  (void)request(R"({"headers": {"A": ["1", {"b": 2}]}})");
  EXPECT_THAT(error(), HasSubstr("headers.A[1]: expected text, got a map"));
  (void)request(R"({"cookies": {"A": ["1"]}})");
  EXPECT_THAT(error(), HasSubstr("cookies.A: expected text, got a list"));
}

TEST_F(ReadFieldsTest, UploadsAreAListOfParts) {
  const RequestModel out = request(R"({"upload": [{"z": "1"}, {"z": "2"}, {"a": "@f"}]})");
  EXPECT_THAT(out.upload, ElementsAre(Pair("z", "1"), Pair("z", "2"), Pair("a", "@f")));
  (void)request(R"({"upload": "x"})");
  EXPECT_THAT(error(), HasSubstr("upload: expected a map or a list of maps, got text"));
  (void)request(R"({"upload": [{"z": "1"}, "x"]})");
  EXPECT_THAT(error(), HasSubstr("upload[1]: expected {name: value}, got text"));
}

TEST_F(ReadFieldsTest, RequestOptions) {
  const RequestModel out = request(R"({"timeout": 0.3, "allow_redirects": false, "verify": false,
      "http2": true, "cookies": {"c": "1"}})");
  EXPECT_EQ(out.timeout_s, 0.3);
  EXPECT_EQ(out.allow_redirects, false);
  EXPECT_EQ(out.verify, false);
  EXPECT_TRUE(out.http2);
  EXPECT_FALSE(out.method_as_written);
  EXPECT_TRUE(request(R"({"method_as_written": true})").method_as_written);
  EXPECT_FALSE(request(R"({"timeout": 0})").timeout_s);
  (void)request(R"({"timeout": 1e300})");
  EXPECT_THAT(error(), HasSubstr("timeout: more than"));
}

TEST_F(ReadFieldsTest, WebSocketDefaults) {
  FieldReader reader = fields(R"({"type": "close", "close_status": 99, "text": {"a": 1}})");
  const WebSocketModel out = readWebSocket(reader);
  EXPECT_EQ(out.close_status, 1000);
  EXPECT_EQ(out.timeout_ms, 30'000);
  EXPECT_EQ(out.text->dump(), R"({"a":1})");
  EXPECT_FALSE(out.binary);
  EXPECT_EQ(error(), "");
}

}  // namespace
}  // namespace hrp::testcase
