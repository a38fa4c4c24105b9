#include "hrp/base/exit_code.hpp"

#include <gtest/gtest.h>

#include <string>

#include "hrp/base/files/file.hpp"

namespace hrp::base {
namespace {

constexpr int kHighest = 255;

TEST(ExitCodeTest, TheDocumentedTableIsThisEnum) {
  const auto table = readFile(HRP_SOURCE_DIR "/docs/exit-codes.md");
  ASSERT_TRUE(table.has_value()) << table.error().message;
  int known = 0;
  for (int number = 0; number <= kHighest; ++number) {
    const std::string meaning(describe(static_cast<ExitCode>(number)));
    std::string row_start = "\n| ";
    row_start.append(std::to_string(number)).append(" | ");
    if (meaning == "unknown") {
      EXPECT_EQ(table->find(row_start), std::string::npos) << number << " is documented only";
    } else {
      row_start.append(meaning);
      EXPECT_NE(table->find(row_start), std::string::npos) << number << " " << meaning;
      ++known;
    }
  }
  EXPECT_GE(known, 20);
}

}  // namespace
}  // namespace hrp::base
