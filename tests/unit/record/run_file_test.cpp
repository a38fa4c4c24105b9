#include "hrp/record/run_file.hpp"

#include <gtest/gtest.h>

#include <map>

#include "hrp/record/run_file_writer.hpp"
#include "record/file/block.hpp"
#include "support/sample_slice.hpp"
#include "support/temp_folder.hpp"

namespace hrp::record {
namespace {

class Seen final : public RunVisitor {
 public:
  explicit Seen(const RunFile& file) : file_(file) {}
  void second(std::uint32_t second) override {
    EXPECT_TRUE(order.empty() || order.back() < second) << "rising, each once";
    order.push_back(second);
  }
  void rest(const stats::Slice& slice) override { slices[order.back()].merge(slice); }
  void row(const RecordedRow& row) override {
    auto& rows = slices[order.back()].rows;
    row.addTo(stats::rowFor(rows, file_.rows().at(row.id), row.counts.in_total));
  }
  void moment(const FleetMoment& moment) override { users[order.back()] = moment.users; }

  std::vector<std::uint32_t> order;
  std::map<std::uint32_t, stats::Slice> slices;
  std::map<std::uint32_t, std::int64_t> users;

 private:
  const RunFile& file_;
};

class RunFileTest : public ::testing::Test {
 protected:
  // A run of three seconds, of which the first gets figures again at the end.
  std::vector<std::string> blocks() {
    RunFileWriter writer;
    std::vector<std::string> blocks{writer.begin({.version = "1", .command = "hrp boom"})};
    for (std::uint32_t second : {0U, 1U, 2U}) {
      blocks.push_back(writer.figures(second, hrp::testing::sampleSlice(second + 3)));
      blocks.push_back(writer.moment(second, {.users = second + 10}));
    }
    blocks.push_back(writer.figures(0, hrp::testing::sampleSlice(30)));
    stats::Snapshot end;
    end.reason = stats::EndReason::kRunTime;
    blocks.push_back(writer.end(end));
    return blocks;
  }
  std::unique_ptr<RunFile> opened(const std::string& content) {
    temp_.write("run.hrp", content);
    auto file = RunFile::open(temp_.file("run.hrp"));
    EXPECT_TRUE(file) << file.error().message;
    return file ? std::move(*file) : nullptr;
  }
  std::string refusal(const std::string& content) {
    temp_.write("run.hrp", content);
    const auto file = RunFile::open(temp_.file("run.hrp"));
    return file ? "" : file.error().message;
  }
  static std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const auto& part : parts) all += part;
    return all;
  }

  const testing::TempFolder temp_;
};

TEST_F(RunFileTest, ARunHasAnEnd) {
  std::vector<std::string> all = blocks();
  RunFileWriter writer;
  static_cast<void>(writer.begin({}));
  all.insert(all.begin() + 1, writer.moment(kMostSeconds - 1, {}));
  EXPECT_EQ(opened(joined(all))->seconds(), kMostSeconds);
  for (const std::uint32_t second : {kMostSeconds, UINT32_MAX - 1, UINT32_MAX}) {
    all[1] = writer.moment(second, {});
    EXPECT_NE(refusal(joined(all)).find("has figures of second " + std::to_string(second)),
              std::string::npos);
  }
}

TEST_F(RunFileTest, GivesWhatWasWrittenInTheOrderOfTheSeconds) {
  const auto file = opened(joined(blocks()));
  EXPECT_EQ(file->origin().command, "hrp boom");
  EXPECT_EQ(file->end()->reason, stats::EndReason::kRunTime);
  EXPECT_EQ(file->seconds(), 3U);
  EXPECT_EQ(file->unreadBytes(), 0U);
  Seen seen(*file);
  ASSERT_TRUE(file->visit({}, seen));
  EXPECT_EQ(seen.order, (std::vector<std::uint32_t>{0, 1, 2}));
  stats::Slice first = hrp::testing::sampleSlice(3);
  first.merge(hrp::testing::sampleSlice(30));
  EXPECT_EQ(seen.slices[0], first);
  EXPECT_EQ(seen.slices[2], hrp::testing::sampleSlice(5));
  EXPECT_EQ(seen.users[1], 11);
}

TEST_F(RunFileTest, AWindowHoldsItsSecondsOnly) {
  const auto file = opened(joined(blocks()));
  Seen seen(*file);
  ASSERT_TRUE(file->visit({1, 2}, seen));
  EXPECT_EQ(seen.order, std::vector<std::uint32_t>{1});
  EXPECT_EQ(seen.slices[1], hrp::testing::sampleSlice(4));
}

// A process that is killed leaves a beginning of what it would have written.
TEST_F(RunFileTest, EveryBeginningIsReadUpToItsLastWholeBlock) {
  const std::vector<std::string> parts = blocks();
  const std::string all = joined(parts);
  for (std::size_t size = parts[0].size(); size < all.size(); size += 7) {
    const auto file = opened(all.substr(0, size));
    ASSERT_NE(file, nullptr);
    std::size_t whole = 0;
    std::size_t bytes = 0;
    while (bytes + parts[whole].size() <= size) bytes += parts[whole++].size();
    EXPECT_FALSE(file->end());
    Seen seen(*file);
    ASSERT_TRUE(file->visit({}, seen));
    EXPECT_EQ(seen.users.size(), std::min<std::size_t>(3, (whole - 1) / 2));
  }
}

TEST_F(RunFileTest, ADamagedBlockEndsWhatIsRead) {
  const std::vector<std::string> parts = blocks();
  std::string all = joined(parts);
  const std::size_t third = parts[0].size() + parts[1].size() + parts[2].size();
  all[third + parts[3].size() / 2] ^= 1;
  const auto file = opened(all);
  EXPECT_EQ(file->seconds(), 1U);
  EXPECT_GE(all.size() - third, file->unreadBytes());
  EXPECT_GT(file->unreadBytes(), 0U);
}

TEST_F(RunFileTest, WhatIsNoRunFileIsRefused) {
  EXPECT_NE(refusal("{}").find("run.hrp: is no run file"), std::string::npos);
  EXPECT_NE(refusal("").find("is no run file"), std::string::npos);
  std::string later = joined(blocks());
  later[8] = 2;
  EXPECT_NE(refusal(later).find("has version 2 of the format"), std::string::npos);
  EXPECT_NE(refusal(later.substr(0, 8) + std::string("\1\0\0\0", 4)).find("holds no run"),
            std::string::npos);
  EXPECT_FALSE(RunFile::open(temp_.file("missing")));
}

TEST_F(RunFileTest, BlocksOfOtherKindsArePassedOver) {
  std::vector<std::string> parts = blocks();
  BlockPacker packer;
  parts.insert(parts.begin() + 1, packer.pack(static_cast<BlockKind>(99), 0, {"new"}));
  const auto file = opened(joined(parts));
  EXPECT_EQ(file->seconds(), 3U);
  EXPECT_EQ(file->unreadBytes(), 0U);
}

}  // namespace
}  // namespace hrp::record
