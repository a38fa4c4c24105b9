#include "cli/boom/result_files.hpp"

#include <gtest/gtest.h>

#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

std::string refusal(const ResultFiles& files) {
  const auto checked = checkResultFiles(files);
  return checked ? "" : checked.error().message;
}

TEST(ResultFiles, EachIsLookedAt) {
  const testing::TempFolder temp;
  EXPECT_EQ(refusal({}), "");
  EXPECT_EQ(refusal({.summary_json = temp.file("s"), .run_file = temp.file("r")}), "");
  EXPECT_TRUE(refusal({.run_file = temp.file("no/r")}).starts_with("--save: "));
}

TEST(ResultFiles, NoTwoHaveOnePlace) {
  EXPECT_EQ(refusal({.summary_json = "-", .run_file = "-"}),
            "--summary-json and --save cannot both have standard output");
  EXPECT_EQ(refusal({.summary_json = "x", .run_file = "x"}),
            "--summary-json and --save cannot both have x");
}

TEST(ResultFiles, AFolderHasThoseWithoutAPlaceOfTheirOwn) {
  const testing::TempFolder temp;
  ResultFiles files{.folder = temp.file("new/results"), .junit = "mine.xml"};
  ASSERT_TRUE(fillFolder(files));
  EXPECT_EQ(files.summary_json, temp.file("new/results/summary.json"));
  EXPECT_EQ(files.run_file, temp.file("new/results/run.hrp"));
  EXPECT_EQ(files.csv_prefix, temp.file("new/results/timeline"));
  EXPECT_EQ(files.junit, "mine.xml");
  EXPECT_EQ(files.hdr_log, "");
  EXPECT_EQ(namedFiles(files).size(), 8U);
  temp.write("file", "");
  ResultFiles bad{.folder = temp.file("file/results")};
  EXPECT_FALSE(fillFolder(bad));
}

TEST(ResultFiles, ADashIsStandardOutput) {
  EXPECT_TRUE(usesStandardOutput({.run_file = "-"}));
  EXPECT_FALSE(usesStandardOutput({.summary_json = "a", .run_file = "b"}));
}

}  // namespace
}  // namespace hrp::cli
