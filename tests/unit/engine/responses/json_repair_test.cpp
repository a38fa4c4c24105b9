#include "engine/responses/json_repair.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(JsonRepairTest, HalfAPairBecomesAReplacementCharacter) {
  EXPECT_EQ(repairedJson(R"("cut \ud83d")"), R"("cut \ufffd")");
  EXPECT_EQ(repairedJson(R"("\ud83dx")"), R"("\ufffdx")");
  EXPECT_EQ(repairedJson(R"("\uDE00 cut")"), R"("\ufffd cut")");
  EXPECT_EQ(repairedJson(R"("\ud83d\ud83d\ude00")"), R"("\ufffd\ud83d\ude00")");
  EXPECT_EQ(repairedJson(R"("\ud83d\n")"), R"("\ufffd\n")");
  EXPECT_EQ(repairedJson(R"("\ud83d\ude00 \u00e4 \\ud83d")"), R"("\ud83d\ude00 \u00e4 \\ud83d")");
  EXPECT_EQ(repairedJson(R"("\ud83)"), R"("\ud83)");
  EXPECT_EQ(repairedJson("\"\\"), "\"\\");
}

TEST(JsonRepairTest, BytesThatAreNoUtf8AreReplacedOneByOne) {
  EXPECT_EQ(repairedJson("\"a\xff"
                         "b\""),
            "\"a\xEF\xBF\xBD"
            "b\"");
  EXPECT_EQ(repairedJson("\"\xc3\xa4\xe2\x82\""), "\"\xc3\xa4\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(repairedJson("\"\xe4\""), "\"\xEF\xBF\xBD\"");  // Latin-1
}

TEST(JsonRepairTest, SaysWhereATextIsNoJson) {
  EXPECT_EQ(jsonProblem("<html>"), "the body is not JSON: unexpected '<' at byte 1");
  EXPECT_EQ(jsonProblem("\n {\"v\":1} x"), "the body is not JSON: unexpected 'x' at byte 11");
  EXPECT_EQ(jsonProblem("{\"v\":1"), "the body is not JSON: it ends too early, behind byte 6");
  EXPECT_EQ(jsonProblem("{\"v\":\x01}"), "the body is not JSON: unexpected byte 0x01 at byte 6");
  EXPECT_EQ(jsonProblem("\xff"), "the body is not JSON: unexpected byte 0xFF at byte 1");
  // Bytes and escapes that are read all the same do not move the place.
  EXPECT_EQ(jsonProblem("{\"a\":\"\xff\\ud83d\",}"),
            "the body is not JSON: unexpected '}' at byte 16");
  EXPECT_EQ(jsonProblem(""), "the body is empty");
}

TEST(JsonRepairTest, SaysWhichNumberIsOutOfRange) {
  EXPECT_EQ(jsonProblem(R"({"v":1,"n":1e400})"),
            "the number 1e400 at byte 12 of the body is out of range");
  EXPECT_EQ(jsonProblem(R"([-1e999, 2])"),
            "the number -1e999 at byte 2 of the body is out of range");
}

TEST(JsonRepairTest, SaysThatTheNestingIsTooDeep) {
  EXPECT_EQ(jsonProblem(std::string(1500, '[') + std::string(1500, ']')),
            "the body is nested over 1,024 levels deep");
}

TEST(JsonRepairTest, AByteOrderMarkIsReadOver) {
  EXPECT_EQ(withoutByteOrderMark("\xEF\xBB\xBF{}"), "{}");
  EXPECT_EQ(withoutByteOrderMark("{}"), "{}");
  // One, not two.
  EXPECT_EQ(jsonProblem("\xEF\xBB\xBF{}"), "the body is not JSON: unexpected byte 0xEF at byte 1");
}

}  // namespace
}  // namespace hrp::engine
