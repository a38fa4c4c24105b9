#include "base/files/output_place.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

using Way = OutputPlace::Way;

TEST(OutputPlace, SaysHowAFileHasToBeWritten) {
  const testing::TempFolder temp;
  temp.write("there", "old");
  std::filesystem::create_symlink("there", temp.file("link"));
  const auto made = lookAtOutput(temp.file("new"));
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->way, Way::kReplace);
  const auto linked = lookAtOutput(temp.file("link"));
  ASSERT_TRUE(linked.has_value());
  EXPECT_EQ(linked->target, std::filesystem::canonical(temp.file("there")).string());
  EXPECT_EQ(lookAtOutput("/dev/null")->way, Way::kThrough);
  EXPECT_EQ(lookAtOutput("-")->way, Way::kDescriptor);
  EXPECT_FALSE(lookAtOutput(temp.path()));
}

TEST(OutputPlace, NewFilesBesideHaveNamesOfTheirOwn) {
  const testing::TempFolder temp;
  const auto place = lookAtOutput(temp.file("new"));
  ASSERT_TRUE(place.has_value());
  const auto one = makeBesideOutput(*place, "new");
  const auto other = makeBesideOutput(*place, "new");
  ASSERT_TRUE(one.has_value() && other.has_value());
  EXPECT_NE(one->path, other->path);
  EXPECT_EQ(writeRegular(one->descriptor.get(), "text"), 0);
  EXPECT_EQ(std::filesystem::file_size(one->path), 4U);
}

}  // namespace
}  // namespace hrp::base
