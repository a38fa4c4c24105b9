#include "engine/requests/body_text.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(BodyText, FormsAreSortedAndEscaped) {
  std::string out;
  appendForm(out, {{"z", "a b&c"}, {"n", 2.0}, {"list", {1, "x"}}});
  EXPECT_EQ(out, "list=%5B1+x%5D&n=2&z=a+b%26c");
}

}  // namespace
}  // namespace hrp::engine
