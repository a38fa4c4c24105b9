#include "base/files/unnamed_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/descriptor.hpp"
#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

TEST(UnnamedFile, IsOpenAndInNoFolder) {
  const testing::TempFolder temp;
  const Descriptor file(openUnnamed(temp.path()));
  struct stat status {};
  ASSERT_EQ(::fstat(file.get(), &status), 0);
  EXPECT_EQ(status.st_nlink, 0U);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_TRUE(std::filesystem::is_empty(temp.path()));
  EXPECT_EQ(openUnnamed(temp.file("missing")), -1);
}

TEST(UnnamedFile, EndsWithFoldersOfTheSystem) {
  const auto folders = temporaryFolders();
  ASSERT_GE(folders.size(), 2U);
  EXPECT_EQ(folders.back(), "/tmp");
}

}  // namespace
}  // namespace hrp::base
