#include "plugin/calls/debugtalk_messages.hpp"

#include <gmock/gmock.h>

namespace hrp::plugin {
namespace {

using expression::Value;
using ::testing::ElementsAre;
using namespace std::string_literals;

constexpr std::size_t kMost = 64 << 20;

TEST(DebugtalkMessages, ACallHasTheNameAndTheArgumentsAsJson) {
  const auto message = encodeCallRequest("sum", Value::array({1, "ä", nullptr, 2.5}), kMost);
  ASSERT_TRUE(message);
  EXPECT_EQ(*message, "\x0A\x03sum\x12\x11[1,\"ä\",null,2.5]"s);
  const auto longer = encodeCallRequest("f", Value::array({std::string(300, 'x')}), kMost);
  EXPECT_EQ(longer->substr(0, 9),
            "\x0A\x01"
            "f\x12\xB0\x02[\"x"s);
}

TEST(DebugtalkMessages, BytesTravelAsBase64AndBadTextDoesNotFailTheCall) {
  const Value arguments = Value::array({Value::binary({1, 0xFF}), {{"a", Value::binary({})}}});
  EXPECT_EQ(*encodeCallRequest("f", arguments, kMost),
            "\x0A\x01"
            "f\x12\x11[\"Af8=\",{\"a\":\"\"}]"s);
  EXPECT_TRUE(encodeCallRequest("f", Value::array({"\xFF"}), kMost));
}

TEST(DebugtalkMessages, ArgumentsHaveABound) {
  const auto large = encodeCallRequest("f", Value::array({std::string(1 << 20, 'x')}), 1 << 20);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().message, "function f: the arguments are larger than 1 MiB");
}

TEST(DebugtalkMessages, NamesAreSortedAndComeOnce) {
  EXPECT_THAT(*decodeNames("\x0A\x01"
                           "b\x0A\x01"
                           "a\x0A\x01"
                           "b"s),
              ElementsAre("a", "b"));
  EXPECT_THAT(*decodeNames(""), ElementsAre());
  // Fields that are not known: a varint, 64 bits, 32 bits, text.
  EXPECT_THAT(*decodeNames("\x10\x96\x01\x19"
                           "12345678\x25"
                           "1234\x32\x02xx\x0A\x01"
                           "a"s),
              ElementsAre("a"));
  std::string many;
  for (std::size_t i = 0; i <= kMaxNames; ++i)
    many +=
        "\x0A\x01"
        "a";
  EXPECT_EQ(decodeNames(many).error().message, "it has more than 10000 functions");
}

TEST(DebugtalkMessages, WhatIsMalformedIsSaid) {
  const std::vector<std::string> malformed{
      "\x0A",  // no length
      "\x0A\x05"
      "ab",        // longer than the message
      "\x08\x01",  // a number where a text belongs
      "\x02\x01"
      "a",                                                 // field 0
      "\x0B",                                              // a group
      "\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",  // a number of more than 64 bits
      "\x19"
      "1234",  // cut short
      "\x80"};
  for (const std::string& message : malformed) {
    for (const auto& error : {decodeNames(message), decodeNames("\x0A\x01"
                                                                "a" +
                                                                message)}) {
      ASSERT_FALSE(error) << ::testing::PrintToString(message);
      EXPECT_EQ(error.error().code, base::ErrorCode::kParse);
      EXPECT_EQ(error.error().message, "it sent a message that is not what it should be");
    }
    EXPECT_FALSE(decodeCallResponse(message, "f"));
  }
}

TEST(DebugtalkMessages, AResultIsJsonOrNothing) {
  EXPECT_EQ(*decodeCallResponse("\x0A\x05[1,2]", "f"), Value::array({1, 2}));
  EXPECT_TRUE(decodeCallResponse("", "f")->is_null());
  EXPECT_TRUE(decodeCallResponse("\x0A\x03"
                                 "2.0",
                                 "f")
                  ->is_number_float());
  EXPECT_EQ(decodeCallResponse("\x0A\x01{", "f").error().message,
            "function f: its result is no JSON");
  EXPECT_EQ(decodeCallResponse("\x0A\x14"
                               "18446744073709551616",
                               "f")
                .error()
                .message,
            "function f: its result 18446744073709551616 does not fit 64 bits");
}

TEST(DebugtalkMessages, PrintedTextIsInTheSecondField) {
  EXPECT_EQ(*decodePrinted("\x08\x01\x12\x03hey"), "hey");
  EXPECT_EQ(*decodePrinted(""), "");
  EXPECT_FALSE(decodePrinted("\x12\x03he"));
}

}  // namespace
}  // namespace hrp::plugin
