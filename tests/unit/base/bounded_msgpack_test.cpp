#include "hrp/base/bounded_msgpack.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hrp::base {
namespace {

using nlohmann::json;

TEST(BoundedMsgpack, GivesWhatIsThere) {
  const json value{{"a", {1, 2.5, "text", nullptr, true}}, {"b", json::binary({0, 255})}};
  std::string bytes;
  json::to_msgpack(value, bytes);
  EXPECT_EQ(parseMsgpack(bytes), value);
  EXPECT_FALSE(parseMsgpack(bytes + '\x01'));
  EXPECT_FALSE(parseMsgpack(bytes.substr(0, bytes.size() - 1)));
}

TEST(BoundedMsgpack, KeepsItsBoundsToTheLast) {
  EXPECT_TRUE(parseMsgpack(std::string(8, '\x91') + '\x01'));
  EXPECT_FALSE(parseMsgpack(std::string(9, '\x91') + '\x01'));
  EXPECT_TRUE(parseMsgpack("\x93\x01\x02\x03", {.depth = 1, .values = 4}));
  EXPECT_FALSE(parseMsgpack("\x93\x01\x02\x03", {.depth = 1, .values = 3}));
  EXPECT_FALSE(parseMsgpack("\x91\x90", {.depth = 1}));
}

TEST(BoundedMsgpack, RefusesDepthAndSizeWithoutHarm) {
  EXPECT_FALSE(parseMsgpack(std::string(5'000'000, '\x91')));
  EXPECT_FALSE(parseMsgpack(std::string(5'000'000, '\x81')));
  EXPECT_FALSE(parseMsgpack(std::string("\xdd\xff\xff\xff\xff", 5)));  // an array of 4 billion
  EXPECT_FALSE(parseMsgpack(std::string("\xc6\xff\xff\xff\xff", 5)));  // 4 GiB of bytes
  EXPECT_FALSE(parseMsgpack(""));
  std::string many("\xdd\x00\x10\x00\x00", 5);
  many.append(0x100000, '\x01');
  EXPECT_FALSE(parseMsgpack(many));
}

}  // namespace
}  // namespace hrp::base
