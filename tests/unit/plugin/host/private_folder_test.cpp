#include "plugin/host/private_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::plugin {
namespace {

namespace fs = std::filesystem;

std::size_t entriesIn(const std::string& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(PrivateFolder, IsForThisUserOnlyAndGoes) {
  const hrp::testing::TempFolder temp;
  std::string path;
  {
    auto folder = PrivateFolder::makeIn(temp.path());
    ASSERT_TRUE(folder) << folder.error().message;
    path = folder->path();
    EXPECT_TRUE(path.starts_with(temp.path() + "/hrp-functions-"));
    struct stat facts {};
    ASSERT_EQ(::stat(path.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 07777, 0700U);
    const auto file = folder->write("f.bin", std::string("a\0b", 3), 0700);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(::stat(file->c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0700U);
    EXPECT_EQ(*base::readFile(*file), std::string("a\0b", 3));
    EXPECT_FALSE(folder->write("f.bin", "again", 0700));
    const auto deeper = folder->write("a/b/text.py", "x = 1", 0600);
    ASSERT_TRUE(deeper) << deeper.error().message;
    EXPECT_EQ(*deeper, path + "/a/b/text.py");
    EXPECT_TRUE(folder->write("a/c.py", "", 0600));
    ASSERT_EQ(::stat(deeper->c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600U);
    ASSERT_EQ(::stat((path + "/a").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0700U);
    EXPECT_FALSE(folder->write("f.bin/x", "below a file", 0600));
    const PrivateFolder moved = std::move(*folder);
    EXPECT_EQ(moved.path(), path);
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(PrivateFolder, WhatAKilledProcessLeftIsRemovedAndWhatIsInUseStays) {
  const hrp::testing::TempFolder temp;
  temp.write("hrp-functions-dead12/debugtalk.bin", "x");
  temp.write("other/file", "x");
  fs::create_directory_symlink(temp.file("other"), temp.file("hrp-functions-link12"));
  auto first = PrivateFolder::makeIn(temp.path());
  ASSERT_TRUE(first);
  EXPECT_FALSE(fs::exists(temp.file("hrp-functions-dead12")));
  EXPECT_TRUE(fs::exists(temp.file("other/file")));
  const auto second = PrivateFolder::makeIn(temp.path());
  ASSERT_TRUE(second);
  EXPECT_TRUE(fs::exists(first->path()));
  EXPECT_NE(first->path(), second->path());
  EXPECT_EQ(entriesIn(temp.path()), 4U) << "two of them, the link, the other folder";
}

TEST(PrivateFolder, AParentThatIsNotThereIsNamed) {
  const auto folder = PrivateFolder::makeIn("/no/such/folder");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().message,
            "/no/such/folder: cannot keep custom functions there: No such file or directory");
  EXPECT_EQ(folder.error().hint, "TMPDIR names another folder");
}

}  // namespace
}  // namespace hrp::plugin
