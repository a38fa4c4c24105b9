#include "plugin/python/call_codec.hpp"

#include <gtest/gtest.h>

namespace hrp::plugin {
namespace {

using expression::Value;
using namespace std::literals;

std::string errorOf(const base::Result<Value>& result) {
  return result ? "no error: " + result->dump() : result.error().message;
}

base::Result<Value> answered(const std::string& body) {
  TracebackLog tracebacks("debugtalk.py");
  return decodeAnswer(body, "f", "/p/debugtalk.py", tracebacks);
}

base::Result<Hello> greeted(const std::string& body) {
  TracebackLog tracebacks("debugtalk.py");
  return decodeHello(body, "/p/debugtalk.py", tracebacks);
}

TEST(CallCodec, ACallIsALengthANumberAndJson) {
  const auto frame = encodeCall(258, "add", Value::array({1, "x"}));
  ASSERT_TRUE(frame);
  EXPECT_EQ(*frame, "\0\0\0\x17\0\0\0\0\0\0\1\2[\"add\",[1,\"x\"]]"s);
}

TEST(CallCodec, FramesAreTakenOffOneAfterTheOther) {
  const std::string bytes =
      *encodeCall(1, "a", Value::array()) + *encodeCall(2, "b", Value::array());
  std::string_view rest = std::string_view(bytes).substr(0, bytes.size() - 1);
  const auto first = takeFrame(rest);
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->number, 1U);
  EXPECT_EQ((*first)->body, R"(["a",[]])");
  const auto second = takeFrame(rest);
  ASSERT_TRUE(second);
  EXPECT_FALSE(*second) << "its last byte has not come";
  rest = "\0\0"sv;
  EXPECT_FALSE(*takeFrame(rest));
}

TEST(CallCodec, LengthsThatNoFrameHasAreRefused) {
  for (const std::string& head : {"\0\0\0\0"s, "\0\0\0\x08"s, "\x7f\0\0\0"s}) {
    const std::string bytes = head + std::string(16, 'x');
    std::string_view rest = bytes;
    const auto frame = takeFrame(rest);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, base::ErrorCode::kParse);
  }
}

TEST(CallCodec, BytesHaveAFormOfTheirOwn) {
  const auto frame = encodeCall(1, "f", Value::array({Value::array({Value::binary({1})})}));
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->substr(12), R"(["f",[[{"\u0000bytes":"AQ=="}]]])");
  const auto value = answered("\1[\"x\",{\"\\u0000bytes\":\"AQ==\"}]");
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, Value::array({"x", Value::binary({1})}));
  // Text that is no UTF-8 is a body that somebody received.
  EXPECT_TRUE(encodeCall(1, "f", Value::array({"\xff"})));
}

TEST(CallCodec, ValuesKeepTheirKind) {
  for (const char* text :
       {"null", "true", "3", "9223372036854775807", "18446744073709551615", "-9223372036854775808",
        "1.5", "2.0", "\"x\"", "[1,[2]]", "{\"k\":null}"}) {
    const auto value = answered("\1"s + text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(*value, Value::parse(text));
    EXPECT_EQ(value->type(), Value::parse(text).type()) << text;
  }
  EXPECT_EQ(*answered("\1"
                      "1e+22"),
            Value(1e22));
}

TEST(CallCodec, IntegersPast64BitsAreAnError) {
  EXPECT_EQ(errorOf(answered("\1[1,18446744073709551616]")),
            "function f: its result 18446744073709551616 does not fit 64 bits");
}

TEST(CallCodec, ExceptionsNameTypeMessageAndLine) {
  EXPECT_EQ(errorOf(answered("\0{\"type\":\"ValueError\",\"message\":\"a\\nb\",\"line\":7}"s)),
            "function f: ValueError: a b (debugtalk.py:7)");
  EXPECT_EQ(errorOf(answered("\0{\"type\":\"KeyError\",\"message\":\"\",\"line\":null}"s)),
            "function f: KeyError");
}

TEST(CallCodec, MalformedAnswersAreTold) {
  for (const std::string& body : {""s, "\0"s, "\0[]"s, "\1"s, "\1{"s, "\1[1] x"s}) {
    const auto value = answered(body);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, base::ErrorCode::kParse);
  }
}

TEST(CallCodec, TheHelloNamesFunctionsAndFiles) {
  const auto hello =
      greeted("\1{\"functions\":[[\"a\",1,2],[\"b\",0,null]],\"files\":[\"/p/x.py\"]}");
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->functions[0].name, "a");
  EXPECT_EQ(hello->functions[0].max_arguments, 2U);
  EXPECT_GT(hello->functions[1].max_arguments, 1000U);
  EXPECT_EQ(hello->files, std::vector<std::string>{"/p/x.py"});
}

TEST(CallCodec, AFailedImportNamesFileAndLine) {
  const auto hello =
      greeted("\0{\"type\":\"SyntaxError\",\"message\":\"invalid syntax\",\"line\":3}"s);
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, base::ErrorCode::kFunction);
  EXPECT_EQ(hello.error().message, "/p/debugtalk.py:3: SyntaxError: invalid syntax");
  for (const std::string& body : {""s, "\1[]"s, "\1{}"s, "\1{\"functions\":[[1]],\"files\":[]}"s}) {
    const auto bad = greeted(body);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, base::ErrorCode::kParse);
  }
}

}  // namespace
}  // namespace hrp::plugin
