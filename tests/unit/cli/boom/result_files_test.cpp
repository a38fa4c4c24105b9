#include "cli/boom/result_files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

namespace fs = std::filesystem;

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

TEST(ResultFiles, SeveralFilesHaveNoDash) {
  ResultFiles folder{.folder = "-"};
  EXPECT_TRUE(fillFolder(folder).error().message.starts_with("--results names several files"));
  ResultFiles tables{.csv_prefix = "-"};
  EXPECT_TRUE(fillFolder(tables).error().message.starts_with("--csv names several files"));
}

TEST(ResultFiles, OneProcessWritesThem) {
  const testing::TempFolder temp;
  const ResultFiles files{.run_file = temp.file("run.hrp"), .csv_prefix = temp.file("t")};
  const auto locks = lockWritten(files);
  ASSERT_TRUE(locks);
  EXPECT_EQ(lockWritten(files).error().message,
            "--save: " + temp.file("run.hrp") + ": another process is writing it");
  EXPECT_FALSE(lockWritten({.csv_prefix = temp.file("t")}));
  EXPECT_TRUE(lockWritten({.run_file = temp.file("other.hrp")}));
}

TEST(ResultFiles, WhatAnEarlierRunLeftInTheFolderGoes) {
  const testing::TempFolder temp;
  ResultFiles files{.folder = temp.file("r"), .markdown = temp.file("r/mine.md")};
  ASSERT_TRUE(fillFolder(files));
  const auto left = [&] {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(temp.file("r"))) {
      names.insert(entry.path().filename());
    }
    return names;
  };
  for (const auto& [flag, path] : namedFiles(files))
    temp.write(fs::path(path).lexically_relative(temp.path()), "old");
  for (const char* name : {"summary.md", "notes.txt", "real.xml"}) {
    temp.write(std::string("r/") + name, "");
  }
  fs::remove(files.junit);
  fs::create_symlink("real.xml", files.junit);
  ASSERT_TRUE(removeEarlier(files, WrittenWhen::kAtTheEnd));
  const std::set<std::string> others{"junit.xml", "mine.md", "notes.txt", "real.xml", "summary.md"};
  std::set<std::string> expected = others;
  expected.insert({"run.hrp", "timeline_stats_history.csv"});
  EXPECT_EQ(left(), expected);
  ASSERT_TRUE(removeEarlier(files, WrittenWhen::kAllAlong));
  EXPECT_EQ(left(), others);
  EXPECT_TRUE(removeEarlier({.junit = "junit.xml"}, WrittenWhen::kAtTheEnd));
}

TEST(ResultFiles, ADashIsStandardOutput) {
  EXPECT_TRUE(usesStandardOutput({.run_file = "-"}));
  EXPECT_FALSE(usesStandardOutput({.summary_json = "a", .run_file = "b"}));
}

}  // namespace
}  // namespace hrp::cli
