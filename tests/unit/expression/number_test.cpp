#include "expression/number.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hrp::expression {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kHighestUnsigned = std::numeric_limits<std::uint64_t>::max();

// Each is less than the next, whatever its kind.
TEST(Number, OrdersAcrossKindsExactly) {
  const std::vector<Value> ascending = {
      -1e300,
      std::nextafter(-0x1p63, -1e300),
      kLowest,
      -9007199254740993,
      -9007199254740992.0,
      -1.5,
      -1,
      -0.5,
      0,
      0.5,
      1u,
      1.5,
      2,
      9007199254740992.0,
      9007199254740993,
      std::uint64_t{9007199254740994},
      kHighest,
      0x1p63,
      (std::uint64_t{1} << 63U) + 1,
      kHighestUnsigned,
      0x1p64,
      1e300,
  };
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t k = 0; k < ascending.size(); ++k) {
      EXPECT_TRUE(compareNumbers(ascending[i], ascending[k]) == (i <=> k))
          << ascending[i] << " and " << ascending[k];
    }
  }
}

TEST(Number, EqualAcrossKinds) {
  EXPECT_TRUE(std::is_eq(compareNumbers(Value(42), Value(42u))));
  EXPECT_TRUE(std::is_eq(compareNumbers(Value(42), Value(42.0))));
  EXPECT_TRUE(std::is_eq(compareNumbers(Value(42.0), Value(42u))));
  EXPECT_TRUE(std::is_eq(compareNumbers(Value(kLowest), Value(-0x1p63))));
  EXPECT_TRUE(std::is_eq(compareNumbers(Value(0.0), Value(-0.0))));
  EXPECT_FALSE(std::is_eq(compareNumbers(Value(kHighest), Value(0x1p63))));
}

TEST(Number, NanIsUnordered) {
  const Value nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(compareNumbers(nan, Value(1)) == std::partial_ordering::unordered);
  EXPECT_TRUE(compareNumbers(Value(1u), nan) == std::partial_ordering::unordered);
}

TEST(Number, TruncatesTowardsZero) {
  EXPECT_EQ(truncatedInteger(Value(2.9)), 2);
  EXPECT_EQ(truncatedInteger(Value(-2.9)), -2);
  EXPECT_EQ(truncatedInteger(Value(kHighest)), kHighest);
  EXPECT_EQ(truncatedInteger(Value(7u)), 7);
  EXPECT_EQ(truncatedInteger(Value(-0x1p63)), kLowest);
  EXPECT_EQ(truncatedInteger(Value(0x1p63)), std::nullopt);
  EXPECT_EQ(truncatedInteger(Value(kHighestUnsigned)), std::nullopt);
  EXPECT_EQ(truncatedInteger(Value(std::numeric_limits<double>::infinity())), std::nullopt);
}

TEST(Number, IntegerIfWhole) {
  EXPECT_TRUE(integerIfWhole(3.0).is_number_integer());
  EXPECT_TRUE(integerIfWhole(3.5).is_number_float());
  EXPECT_TRUE(integerIfWhole(1e30).is_number_float());
  EXPECT_FALSE(isWhole(std::numeric_limits<double>::infinity()));
}

}  // namespace
}  // namespace hrp::expression
