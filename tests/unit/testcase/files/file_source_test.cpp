#include "hrp/testcase/file_source.hpp"

#include <gmock/gmock.h>

#include "support/memory_files.hpp"
#include "support/temp_folder.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;

class DiskFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"a.yml", "_u.json", "sub/c.yaml", "b.json", ".hid/h.json",
                             "sub/.deep/x.json", "sub/.dot.json", "notes.txt", "z/1.json"}) {
      temp_.write(name, name);
    }
  }

  const testing::TempFolder temp_;
  const std::string& folder_ = temp_.path();
};

TEST_F(DiskFilesTest, WalksInByteOrderWithoutHiddenFolders) {
  const auto files = diskFiles(folder_)->filesBelow(folder_);
  ASSERT_TRUE(files);
  std::vector<std::string> names;
  for (const auto& path : *files) names.push_back(path.substr(folder_.size() + 1));
  EXPECT_THAT(names, ElementsAre("_u.json", "a.yml", "b.json", "notes.txt", "sub/.dot.json",
                                 "sub/c.yaml", "z/1.json"));
}

TEST_F(DiskFilesTest, ReadsFilesAndNamesMissingOnes) {
  const auto files = diskFiles(folder_);
  EXPECT_EQ(**files->read(folder_ + "/a.yml"), "a.yml");
  EXPECT_TRUE(files->isFile(folder_ + "/a.yml"));
  EXPECT_FALSE(files->isFile(folder_));
  EXPECT_TRUE(files->isFolder(folder_));
  const auto missing = files->read(folder_ + "/none");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, base::ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, ::testing::HasSubstr(folder_ + "/none"));
  EXPECT_FALSE(files->filesBelow(folder_ + "/none"));
  EXPECT_EQ(files->workingFolder(), folder_);
}

TEST(RecordingFileSource, KeepsWhatWasRead) {
  hrp::testing::MemoryFiles files({{"a", "1"}, {"b", "2"}});
  RecordingFileSource recording(files);
  EXPECT_TRUE(recording.read("/w/a"));
  EXPECT_FALSE(recording.read("/w/none"));
  EXPECT_TRUE(recording.isFile("/w/b"));
  ASSERT_EQ(recording.recorded().size(), 1U);
  EXPECT_EQ(*recording.recorded().at("/w/a")->text(), "1");
}

TEST(RecordingFileSource, KeepsWhatWasOpened) {
  hrp::testing::MemoryFiles files;
  files.add("a", "1");
  RecordingFileSource recording(files);
  const auto opened = recording.open("/w/a");
  ASSERT_TRUE(opened);
  EXPECT_EQ(recording.open("/w/a").value(), *opened);
  EXPECT_EQ(recording.recorded().at("/w/a"), *opened);
  EXPECT_EQ(**recording.read("/w/a"), "1");
  EXPECT_FALSE(recording.open("/w/none"));
}

TEST_F(DiskFilesTest, KeepsWhatAFileHeld) {
  const auto files = diskFiles(folder_);
  const std::string large(base::StoredFile::kKept + 1, 'x');
  const std::string path = temp_.write("rows.csv", large);
  EXPECT_FALSE(files->open(path).value()->bytes());
  const auto kept = files->keep(path).value();
  temp_.write("rows.csv", "cut");
  EXPECT_EQ(kept->bytes(), large);
  EXPECT_FALSE(files->keep(folder_ + "/none"));
}

TEST_F(DiskFilesTest, AFileIsKeptOnceAndRecorded) {
  const std::string path = temp_.write("rows.csv", std::string(base::StoredFile::kKept + 1, 'x'));
  const auto files = diskFiles(folder_);
  RecordingFileSource recording(*files);
  EXPECT_TRUE(recording.open(path));
  const auto kept = recording.keep(path).value();
  EXPECT_TRUE(kept->bytes());
  EXPECT_EQ(recording.keep(path).value(), kept);
  EXPECT_EQ(recording.open(path).value(), kept);
  EXPECT_EQ(recording.recorded().at(path), kept);
  EXPECT_EQ(**recording.read(path), *kept->bytes());
}

TEST(RecordingFileSource, WhatWasReadIsKeptAlready) {
  hrp::testing::MemoryFiles files;
  files.add("a", "1");
  RecordingFileSource recording(files);
  EXPECT_TRUE(recording.read("/w/a"));
  EXPECT_EQ(recording.keep("/w/a").value(), recording.recorded().at("/w/a"));
  EXPECT_EQ(recording.keep("/w/a").value()->bytes(), "1");
  EXPECT_FALSE(recording.keep("/w/none"));
}

TEST(AbsolutePath, IsNormal) {
  EXPECT_EQ(absolutePath("/w", "a/../b.json"), "/w/b.json");
  EXPECT_EQ(absolutePath("/w", "/x/./y/"), "/x/y");
  EXPECT_EQ(absolutePath("/w", "."), "/w");
  EXPECT_EQ(absolutePath("/", "/"), "/");
}

}  // namespace
}  // namespace hrp::testcase
