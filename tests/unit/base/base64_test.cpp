#include "hrp/base/base64.hpp"

#include <gtest/gtest.h>

namespace hrp::base {
namespace {

TEST(Base64, IsThatOfTheStandard) {
  const std::pair<const char*, const char*> known[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"\xff\xfe", "//4="}};
  for (const auto& [bytes, text] : known) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(base64Decoded(text), bytes);
  }
}

TEST(Base64, EveryByteComesBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (std::size_t length = 0; length <= all.size(); ++length) {
    EXPECT_EQ(base64Decoded(base64(all.substr(0, length))), all.substr(0, length));
  }
}

TEST(Base64, IsReadInItsOtherForms) {
  EXPECT_EQ(base64Decoded("__4"), "\xff\xfe");
  EXPECT_EQ(base64Decoded("Zg"), "f");
  for (const char* wrong : {"Z", "Zg=x", "Z g=", "Zm9v=A==", "Zg==="}) {
    EXPECT_EQ(base64Decoded(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace hrp::base
