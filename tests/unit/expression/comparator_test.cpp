#include "hrp/expression/comparator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace hrp::expression {
namespace {

using ::testing::HasSubstr;

struct ComparatorCase {
  const char* name;
  Value actual;
  Value expected;
  std::optional<bool> holds;  // empty: an error
};

void checkComparator(const std::vector<ComparatorCase>& cases) {
  for (const ComparatorCase& c : cases) {
    const Comparator* comparator = findComparator(c.name);
    ASSERT_NE(comparator, nullptr) << c.name;
    const auto result = comparator->compare(c.actual, c.expected);
    EXPECT_EQ(result.has_value(), c.holds.has_value())
        << c.name << " " << c.actual << " " << c.expected;
    if (result && c.holds) {
      EXPECT_EQ(*result, *c.holds) << c.name << " " << c.actual << " " << c.expected;
    }
    if (!result) {
      EXPECT_FALSE(result.error().message.empty());
    }
  }
}

TEST(Comparator, Equality) {
  const Value list = Value::array({1, 2, 3});
  checkComparator({
      {"eq", 42, 42, true},
      {"eq", 42, 42.0, true},
      {"eq", 42.0, 42u, true},
      {"eq", 42, 42.9, false},
      {"eq", 42, "42", false},
      {"eq", "a", 97, false},
      {"eq", "a", "a", true},
      {"eq", nullptr, nullptr, true},
      {"eq", nullptr, "", false},
      {"eq", true, true, true},
      {"eq", true, 1, false},
      {"eq", list, Value::array({1.0, 2, 3u}), true},
      {"eq", list, Value::array({1, 2}), false},
      {"eq", Value({{"a", 1}}), Value({{"a", 1.0}}), true},
      {"eq", 9007199254740993, 9007199254740992.0, false},
      {"equal", 1, 1, true},
      {"equals", 1, 2, false},
      {"ne", 42, 42.0, false},
      {"ne", 42, "42", true},
      {"not_equal", 1, 2, true},
  });
}

TEST(Comparator, Order) {
  checkComparator({
      {"lt", 1, 2, true},
      {"lt", 1, 1.5, true},
      {"lt", 2, 2.0, false},
      {"less_than", "a", "b", true},
      {"lt", "B", "a", true},
      {"lt", "1", 2, std::nullopt},
      {"lt", nullptr, 1, std::nullopt},
      {"lt", true, false, std::nullopt},
      {"lt", Value::array({1}), Value::array({2}), std::nullopt},
      {"le", 2, 2.0, true},
      {"less_or_equals", 3, 2, false},
      {"gt", 2.5, 2, true},
      {"greater_than", 9007199254740993, 9007199254740992.0, true},
      {"gt", 1, 1, false},
      {"ge", 1, 1, true},
      {"greater_or_equals", "b", "a", true},
      {"ge", "a", "b", false},
  });
}

TEST(Comparator, Containment) {
  const Value list = Value::array({1, "x", nullptr, Value::array({2})});
  const Value map({{"k", 1}});
  checkComparator({
      {"contains", "hello", "ell", true},
      {"contains", "hello", "", true},
      {"contains", "hello", "x", false},
      {"contains", list, 1.0, true},
      {"contains", list, "1", false},
      {"contains", list, nullptr, true},
      {"contains", list, Value::array({2.0}), true},
      {"contains", map, "k", true},
      {"contains", map, "v", false},
      {"contains", map, 1, std::nullopt},
      {"contains", 123, 2, std::nullopt},
      {"contains", "a1", 1, std::nullopt},
      {"contains", nullptr, "a", std::nullopt},
      {"contained_by", "ell", "hello", true},
      {"contained_by", 1, Value::array({1, 2}), true},
      {"contained_by", 3, Value::array({1, 2}), false},
      {"contained_by", "k", map, true},
      {"contained_by", "a", 1, std::nullopt},
  });
}

TEST(Comparator, TypeMatch) {
  checkComparator({
      {"type_match", "a", "x", true},
      {"type_match", "a", "int", true},
      {"type_match", 1, "int", false},
      {"type_match", 1, 7, true},
      {"type_match", 1u, 7, true},
      {"type_match", 2.0, 7, true},
      {"type_match", 1.5, 7, false},
      {"type_match", 1.5, 2.5, true},
      {"type_match", 1.5, 1.0, true},
      {"type_match", 1, 1.5, false},
      {"type_match", Value::array(), Value::array(), true},
      {"type_match", Value::array(), Value::object(), false},
      {"type_match", Value::object(), Value({{"a", 1}}), true},
      {"type_match", true, false, true},
      {"type_match", true, 1, false},
      {"type_match", nullptr, nullptr, true},
      {"type_match", 0, nullptr, false},
  });
}

TEST(Comparator, Texts) {
  checkComparator({
      {"startswith", "hello", "he", true},
      {"startswith", "hello", "lo", false},
      {"startswith", 12, "1", std::nullopt},
      {"endswith", "hello", "lo", true},
      {"endswith", "hello", "he", false},
      {"endswith", "a1", 1, std::nullopt},
      {"equal_fold", "HeLLo", "hEllO", true},
      {"equal_fold", "ÄÖ", "äö", true},
      {"equal_fold", "a", "b", false},
      {"equal_fold", 1, 1, std::nullopt},
      {"str_eq", 2.0, 2, true},
      {"str_eq", 2, "2", true},
      {"str_eq", nullptr, "<nil>", true},
      {"string_equals", Value::array({"a", "b", "c"}), "[a b c]", true},
      {"str_eq", Value({{"k", "v"}}), "map[k:v]", true},
      {"str_eq", true, "True", false},
  });
}

TEST(Comparator, Lengths) {
  const Value list = Value::array({1, 2, 3});
  checkComparator({
      {"len_eq", "häh", 4, true},  // bytes
      {"len_eq", list, 3, true},
      {"length_equal", list, 3.0, true},
      {"length_equals", Value({{"a", 1}}), 1, true},
      {"len_eq", "", 0, true},
      {"len_eq", list, 3.5, true},  // the fraction is cut off
      {"len_eq", list, "3", std::nullopt},
      {"len_eq", 3, 3, std::nullopt},
      {"len_eq", nullptr, 0, std::nullopt},
      {"len_lt", list, 4, true},
      {"count_lt", list, 3, false},
      {"length_less_than", list, 3, false},
      {"len_le", list, 3, true},
      {"count_le", list, 2, false},
      {"length_less_or_equals", list, 4, true},
      {"len_gt", list, 2, true},
      {"len_gt", list, -1, true},
      {"count_gt", list, 3, false},
      {"length_greater_than", list, 3, false},
      {"len_ge", list, 3, true},
      {"count_ge", list, 4, false},
      {"length_greater_or_equals", list, 2, true},
  });
}

TEST(Comparator, RegexMatch) {
  checkComparator({
      {"regex_match", "hello", "^h.*o$", true},
      {"regex_match", "hello", "x", false},
      {"regex_match", 200, "^2\\d\\d$", true},
      {"regex_match", Value::array({1, 2}), "1 2", true},
      {"regex_match", "a7", 7, true},
      {"regex_match", "a", "(", std::nullopt},
  });
  const auto bad = findComparator("regex_match")->compare("a", "(");
  EXPECT_THAT(bad.error().message, HasSubstr("is not a valid regular expression"));
  EXPECT_THAT(bad.error().message, HasSubstr("expected value"));
}

TEST(Comparator, ManyPatternsStayCorrect) {
  const Comparator* comparator = findComparator("regex_match");
  for (int i = 0; i < 300; ++i) {
    const std::string pattern = "^" + std::to_string(i % 150) + "$";
    EXPECT_TRUE(*comparator->compare(Value(i % 150), Value(pattern)));
  }
}

TEST(Comparator, Names) {
  EXPECT_EQ(findComparator("EQ"), nullptr);
  EXPECT_EQ(findComparator(""), nullptr);
  EXPECT_EQ(findComparator("eq")->name, "equal");
  EXPECT_EQ(comparatorNames().size(), 37U);
  for (const std::string_view name : comparatorNames()) {
    const Comparator* comparator = findComparator(name);
    ASSERT_NE(comparator, nullptr) << name;
    EXPECT_EQ(findComparator(comparator->name), comparator) << name;
  }
}

}  // namespace
}  // namespace hrp::expression
