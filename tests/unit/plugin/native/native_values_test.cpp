#include "plugin/native/native_values.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hrp::plugin {
namespace {

using expression::Value;

const hrp_api& kNative = nativeApi();

TEST(NativeValues, EveryKindIsRead) {
  const Value values =
      Value::parse(R"([null, true, -5, 18446744073709551615, 1.5, "aä", [1], {}])");
  const std::vector<int> kinds = {HRP_NULL,  HRP_BOOL, HRP_INT,  HRP_UNSIGNED,
                                  HRP_FLOAT, HRP_TEXT, HRP_LIST, HRP_MAP};
  const hrp_value* list = toNative(values);
  ASSERT_EQ(kNative.count(list), kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    EXPECT_EQ(kNative.kind(kNative.item(list, i)), kinds[i]) << i;
  }
  EXPECT_EQ(kNative.as_bool(kNative.item(list, 1)), 1);
  EXPECT_EQ(kNative.as_int(kNative.item(list, 2)), -5);
  EXPECT_EQ(kNative.as_float(kNative.item(list, 2)), -5.0);
  EXPECT_EQ(kNative.as_unsigned(kNative.item(list, 2)), 0U);
  EXPECT_EQ(kNative.as_unsigned(kNative.item(list, 3)), 18446744073709551615U);
  EXPECT_EQ(kNative.as_float(kNative.item(list, 4)), 1.5);
  std::size_t size = 0;
  EXPECT_STREQ(kNative.as_text(kNative.item(list, 5), &size), "aä");
  EXPECT_EQ(size, 3U);
  EXPECT_EQ(kNative.count(kNative.item(list, 5)), 0U);
  const Value bytes = Value::binary({1, 0, 2});
  EXPECT_EQ(kNative.kind(toNative(bytes)), HRP_BYTES);
  EXPECT_EQ(std::string(kNative.as_text(toNative(bytes), &size), 3), std::string("\1\0\2", 3));
  const Value no_bytes = Value::binary({});
  EXPECT_NE(kNative.as_text(toNative(no_bytes), nullptr), nullptr);
}

TEST(NativeValues, ReadingAsAnotherKindIsHarmless) {
  const Value text = "x";
  EXPECT_EQ(kNative.as_int(toNative(text)), 0);
  EXPECT_EQ(kNative.as_float(toNative(text)), 0.0);
  EXPECT_EQ(kNative.as_bool(toNative(text)), 0);
  EXPECT_EQ(kNative.item(toNative(text), 0), nullptr);
  EXPECT_EQ(kNative.find(toNative(text), "k"), nullptr);
  const Value number = 1;
  std::size_t size = 9;
  EXPECT_EQ(kNative.as_text(toNative(number), &size), nullptr);
  EXPECT_EQ(size, 0U);
  EXPECT_EQ(kNative.kind(nullptr), HRP_NULL);
  EXPECT_EQ(kNative.as_int(nullptr), 0);
  Value other = 1;
  EXPECT_EQ(kNative.append(toNative(other)), nullptr);
  EXPECT_EQ(kNative.entry(toNative(other), "k", 1), nullptr);
  const Value list = Value::array({1});
  EXPECT_EQ(kNative.item(toNative(list), 1), nullptr);
}

TEST(NativeValues, MapsAreFoundInAndWalked) {
  const Value map = {{"b", 2}, {"a", 1}, {"c", 3}};
  EXPECT_EQ(kNative.as_int(kNative.find(toNative(map), "b")), 2);
  EXPECT_EQ(kNative.find(toNative(map), "x"), nullptr);
  std::string seen;
  const auto visit = [](void* context, const char* key, std::size_t size, const hrp_value* value) {
    *static_cast<std::string*>(context) +=
        std::string(key, size) + std::to_string(kNative.as_int(value));
    return size == 1 && key[0] == 'b' ? 7 : 0;
  };
  EXPECT_EQ(kNative.each(toNative(map), visit, &seen), 7);
  EXPECT_EQ(seen, "a1b2");
}

TEST(NativeValues, EveryKindIsMade) {
  Value made;
  hrp_value* list = toNative(made);
  kNative.set_list(list);
  kNative.set_bool(kNative.append(list), 5);
  kNative.set_int(kNative.append(list), std::numeric_limits<std::int64_t>::min());
  kNative.set_unsigned(kNative.append(list), std::numeric_limits<std::uint64_t>::max());
  kNative.set_float(kNative.append(list), 2.0);
  kNative.set_text(kNative.append(list), "a\0b", 3);
  kNative.set_text(kNative.append(list), nullptr, 0);
  hrp_value* map = kNative.append(list);
  kNative.set_map(map);
  kNative.set_null(kNative.entry(map, "key", 3));
  kNative.set_list(kNative.entry(map, "list", 4));
  kNative.append(list);
  EXPECT_EQ(made, Value::parse(R"([true, -9223372036854775808, 18446744073709551615, 2.0,
                                   "a\u0000b", "", {"key": null, "list": []}, null])"));
  EXPECT_TRUE(made[3].is_number_float());
  kNative.set_copy(list, kNative.item(list, 6));
  EXPECT_EQ(made, Value::parse(R"({"key": null, "list": []})"));
  kNative.set_bytes(list, "\xFF\0", 2);
  EXPECT_EQ(made, Value::binary({0xFF, 0}));
}

TEST(NativeValues, JsonIsReadAndWritten) {
  Value made;
  EXPECT_EQ(kNative.set_json(toNative(made), R"({"a":[1,2.5]})", 13), 0);
  EXPECT_EQ(made, Value::parse(R"({"a":[1,2.5]})"));
  Value text;
  kNative.set_json_text(toNative(text), toNative(std::as_const(made)));
  EXPECT_EQ(text, R"({"a":[1,2.5]})");
  EXPECT_NE(kNative.set_json(toNative(made), "{", 1), 0);
  EXPECT_TRUE(made.is_null());
}

TEST(NativeValues, WhatCannotBeUsedIsNamed) {
  EXPECT_TRUE(checkNativeValue(Value::parse(R"({"a": [1, "ä", null, 1e300]})")));
  EXPECT_TRUE(checkNativeValue(Value::binary({0xFF})));
  EXPECT_EQ(checkNativeValue(Value::array({"\xFF"})).error().message,
            "it has a text that is not UTF-8");
  EXPECT_EQ(checkNativeValue(Value{{"\xFF", 1}}).error().message, "it has a key that is not UTF-8");
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(checkNativeValue(Value{{"a", infinite}}).error().message,
            "it has a float that is no number");
  Value deep;
  for (int i = 0; i < 1100; ++i) deep = Value::array({std::move(deep)});
  EXPECT_EQ(checkNativeValue(deep).error().message, "it is nested too deep");
}

}  // namespace
}  // namespace hrp::plugin
