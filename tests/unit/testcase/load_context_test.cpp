#include "testcase/load_context.hpp"

#include <gtest/gtest.h>

#include "support/memory_files.hpp"

namespace hrp::testcase {
namespace {

TEST(LoadContext, ReachesFilesAndTheEnvironment) {
  hrp::testing::MemoryFiles files;
  files.add("data/a.csv", "x\n1\n");
  LoadContext context(files);
  EXPECT_EQ(context.readFile("data/a.csv").value(), "x\n1\n");
  EXPECT_EQ(context.readFile("none.csv").error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(context.environment("HRP_SURELY_NOT_SET"), std::nullopt);
  EXPECT_TRUE(context.environment("PATH"));
  context.setEnvironment("PATH", "of .env");
  EXPECT_EQ(context.environment("PATH"), "of .env");
  EXPECT_EQ(context.environment().size(), 1U);
}

}  // namespace
}  // namespace hrp::testcase
