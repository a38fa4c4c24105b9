#include "cli/boom/confined_paths.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

namespace fs = std::filesystem;

TEST(ConfinedPathsTest, BelowTheFolderIsWhatItHolds) {
  const testing::TempFolder folder;
  fs::create_directories(folder.path() + "/a/b");
  for (const char* path : {"", "/", "/a", "/a/b/../c.yml", "/not/there.yml", "/a/../a/b/"}) {
    EXPECT_TRUE(checkBelow(folder.path(), folder.path() + path)) << path;
    EXPECT_TRUE(checkBelow(folder.path() + "/", folder.path() + path)) << path;
  }
  for (const char* path : {"/..", "/../x", "/a/../../x", "x", "x/a"}) {
    EXPECT_FALSE(checkBelow(folder.path(), folder.path() + path)) << path;
  }
  EXPECT_TRUE(checkBelow("/", "/any/thing"));
  EXPECT_TRUE(checkBelow(".", "case.yml"));
  EXPECT_FALSE(checkBelow(".", ".."));
}

TEST(ConfinedPathsTest, LinksAreResolvedOnBothSides) {
  const testing::TempFolder folder;
  const testing::TempFolder other;
  fs::create_directory_symlink(other.path(), folder.path() + "/out");
  fs::create_directory_symlink(folder.path(), other.path() + "/in");
  EXPECT_FALSE(checkBelow(folder.path(), folder.path() + "/out"));
  EXPECT_FALSE(checkBelow(folder.path(), folder.path() + "/out/x.yml"));
  EXPECT_TRUE(checkBelow(folder.path(), other.path() + "/in/x.yml"));
  EXPECT_TRUE(checkBelow(other.path() + "/in", folder.path() + "/x.yml"));
  fs::create_symlink("loop", folder.path() + "/loop");
  EXPECT_FALSE(checkBelow(folder.path(), folder.path() + "/loop/x.yml"));
}

TEST(ConfinedPathsTest, AProfileIsANewFileOfTheWorker) {
  const testing::TempFolder folder;
  const auto first = profileFileIn(folder.path(), "w_1", "/any/where/cpu.prof");
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(*first, folder.path() + "/w_1-cpu.prof");
  for (const char* name : {"", "/", "..", "a/..", "a/."}) {
    EXPECT_FALSE(profileFileIn(folder.path(), "w_1", name)) << name;
  }
  const auto none = profileFileIn("", "w_1", "cpu.prof");
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().hint.find("--profile-dir"), std::string::npos);
}

TEST(ConfinedPathsTest, NothingThatIsThereIsWrittenOver) {
  const testing::TempFolder folder;
  folder.write("w_1-cpu.prof", "kept");
  fs::create_symlink("nowhere", folder.path() + "/w_1-heap.prof");
  EXPECT_FALSE(profileFileIn(folder.path(), "w_1", "cpu.prof"));
  EXPECT_FALSE(profileFileIn(folder.path(), "w_1", "heap.prof"));
  EXPECT_TRUE(profileFileIn(folder.path(), "w_2", "cpu.prof"));
}

}  // namespace
}  // namespace hrp::cli
