// Steps that send a request (src/testcase/steps/request.cpp).

#include "testcase/steps/request.hpp"

#include <gmock/gmock.h>

#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

const RequestStep& request(const std::shared_ptr<const Program>& program, std::size_t index = 0) {
  return *stepIf<RequestStep>(program->operations.at(index));
}

TEST(RequestSource, TimeoutsBelongToTheStepOrTheCase) {
  const auto loaded = program(
      "config: {base_url: http://h, request_timeout: 0.6, verify: false}\n"
      "teststeps:\n- request: {url: /}\n- request: {url: /, timeout: 5, verify: true}\n");
  EXPECT_EQ(request(loaded, 0).timeout, milliseconds(600));
  EXPECT_FALSE(request(loaded, 0).verify_tls);
  EXPECT_EQ(request(loaded, 1).timeout, seconds(5));
  EXPECT_TRUE(request(loaded, 1).verify_tls);
  EXPECT_TRUE(request(loaded, 1).allow_redirects);
  EXPECT_EQ(request(program("teststeps: [{request: {url: 'http://h/'}}]")).timeout, seconds(120));
}

TEST(RequestSource, MethodAndRowType) {
  const auto loaded = program("teststeps: [{request: {method: post, url: 'http://h/'}}]");
  EXPECT_EQ(request(loaded).row_type, "request-post");
  EXPECT_EQ(request(loaded).method.constant(), "post");
}

TEST(RequestSource, AScalarBodyBreaksTheStep) {
  const auto loaded = program("teststeps: [{request: {url: 'http://h/', json: 5}}]");
  ASSERT_TRUE(loaded->operations[0].broken);
  EXPECT_EQ(loaded->operations[0].broken->message,
            "request.json: expected text, a map or a list, got a number");
  EXPECT_THAT(diagnostics(*loaded), ElementsAre("/w/case.yaml: step 1: request.json: expected "
                                                "text, a map or a list, got a number"));
}

TEST(RequestSource, HooksSeeRequestAndResponse) {
  const auto loaded = program(
      "teststeps:\n- request: {url: 'http://h/$hrp_step_name'}\n"
      "  setup_hooks: ['${md5($request)}']\n  extract: {x: $response}\n"
      "- request: {url: 'http://h/$request'}\n");
  EXPECT_TRUE(loaded->step_name_slot && loaded->request_slot && loaded->response_slot);
  EXPECT_TRUE(request(loaded, 0).uses_request && request(loaded, 0).uses_response);
  EXPECT_FALSE(request(loaded, 1).uses_request);
  EXPECT_THAT(
      diagnostics(*loaded),
      ElementsAre("/w/case.yaml: step 2: request.url: variable request not found (at offset 9)"));
}

class ReadRequestTest : public ::testing::Test {
 protected:
  RequestModel read(const std::string& text) {
    map_ = Value::parse(text);
    state_ = ReadState{"f.json", "", false, nullptr, {}};
    FieldReader fields(map_, "", state_);
    return readRequest(fields);
  }
  [[nodiscard]] std::string error() const { return state_.error ? state_.error->message : ""; }

 private:
  Value map_;
  ReadState state_;
};

TEST_F(ReadRequestTest, RequestBodies) {
  EXPECT_EQ(read("{}").method, "GET");
  EXPECT_FALSE(read(R"({"body": null})").body);
  const RequestModel from_json = read(R"({"json": {"a": 1}, "data": "x"})");
  EXPECT_TRUE(from_json.body_from_json_field);
  EXPECT_EQ(from_json.body->dump(), R"({"a":1})");
  const RequestModel body = read(R"({"json": {"a": 1}, "body": "b"})");
  EXPECT_FALSE(body.body_from_json_field);
  EXPECT_EQ(*body.body, "b");
  EXPECT_EQ(*read(R"({"data": [1]})").body, Value::parse("[1]"));
}

TEST_F(ReadRequestTest, HeadersMayHaveSeveralValues) {
  const RequestModel out = read(R"({"headers": {"A": ["1", "2"], "B": "3", "C": []}})");
  EXPECT_THAT(out.headers, ElementsAre(Pair("A", "1"), Pair("A", "2"), Pair("B", "3")));
  (void)read(R"({"headers": {"A": ["1", {"b": 2}]}})");
  EXPECT_THAT(error(), HasSubstr("headers.A[1]: expected text, got a map"));
  (void)read(R"({"cookies": {"A": ["1"]}})");
  EXPECT_THAT(error(), HasSubstr("cookies.A: expected text, got a list"));
}

TEST_F(ReadRequestTest, UploadsAreAListOfParts) {
  const RequestModel out = read(R"({"upload": [{"z": "1"}, {"z": "2"}, {"a": "@f"}]})");
  EXPECT_THAT(out.upload, ElementsAre(Pair("z", "1"), Pair("z", "2"), Pair("a", "@f")));
  (void)read(R"({"upload": "x"})");
  EXPECT_THAT(error(), HasSubstr("upload: expected a map or a list of maps, got text"));
  (void)read(R"({"upload": [{"z": "1"}, "x"]})");
  EXPECT_THAT(error(), HasSubstr("upload[1]: expected {name: value}, got text"));
}

TEST_F(ReadRequestTest, RequestOptions) {
  const RequestModel out = read(R"({"timeout": 0.3, "allow_redirects": false, "verify": false,
      "http2": true, "cookies": {"c": "1"}})");
  EXPECT_EQ(out.timeout_s, 0.3);
  EXPECT_EQ(out.allow_redirects, false);
  EXPECT_EQ(out.verify, false);
  EXPECT_TRUE(out.http2);
  EXPECT_FALSE(out.method_as_written);
  EXPECT_TRUE(read(R"({"method_as_written": true})").method_as_written);
  EXPECT_FALSE(read(R"({"timeout": 0})").timeout_s);
  (void)read(R"({"timeout": 1e300})");
  EXPECT_THAT(error(), HasSubstr("timeout: more than"));
}

}  // namespace
}  // namespace hrp::testcase
