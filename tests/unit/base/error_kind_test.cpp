#include "hrp/base/error_kind.hpp"

#include <gtest/gtest.h>

namespace hrp::base {
namespace {

TEST(ErrorKindTest, EveryKindHasANameThatReadsBack) {
  for (int number = 0; number <= static_cast<int>(ErrorKind::kInternal); ++number) {
    const auto kind = static_cast<ErrorKind>(number);
    EXPECT_NE(toString(kind), "unknown") << number;
    EXPECT_EQ(errorKindFrom(toString(kind)), kind);
  }
}

TEST(ErrorKindTest, OtherTextIsNoKind) {
  EXPECT_EQ(errorKindFrom("DNS"), std::nullopt);
  EXPECT_EQ(errorKindFrom(""), std::nullopt);
}

}  // namespace
}  // namespace hrp::base
