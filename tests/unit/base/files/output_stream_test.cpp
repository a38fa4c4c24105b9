#include "hrp/base/files/output_stream.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "base/descriptor.hpp"
#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::base {
namespace {

TEST(OutputStream, WhatWasAppendedIsInTheFileAtOnce) {
  const testing::TempFolder temp;
  const std::string path = temp.file("run");
  OutputStream stream(path);
  ASSERT_TRUE(stream.begin().has_value());
  EXPECT_EQ(readFile(path).value_or("(none)"), "");
  ASSERT_TRUE(stream.append("one ").has_value());
  EXPECT_EQ(readFile(path).value_or("(none)"), "one ");
  ASSERT_TRUE(stream.append("two").has_value());
  EXPECT_EQ(readFile(path).value_or("(none)"), "one two");
}

TEST(OutputStream, AFileBeginsAnewAndALinkToItStays) {
  const testing::TempFolder temp;
  temp.write("there", "an old run");
  std::filesystem::create_symlink("there", temp.file("link"));
  OutputStream stream(temp.file("link"));
  ASSERT_TRUE(stream.begin().has_value());
  ASSERT_TRUE(stream.append("first run").has_value());
  ASSERT_TRUE(stream.begin().has_value());
  ASSERT_TRUE(stream.append("second").has_value());
  EXPECT_TRUE(std::filesystem::is_symlink(temp.file("link")));
  EXPECT_EQ(readFile(temp.file("there")).value_or("(none)"), "second");
}

TEST(OutputStream, APipeIsWrittenThrough) {
  const testing::TempFolder temp;
  const std::string path = temp.file("pipe");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const Descriptor reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  OutputStream stream(path);
  ASSERT_TRUE(stream.begin().has_value());
  ASSERT_TRUE(stream.append("one ").has_value());
  ASSERT_TRUE(stream.begin().has_value());
  ASSERT_TRUE(stream.append("two").has_value());
  std::array<char, 16> got{};
  EXPECT_EQ(::read(reader.get(), got.data(), got.size()), 7);
  EXPECT_STREQ(got.data(), "one two");
  EXPECT_TRUE(std::filesystem::is_fifo(path));
}

TEST(OutputStream, SaysWhyItCannotBegin) {
  const testing::TempFolder temp;
  OutputStream stream(temp.file("no/run"));
  const auto begun = stream.begin();
  ASSERT_FALSE(begun.has_value());
  EXPECT_NE(begun.error().message.find("there is no folder"), std::string::npos);
}

TEST(OutputStream, ADeviceThatIsFullIsAnError) {
  OutputStream stream("/dev/full");
  ASSERT_TRUE(stream.begin().has_value());
  const auto written = stream.append("x");
  ASSERT_FALSE(written.has_value());
  EXPECT_NE(written.error().message.find("/dev/full: No space left"), std::string::npos);
}

}  // namespace
}  // namespace hrp::base
