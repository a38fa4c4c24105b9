#include "hrp/base/exit_code.hpp"

#include <gtest/gtest.h>

#include <string>

#include "hrp/base/file.hpp"

namespace hrp::base {
namespace {

constexpr int kHighest = 255;

TEST(ExitCodeTest, TheDocumentedTableIsThisEnum) {
  const auto table = readFile(std::string(HRP_SOURCE_DIR) + "/docs/exit-codes.md");
  ASSERT_TRUE(table.has_value()) << table.error().message;
  int known = 0;
  for (int number = 0; number <= kHighest; ++number) {
    const std::string meaning(describe(static_cast<ExitCode>(number)));
    const std::string row_start = "\n| " + std::to_string(number) + " | ";
    if (meaning == "unknown") {
      EXPECT_EQ(table->find(row_start), std::string::npos) << number << " is documented only";
    } else {
      EXPECT_NE(table->find(row_start + meaning), std::string::npos) << number << " " << meaning;
      ++known;
    }
  }
  EXPECT_GE(known, 20);
}

}  // namespace
}  // namespace hrp::base
