#include "plugin/calls/value_bytes.hpp"

#include <gtest/gtest.h>

namespace hrp::plugin {
namespace {

using expression::Value;

Value bytesOf(std::string_view text) {
  return Value::binary(Value::binary_t::container_type(text.begin(), text.end()));
}

TEST(ValueBytes, ComeBackFromTheirJsonForm) {
  const Value value = {{"list", {1, bytesOf("\xff\x01"), "text"}}, {"none", bytesOf("")}};
  ASSERT_TRUE(holdsBytes(value));
  const Value marked = withBytesMarked(value);
  EXPECT_FALSE(holdsBytes(marked));
  const std::string text = marked.dump();
  EXPECT_NE(text.find(kBytesInText), std::string::npos) << text;
  Value back = Value::parse(text);
  unmarkBytes(back);
  EXPECT_EQ(back, value);
}

TEST(ValueBytes, OtherMapsStayAsTheyAre) {
  const std::string key("\0bytes", 6);
  for (const Value& value : {Value{{"bytes", "Zg=="}}, Value{{key, "Zg=="}, {"more", 1}},
                             Value{{key, 7}}, Value{{key, "no base64"}}}) {
    Value same = value;
    unmarkBytes(same);
    EXPECT_EQ(same, value);
  }
}

TEST(ValueBytes, VeryDeepValuesAreLeftAlone) {
  Value deep = bytesOf("x");
  for (int i = 0; i < expression::kMaxValueDepth + 10; ++i) deep = Value::array({std::move(deep)});
  EXPECT_FALSE(holdsBytes(deep));
  EXPECT_EQ(withBytesMarked(deep), deep);
}

}  // namespace
}  // namespace hrp::plugin
