#include "testcase/files/text_files.hpp"

#include <gtest/gtest.h>

#include "support/temp_folder.hpp"
#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

const std::string kPasted = R"({"teststeps":[{"request":{"url":"http://x/"}}]})";

TEST(TextFilesTest, TextsStandOverFiles) {
  auto inner = std::make_unique<hrp::testing::MemoryFiles>(
      Texts{{"both.txt", "disk"}, {"disk.txt", "disk"}, {"folder/a.txt", "a"}});
  TextFiles files(std::move(inner), {{"both.txt", "memory"}, {"folder", "memory"}});
  EXPECT_EQ(**files.read("/w/both.txt"), "memory");
  EXPECT_EQ(**files.read("/w/disk.txt"), "disk");
  EXPECT_FALSE(files.read("/w/none.txt").has_value());
  EXPECT_TRUE(files.isFile("/w/both.txt"));
  EXPECT_TRUE(files.isFile("/w/disk.txt"));
  EXPECT_FALSE(files.isFolder("/w/folder"));
  EXPECT_EQ(files.filesBelow("/w/folder")->size(), 1u);
  EXPECT_EQ(files.workingFolder(), "/w");
}

TEST(TextFilesTest, ATestcaseInMemoryLoadsAndTravels) {
  const hrp::testing::TempFolder folder;
  LoadOptions options;
  options.texts = {{"pasted.json", kPasted}};
  const auto loaded = loadTestcases({"pasted.json"}, folder.path(), options);
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_EQ(loaded->workload.programs.size(), 1u);
  EXPECT_FALSE(std::filesystem::exists(folder.file("pasted.json")));
  const auto decoded = Bundle::decode(loaded->bundle->encode().value());
  ASSERT_TRUE(decoded.has_value());
  const auto on_worker = loadBundle(std::make_shared<const Bundle>(*decoded));
  ASSERT_TRUE(on_worker.has_value()) << on_worker.error().message;
  EXPECT_EQ(on_worker->programs.size(), 1u);
}

TEST(TextFilesTest, WithoutTextsTheDiskIsUsed) {
  const hrp::testing::TempFolder folder;
  folder.write("a.json", kPasted);
  EXPECT_TRUE(diskFilesWith(folder.path(), {})->isFile(folder.file("a.json")));
  EXPECT_TRUE(loadTestcases({"a.json"}, folder.path()).has_value());
  EXPECT_FALSE(loadTestcases({"pasted.json"}, folder.path()).has_value());
}

}  // namespace
}  // namespace hrp::testcase
